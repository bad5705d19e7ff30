"""import: spreadsheets, and exported databases."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.options import format_option
from tracker.cli.output import answering, say, say_json
from tracker.cli.types import Parsed
from tracker.errors import WrongUsage
from tracker.imports.headers import parse_mapping
from tracker.imports.outcome import ImportRefused, ImportRequest, Outcome, SameFault, grouped, ranges
from tracker.imports.rows import quoted
from tracker.imports.tables import TABLES
from tracker.messages import Joined, Message, Plural

_MOST_ERRORS, _LONGEST_LINES = 20, 60
"""How many different errors of a sheet are shown, so that they fit a screen, and how much of the lines of each."""

_MOST_ITEMS = 12
"""The most items whose copies are told one by one."""


@click.command("import", cls=TrackerCommand)
@click.argument("table", type=click.Choice(tuple(TABLES)), required=False, metavar="[TABLE]")
@click.argument("file", type=click.Path(), required=False)
@click.option(
    "--all", "folder", metavar="DIR", type=click.Path(), help="Restore a new database from an exported package."
)
@click.option(
    "--map",
    "mapping",
    type=Parsed("THEIRS=OURS", parse_mapping, prose=True),
    multiple=True,
    help="Use their column as ours.",
)
@click.option("--date-format", metavar="F", help="Date format, such as %d/%m/%Y.")
@click.option("--delimiter", metavar="C", help="Field separator [default: detected from the header].")
@click.option("--encoding", metavar="E", help="Text encoding [default: utf-8].")
@click.option("--sheet", metavar="NAME", help="Worksheet to read [default: the first].")
@click.option("--received", is_flag=True, help="For shipments: all arrived; received_on defaults to date.")
@click.option("--update", is_flag=True, help="For places: update existing ones.")
@click.option("--create-missing", is_flag=True, help="Add unknown places and items.")
@click.option("--rejects", metavar="FILE", type=click.Path(), help="Record the valid rows; write the others to FILE.")
@click.option("--dry-run", is_flag=True, help="Show what would be recorded, but record nothing.")
@format_option
@click.pass_context
def import_(
    context: click.Context,
    /,
    table: str | None,
    file: str | None,
    folder: str | None,
    rejects: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Import a spreadsheet: csv, tsv, xlsx or ods.

    TABLE is one of booklets, places, print-runs, shipments, returns, handouts, counts. Either all rows
    are recorded or none; rows already recorded are skipped, so the same file can be imported again.
    """
    if folder is not None:
        _restore(context, folder, table, as_json)
        return
    if table is None or file is None:
        raise WrongUsage("Name a table ({tables}) and a file, or --all with a folder.", tables=", ".join(TABLES))
    _refuse_useless(table, **options)
    _import(
        context,
        ImportRequest(table, Path(file), the_app(context).clerk, rejects=_opener(rejects, file), **options),
        as_json,
    )


def _refuse_useless(table: str, *, received: bool, update: bool, date_format: str | None, **_others: Any) -> None:
    """Raise WrongUsage for an option that would have no effect."""
    if received and table != "shipments":
        raise WrongUsage("--received applies only to shipments.")
    if update and table != "places":
        raise WrongUsage("--update applies only to places.")
    if date_format is not None:
        from tracker.imports.parsing import check_date_format

        check_date_format(date_format)


def _opener(rejects: str | None, file: str) -> Any:
    """Return what opens the rejects file. Raises WrongUsage if that is stdout, or the file to be imported."""
    if rejects is None:
        return None
    if rejects == "-":
        raise WrongUsage("--rejects needs a file that can be corrected and imported; '-' is not a file.")
    if Path(rejects).exists() and Path(file).exists() and Path(rejects).samefile(file):
        raise WrongUsage("--rejects would overwrite {file}, the file to be imported; name another file.", file=file)
    from tracker.render.files import replacing

    return partial(replacing, rejects)


