"""The jobs of an import, and what they work with."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple, Self

from tracker.errors import Refused, WrongUsage
from tracker.imports.cells import Cells, DateForms
from tracker.imports.choosing import Condition
from tracker.imports.faults import Faults
from tracker.imports.headers import Mapped
from tracker.imports.names import Names
from tracker.imports.rejects import RejectsFile
from tracker.imports.rows import MOST_NAMED, Sheet, SourceRow, quoted
from tracker.imports.workbooks import short_ranges
from tracker.ledger.commands import Command
from tracker.messages import Joined, Message, Plural
from tracker.model.quantities import Line
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
    """The columns of the file that are ours under another name."""
    day: date | None = None
    """What stands for a missing date."""
    date_formats: tuple[str, ...] = ()
    """What dates may be written as, each tried in turn; none for 2015-03-01 and 1.3.2015."""
    month_day: str | None = None
    """The day of a month without one: first or last."""
    dates: DateForms = DateForms()
    """How dates are written, once the sheet is read."""
    delimiter: str | None = None
    encoding: str | None = None
    sheets: tuple[str, ...] = ()
    """The names of the worksheets to read; none for the first."""
    header_row: int | None = None
    """The row that is the header; None to find it."""
    hidden: str | None = None
    """Whether to `read` or to `skip` hidden rows and columns of a workbook; None refuses them."""
    across: tuple[str, ...] = ()
    """What the heads of columns with copies say: a place, date, item or language, a header line each."""
    fill_down: tuple[str, ...] = ()
    """The columns whose empty cells and ditto marks repeat the cell above."""
    cells: str | None = None
    """The columns of the table, such as A:F, if others stand beside it."""
    received: bool = False
    """For shipments: whether all arrived, on the day they were sent unless the sheet has another."""
    update: bool = False
    """Whether existing places and levels are updated, and entries made to match a corrected sheet."""
    add: bool = False
    """Whether the rows of a corrected sheet are added to those that it lacks."""
    negative_as: str | None = None
    """For shipments: "returns" when a row with a negative quantity is a return of so many copies."""
    create_missing: bool = False
    """Whether missing places and items are added."""
    new: tuple[str, ...] = ()
    """The names of places that are new, whatever they are like."""
    kind: str | None = None
    country: str | None = None
    """The kind and the country of new places without one."""
    where: tuple[Condition, ...] = ()
    """What the rows that are imported must have; the others are passed over."""
    skip_zero: bool = False
    """Whether rows without copies are passed over."""
    with_opening: bool = False
    """For shipments: whether what was shipped before it was printed is recorded as printed the day before."""
    confirmed: bool = False
    """Whether rows that may be slips are recorded; else they are rejected."""
    dry_run: bool = False
    rejects: RejectsFile | None = None
    """The file for rejected rows; None refuses the whole sheet when there is one."""
    source: str | None = None
    """Where the sheet is from: rows equal to those of another source are not taken for them."""
    told: tuple[Message, ...] = ()
    """What else the clerk should know of what was asked for."""
    lines: frozenset[int] | None = None
    """The only lines that are imported; None for all."""
    once_read: Callable[[], None] = lambda: None
    """What to do once the sheet was read and has all columns, and before any row is recorded."""
    progress: Progress = lambda _title, _rows: nullcontext(lambda _done: None)
    """Shows the progress: takes a title and the number of rows, then, step by step, how many more are done."""

    @property
    def name(self) -> Message | str:
        """The name of the file in messages."""
        return Message("standard input") if str(self.file) == "-" else self.file.name


class Outcome(NamedTuple):
    """The outcome of an import. `read`, `recorded`, `skipped`, `rejected` and `passed_over` are numbers of rows."""

    read: int
    recorded: int
    skipped: int
    rejected: int
    passed_over: int
    entries: Sequence[int]
    """The numbers of the new entries; none in a dry run."""
    command: int | None
    """The number of the command; None when nothing was recorded."""
    known: dict[int, int]
    """The entries as which skipped rows are recorded that have no reference, by their lines."""
    copies: dict[str, int]
    """How many copies of each item the rows recorded have, to be held against the sheet's own total."""
    errors: Faults
    """The faults, in the order of the lines."""
    messages: tuple[Message, ...]
    """What else the clerk should know."""


