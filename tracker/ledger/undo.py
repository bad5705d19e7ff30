"""Undo: void the entries that a command added, record again those it voided, and reopen what it closed."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from tracker.deferred import NamedTuple
from tracker.errors import AlreadyUndone, NotReversible
from tracker.languages import worded
from tracker.ledger.commands import DRY_RUN, Command, LedgerOrCommand, recorded, refusing_broken_rules
from tracker.ledger.lookup import refuse_unknown_command
from tracker.ledger.messages import describe_adjustments
from tracker.ledger.places import refuse_occupied
from tracker.ledger.print_runs import set_details_back
from tracker.ledger.recording import ALREADY_USED, used_before
from tracker.ledger.reversals import reverse, taken_back
from tracker.ledger.state import State
from tracker.ledger.voids import describe_skipped, doubts_about
from tracker.messages import Joined, Message, Plural
from tracker.model.entries import Particulars
from tracker.model.quantities import numbered
from tracker.store import catalogue, clock, dated_facts, entry_sets, undoing
from tracker.store.connection import Database
from tracker.store.dated_facts import Turn
from tracker.store.entry_sets import EntryRow
from tracker.store.statements import insert
from tracker.store.undoing import SetBack, Undoable

# The reversal of a command: added entries are voided, voided ones are recorded again.


class Parts(NamedTuple):
    """A command's effects on entries."""

    wrong: Sequence[EntryRow]
    """Added entries that are still valid."""
    void: Sequence[int]
    """Added entries that are already void."""
    again: Sequence[EntryRow]
    """Voided entries to record again."""
    left: Sequence[int]
    """Voided entries that stay void."""


def parts_of(database: Database, command: int) -> Parts:
    """Return the effects of a command; entries of commands that have been undone since stay void."""
    added, taken = entry_sets.added_by(database, command), entry_sets.voided_by(database, command)
    now = entry_sets.as_they_are_now(database, [entry.number for entry in taken])
    standing = {entry.number for entry in entry_sets.recorded(database, set(now.values())) if entry.voided_by is None}
    undone = undoing.commands_undone(database, [entry.number for entry in taken])
    again = [
        entry for entry in taken if now[entry.number] not in standing and undone.get(entry.number) in (None, command)
    ]
    numbers = {entry.number for entry in again}
    return Parts(
        [entry for entry in added if entry.voided_by is None],
        [entry.number for entry in added if entry.voided_by is not None],
        again,
        [entry.number for entry in taken if entry.number not in numbers],
    )


# Dated facts of an undone command: closings, withdrawals and cancellations return to their earlier state.


class Fact(NamedTuple):
    """A place, print run or request that returns to its earlier state on a date."""

    what: str
    """place, run or request."""
    code: str | int
    status: str
    """open or closed, active or withdrawn, open or cancelled."""
    date: str


def turn_back(running: Command, command: int) -> list[Turn]:
    """Reverse a command's closings, withdrawals and cancellations; return the places to close again."""
    closed = []
    for table in dated_facts.TURNS:
        for turn in dated_facts.turns_without(running.database, table, command):
            if table == "closing" and turn.is_so:
                closed.append(turn)
            else:
                running.add([dated_facts.turned_once(running.database, table, turn, running.number)])
    return closed


_STATES = {"place": ("open", "closed"), "run": ("active", "withdrawn"), "request": ("open", "cancelled")}


def facts_of(database: Database, table: str, number: int) -> Iterator[Fact]:
    """Yield a command's rows in one of the tables of dated facts."""
    what, _ = dated_facts.TURNS[table]
    for turn in dated_facts.turns_of(database, table, number):
        code: str | int = turn.about
        if what == "place":
            code = catalogue.place_by_id(database, turn.about).code
        elif what == "run":
            code = catalogue.run_code(database, turn.about)
        yield Fact(what, code, _STATES[what][turn.is_so], turn.date)


_NEAR = 100
"""The maximum number of commands searched for one that can be undone."""

_LISTED = 20
"""The maximum number of things to name."""


class Undo(NamedTuple):
    """The result of an undo; for a dry run without command and timestamp."""

    command: int | None
    recorded_at: str | None
    clerk: str
    undone: Undoable
    entries: Sequence[SetBack]
    facts: tuple[Fact, ...]
    messages: tuple[Message, ...] = ()


