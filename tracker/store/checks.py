"""Proving a database sound: SQLite's own checks, and the ledger's rules over all that is in it."""

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
"""How many discrepancies of one sort are told; more would hide the others."""


def discrepancies(database: Database) -> Iterator[str]:
    """Yield a sentence for everything that is not as it must be; nothing when all is well."""
    for (said,) in database.rows(f"PRAGMA integrity_check({MOST})"):
        if said != "ok":
            yield f"SQLite finds the file damaged: {said}."
    yield from _missing_guards(database)
    for table, row, parent, _ in database.rows("PRAGMA foreign_key_check"):
        which = "A row" if row is None else f"Row {row}"
        yield f"{which} of the table {table} refers to a row of {parent} that is missing."
    try:
        default_store(database)
    except Unusable as lost:
        yield str(lost)
    for sql in checks():
        for (sentence,) in database.rows(f"SELECT * FROM ({sql}) LIMIT {MOST:d}", END):
            yield str(sentence)


def _missing_guards(database: Database) -> Iterator[str]:
    """Yield a sentence for every table, index, trigger or view that is missing, or is not as it should be."""
    there = {(kind, name): sql for kind, name, sql in database.rows(_OBJECTS)}
    for kind, name, sql in _guards():
        found = there.get((kind, name))
        if found is None:
            yield f"The {kind} {name} is missing from the database."
        elif found != sql:
            yield f"The {kind} {name} of the database is not the one of schema {SCHEMA_VERSION}."


@cache
def _guards() -> list[tuple[str, str, str]]:
    """Return the type, name and SQL of all that a schema has, from a database made of `db/schema.sql`."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        fresh.executescript(files("tracker.db").joinpath("schema.sql").read_text(encoding="utf-8"))
        return fresh.execute(_OBJECTS).fetchall()


_OBJECTS = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE '\\_%' ESCAPE '\\'"


def facts(database: Database) -> dict[str, Value]:
    """Return how much of everything the database holds, and when it was last written to."""
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