def of_reading(sheet: Sheet) -> tuple[Message, ...]:
    """Return what the clerk should know of how the sheet was read."""
    return (*sheet.told, _unused(sheet.unknown)) if sheet.unknown else sheet.told


def _unused(columns: Sequence[str]) -> Message:
    """Return which columns are not used: of very many the first."""
    named = ", ".join(map(quoted, columns[:MOST_NAMED]))
    if len(columns) <= MOST_NAMED:
        return Message("Unused columns: {columns}.", columns=named)
    return Message("Unused columns: {columns} and {more} more.", columns=named, more=len(columns) - MOST_NAMED)


def told_known(known: Collection[tuple[int, int]], *, may_be_others: bool = False) -> Iterator[Message]:
    """Yield the message that names the entries as which rows are recorded already, if there are any such rows.

    `known` has lines with their entries; without a reference such rows may be other parcels.
    """
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
            "If it is another parcel, import that row alone with --source NAME.",
            "If they are separate parcels, import those rows alone with --source NAME.",
            count=len(lines),
        )


class ImportRefused(Refused):
    """An import with invalid rows, of which nothing was recorded; `outcome` has their faults."""

    outcome: Outcome

    def after(self, outcome: Outcome) -> Self:
        """Return the error with the outcome up to the rollback."""
        self.outcome = outcome
        return self


@dataclass(frozen=True)
class ImportContext:
    """What every job of an import works with."""

    command: Command
    """The import, as the command that is being recorded."""
    cells: Cells
    names: Names
    request: ImportRequest
    day: "Day" = field(default_factory=lambda: Day())
    """What is to be tried again at the end of the day that is being recorded."""
    indexes: "Indexes" = field(default_factory=lambda: Indexes())
    afterwards: list[Callable[[], Iterable[tuple[int, Message]]]] = field(default_factory=list)
    """What to ask once the command is closed: for messages, each with the line that it is about."""
    told: list[Message] = field(default_factory=list)
    """What else the clerk should know of what was done before any row."""

    @property
    def database(self) -> Database:
        """The database of the current transaction."""
        return self.command.database


class Indexes:
    """The indexes of entries and movements, which are perhaps aside."""

    def __init__(self) -> None:
        """Begin with all of them in place."""
        self.restore: Callable[[], None] = lambda: None
        """Puts them back, when something is asked or recorded that needs them."""


class Together(NamedTuple):
    """Rows that were recorded together, by their index in the sheet."""

    rows: Sequence[int]


class EndOfDay:
    """Where all rows of a day were tried, so that those refused may be tried again."""


class Done(NamedTuple):
    """The result of a job: whether it recorded anything or found it recorded, and the messages for the clerk."""

    recorded: bool | None
    """None when its rows are among those that are recorded together."""
    messages: tuple[Message, ...] = ()
    entry: int | None = None
    """The entry that its rows are recorded as already."""
    is_void: bool = False
    """Whether that entry was voided since."""


class Flow(NamedTuple):
    """Copies of an item that leave a place on a day, or, above zero, come there. The place is a match_key."""

    place: str
    item: str
    day: date
    copies: int


@dataclass(frozen=True)
class Job:
    """A unit of work for some rows; `do` carries it out.

    It returns None, with a fault added for an invalid cell, when nothing is to be left of what it did.
    """

    rows: tuple[SourceRow, ...]
    do: Callable[[], Done | None]
    causes: dict[object, tuple[SourceRow, str]] = field(default_factory=dict)
    """The row and column that a refusal is about, by what the refusal names."""
    takes_from: str | None = None
    """The place that it takes copies from, as a match_key, if others of its day may bring them there."""
    brings_to: str | None = None
    """The place that it brings copies to on its day, as a match_key."""
    flows: tuple[Flow, ...] = ()
    """The copies that it takes from stores and brings there."""

    def where(self, about: object) -> tuple[SourceRow, str | None]:
        """Return the row that a refusal is about, and the column if it is known."""
        if about in self.causes:
            return self.causes[about]
        return self.rows[0], about if isinstance(about, str) and about in self.rows[0].cells else None