def _import(context: click.Context, request: ImportRequest, as_json: bool) -> None:
    from tracker.imports.engine import import_sheet
    from tracker.render.progress import progress

    try:
        outcome = import_sheet(the_app(context).path, replace(request, progress=progress))
    except ImportRefused as refused:
        _say(refused.outcome, request, as_json, recorded=False)
        raise
    if request.dry_run:
        done = Message("Nothing was recorded.")
    else:
        done = Plural("{count} row was recorded.", "{count} rows were recorded.", count=outcome.recorded)
    with answering(done):
        _say(outcome, request, as_json, recorded=True)


def _say(outcome: Outcome, request: ImportRequest, as_json: bool, *, recorded: bool) -> None:
    if as_json:
        say_json(_object(outcome))
        return
    faults = grouped(outcome.errors)
    for fault in faults[:_MOST_ERRORS]:
        say(_described(fault), err=True)
    if more := sum(len(fault.lines) for fault in faults[_MOST_ERRORS:]):
        say(_FURTHER.given(count=more), err=True)
    for message in outcome.messages:
        say(message, err=not recorded)
    if recorded:
        say(_summary(outcome, request))
        if outcome.copies:
            say(_copies(outcome.copies))


_FURTHER = Plural(
    "{count} further error is not shown; --rejects FILE writes all rejected rows with their errors to a file.",
    "{count} further errors are not shown; --rejects FILE writes all rejected rows with their errors to a file.",
)


def _described(fault: SameFault) -> Message:
    """Return the sentence for the faults of one column with one message, with their lines."""
    lines, line = ranges(fault.lines), Message("Line {line}: {fault}")
    if len(lines) > _LONGEST_LINES:
        lines = lines[:_LONGEST_LINES].rpartition(",")[0]
        line = Message("Lines {line} and more, {count} in all, {column}: {fault}", count=len(fault.lines))
        if fault.column is None:
            line = Message("Lines {line} and more, {count} in all: {fault}", count=len(fault.lines))
    elif len(fault.lines) > 1:
        line = Message("Lines {line}, {column}: {fault}") if fault.column else Message("Lines {line}: {fault}")
    elif fault.column:
        line = Message("Line {line}, {column}: {fault}")
    column = {"column": quoted(fault.column)} if fault.column else {}
    return line.given(line=lines, fault=fault.message, **column)


def _copies(copies: dict[str, int]) -> Message:
    """Return how many copies were recorded, to be held against the sheet's own total."""
    if len(copies) > _MOST_ITEMS:
        return Message("In all {copies} copies of {items} items.", copies=sum(copies.values()), items=len(copies))
    each = [Message("{copies} of {item}", copies=number, item=item) for item, number in copies.items()]
    return Message("Copies: {each}.", each=Joined(*each, separator=", "))


def _summary(outcome: Outcome, request: ImportRequest) -> Message:
    results = [
        _recorded(outcome, request),
        Message("{skipped} skipped (already recorded)", skipped=outcome.skipped),
    ]
    if outcome.rejected:
        results.append(Message("{rejected} rejected", rejected=outcome.rejected))
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
        "errors": [
            {
                "line": error.line,
                "column": error.column and quoted(error.column),
                "value": error.value and quoted(error.value),
                "message": str(error.message),
            }
            for error in outcome.errors
        ],
        "messages": list(map(str, outcome.messages)),
    }


def _restore(context: click.Context, folder: str, table: str | None, as_json: bool) -> None:
    if table is not None:
        raise WrongUsage("--all restores everything; leave out the table.")
    from tracker.imports.data_package import restore_package

    path = the_app(context).path
    rows = restore_package(path, Path(folder))
    with answering(Message("{file} was created.", file=path)):
        if as_json:
            say_json({"database": str(path), "rows": rows})
        else:
            say(
                Plural(
                    "Created {file} from {folder}: {count} row, no discrepancies.",
                    "Created {file} from {folder}: {count} rows, no discrepancies.",
                    count=rows,
                    file=path,
                    folder=folder,
                )
            )
