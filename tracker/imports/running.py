"""Run an import: carry out its jobs, each completely or not at all, and collect the results."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Final

from tracker.errors import Refused, WrongUsage, session
from tracker.imports.cells import Cells, date_forms
from tracker.imports.choosing import chosen, filled_down
from tracker.imports.corrections import remembered
from tracker.imports.entry_columns import needed
from tracker.imports.faults import Faults
from tracker.imports.headers import own_key
from tracker.imports.jobs import (
    Done,
    EndOfDay,
    Flow,
    ImportContext,
    ImportRefused,
    ImportRequest,
    Job,
    Known,
    Missing,
    Outcome,
    PutOff,
    Step,
    known_rows_messages,
    reading_messages,
)
from tracker.imports.names import Names, known_names
from tracker.imports.openings import missing, record_openings, together
from tracker.imports.rejects import REASON, Rejected
from tracker.imports.rows import REST_OF, Fault, Origin, Sheet, SourceRow, parse_rest_of, with_sheet_name
from tracker.imports.sheets import read_sheet
from tracker.imports.sources import require
from tracker.imports.tables import TABLES
from tracker.imports.totals import counted, rejected_cells
from tracker.imports.wide import PROPOSED, dates_for, unpivoted
from tracker.imports.workbooks import short_ranges
from tracker.ledger.commands import DRY_RUN, Command, recorded, refusing_broken_rules
from tracker.messages import Message, Plural
from tracker.model.quantities import Line
from tracker.retries import retry
from tracker.store import balances, bulk, entry_contents
from tracker.store.connection import Statement
from tracker.store.keys import has_imported
from tracker.store.ledger_copies import temporary_copy
from tracker.store.queries import BOOKING

ROUNDS: Final = 2
"""The maximum number of retries for a day's refused rows after its other rows."""

_REFUSED_WITH = Message("The row is part of one entry with line {line}, which was rejected.")
_REFUSED_WITH_ANOTHER = Message("The row is part of one entry with another row, which was rejected.")


