"""Importing a sheet in one transaction, in which every row is recorded, skipped or rejected with a reason."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from tracker.errors import Refused, WrongUsage
from tracker.imports.cells import Cells
from tracker.imports.jobs import Done, ImportContext, Job
from tracker.imports.names import Names
from tracker.imports.outcome import ImportRefused, ImportRequest, Outcome
from tracker.imports.rejects import write_rejects
from tracker.imports.rows import Fault, Sheet, SourceRow
from tracker.imports.sources import read_sheet
from tracker.imports.tables import TABLES, bulk_shipments
from tracker.ledger.commands import Command, judged, recorded
from tracker.messages import Joined, Message, Plural
from tracker.store.connection import Statement


def import_sheet(path: Path, request: ImportRequest) -> Outcome:
    """Record the rows of a file, all of them or (with `rejects`) all valid ones, and return the outcome.

    Raises ImportRefused for an invalid row, Refused for a file that cannot be read or lacks a column, or when
    the database rejects the whole, WrongUsage for a malformed mapping, encoding or date format: then nothing is
    recorded.
    """
    table = TABLES[request.table]
    sheet = read_sheet(
        request.file,
        (*table.required, *table.optional),
        ignored=(*table.ignored, "reason"),
        mapping=request.mapping,
        encoding=request.encoding,
        delimiter=request.delimiter,
        sheet=request.sheet,
    )
    if request.table == "shipments" and not sheet.faults and len(sheet.rows) >= bulk_shipments.FEWEST:
        with suppress(bulk_shipments.NotSimple):
            return _in_bulk(path, sheet, request)
    with judged():  # the whole is judged once more when the command closes
        return _row_by_row(path, sheet, request, table.jobs)


def _in_bulk(path: Path, sheet: Sheet, request: ImportRequest) -> Outcome:
    """Record all rows of the sheet at once. Raises NotSimple when they have to be recorded one by one."""
    keep = not request.dry_run
    with recorded(path, _command(request), request.clerk, keep=keep, foreign_keys=False) as command:
        with request.progress(_title(request), len(sheet.rows)) as advance:
            entry_numbers, slips = bulk_shipments.record_at_once(command, sheet, request, advance)
        _write_rejects((), sheet, request)
        rows, messages = len(sheet.rows), (*_dry_run_message(request), *_unused_columns(sheet), *slips)
        return Outcome(rows, rows, 0, 0, () if request.dry_run else entry_numbers, (), messages)


def _row_by_row(
    path: Path, sheet: Sheet, request: ImportRequest, jobs: Callable[[ImportContext], Iterable[Job]]
) -> Outcome:
    """Record the valid rows. Raises ImportRefused for an invalid one when no rejects are to be written."""
    with recorded(path, _command(request), request.clerk, keep=not request.dry_run) as command:
        run = _Run(command, sheet, request)
        run.carry_out(jobs)
        outcome = run.outcome()
        if outcome.rejected and request.rejects is None:
            nothing = replace(outcome, recorded=0, entries=(), messages=_unused_columns(sheet))
            raise ImportRefused.of(_refusal(outcome, request)).after(nothing)
        command.close()
        _write_rejects(run.rejected(), sheet, request)
    return outcome


def _write_rejects(rejected: Iterable[tuple[tuple[str, ...], str]], sheet: Sheet, request: ImportRequest) -> None:
    """Write the rejected rows to the file of rejects, if there is one."""
    if request.rejects is not None and not request.dry_run:
        with request.rejects() as stream:
            write_rejects(stream, sheet.header, rejected)


def _command(request: ImportRequest) -> str:
    return f"import {request.table}"


def _title(request: ImportRequest) -> Message:
    return Message("Importing {file}", file=request.name)


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


def _dry_run_message(request: ImportRequest) -> tuple[Message, ...]:
    return (Message("Dry run: nothing was recorded."),) if request.dry_run else ()


def _unused_columns(sheet: Sheet) -> tuple[Message, ...]:
    return (Message("Columns not used: {columns}.", columns=", ".join(sheet.unknown)),) if sheet.unknown else ()


_REJECTED_WITH_IT = Message("Another row of the same entry was rejected.")


class _Run:
    """A running import: what was done with each row."""

    def __init__(self, command: Command, sheet: Sheet, request: ImportRequest) -> None:
        names = Names(command, create=request.create_missing)
        self.context = ImportContext(command, Cells(sheet), names, request)
        self.recorded: set[int] = set()
        self.skipped: set[int] = set()
        self.entries: list[int] = []
        self.messages: list[Message] = []

    def carry_out(self, jobs: Callable[[ImportContext], Iterable[Job]]) -> None:
        """Carry out every job, each completely or not at all."""
        request, rows = self.context.request, self.context.cells.sheet.rows
        with request.progress(_title(request), len(rows)) as advance:
            for job in jobs(self.context):
                self._one(job)
                advance(len(job.rows))

    def _one(self, job: Job) -> None:
        command, database, names = self.context.command, self.context.database, self.context.names
        progress = command.progress()
        faults, added = len(self.context.cells.faults), len(names.added)
        database.apply([Statement("SAVEPOINT job")])
        try:
            done: Done | None = job.do()
        except (Refused, WrongUsage) as refusal:
            row, column = job.where(refusal.about if isinstance(refusal, Refused) else None)
            self.context.cells.fault(row, column, refusal.message)
            done = None
        if done is None or len(self.context.cells.faults) > faults:
            database.apply([Statement("ROLLBACK TO job"), Statement("RELEASE job")])
            command.go_back(progress)
            if len(names.added) > added:
                del names.added[added:]
                names.reload()
            return
        database.apply([Statement("RELEASE job")])
        lines = {row.line for row in job.rows}
        (self.recorded if done.recorded else self.skipped).update(lines)
        self.entries += done.entries
        line = job.rows[0].line
        self.messages += [Message("Line {line}: {message}", line=line, message=message) for message in done.messages]

    def outcome(self) -> Outcome:
        """Return the outcome so far."""
        sheet, request = self.context.cells.sheet, self.context.request
        read = len(sheet.rows) + len(sheet.faults)
        recorded, skipped = len(self.recorded), len(self.skipped)
        messages = (*_dry_run_message(request), *_unused_columns(sheet), *self.context.names.added, *self.messages)
        return Outcome(
            read,
            recorded,
            skipped,
            read - recorded - skipped,
            () if request.dry_run else tuple(self.entries),
            tuple(sorted(self._faults(), key=lambda fault: fault.line)),
            tuple(dict.fromkeys(messages)),
        )

    def rejected(self) -> Iterable[tuple[tuple[str, ...], str]]:
        """Yield the cells of every rejected row, with the reasons, in the order of the file."""
        reasons: dict[int, list[Message]] = {}
        for fault in self._faults():
            reasons.setdefault(fault.line, []).append(fault.message)
        cells = {fault.line: original for fault, original in self.context.cells.sheet.faults}
        cells |= {row.line: row.original for row in self.context.cells.sheet.rows if not self._is_accepted(row)}
        for line, original in sorted(cells.items()):
            yield original, str(Joined(*reasons.get(line, [_REJECTED_WITH_IT])))

    def _faults(self) -> list[Fault]:
        return [fault for fault, _ in self.context.cells.sheet.faults] + self.context.cells.faults

    def _is_accepted(self, row: SourceRow) -> bool:
        return row.line in self.recorded or row.line in self.skipped
