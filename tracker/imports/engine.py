"""Importing a sheet: one transaction, in which every row is recorded, skipped, or named with what is wrong."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from tracker.errors import Refused, WrongUsage
from tracker.imports import booklets, bulk_shipments, entries, places, print_runs
from tracker.imports.cells import Cells
from tracker.imports.jobs import Done, ImportContext, Job
from tracker.imports.names import Names
from tracker.imports.outcome import ImportRefused, ImportRequest, Outcome
from tracker.imports.rejects import write_rejects
from tracker.imports.rows import Fault, Sheet, SourceRow
from tracker.imports.sources import read_sheet
from tracker.store.connection import Database, Statement
from tracker.store.transactions import writing


@dataclass(frozen=True)
class _Importer:
    """How a table is imported: its columns, and the jobs that record its rows."""

    needed: tuple[str, ...]
    taken: tuple[str, ...]
    ignored: tuple[str, ...]
    jobs: Callable[[ImportContext], Iterable[Job]]


_IMPORTERS = {
    "booklets": _Importer(*booklets.COLUMNS, booklets.jobs),
    "places": _Importer(*places.COLUMNS, places.jobs),
    "print-runs": _Importer(*print_runs.COLUMNS, print_runs.jobs),
    "shipments": _Importer(*entries.SHIPMENT_COLUMNS, entries.shipments),
    "returns": _Importer(*entries.COLUMNS, entries.returns),
    "handouts": _Importer(*entries.COLUMNS, entries.handouts),
    "counts": _Importer(*entries.COLUMNS, entries.counts),
}


def import_sheet(path: Path, wanted: ImportRequest) -> Outcome:
    """Record what a file tells, all of it or (with `rejects`) all that is good, and return what came of it.

    Raises ImportRefused for a bad row, Refused for a file that cannot be read or lacks a column,
    WrongUsage for a mapping, encoding or date format that is malformed. Nothing is recorded then.
    """
    importer = _IMPORTERS[wanted.table]
    sheet = read_sheet(
        wanted.file,
        (*importer.needed, *importer.taken),
        ignored=(*importer.ignored, "reason"),
        mapping=wanted.mapping,
        encoding=wanted.encoding,
        delimiter=wanted.delimiter,
        sheet=wanted.sheet,
    )
    if wanted.table == "shipments" and not sheet.faults and len(sheet.rows) >= bulk_shipments.FEWEST:
        with suppress(bulk_shipments.NotPlain):
            return _at_once(path, sheet, wanted)
    return _one_by_one(path, sheet, wanted, importer.jobs)


def _at_once(path: Path, sheet: Sheet, wanted: ImportRequest) -> Outcome:
    """Record the whole sheet. Raises NotPlain when its rows have to be looked at one by one."""
    with writing(path, keep=not wanted.dry_run, foreign_keys=False) as database:
        with wanted.progress(f"Importing {wanted.name}", len(sheet.rows)) as advance:
            made = bulk_shipments.record_at_once(database, sheet, wanted, advance)
        _hand_back((), sheet, wanted)
        rows = len(sheet.rows)
        return Outcome(rows, rows, 0, 0, () if wanted.dry_run else made, (), (*_dry(wanted), *_unused(sheet)))


def _one_by_one(
    path: Path, sheet: Sheet, wanted: ImportRequest, jobs: Callable[[ImportContext], Iterable[Job]]
) -> Outcome:
    """Record what can be recorded, as far as that is wanted."""
    with writing(path, keep=not wanted.dry_run) as database:
        run = _Run(database, sheet, wanted)
        run.all(jobs)
        outcome = run.outcome()
        if outcome.rejected and wanted.rejects is None:
            nothing = replace(outcome, recorded=0, entries=(), messages=_unused(sheet))
            raise ImportRefused(_refusal(outcome, wanted), nothing)
        _hand_back(run.rejected(), sheet, wanted)
    return outcome


def _hand_back(rejected: Iterable[tuple[tuple[str, ...], str]], sheet: Sheet, wanted: ImportRequest) -> None:
    """Write the bad rows to where they are wanted."""
    if wanted.rejects is not None and not wanted.dry_run:
        with wanted.rejects() as stream:
            write_rejects(stream, sheet.header, rejected)


def _refusal(outcome: Outcome, wanted: ImportRequest) -> str:
    bad = f"{outcome.rejected} of {outcome.read} {'row' if outcome.read == 1 else 'rows'} of {wanted.name}"
    return (
        f"{bad} cannot be imported, so nothing was recorded; mend the file, "
        "or record the good rows with --rejects FILE, which takes the bad ones."
    )


def _dry(wanted: ImportRequest) -> tuple[str, ...]:
    return ("Dry run: nothing was recorded.",) if wanted.dry_run else ()


def _unused(sheet: Sheet) -> tuple[str, ...]:
    return (f"Columns not used: {', '.join(sheet.unknown)}.",) if sheet.unknown else ()


class _Run:
    """One import at work: what became of each row."""

    def __init__(self, database: Database, sheet: Sheet, wanted: ImportRequest) -> None:
        names = Names(database, create=wanted.create_missing)
        self.context = ImportContext(database, Cells(sheet), names, wanted)
        self.recorded: set[int] = set()
        self.skipped: set[int] = set()
        self.entries: list[int] = []
        self.messages: list[str] = []

    def all(self, jobs: Callable[[ImportContext], Iterable[Job]]) -> None:
        """Carry out every job, each whole or not at all."""
        wanted, rows = self.context.wanted, self.context.cells.sheet.rows
        with wanted.progress(f"Importing {wanted.name}", len(rows)) as advance:
            for job in jobs(self.context):
                self._one(job)
                advance(len(job.rows))

    def _one(self, job: Job) -> None:
        database, names = self.context.database, self.context.names
        faults, added = len(self.context.cells.faults), len(names.added)
        database.apply([Statement("SAVEPOINT job")])
        try:
            done: Done | None = job.do()
        except (Refused, WrongUsage) as refusal:
            row, column = job.where(refusal.about if isinstance(refusal, Refused) else None)
            self.context.cells.fault(row, column, str(refusal))
            done = None
        if done is None or len(self.context.cells.faults) > faults:
            database.apply([Statement("ROLLBACK TO job"), Statement("RELEASE job")])
            if len(names.added) > added:
                del names.added[added:]
                names.read()
            return
        database.apply([Statement("RELEASE job")])
        lines = {row.line for row in job.rows}
        (self.recorded if done.recorded else self.skipped).update(lines)
        self.entries += done.entries
        self.messages += [f"Line {job.rows[0].line}: {message}" for message in done.messages]

    def outcome(self) -> Outcome:
        """Return what came of it so far."""
        sheet, wanted = self.context.cells.sheet, self.context.wanted
        read = len(sheet.rows) + len(sheet.faults)
        recorded, skipped = len(self.recorded), len(self.skipped)
        return Outcome(
            read,
            recorded,
            skipped,
            read - recorded - skipped,
            () if wanted.dry_run else tuple(self.entries),
            tuple(sorted(self._faults(), key=lambda fault: fault.line)),
            tuple(dict.fromkeys([*_dry(wanted), *_unused(sheet), *self.context.names.added, *self.messages])),
        )

    def rejected(self) -> Iterable[tuple[tuple[str, ...], str]]:
        """Yield the cells of every row that is not taken, with the reasons, in the order of the file."""
        reasons: dict[int, list[str]] = {}
        for fault in self._faults():
            reasons.setdefault(fault.line, []).append(fault.message)
        cells = {fault.line: original for fault, original in self.context.cells.sheet.faults}
        cells |= {row.line: row.original for row in self.context.cells.sheet.rows if not self._is_done(row)}
        for line, original in sorted(cells.items()):
            yield original, " ".join(reasons.get(line, ["Another row of the same entry is refused."]))

    def _faults(self) -> list[Fault]:
        return [fault for fault, _ in self.context.cells.sheet.faults] + self.context.cells.faults

    def _is_done(self, row: SourceRow) -> bool:
        return row.line in self.recorded or row.line in self.skipped
