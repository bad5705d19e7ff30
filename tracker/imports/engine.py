"""Importing a sheet in one transaction, in which every row is recorded, skipped or rejected with a reason."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

from tracker.attempts import decided
from tracker.errors import Refused, session
from tracker.imports.choosing import chosen, told_of_notes
from tracker.imports.headers import header_key
from tracker.imports.jobs import ImportTable
from tracker.imports.openings import Missing, together
from tracker.imports.outcome import ImportRefused, ImportRequest, Outcome, of_reading
from tracker.imports.rejects import REASON
from tracker.imports.rest import REST_OF
from tracker.imports.rows import Sheet
from tracker.imports.running import RunningImport
from tracker.imports.sheets import read_sheet
from tracker.imports.sources import Options
from tracker.imports.standing_in import PROPOSED, dates_for
from tracker.imports.tables import TABLES
from tracker.imports.wide import unpivoted
from tracker.ledger.commands import judged, recorded
from tracker.messages import Message, Plural
from tracker.model.forms import FORM, TAKEN_BY
from tracker.store import bulk_loading, bulk_sums, former_keys
from tracker.store.snapshots import temporary_copy

FEWEST = 1_000
"""The number of rows from which it pays to set the triggers aside."""

_TRIALS = 3
"""How often it is found out what is missing before a sheet is imported with an opening."""


def import_sheet(path: Path, request: ImportRequest) -> Outcome:
    """Record the rows of a file, all of them or (with `rejects`) all valid ones, and return the outcome.

    Raises ImportRefused for an invalid row, Refused for a file that cannot be read or lacks a column, or when
    the database rejects the whole, WrongUsage for a malformed mapping, encoding or date format: then nothing is
    recorded.
    """
    table = TABLES[request.table]
    known = (*table.required, *table.optional, *((REST_OF,) if table.has_keys else ()))
    sheet = read_sheet(
        request.file,
        known,
        required=table.required,
        ignored=(*table.ignored, REASON, FORM),
        mapping=request.mapping,
        options=Options(request.encoding, request.delimiter, request.sheets, request.header_row),
        defaults=dates_for(request.day, known, request.date_formats),
    )
    has_zero = request.table == "counts"
    is_form = _is_form(sheet, request)  # of which not all need be filled in
    skip_zero = request.skip_zero or is_form or header_key(sheet.columns.get("quantity", "")) == PROPOSED
    all_arrived = "quantity" not in table.required and not is_form  # where a quantity is not said
    none = {"zero": has_zero, "empty": all_arrived}
    notes = told_of_notes(sheet, zero=has_zero) if is_form else ()
    sheet = replace(sheet, told=(*sheet.told, *_left_out(sheet, table), *notes))
    sheet = unpivoted(chosen(sheet, request.where, skip_zero=skip_zero, **none), zero=has_zero)
    if request.lines is not None:
        sheet = sheet.only(request.lines)
    openings = _openings(path, sheet, request) if request.with_opening else []
    tries = iter([request])
    again = request._replace(once_read=lambda: None)
    return decided(lambda: _import(path, sheet, next(tries, again), openings))


def _is_form(sheet: Sheet, request: ImportRequest) -> bool:
    """Tell whether a sheet is a form that was filled in. Raises Refused when another import takes it."""
    at = next((at for at, name in enumerate(sheet.header) if header_key(name) == FORM), None)
    if at is None:
        return False
    for cell in dict.fromkeys(cell for row in sheet.rows for cell in row.original[at : at + 1]):
        taken_by = TAKEN_BY.get(cell.strip().casefold(), request.table)
        if taken_by != request.table:
            raise Refused(
                "{file} is a form that 'tracker import {taken_by}' takes, not 'tracker import {table}'; nothing was "
                "recorded.",
                file=request.name,
                taken_by=taken_by,
                table=request.table,
            )
    return True


def _left_out(sheet: Sheet, table: ImportTable) -> Iterator[Message]:
    """Yield what is to be said of the columns of a sheet that no import takes, if they have anything."""
    for at, name in enumerate(sheet.header):
        message = table.left_out.get(header_key(name))
        if message is not None and any(cell.strip() for row in sheet.rows for cell in row.original[at : at + 1]):
            yield message


def _import(path: Path, sheet: Sheet, request: ImportRequest, openings: Sequence[Missing]) -> Outcome:
    """Record openings and the rows of a sheet, as one command. A dry run does so in a copy, and blocks nobody."""
    if request.dry_run:
        with temporary_copy(path) as copied:
            return _recorded(copied, sheet, request, openings)
    return _recorded(path, sheet, request, openings)


def _recorded(path: Path, sheet: Sheet, request: ImportRequest, openings: Sequence[Missing]) -> Outcome:
    table = TABLES[request.table]
    session.unknown = 0  # similar names are suggested for the first unknown ones of a sheet
    is_long = len(sheet.rows) >= FEWEST
    in_sets = table.in_sets and is_long
    how = {"keep": not request.dry_run, "foreign_keys": not in_sets, "confirmed": request.confirmed}
    with judged(), recorded(path, _command(request), request.clerk, **how) as command:  # judged once more at its close
        run = RunningImport(command, sheet, request)
        with _in_sets(run) if in_sets else nullcontext():
            if openings:
                run.open(openings)
            run.carry_out(table.jobs)
            missing = run.missing()
            told = tuple(each.message for each in missing)
            rejected = run.outcome()
            if rejected.rejected and request.rejects is None:
                messages = (*of_reading(sheet), *told)
                nothing = rejected._replace(recorded=0, entries=(), command=None, messages=messages)
                refused = _Lacking.of(_refusal(rejected, request)).after(nothing)
                refused.missing = [each for each in missing if isinstance(each, Missing)]
                raise refused
            command.close()
        outcome = run.outcome()._replace(copies=table.copies(run.context, run.first_entry))
        if request.rejects is not None and not request.dry_run:
            request.rejects.write(sheet, run.rejected(), run.commands() if table.has_keys else (), request.delimiter)
    return outcome._replace(messages=(*outcome.messages, *told))


class _Lacking(ImportRefused):
    """An import with invalid rows, some perhaps for want of copies."""

    missing: Sequence[Missing] = ()


def _openings(path: Path, sheet: Sheet, request: ImportRequest) -> list[Missing]:
    """Return what is missing for the shipments of a sheet, as trials show in which nothing is recorded."""
    openings: list[Missing] = []
    for _ in range(_TRIALS):
        try:
            _import(path, sheet, request._replace(dry_run=True, rejects=None, once_read=lambda: None), openings)
        except _Lacking as refused:
            openings = together(openings, refused.missing)
            if refused.missing:
                continue
        break
    return openings


@contextmanager
def _in_sets(run: RunningImport) -> Iterator[None]:
    """Set the triggers aside while the block records rows and closes the command, and do what they do at the end.

    Rebuilding the indexes is faster when more rows are added than there were; they are put back earlier for a
    row that is recorded by itself. Rows of earlier imports are looked for meanwhile: so then only those are aside
    that take longest, and the keys are apart.
    """
    command, database = run.context.command, run.context.database
    first, rows = command.first_entry, len(run.context.cells.sheet.rows)
    is_longer, has_keys = first <= rows, bulk_loading.limits(database).has_rows
    if apart := is_longer and has_keys and REST_OF not in run.context.cells.sheet.columns:
        former_keys.set_apart(database)
    indexes, named = is_longer and not has_keys, former_keys.INDEXES if apart else ()
    with bulk_loading.without_triggers(database, indexes=indexes, named=named) as aside:
        run.context.indexes.restore, run.is_unguarded = lambda: aside.restore("index"), True
        yield
        former_keys.let_go(database)
        bulk_sums.update_balances(database, first)
    if run.has_jobs:
        bulk_loading.prove(database, command.number)


def _command(request: ImportRequest) -> str:
    return f"import {request.table}"


def _refusal(outcome: Outcome, request: ImportRequest) -> Message:
    return Plural(
        "{rejected} of {count} row of {file} cannot be imported, so nothing was recorded; correct the file, "
        "or record the valid rows and write the others to a file with --rejects FILE.",
        "{rejected} of {count} rows of {file} cannot be imported, so nothing was recorded; correct the file, "
        "or record the valid rows and write the others to a file with --rejects FILE.",
        rejected=outcome.rejected,
        count=outcome.read,
        file=request.name,
    )
