"""The jobs of an import, and what they work with."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from tracker.imports.cells import Cells
from tracker.imports.names import Names
from tracker.imports.outcome import ImportRequest
from tracker.imports.rows import SourceRow
from tracker.ledger.commands import Command
from tracker.messages import Message
from tracker.store.connection import Database


@dataclass(frozen=True)
class ImportContext:
    """What every job of an import works with."""

    command: Command
    """The import, as the command that is being recorded."""
    cells: Cells
    names: Names
    request: ImportRequest
    afterwards: list[Callable[[], Iterable[tuple[int, Message]]]] = field(default_factory=list)
    """What to ask once the command is closed: for messages, each with the line that it is about."""

    @property
    def database(self) -> Database:
        """The database of the current transaction."""
        return self.command.database


@dataclass(frozen=True)
class Together:
    """Rows that were recorded together, by their index in the sheet."""

    rows: Sequence[int]


@dataclass(frozen=True)
class Done:
    """The result of a job: whether it recorded anything or found it recorded, and the messages for the clerk."""

    recorded: bool | None
    """None when its rows are among those that are recorded together."""
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Job:
    """A unit of work for some rows; `do` carries it out.

    It returns None, with a fault added for an invalid cell, when nothing is to be left of what it did.
    """

    rows: tuple[SourceRow, ...]
    do: Callable[[], Done | None]
    causes: dict[object, tuple[SourceRow, str]] = field(default_factory=dict)
    """The row and column that a refusal is about, by what the refusal names."""

    def where(self, about: object) -> tuple[SourceRow, str | None]:
        """Return the row that a refusal is about, and the column if it is known."""
        if about in self.causes:
            return self.causes[about]
        return self.rows[0], about if isinstance(about, str) and about in self.rows[0].cells else None


@dataclass(frozen=True)
class ImportTable:
    """A table that can be imported: the columns of its sheets, and the jobs that record their rows."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    ignored: tuple[str, ...]
    """What an export of the table has besides, and an import takes from elsewhere."""
    jobs: Callable[[ImportContext], Iterable[Job | Together]]
    in_sets: bool = False
    """Whether it pays to set the triggers aside for a long sheet, since most of its rows are recorded together."""
