"""Proving a database sound: SQLite's own checks, and the ledger's rules over all that is in it."""

from collections.abc import Iterator

from tracker.model.table import Value
from tracker.store.connection import Database
from tracker.store.questions import END, checks

MOST = 100
"""How many discrepancies of one sort are told; more would hide the others."""


def discrepancies(database: Database) -> Iterator[str]:
    """Yield a sentence for everything that is not as it must be; nothing when all is well."""
    for (said,) in database.rows(f"PRAGMA integrity_check({MOST})"):
        if said != "ok":
            yield f"SQLite finds the file damaged: {said}."
    for table, row, parent, _ in database.rows("PRAGMA foreign_key_check"):
        which = "A row" if row is None else f"Row {row}"
        yield f"{which} of the table {table} refers to a row of {parent} that is missing."
    for sql in checks():
        for (sentence,) in database.rows(f"SELECT * FROM ({sql}) LIMIT {MOST:d}", END):
            yield str(sentence)


def facts(database: Database) -> dict[str, Value]:
    """Return how much of everything the database holds, and when it was last written to."""
    row = database.row(
        "SELECT (SELECT count(*) FROM entry), (SELECT count(*) FROM movement), (SELECT count(*) FROM booklet), "
        "(SELECT count(*) FROM print_run), (SELECT count(*) FROM place WHERE id > 4), "
        "(SELECT max(date) FROM entry), (SELECT max(recorded_at) FROM entry)"
    )
    names = ("entries", "movements", "booklets", "print_runs", "places", "last_date", "last_recorded_at")
    return dict(zip(names, row or (), strict=True))
