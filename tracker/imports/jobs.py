"""The jobs of an import, and their context."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple, Self

from tracker.errors import Refused
from tracker.imports.cells import Cells, DateForms
from tracker.imports.choosing import Condition
from tracker.imports.faults import Faults
from tracker.imports.headers import Mapped, listed
from tracker.imports.names import Names
from tracker.imports.rejects import RejectsFile
from tracker.imports.rows import Sheet, SourceRow
from tracker.imports.sources import Options
from tracker.imports.workbooks import short_ranges
from tracker.ledger.commands import Command
from tracker.messages import Message, Plural
from tracker.store import entry_contents
from tracker.store.connection import Database

# The request for an import, and its outcome.


Progress = Callable[[Message, int], AbstractContextManager[Callable[[int], None]]]


class ImportRequest(NamedTuple):
    """The arguments of an import: the table, the file, and how to read it."""

    table: str
    file: Path
    clerk: str
    mapping: tuple[Mapped, ...] = ()
    """The columns of the file with other names in tracker."""
    day: date | None = None
    """The date of rows without one."""
    date_formats: tuple[str, ...] = ()
    """The date formats to try in turn; empty for 2015-03-01 and 1.3.2015."""
    dates: DateForms = DateForms()
    reading: Options = Options()
    fill_down: tuple[str, ...] = ()
    received: bool = False
    update: bool = False
    add: bool = False
    """Whether to add the rows of a corrected sheet to those recorded."""
    negative_as: str | None = None
    """For shipments: "returns" if a row with a negative quantity is a return."""
    create_missing: bool = False
    kind: str | None = None
    country: str | None = None
    where: tuple[Condition, ...] = ()
    skip_zero: bool = False
    with_opening: bool = False
    """For shipments: whether copies shipped before they were printed are recorded as printed the day before."""
    confirmed: bool = False
    """Whether to record possible mistakes; otherwise they are rejected."""
    dry_run: bool = False
    rejects: RejectsFile | None = None
    """The file for rejected rows; None refuses the whole sheet if there are any."""
    source: str | None = None
    lines: frozenset[int] | None = None
    """The lines to import; None means all."""
    progress: Progress = lambda _title, _rows: nullcontext(lambda _done: None)
    """Shows the progress: takes a title and the number of rows, and yields a function that adds rows done."""

    @property
    def name(self) -> Message | str:
        """The name of the file in messages."""
        return Message("standard input") if str(self.file) == "-" else self.file.name


class Missing(NamedTuple):
    """The missing copies of an item at a store, and the date from which they are missing."""

    item: str
    store: str
    copies: int
    since: date
    title: str
    """The title of its booklet, which the import may add."""
    other: str | None = None
    """Another store that can spare them: a transfer is needed, not an opening."""

    @property
    def message(self) -> Message:
        """The message if no opening was requested, or if none is needed."""
        if self.other is not None:
            return Plural(
                "{item}: {count} copy is missing at {store} from {day}, but {other} has it. Run 'tracker ship {store} "
                "{item}={count} --from {other} --received --date {before}' and import again.",
                "{item}: {count} copies are missing at {store} from {day}, but {other} has them. Run 'tracker ship "
                "{store} {item}={count} --from {other} --received --date {before}' and import again.",
                item=self.item,
                count=self.copies,
                store=self.store,
                other=self.other,
                day=self.since,
                before=self.since - timedelta(days=1),
            )
        return Plural(
            "{item}: {count} copy is missing at {store} from {day}. Log an earlier print with 'tracker print', or "
            "import with --open.",
            "{item}: {count} copies are missing at {store} from {day}. Log an earlier print with 'tracker print', "
            "or import with --open.",
            item=self.item,
            count=self.copies,
            store=self.store,
            day=self.since,
            option=("--open",),
        )


class Outcome(NamedTuple):
    """The outcome of an import. `read`, `recorded`, `skipped`, `rejected` and `passed_over` are numbers of rows."""

    read: int
    recorded: int
    skipped: int
    rejected: int
    passed_over: int
    entries: Sequence[int]
    """The numbers of the new entries; empty for a dry run."""
    command: int | None
    """The number of the command, or None if nothing was recorded."""
    known: dict[int, int]
    """The entries of skipped rows without a reference, by line."""
    copies: dict[str, int]
    errors: Faults
    messages: tuple[Message, ...]
    missing: Sequence[Missing] = ()
    """The copies missing at stores, which `--open` records."""


def reading_messages(sheet: Sheet) -> tuple[Message, ...]:
    """Return the messages about reading the sheet."""
    unused = (Message("Unused columns: {columns}.", columns=listed(sheet.unknown)),) if sheet.unknown else ()
    return (*sheet.messages, *unused)


def known_rows_messages(known: Collection[tuple[int, int]], *, may_be_others: bool = False) -> Iterator[Message]:
    """Yield the message with the entries of rows already recorded, if there are any."""
    if not known:
        return
    lines, entries = sorted({line for line, _ in known}), sorted({entry for _, entry in known})
    message = Message("Lines {lines} are already recorded as entries {entries}.")
    if len(lines) == 1:
        message = Message("Line {lines} is already recorded as entries {entries}.")
    if len(entries) == 1:
        message = Message("Lines {lines} are already recorded as entry {entries}.")
    if len(lines) == len(entries) == 1:
        message = Message("Line {lines} is already recorded as entry {entries}.")
    yield message.given(lines=short_ranges(lines), entries=short_ranges(entries, gap=2))
    if may_be_others:
        yield Plural(
            "If it is a separate entry, import that row alone with --source NAME.",
            "If they are separate entries, import those rows alone with --source NAME.",
            count=len(lines),
        )


class ImportRefused(Refused):
    """An import with invalid rows, of which nothing was recorded; `outcome` has their faults."""

    outcome: Outcome

    def after(self, outcome: Outcome) -> Self:
        """Return the error with the outcome before the rollback."""
        self.outcome = outcome
        return self


@dataclass(frozen=True)
class ImportContext:
    """The context of all jobs of an import."""

    command: Command
    """The import as the command being recorded."""
    cells: Cells
    names: Names
    request: ImportRequest
    day: "Day" = field(default_factory=lambda: Day())
    """Refused jobs to retry at the end of the current day."""
    afterwards: list[Callable[[], Iterable[tuple[int, Message]]]] = field(default_factory=list)
    """Functions that return messages, with their lines, once the command is closed."""
    messages: list[Message] = field(default_factory=list)
    requests: dict[int, int] = field(default_factory=dict)
    """The recorded requests equal to those of the sheet, with their commands; 0 if the sheet gives their number."""

    @property
    def database(self) -> Database:
        """The database of the current transaction."""
        return self.command.database

    @property
    def is_refused(self) -> bool:
        """Whether an invalid row refuses the whole sheet. A row that seems to be missing may be the invalid one."""
        return bool(self.cells.faults) and self.request.rejects is None


class EndOfDay:
    """Marks the end of a day's rows, when refused ones may be retried."""


