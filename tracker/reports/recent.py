"""What was written last, to be offered again."""

from pathlib import Path

from tracker.reports.queries import reading
from tracker.store import texts


def carriers(path: Path) -> list[str]:
    """Return the carriers, the one that was named last first."""
    with reading(path) as database:
        return texts.carriers(database)


def last_reference(path: Path, entry_type: str) -> str | None:
    """Return the reference of the last standing entry of that type that has one, None if none has."""
    with reading(path) as database:
        return texts.last_reference(database, entry_type)
