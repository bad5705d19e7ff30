"""What an import answers: the faults of its rows, what became of them, and the copies of each item."""

from typing import Any

from tracker.cli.output import say, say_json
from tracker.imports.faults import MOST_TOLD, SameFault, ToldFault
from tracker.imports.outcome import ImportRequest, Outcome
from tracker.imports.ranges import short_ranges
from tracker.imports.rows import of_sheet, quoted
from tracker.messages import Joined, Message, Plural

_MOST_ERRORS = 20
"""How many different errors of a sheet are shown, and how many messages, so that they fit a screen."""

_MOST_ITEMS = 12
"""The most items whose copies are told one by one."""


def tell(outcome: Outcome, request: ImportRequest, as_json: bool, *, recorded: bool) -> None:
    """Print an object, or the faults on stderr and what was recorded."""
    if as_json:
        say_json(_object(outcome))
        return
    faults, more = outcome.errors.first(_MOST_ERRORS)
    further = _FURTHER if more < MOST_TOLD else _VERY_MANY
    for fault in faults:
        say(_described(fault), err=True)
    if more:
        say(further.given(count=more), err=True)
    for message in outcome.messages[:_MOST_ERRORS]:
        say(message, err=not recorded)
    if more := len(outcome.messages[_MOST_ERRORS:]):
        say(_UNTOLD.given(count=more), err=not recorded)
    if recorded:
        say(_summary(outcome, request))
        if outcome.copies:
            say(_copies(outcome.copies))


_FURTHER = Plural(
    "{count} further error is not shown; --rejects FILE writes all rejected rows with their errors to a file.",
    "{count} further errors are not shown; --rejects FILE writes all rejected rows with their errors to a file.",
)

_VERY_MANY = Plural(
    "{count} further error is not shown; if all rows are wrong, look whether it is the table, and which columns and "
    "date format it has.",
    "{count} further errors are not shown; if all rows are wrong, look whether it is the table, and which columns and "
    "date format it has.",
)

_UNTOLD = Plural(
    "{count} further message is not shown; --format json has all of them.",
    "{count} further messages are not shown; --format json has all of them.",
)


def _described(fault: SameFault) -> Message:
    """Return the sentence for the faults of one column with one message, with their lines."""
    line = Message("Line {line}{where}: {fault}") if len(fault.lines) == 1 else Message("Lines {line}{where}: {fault}")
    described = line.given(line=short_ranges(fault.lines), where=_where(fault), fault=fault.message)
    return of_sheet(fault.sheet, described)


def _where(fault: SameFault) -> Message | str:
    """Return the column of a fault, and the value where the message does not quote it, to follow the lines."""
    if fault.column is None:
        return ""
    where = Message(", {column}", column=quoted(fault.column))
    if fault.value and quoted(fault.value) not in str(fault.message):
        where = Message(", {column} '{value}'", column=quoted(fault.column), value=quoted(fault.value))
    return where


def _copies(copies: dict[str, int]) -> Message:
    """Return how many copies were recorded, to be held against the sheet's own total."""
    if len(copies) > _MOST_ITEMS:
        return Message("Copies: {copies}, items: {items}.", copies=sum(copies.values()), items=len(copies))
    each = [Message("{copies} of {item}", copies=number, item=item) for item, number in copies.items()]
    return Message("Copies: {each}.", each=Joined(*each, separator=", "))


def _summary(outcome: Outcome, request: ImportRequest) -> Message:
    results = [
        _recorded(outcome, request),
        Message("{skipped} skipped (already recorded)", skipped=outcome.skipped),
    ]
    if outcome.rejected:
        results.append(Message("{rejected} rejected", rejected=outcome.rejected))
    if outcome.passed_over:
        results.append(Message("{passed_over} passed over", passed_over=outcome.passed_over))
    return Plural(
        "{count} row of {file}: {results}.",
        "{count} rows of {file}: {results}.",
        count=outcome.read,
        file=request.name,
        results=Joined(*results, separator=", "),
    )


def _recorded(outcome: Outcome, request: ImportRequest) -> Message:
    if request.dry_run:
        result = Message("{recorded} would be recorded")
    elif len(outcome.entries) > 1:
        first, *_, last = outcome.entries
        result = Message("{recorded} recorded as entries {first} to {last}", first=first, last=last)
    elif outcome.entries:
        result = Message("{recorded} recorded as entry {entry}", entry=outcome.entries[0])
    else:
        result = Message("{recorded} recorded")
    return result.given(recorded=outcome.recorded)


def _object(outcome: Outcome) -> dict[str, Any]:
    return {
        "read": outcome.read,
        "recorded": outcome.recorded,
        "skipped": outcome.skipped,
        "rejected": outcome.rejected,
        "entries": list(outcome.entries),
        "command": outcome.command,
        "copies": [{"item": item, "copies": copies} for item, copies in outcome.copies.items()],
        "errors": map(_error, outcome.errors.told()),
        "messages": [str(message) for message in (*outcome.messages, *_further(outcome.errors.untold))],
        "passed_over": outcome.passed_over,
    }


def _further(count: int) -> list[Message]:
    """Return what is said of so many errors that are not in the object."""
    return [_VERY_MANY.given(count=count)] if count else []


def _error(fault: ToldFault) -> dict[str, Any]:
    return {
        "line": fault.line,
        "column": fault.column and quoted(fault.column),
        "value": fault.value and quoted(fault.value),
        "message": fault.text,
        "sheet": fault.sheet,
    }