class Done(NamedTuple):
    """The result of a job: whether it recorded something or found it recorded, and messages."""

    recorded: bool
    messages: tuple[Message, ...] = ()
    entry: int | None = None
    """The existing entry of its rows."""
    is_void: bool = False
    """Whether that entry has been voided since."""


class Flow(NamedTuple):
    """Copies of an item leaving a place on a day, or coming there if positive. The place is a match_key."""

    place: str
    item: str
    day: date
    copies: int


@dataclass(frozen=True)
class Job:
    """A unit of work for some rows; `do` carries it out."""

    rows: tuple[SourceRow, ...]
    do: Callable[[], Done | None]
    causes: dict[object, tuple[SourceRow, str]] = field(default_factory=dict)
    """The row and column for an error, by the error's subject."""
    takes_from: str | None = None
    """The place it takes copies from, as a match_key, if other entries of the day may bring them there."""
    brings_to: str | None = None
    """The place it brings copies to on its day, as a match_key."""
    flows: tuple[Flow, ...] = ()
    """The copies that it takes from stores and brings there."""

    def where(self, about: object) -> tuple[SourceRow, str | None]:
        """Return the row of an error, and the column if known."""
        if about in self.causes:
            return self.causes[about]
        return self.rows[0], about if isinstance(about, str) and about in self.rows[0].cells else None


class Known(NamedTuple):
    """Rows that need no job: recorded earlier, or together."""

    rows: Sequence[SourceRow]
    done: Done


class PutOff(NamedTuple):
    """A refused job to retry, and its fault: row, column and message."""

    job: Job
    fault: tuple[SourceRow, str | None, Message]
    is_short: bool


class Day:
    """The refused jobs of the current day, and the places that copies came to."""

    def __init__(self) -> None:
        self.refused: list[PutOff] = []
        self._awaited: set[str | None] = set()
        self.replenished: set[str | None] = set()
        """The places that received copies after a job taking copies there was refused, as match_keys."""

    def postpone(self, refused: PutOff) -> None:
        """Keep a refused job until the end of the day."""
        self.refused.append(refused)
        self._awaited.add(refused.job.takes_from)

    def bring(self, place: str | None) -> None:
        """Record that copies arrived on a day at a place, given as a match_key."""
        if place in self._awaited:
            self.replenished.add(place)

    def begin_round(self) -> list[PutOff]:
        """Return the refused jobs, to be retried."""
        refused, self.refused, self.replenished = self.refused, [], set()
        return refused

    def end(self) -> list[PutOff]:
        """Return the jobs that remain refused, and begin another day."""
        refused = self.refused
        self.__init__()  # type: ignore[misc]
        return refused


Step = Job | Known | EndOfDay


def copies_of_entries(context: ImportContext, first: int) -> dict[str, int]:
    """Return the copies of each item in the entries from `first` on, less returns."""
    last, net = context.command.next_entry - 1, context.request.negative_as is not None
    return entry_contents.copies_by_item(context.database, first, last, net=net)


def each_row(record: Callable[[ImportContext, SourceRow], Done | None]) -> Callable[[ImportContext], Iterator[Job]]:
    """Return a function that yields a job for each row of a sheet, in order, to record it."""

    def jobs(context: ImportContext) -> Iterator[Job]:
        return (Job((row,), partial(record, context, row)) for row in context.cells.sheet.rows)

    return jobs


@dataclass(frozen=True)
class ImportTable:
    """An importable table: the columns of its sheets, and the jobs that record their rows."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    ignored: tuple[str, ...]
    """The further columns of its export, whose data imports take from elsewhere."""
    jobs: Callable[[ImportContext], Iterable[Step]]
    has_keys: bool = False
    """Whether its rows have keys, as entries and similar records do."""
    copies: Callable[[ImportContext, int], dict[str, int]] = copies_of_entries
    required_for: Callable[[ImportRequest], tuple[str, ...]] | None = None
    """Returns the required columns of a request, if not always the same."""
    in_sets: str = ""
    """The type of its entries, if suspending triggers pays off for a long sheet because most are plain."""
