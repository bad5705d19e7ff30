"""Whether the file is sound, and what it holds."""

from pathlib import Path

from tracker import __version__
from tracker.model.table import Value
from tracker.reports.asking import reading
from tracker.store import catalogue
from tracker.store.checks import discrepancies
from tracker.store.connection import SCHEMA_VERSION

_COUNTED = {
    "entries": "SELECT count(*) FROM entry",
    "movements": "SELECT count(*) FROM movement",
    "booklets": "SELECT count(*) FROM booklet",
    "print_runs": "SELECT count(*) FROM print_run",
    "places": "SELECT count(*) FROM place WHERE id > 4",
    "last_date": "SELECT max(date) FROM entry",
    "last_recorded_at": "SELECT max(recorded_at) FROM entry",
}


def check(path: Path) -> tuple[list[str], dict[str, int]]:
    """Return a sentence for every discrepancy found, and how many entries and movements were proven."""
    with reading(path) as database:
        counted = {name: int(database.value(_COUNTED[name])) for name in ("entries", "movements")}
        return list(discrepancies(database)), counted


def info(path: Path) -> dict[str, Value]:
    """Return what there is to know of the program and the file, by name."""
    with reading(path) as database:
        return {
            "tracker": __version__,
            "sqlite": str(database.value("SELECT sqlite_version()")),
            "database": str(path),
            "bytes": path.stat().st_size,
            "schema": SCHEMA_VERSION,
            "default_store": catalogue.default_store(database).code,
            **{name: database.value(sql) for name, sql in _COUNTED.items()},
        }