def undo(ledger: LedgerOrCommand, number: int | None, particulars: Particulars) -> Undo:
    """Reverse, as one command, all that a command recorded: the clerk's last, or that with the `number`.

    Raises Refused if there is none, it cannot be undone, nothing of it is still in effect, or the result would break a
    rule; Unconfirmed if there are doubts.
    """
    with recorded(ledger, "undo", particulars.clerk, **particulars.how) as running:
        database = running.database
        if existing := used_before(running, "undo", {"of command": number}, particulars):
            return _described(database, existing.number, (ALREADY_USED.given(key=particulars.key),))
        what = _find(database, number, running.clerk)
        with refusing_broken_rules():
            made = _set_back(running, what)
        if not particulars.dry_run:
            return made
        messages = (DRY_RUN, *running.doubts, *made.messages)
        return made._replace(command=None, recorded_at=None, messages=messages)


def _set_back(running: Command, what: Undoable) -> Undo:
    database, parts = running.database, _parts_left(running.database, what)
    if parts is None:
        nothing = Message("Command {command} ({name}) has nothing left to undo.", command=what.number, name=what.name)
        raise NotReversible.from_message(Joined(nothing, *_one_before(database, what, what.clerk)))
    state = State(database, running.holdings)
    reopened = turn_back(running, what.number)
    runs = set_details_back(running, what.number)
    running.add([insert("undoing", undone=what.number, command=running.number)])
    printed_again = entry_sets.printed_by(database, parts.again)
    reversals = reverse(state, parts.wrong, running.next_entry, printed_again=printed_again)
    doubts = doubts_about(database, parts.wrong, reversals, running.clerk)
    with taken_back(running, state, reversals, parts.again) as adjustments:
        for turn in reopened:
            place = catalogue.place_by_id(database, turn.about)
            refuse_occupied(running, place, date.fromisoformat(turn.date))
            running.add([dated_facts.turned_once(database, "closing", turn, running.number)])
        running.close()
    if doubts:
        running.doubt(Joined(*doubts), Message("To undo anyway, add --yes."))
    details = Plural(
        "The details of print run {runs} are again as before command {command}.",
        "The details of print runs {runs} are again as before command {command}.",
        count=len(runs),
        runs=_first(runs),
        command=what.number,
    )
    passed = _passed_over(database, what, parts)
    messages = (*([details] if runs else []), *passed, *describe_adjustments(state, adjustments))
    return _described(database, running.number, messages)


# Find the command and its effects ----------------------------------------------------------------------


def _find(database: Database, number: int | None, clerk: str) -> Undoable:
    if number is not None:
        refuse_unknown_command(database, number)
    found = number or undoing.before(database, clerk)
    what = None if found is None else undoing.command(database, found)
    if what is None:
        raise NotReversible("{clerk} has no command that could be undone.", clerk=clerk)
    if what.name == "undo":
        raise AlreadyUndone(
            "Command {command} is an undo and cannot be undone; log the entries again.", command=what.number
        )
    if what.undone_by is not None:
        undone = Message("Command {command} ({name}) was already undone by command {undone_by}.")
        remedy = undoing.remedy(database, what.undone_by)
        again = (
            Message("To restore it, run '{remedy}'.", remedy=remedy) if remedy else Message("Log its entries again.")
        )
        raise AlreadyUndone.from_message(
            Joined(undone.given(command=what.number, name=what.name, undone_by=what.undone_by), again)
        )
    if not what.is_undoable:
        refusal = Message(
            "Command {command} ({name}) cannot be undone: only entries, requests, closings and withdrawals can be.",
            command=what.number,
            name=what.name,
        )
        advice = [*_opposite(what.name), *_one_before(database, what, clerk)]
        if what.name == "fund grant" and (grant := catalogue.grant_of(database, what.number)):
            advice.append(Message("To withdraw the grant, run 'tracker fund ungrant {grant}'.", grant=grant.number))
        raise NotReversible.from_message(Joined(refusal, *advice))
    return what


_OPPOSITES = {"add": "remove", "remove": "add", "edit": "edit", "set": "set", "fix": "fix"}
_OTHERS = {"seminar add": "seminar cancel", "level remove": "level set", "region remove": "region set"}


def _opposite(name: str) -> Iterator[Message]:
    noun, _, verb = name.rpartition(" ")
    if verb in _OPPOSITES:
        opposite = _OTHERS.get(name) or f"{noun} {_OPPOSITES[verb]}".strip()
        yield Message("To reverse it, see 'tracker {opposite} -h'.", opposite=opposite)