class RunningImport:
    """A running import, and the results of its rows."""

    def __init__(self, command: Command, sheet: Sheet, request: ImportRequest) -> None:
        names = Names(
            command,
            sheet,
            create=request.create_missing,
            dry_run=request.dry_run,
            new=request.reading.new,
            kind=request.kind,
            country=request.country,
        )
        self.context = ImportContext(command, Cells(sheet), names, request)
        self.restore_indexes: Callable[[], None] = lambda: None
        self.has_jobs = False
        """Whether any row was recorded on its own."""
        self.recorded: set[int] = set()
        self.skipped: dict[int, int | None] = {}
        """The lines of rows already recorded, with their entries if any."""
        self.void: set[int] = set()
        """The lines of those whose entries have been voided since."""
        self.messages: list[tuple[int, Message]] = []
        self.openings: list[Message] = []
        self.first_entry = command.first_entry
        """The first entry of a row: openings come before."""
        self._short: list[Flow] = []
        self._are_places_short = False
        """Whether a row was refused for lack of copies at a place, rather than a store."""

    def carry_out(self, jobs: Callable[[ImportContext], Iterable[Step]]) -> None:
        """Carry out each job, completely or not at all."""
        request, rows = self.context.request, self.context.cells.sheet.rows
        with request.progress(Message("Importing {file}", file=request.name), len(rows)) as advance:
            for job in jobs(self.context):
                if isinstance(job, EndOfDay):
                    self._try_again()
                    continue
                if isinstance(job, Known):
                    self._note(job.rows, job.done)
                else:
                    self._one(job)
                advance(len(job.rows))
        self._try_again()

    def _try_again(self) -> None:
        day = self.context.day
        for _ in range(ROUNDS):
            if not day.replenished:
                break
            for refused in day.begin_round():
                self._one(refused.job)
        for refused in day.end():
            self._fault(refused)

    def _fault(self, refused: PutOff) -> None:
        self.context.cells.fault(*refused.fault)
        if refused.is_short:
            self._short += refused.job.flows
            is_return = any(flow.copies > 0 for flow in refused.job.flows[:1])
            self._are_places_short |= is_return or self.context.request.table in ("handouts", "returns")

    def open(self, openings: Iterable[Missing]) -> None:
        """Record openings before any row, and report them."""
        for message in record_openings(self.context, openings):
            self.openings.append(message)
        self.first_entry = self.context.command.next_entry
        self.has_jobs = self.has_jobs or bool(self.openings)

    def missing(self) -> tuple[Missing, ...]:
        """Return the missing copies of rows refused for lack of copies."""
        return tuple(missing(self.context, self._short)) if self._short else ()

    def missing_messages(self, found: Iterable[Missing]) -> Iterator[Message]:
        """Yield the messages about copies missing at stores and, for shipments, at places."""
        yield from (each.message for each in found)
        if not self._are_places_short or self.context.request.received:
            return
        if self.context.request.table == "shipments":
            yield Message(
                "The places do not have enough copies. If the shipments were received on the day they "
                "were sent, add --received.",
                option=("--received",),
            )
        else:
            yield Message(
                "The places do not have enough copies. First import what they received, for example with 'tracker "
                "import shipments FILE --received'."
            )

    def _one(self, job: Job) -> None:
        self.restore_indexes()
        command, database, names = self.context.command, self.context.database, self.context.names
        progress, entries = command.progress(), command.entries
        faults, added, changes = len(self.context.cells.faults), len(names.added), database.changes
        database.apply([Statement("SAVEPOINT job")])
        try:
            done: Done | None = job.do()
        except (Refused, WrongUsage) as refusal:
            self._refused(job, refusal)
            done = None
        if done is None or len(self.context.cells.faults) > faults:
            self.context.cells.refused_together.append([row.line for row in job.rows])
            if self.context.request.rejects is None and command.entries == entries:
                database.apply([Statement("RELEASE job")])  # places and items that it added are never committed
                return
            if database.changes > changes:  # with triggers suspended SQLite then reads the whole schema again
                database.apply([Statement("ROLLBACK TO job")])
            database.apply([Statement("RELEASE job")])
            command.go_back(progress)
            names.go_back(added)
            return
        database.apply([Statement("RELEASE job")])
        self.has_jobs = self.has_jobs or bool(done.recorded)
        if done.recorded:
            self.context.day.bring(job.brings_to)
        self._note(job.rows, done)

    def _note(self, rows: Sequence[SourceRow], done: Done) -> None:
        if done.recorded:
            self.recorded.update(row.line for row in rows)
        else:
            self.skipped.update((row.line, done.entry) for row in rows)
            self.void.update(row.line for row in rows if done.is_void)
        self.messages += [(rows[0].line, message) for message in done.messages]

    def _refused(self, job: Job, refusal: Refused | WrongUsage) -> None:
        """Record the error of a refused job, at once or, if other rows of its day may help, at the day's end."""
        about = refusal.about if isinstance(refusal, Refused) else None
        refused = PutOff(job, (*job.where(about), refusal.message), isinstance(about, Line))
        if job.takes_from is None:
            self._fault(refused)
        else:
            self.context.day.postpone(refused)

    def outcome(self) -> Outcome:
        """Return the outcome, without `copies` and `messages`."""
        sheet, request, command = self.context.cells.sheet, self.context.request, self.context.command
        read = sheet.count
        recorded, skipped = counted(sheet, self.recorded, self.skipped, self._rejected_rows())
        return Outcome(
            read + sheet.passed_over,
            recorded,
            skipped,
            read - recorded - skipped,
            sheet.passed_over,
            range(command.first_entry, command.next_entry) if command.entries and not request.dry_run else (),
            command.number if command.is_changed and not request.dry_run else None,
            self._known()[1] if self._may_be_others else {},
            {},
            self._faults(),
            (),
        )

    def all_messages(self) -> tuple[Message, ...]:
        """Return further messages, once the command is closed."""
        certain, equal = self._known()
        messages = (
            *([DRY_RUN] if self.context.request.dry_run else []),
            *reading_messages(self.context.cells.sheet),
            *self.openings,
            *self.context.messages,
            *self.context.names.added,
            *self.context.names.new_places_messages(),
            *self._known_rows_messages(certain),
            *self._known_rows_messages(equal, may_be_others=self._may_be_others),
            *self._adjusted_counts(),
            *self._row_messages(),
        )
        return tuple(dict.fromkeys(messages))

    @property
    def _may_be_others(self) -> bool:
        return self.context.request.table != "counts" and not self.context.request.update

    def _known(self) -> tuple[dict[int, int], dict[int, int]]:
        """Return the entries of skipped rows, keyed by line: of rows with a reference, and of others."""
        known = {line: entry for line, entry in self.skipped.items() if entry and line not in self.void}
        certain = {row.line: known[row.line] for row in self._with_reference() if row.line in known}
        return certain, {line: entry for line, entry in known.items() if line not in certain}

    def _adjusted_counts(self) -> Iterator[Message]:
        numbers = balances.counts_adjusted(self.context.database, self.context.command.first_entry)
        if numbers:
            yield Plural(
                "The difference of {count} count changed: {counts}. For details, run 'tracker show {first}'.",
                "The differences of {count} counts changed: {counts}. For details, run 'tracker show {first}'.",
                count=len(numbers),
                counts=short_ranges(numbers),
                first=numbers[0],
            )

    def _known_rows_messages(self, known: Mapping[int, int], *, may_be_others: bool = False) -> Iterator[Message]:
        by_sheet: dict[str | None, set[tuple[int, int]]] = {}
        for number, entry in known.items():
            sheet, line = self._origin(number)
            by_sheet.setdefault(sheet, set()).add((line, entry))
        for sheet, lines in by_sheet.items():
            yield from (
                with_sheet_name(sheet, message) for message in known_rows_messages(lines, may_be_others=may_be_others)
            )

    def _origin(self, number: int) -> Origin:
        return self.context.cells.sheet.numbering.origin(number)

    def _with_reference(self) -> Iterable[SourceRow]:
        sheet = self.context.cells.sheet
        if not self.skipped or "reference" not in sheet.columns:
            return ()
        return (row for row, cell in zip(sheet.rows, sheet.column("reference"), strict=True) if cell.strip())

    def _row_messages(self) -> Iterator[Message]:
        later = [pair for ask in self.context.afterwards for pair in ask()]
        lines: dict[tuple[str | None, Message], list[int]] = {}
        for line, message in sorted([*self.messages, *later], key=lambda pair: pair[0]):
            sheet, number = self._origin(line)
            lines.setdefault((sheet, message), []).append(number)
        for (sheet, message), numbers in lines.items():
            template = Message("Line {line}: {message}") if len(numbers) == 1 else Message("Lines {line}: {message}")
            yield with_sheet_name(sheet, template.given(line=short_ranges(numbers), message=message))

    def rejected(self) -> Iterator[Rejected]:
        """Yield the cells of each rejected row, with the reasons, in file order."""
        width, reasons = self.context.cells.sheet.numbering.width, self._faults().reasons()
        for line, cells in rejected_cells(self.context.cells.sheet, self._rejected_rows()).items():
            yield Rejected(cells, reasons[line], self._origin(line * width).sheet)

    def _rejected_rows(self) -> Iterator[SourceRow]:
        for row in self.context.cells.sheet.rows:
            if not (row.line in self.recorded or row.line in self.skipped):
                yield row

    def commands(self) -> set[int]:
        """Return the commands that recorded rows of the sheet: this one, and those of skipped rows."""
        command, sheet = self.context.command, self.context.cells.sheet
        if not sheet.faults and all(row.cell("reference") for row in self._rejected_rows()):
            return set()
        found = {command.number} if command.is_changed else set()
        entries = [entry for entry in self.skipped.values() if entry is not None]
        found.update(entry_contents.importing_commands(self.context.database, entries))
        if (at := sheet.layout.positions.get(REST_OF)) is not None:
            uncorrected = {cells[at] for _, cells in sheet.faults if len(cells) == len(sheet.header)}
            for cell in {*sheet.column(REST_OF), *uncorrected}:
                found.update(number for number in parse_rest_of(cell) if isinstance(number, int))
        return found

    def _faults(self) -> Faults:
        faults = self.context.cells.faults
        for fault in self._refused_with_others(faults.lines) if faults else ():
            faults.add(fault)
        return faults

    def _refused_with_others(self, faulty: Collection[int]) -> Iterator[Fault]:
        cells, numbering = self.context.cells, self.context.cells.sheet.numbering
        others: dict[int, int] = {}
        for entry in cells.refused_together:
            other = next((row for row in entry if row // numbering.width in faulty), None)
            others.update((row // numbering.width, other) for row in entry if other is not None)
        rejected = (row.line // numbering.width for row in self._rejected_rows())
        for line in [line for line in dict.fromkeys(rejected) if line not in faulty]:
            message = _REFUSED_WITH_ANOTHER
            if line in others:
                message = _REFUSED_WITH.given(line=numbering.origin(others[line]).line)
            yield Fault(line * numbering.width, None, None, message)


# Import a sheet in one transaction; each row is recorded, skipped or rejected with a reason.


FEWEST = 1_000
"""The number of rows from which suspending the triggers pays off."""

_TRIALS = 3
"""The maximum number of dry runs to find the opening stock."""


def import_sheet(path: Path, request: ImportRequest) -> Outcome:
    """Record the rows of a file, all of them or (with `rejects`) all valid ones, and return the outcome.

    Nothing is recorded if this raises ImportRefused for an invalid row; Refused for an unreadable file or missing
    column, or if the database rejects the whole; WrongUsage for a malformed mapping, encoding or date format.
    """
    sheet, request = as_read(path, request)
    openings = _openings(path, sheet, request) if request.with_opening else []
    return retry(lambda: _import(path, sheet, request, openings))


def as_read(ledger: Path, request: ImportRequest) -> tuple[Sheet, ImportRequest]:
    """Return the rows of a file to import, and the import request with the file's date formats."""
    table = TABLES[request.table]
    known = (*table.required, *table.optional, *((REST_OF,) if table.has_keys else ()))
    sheet = read_sheet(
        request.file,
        known,
        required=table.required,
        ignored=(*table.ignored, REASON),
        mapping=request.mapping,
        options=request.reading,
        defaults=dates_for(request.day, known, request.date_formats),
        names=known_names(ledger) if "language" in request.reading.across else None,
    )
    has_zero = request.table == "counts"
    skip_zero = request.skip_zero or own_key(sheet.columns.get("quantity", ""), (PROPOSED,)) == PROPOSED
    none = {"zero": has_zero, "empty": "quantity" not in table.required}  # without a quantity, all arrived
    sheet = filled_down(sheet, request.fill_down)
    sheet = unpivoted(chosen(sheet, request.where, skip_zero=skip_zero, **none), zero=has_zero)
    if request.lines is not None:
        sheet = sheet.only(request.lines)
    return sheet, request._replace(dates=date_forms(sheet, request.date_formats, request.reading.month_day))


def _import(path: Path, sheet: Sheet, request: ImportRequest, openings: Sequence[Missing]) -> Outcome:
    """Record openings and the rows of a sheet as one command. A dry run uses a copy, and blocks nobody."""
    if request.dry_run:
        with temporary_copy(path) as copied:
            return _recorded(copied, sheet, request, openings)
    return _recorded(path, sheet, request, openings)


def _recorded(path: Path, sheet: Sheet, request: ImportRequest, openings: Sequence[Missing]) -> Outcome:
    table = TABLES[request.table]
    session.unknown = 0  # similar names are suggested for the first unknown ones of each sheet
    is_long = len(sheet.rows) >= FEWEST
    in_sets = table.in_sets if is_long and not request.update else ""  # entries voided by an update are not checked yet
    how = {"keep": not request.dry_run, "foreign_keys": not in_sets, "confirmed": request.confirmed}
    with (
        refusing_broken_rules(),
        recorded(path, f"import {request.table}", request.clerk, **how) as command,
    ):  # checked again when it closes
        run = RunningImport(command, sheet, request)
        with _in_sets(run, in_sets) if in_sets else nullcontext():
            if openings:
                run.open(openings)
            require(sheet, needed(sheet, table.required_for(request) if table.required_for else table.required))
            run.carry_out(table.jobs)
            missing = run.missing()
            missing_messages = tuple(run.missing_messages(missing))
            lacking = [each for each in missing if each.other is None]
            outcome = run.outcome()._replace(missing=lacking)
            if outcome.rejected and request.rejects is None:
                messages = (*reading_messages(sheet), *missing_messages)
                nothing = outcome._replace(recorded=0, entries=(), command=None, messages=messages)
                raise ImportRefused.from_message(_refusal(outcome, request)).after(nothing)
            if table.has_keys and command.is_changed and not sheet.lists_keys():
                skipped = [entry for entry in run.skipped.values() if entry is not None]
                others = entry_contents.importing_commands(command.database, skipped)
                command.sheet = remembered(request, others.union(run.context.requests.values()) - {0})
        command.close()
        outcome = outcome._replace(
            copies=table.copies(run.context, run.first_entry), messages=(*run.all_messages(), *missing_messages)
        )
        if request.rejects is not None and not request.dry_run:
            commands = run.commands() if table.has_keys else ()
            request.rejects.write(sheet, run.rejected(), commands, request.reading.delimiter)
    return outcome


def _openings(path: Path, sheet: Sheet, request: ImportRequest) -> list[Missing]:
    """Return the opening stock missing for a sheet's shipments, found by importing it in dry runs."""
    openings: list[Missing] = []
    for _ in range(_TRIALS):
        try:
            _import(path, sheet, request._replace(dry_run=True, rejects=None), openings)
        except ImportRefused as refused:
            openings = together(openings, refused.outcome.missing)
            if refused.outcome.missing:
                continue
        break
    return openings


@contextmanager
def _in_sets(run: RunningImport, kind: str) -> Iterator[None]:
    """Suspend the triggers while the block records rows, then do their work, and close the command.

    Rows recorded on their own are checked by the triggers at the end. If more rows are added than exist, and
    none of this type was imported, the indexes are rebuilt too, which saves a fifth for hand-outs.
    """
    command, database = run.context.command, run.context.database
    is_longer = command.first_entry <= len(run.context.cells.sheet.rows) and not has_imported(database, kind)
    with bulk.without_triggers(database, indexes=is_longer) as restore:
        run.restore_indexes = partial(restore, "index")
        yield
        bulk.book(database, command.first_entry)
        bulk.prove(database, command.first_entry)
        if run.has_jobs or run.context.names.added:
            restore("index", "trigger", but=BOOKING)
        command.close()


def _refusal(outcome: Outcome, request: ImportRequest) -> Message:
    return Plural(
        "{rejected} of {count} row of {file} was rejected, so nothing was recorded. Correct the file, or "
        "record the valid rows with --rejects FILE.",
        "{rejected} of {count} rows of {file} were rejected, so nothing was recorded. Correct the file, or "
        "record the valid rows with --rejects FILE.",
        rejected=outcome.rejected,
        count=outcome.read,
        file=request.name,
    )
