"""The jobs of an import, and what they work with."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from tracker.errors import Refused, WrongUsage
from tracker.imports.cells import Cells
from tracker.imports.names import Names
from tracker.imports.outcome import ImportRequest
from tracker.imports.rows import SourceRow
from tracker.ledger.commands import Command
from tracker.messages import Joined, Message
from tracker.model.quantities import Line
from tracker.store import entry_contents
from tracker.store.connection import Database


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
    """Rows that were recorded already: what became of them, found out without carrying out their job."""

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
    "More came there that day, but the rows of a day are tried three times only; put them in the order in which the "
    "copies went."
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
    in_sets: bool = False
    """Whether it pays to set the triggers aside for a long sheet, since most of its rows are recorded together."""