def _one_before(database: Database, what: Undoable, clerk: str) -> Iterator[Message]:
    number = what.number
    for _ in range(_NEAR):
        before = undoing.before(database, clerk, number)
        other = None if before is None else undoing.command(database, before)
        if other is None:
            return
        if other.is_undoable and _parts_left(database, other):
            yield Message(
                "To undo the previous command, {command} ({name}), run 'tracker undo --command {command}'.",
                command=other.number,
                name=other.name,
            )
            return
        number = other.number


def _parts_left(database: Database, what: Undoable) -> Parts | None:
    parts = parts_of(database, what.number)
    return parts if parts.wrong or parts.again or dated_facts.has_facts(database, what.number) else None


def _passed_over(database: Database, what: Undoable, parts: Parts) -> Iterator[Message]:
    yield from describe_skipped(parts.void)
    if parts.left:
        yield Plural(
            "Entry {entries} was not recorded again: its command has been undone, or the entry is already valid.",
            "Entries {entries} were not recorded again: their commands have been undone, or the entries are "
            "already valid.",
            count=len(parts.left),
            entries=numbered(parts.left),
        )
    places = undoing.places_added(database, what.number)
    if places:
        yield Plural(
            "The command also added place {places}, which is kept. To remove it, run 'tracker place remove'; if it "
            "is in use, run 'tracker place close'.",
            "The command also added places {places}, which are kept. To remove them, run 'tracker place remove'; "
            "if they are in use, run 'tracker place close'.",
            count=len(places),
            places=_first(places),
        )


def _first(names: Sequence[str]) -> Message:
    more = len(names) - _LISTED
    message = Message("{names} … and {count} more") if more > 0 else Message("{names}")
    return message.given(names=", ".join(names[:_LISTED]), count=more)


# The result --------------------------------------------------------------------------------------------


def _described(database: Database, number: int, messages: tuple[Message, ...]) -> Undo:
    what = undoing.command(database, undoing.undone_by(database, number))
    assert what is not None  # noqa: S101  (its undoing refers to it)
    moment, clerk = clock.moment_of(database, number)
    facts = tuple(fact for table in dated_facts.TURNS for fact in facts_of(database, table, number))
    return Undo(number, moment, clerk, what, undoing.reversed_by(database, number), facts, messages)


# Messages about an undo: the command reversed, and its effects.


def headline(made: Undo) -> Message:
    """Return the message with the command that was undone, or would be."""
    named = {"undone": made.undone.number, "name": made.undone.name, "clerk": made.undone.clerk}
    if made.command is None:
        return Message("Would undo command {undone} ({name}) by {clerk}.", **named)
    return Message("Command {command} undid command {undone} ({name}) by {clerk}.", command=made.command, **named)


_UNDONE = {
    (True, False): Message("  entry {number} of {date} ({type}, {place}, {copies}) is voided"),
    (False, False): Message("  entry {number} of {date} ({type}, {place}) is voided"),
    (True, True): Message("  entry {number} of {date} ({type}, {place}, {copies}) is recorded again as entry {again}"),
    (False, True): Message("  entry {number} of {date} ({type}, {place}) is recorded again as entry {again}"),
}
"""The message about an entry: by whether it moved copies (a count may not), and whether it is recorded again."""


def lines(made: Undo) -> Iterator[Message]:
    """Yield the headline, then the effects on entries and other facts."""
    yield headline(made)
    for entry in made.entries[:_LISTED]:
        template = _UNDONE[entry.copies > 0, entry.again is not None]
        yield template.given(**entry._asdict() | {"type": worded("type", entry.type)})
    more = len(made.entries) - _LISTED
    if more > 0:
        yield Plural("  … and {count} more entry", "  … and {count} more entries", count=more)
    for fact in islice(made.facts, _LISTED):
        yield _TURNED[fact.what, fact.status].given(code=fact.code, day=fact.date)
    if len(made.facts) > _LISTED:
        yield Message("  …")


_TURNED = {
    ("place", "closed"): Message("  {code} is closed from {day}"),
    ("place", "open"): Message("  {code} is reopened from {day}"),
    ("run", "withdrawn"): Message("  {code} is withdrawn from {day}"),
    ("run", "active"): Message("  {code} is reinstated from {day}"),
    ("request", "cancelled"): Message("  request {code} is cancelled from {day}"),
    ("request", "open"): Message("  request {code} is open again from {day}"),
}
