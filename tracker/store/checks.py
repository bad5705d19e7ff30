"""Verifying a database: SQLite's own checks, and the ledger's rules over all its content."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from importlib.resources import files

from tracker.errors import Unusable
from tracker.model.table import Value
from tracker.store.catalogue import default_store
from tracker.store.connection import SCHEMA_VERSION, Database
from tracker.store.queries import END, checks

MOST = 100
"""The maximum number of discrepancies of one kind that are reported; more would hide the others."""


def discrepancies(database: Database) -> Iterator[str]:
    """Yield a sentence for every discrepancy; none when the database is valid."""
    for (message,) in database.rows(f"PRAGMA integrity_check({MOST})"):
        if message != "ok":
            yield f"SQLite reports damage: {message}."
    yield from _schema_differences(database)
    for table, row, parent, _ in database.rows("PRAGMA foreign_key_check"):
        which = "A row" if row is None else f"Row {row}"
        yield f"{which} of the table {table} refers to a missing row of the table {parent}."
    try:
        default_store(database)
    except Unusable as lost:
        yield str(lost)
    for sql in checks():
        for (sentence,) in database.rows(f"SELECT * FROM ({sql}) LIMIT {MOST:d}", END):
            yield str(sentence)


def _schema_differences(database: Database) -> Iterator[str]:
    """Yield a sentence for every table, index, trigger or view that is missing or differs from the schema."""
    existing = {(kind, name): sql for kind, name, sql in database.rows(_OBJECTS)}
    for kind, name, sql in _schema_objects():
        found = existing.get((kind, name))
        if found is None:
            yield f"The {kind} {name} is missing from the database."
        elif found != sql:
            yield f"The {kind} {name} of the database differs from schema version {SCHEMA_VERSION}."


@cache
def _schema_objects() -> list[tuple[str, str, str]]:
    """Return the type, name and SQL of everything in the schema, from a database made of `db/schema.sql`."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        fresh.executescript(files("tracker.db").joinpath("schema.sql").read_text(encoding="utf-8"))
        return fresh.execute(_OBJECTS).fetchall()


_OBJECTS = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE '\\_%' ESCAPE '\\'"


def facts(database: Database) -> dict[str, Value]:
    """Return how many records of each kind the database contains, and when it was last written to."""
    row = database.row(
        "SELECT (SELECT count(*) FROM entry), (SELECT count(*) FROM movement), (SELECT count(*) FROM booklet), "
        "(SELECT count(*) FROM print_run), (SELECT count(*) FROM place WHERE id > 4), "
        "(SELECT max(date) FROM entry), (SELECT max(recorded_at) FROM entry), "
        "(SELECT recorded_at FROM backup ORDER BY id DESC LIMIT 1), (SELECT file FROM backup ORDER BY id DESC LIMIT 1)"
    )
    names = (
        "entries",
        "movements",
        "booklets",
        "print_runs",
        "places",
        "last_date",
        "last_recorded_at",
        "last_backup_at",
        "last_backup",
    )
    return dict(zip(names, row or (), strict=True))
