"""The request for an import, and its outcome."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import NamedTuple, Self

from tracker.errors import Refused
from tracker.imports.choosing import Condition
from tracker.imports.faults import Faults
from tracker.imports.headers import Mapped
from tracker.imports.ranges import short_ranges
from tracker.imports.rejects import RejectsFile
from tracker.imports.rows import MOST_NAMED, Sheet, quoted
from tracker.messages import Message, Plural

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
    delimiter: str | None = None
    encoding: str | None = None
    sheets: tuple[str, ...] = ()
    """The names of the worksheets to read; none for the first."""
    header_row: int | None = None
    """The row that is the header; None to find it."""
    received: bool = False
    """For shipments: whether all arrived, on the day they were sent unless the sheet has another."""
    update: bool = False
    """For places and levels: whether existing ones are updated."""
    negative_as: str | None = None
    """For shipments: "returns" when a row with a negative quantity is a return of so many copies."""
    create_missing: bool = False
    """Whether missing places and items are added."""
    where: tuple[Condition, ...] = ()
    """What the rows that are imported must have; the others are passed over."""
    skip_zero: bool = False
    """Whether rows without copies are passed over."""
    with_opening: bool = False
    """For shipments: whether what was shipped before it was printed is recorded as printed the day before."""
    confirmed: bool = False
    """Whether rows that may be slips are recorded; else they are rejected."""
    dry_run: bool = False
    all_errors: bool = True
    """Whether errors are to be returned for a program or a file, else only those that a screen shows."""
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
        return Message("Columns not used: {columns}.", columns=named)
    return Message("Columns not used: {columns} and {more} more.", columns=named, more=len(columns) - MOST_NAMED)


def told_known(known: Collection[tuple[int, int]], *, may_be_others: bool = False) -> Iterator[Message]:
    """Yield the message that names the entries as which rows are recorded already, if there are any such rows.

    `known` has lines with their entries; without a reference such rows may be other parcels.
    """
    if not known:
        return
    lines, entries = sorted({line for line, _ in known}), sorted({entry for _, entry in known})
    message = Message("Lines {lines} are recorded already as entries {entries}.")
    if len(lines) == 1:
        message = Message("Line {lines} is recorded already as entries {entries}.")
    if len(entries) == 1:
        message = Message("Lines {lines} are recorded already as entry {entries}.")
    if len(lines) == len(entries) == 1:
        message = Message("Line {lines} is recorded already as entry {entries}.")
    yield message.given(lines=short_ranges(lines), entries=short_ranges(entries, gap=2))
    if may_be_others:
        yield Plural(
            "If it is another parcel, import that row alone with --source NAME.",
            "If they are other parcels, import those rows alone with --source NAME.",
            count=len(lines),
        )


class ImportRefused(Refused):
    """An import with invalid rows, of which nothing was recorded; `outcome` has their faults."""

    outcome: Outcome

    def after(self, outcome: Outcome) -> Self:
        """Return the error with the outcome up to the rollback."""
        self.outcome = outcome
        return self
