"""The parts of an import: what it works with, and each thing it has to do."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tracker.imports.cells import Cells
from tracker.imports.names import Names
from tracker.imports.outcome import ImportRequest
from tracker.imports.rows import SourceRow
from tracker.store.connection import Database


@dataclass(frozen=True)
class ImportContext:
    """What every job of an import works with."""

    database: Database
    cells: Cells
    names: Names
    wanted: ImportRequest


@dataclass(frozen=True)
class Done:
    """What a job came to: recorded, or found to be there already. `messages` are what the clerk should know."""

    recorded: bool
    entries: tuple[int, ...] = ()
    messages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Job:
    """What some rows ask for together; `do` records it, or returns None when a cell turns out to be bad."""

    rows: tuple[SourceRow, ...]
    do: Callable[[], Done | None]
    culprits: dict[object, tuple[SourceRow, str]] = field(default_factory=dict)
    """Which row and column it is that a refusal is about, by what the refusal names."""

    def where(self, about: object) -> tuple[SourceRow, str | None]:
        """Return the row, and the column if that is known, that a refusal is about."""
        if about in self.culprits:
            return self.culprits[about]
        return self.rows[0], about if isinstance(about, str) and about in self.rows[0].cells else None
