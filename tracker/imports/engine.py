"""Importing a sheet in one transaction, in which every row is recorded, skipped or rejected with a reason."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

from tracker.errors import Refused, WrongUsage, session
from tracker.imports.cells import Cells
from tracker.imports.choosing import chosen
from tracker.imports.jobs import Done, ImportContext, Job, Together
from tracker.imports.names import Names
from tracker.imports.outcome import ImportRefused, ImportRequest, Outcome
from tracker.imports.rejects import write_rejects
from tracker.imports.rows import Fault, Sheet, SourceRow
from tracker.imports.sources import read_sheet
from tracker.imports.tables import TABLES
from tracker.ledger.commands import Command, judged, recorded
from tracker.messages import Joined, Message, Plural
from tracker.store import bulk_loading, entry_contents
from tracker.store.connection import Statement

FEWEST = 1_000
"""The number of rows from which it pays to set the triggers aside."""


def import_sheet(path: Path, request: ImportRequest) -> Outcome:
    """Record the rows of a file, all of them or (with `rejects`) all valid ones, and return the outcome.

    Raises ImportRefused for an invalid row, Refused for a file that cannot be read or lacks a column, or when
    the database rejects the whole, WrongUsage for a malformed mapping, encoding or date format: then nothing is
    recorded.
    """
    table = TABLES[request.table]
    session.unknown = 0  # similar names are suggested for the first unknown ones of a sheet
    sheet = read_sheet(
        request.file,
        (*table.required, *table.optional),
        ignored=(*table.ignored, "reason"),
        mapping=request.mapping,
        encoding=request.encoding,
        delimiter=request.delimiter,
        sheet=request.sheet,
    )
    in_sets = table.in_sets and len(sheet.rows) >= FEWEST
    sheet = chosen(sheet, request.where, skip_zero=request.skip_zero, zero=request.table == "counts")
    with (
        judged(),
        recorded(path, _command(request), request.clerk, keep=not request.dry_run, foreign_keys=not in_sets) as command,
    ):  # the whole is judged once more when the command closes
        run = _Run(command, sheet, request)
        with _in_sets(run) if in_sets else nullcontext():
            run.carry_out(table.jobs)
            rejected = run.outcome()
            if rejected.rejected and request.rejects is None:
                messages = _unused_columns(sheet)
                nothing = replace(rejected, recorded=0, entries=(), command=None, copies={}, messages=messages)
                raise ImportRefused.of(_refusal(rejected, request)).after(nothing)
            command.close()
        outcome = run.outcome()
        _write_rejects(run.rejected(), sheet, request)
    return outcome


@contextmanager
def _in_sets(run: "_Run") -> Iterator[None]:
    """Set the triggers aside while the block records rows and closes the command, and do what they do at the end.

    Rebuilding the indexes is faster when more rows are added than there were; they are put back earlier for a
    row that is recorded by itself. An earlier import needs the index of the keys.
    """
    command, database = run.context.command, run.context.database
    first, rows = command.first_entry, len(run.context.cells.sheet.rows)
    indexes = first <= rows and not bulk_loading.limits(database).has_rows
    with bulk_loading.without_triggers(database, indexes=indexes) as aside:
        run.before_job = lambda: aside.restore("index")
        yield
        bulk_loading.update_balances(database, first)
    if run.has_jobs:
        bulk_loading.prove(database, command.number)


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
        self.before_job: Callable[[], None] = lambda: None
        self.has_jobs = False
        """Whether any row was recorded by itself."""
        self.together = bytearray(len(sheet.rows))
        """By the index of a row: 1 if it was recorded together with others."""
        self.recorded: set[int] = set()
        self.skipped: set[int] = set()
        self.messages: list[tuple[int, Message]] = []

    def carry_out(self, jobs: Callable[[ImportContext], Iterable[Job | Together]]) -> None:
        """Carry out every job, each completely or not at all."""
        request, rows = self.context.request, self.context.cells.sheet.rows
        with request.progress(_title(request), len(rows)) as advance:
            for job in jobs(self.context):
                if isinstance(job, Together):
                    for row in job.rows:
                        self.together[row] = 1
                else:
                    self._one(job)
                advance(len(job.rows))

    def _one(self, job: Job) -> None:
        self.before_job()
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
        self.has_jobs = self.has_jobs or bool(done.recorded)
        if done.recorded is not None:
            (self.recorded if done.recorded else self.skipped).update(row.line for row in job.rows)
        self.messages += [(job.rows[0].line, message) for message in done.messages]

    def outcome(self) -> Outcome:
        """Return the outcome so far."""
        sheet, request, command = self.context.cells.sheet, self.context.request, self.context.command
        read = len(sheet.rows) + len(sheet.faults)
        recorded, skipped = self.together.count(1) + len(self.recorded), len(self.skipped)
        messages = (*_dry_run_message(request), *_unused_columns(sheet), *self.context.names.added, *self._told())
        return Outcome(
            read + sheet.passed_over,
            recorded,
            skipped,
            read - recorded - skipped,
            sheet.passed_over,
            range(command.first_entry, command.next_entry) if command.entries and not request.dry_run else (),
            command.number if command.is_changed and not request.dry_run else None,
            entry_contents.copies_by_item(self.context.database, command.first_entry, command.next_entry - 1),
            tuple(sorted(self._faults(), key=lambda fault: fault.line)),
            tuple(dict.fromkeys(messages)),
        )

    def _told(self) -> Iterator[Message]:
        """Yield what was told of rows, in the order of the file; what is found out afterwards, once it is closed."""
        is_closed = self.context.database.open_command is None
        later = [told for ask in self.context.afterwards for told in ask()] if is_closed else []
        for line, message in sorted([*self.messages, *later], key=lambda told: told[0]):
            yield Message("Line {line}: {message}", line=line, message=message)

    def rejected(self) -> Iterable[tuple[tuple[str, ...], str]]:
        """Yield the cells of every rejected row, with the reasons, in the order of the file."""
        reasons: dict[int, list[Message]] = {}
        for fault in self._faults():
            reasons.setdefault(fault.line, []).append(fault.message)
        cells = {fault.line: original for fault, original in self.context.cells.sheet.faults}
        rows = zip(self.context.cells.sheet.rows, self.together, strict=True)
        cells |= {row.line: row.original for row, together in rows if not (together or self._is_accepted(row))}
        for line, original in sorted(cells.items()):
            yield original, str(Joined(*reasons.get(line, [_REJECTED_WITH_IT])))

    def _faults(self) -> list[Fault]:
        return [fault for fault, _ in self.context.cells.sheet.faults] + self.context.cells.faults

    def _is_accepted(self, row: SourceRow) -> bool:
        return row.line in self.recorded or row.line in self.skipped