class Known(NamedTuple):
    """Rows, and what became of them without a job: they were recorded earlier, or many at once."""

    rows: Sequence[SourceRow]
    done: Done


class PutOff(NamedTuple):
    """A refused job that is to be tried again, and its fault: row, column and message."""

    job: Job
    fault: tuple[SourceRow, str | None, Message]
    is_short: bool
    """Whether it was refused for want of copies."""

    @classmethod
    def of(cls, job: Job, refusal: Refused | WrongUsage) -> "PutOff":
        """Return a job with the fault that its refusal is."""
        about = refusal.about if isinstance(refusal, Refused) else None
        return cls(job, (*job.where(about), refusal.message), isinstance(about, Line))

    @property
    def rows(self) -> Sequence[SourceRow]:
        """The rows of the job."""
        return self.job.rows


_IN_ORDER = Message(
    "More copies came there that day, but the rows are in another order; put them in the order of the deliveries."
)


class Day:
    """The refused jobs of the day that is being recorded, and whether copies came to where they take theirs from."""

    def __init__(self) -> None:
        """Begin a day."""
        self.refused: list[PutOff] = []
        self._awaited: set[str | None] = set()
        self.replenished: set[str | None] = set()
        """The places that copies came to after a job that takes some from there was refused, as match_keys."""

    def put_off(self, refused: PutOff) -> None:
        """Keep a refused job until the end of the day."""
        self.refused.append(refused)
        self._awaited.add(refused.job.takes_from)

    def bring(self, place: str | None) -> None:
        """Note that copies came to a place, as a match_key, on that day."""
        if place in self._awaited:
            self.replenished.add(place)

    def begin_round(self) -> list[PutOff]:
        """Return the refused jobs, which are to be tried again."""
        refused, self.refused, self.replenished = self.refused, [], set()
        return refused

    def end(self) -> list[PutOff]:
        """Return the jobs that stay refused, and begin another day. Those that another try might have helped say so."""
        refused = [self._advised(each) for each in self.refused]
        self.__init__()  # type: ignore[misc]
        return refused

    def _advised(self, refused: PutOff) -> PutOff:
        if refused.job.takes_from not in self.replenished:
            return refused
        row, column, message = refused.fault
        return refused._replace(fault=(row, column, Joined(message, _IN_ORDER)))


Step = Job | Together | Known | PutOff | EndOfDay
"""What an import goes through: jobs, what became of rows without one, and the ends of the days."""


def copies_of_entries(context: ImportContext, first: int) -> dict[str, int]:
    """Return how many copies of each item the entries have from `first` on, those that came back taken off."""
    last, net = context.command.next_entry - 1, context.request.negative_as is not None
    return entry_contents.copies_by_item(context.database, first, last, net=net)


@dataclass(frozen=True)
class ImportTable:
    """A table that can be imported: the columns of its sheets, and the jobs that record their rows."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    ignored: tuple[str, ...]
    """What an export of the table has besides, and an import takes from elsewhere."""
    jobs: Callable[[ImportContext], Iterable[Step]]
    has_keys: bool = False
    """Whether its rows have keys: they are entries, or the like."""
    left_out: Mapping[str, Message] = field(default_factory=dict)
    """What is said of columns of its export that no import takes, by their names."""
    copies: Callable[[ImportContext, int], dict[str, int]] = copies_of_entries
    """Returns how many copies of each item its rows have: takes the first entry of a row."""
    in_sets: str = ""
    """The type of its entries if it pays to set the triggers aside for a long sheet, as most of these are plain."""
