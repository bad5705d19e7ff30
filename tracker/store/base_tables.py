"""The base tables: dumped completely, and restored exactly into a new database.

``restore`` loads the rows that ``dump`` reads. The tables and columns are those in the data dictionary whose names
begin with ``tables/``, in order of their references; balances are not included, because they are sums of movements.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tracker.model.entries import LOSS, PRINTER, PUBLIC, TRANSIT
from tracker.store import dictionary
from tracker.store.answers import LINK_SECRET
from tracker.store.connection import Database, Statement, translated
from tracker.store.statements import quoted
from tracker.store.texts import TRACES

_GENERATED = 3
"""The value of `hidden` in PRAGMA table_xinfo for a stored generated column (https://www.sqlite.org/pragma.html)."""

_INITIAL = {"place": set(map(str, (PRINTER, PUBLIC, LOSS, TRANSIT))), "setting": {TRACES, LINK_SECRET}}
"""The first cells of rows that a new database already contains, or that apply to one file only, by table."""


def exported() -> list[str]:
    """Return the names of the tables to dump, each after those it refers to."""
    prefix = "tables/"
    return [name.removeprefix(prefix) for name in dictionary.tables() if name.startswith(prefix)]


def columns(table: str) -> list[str]:
    """Return the names of a table's columns, including generated ones."""
    return [field.name for field in dictionary.tables()[f"tables/{table}"]]


def dump(database: Database, table: str) -> Iterator[tuple[Any, ...]]:
    """Yield all rows of a table, ordered by primary key, without the secret of links."""
    fields = dictionary.tables()[f"tables/{table}"]
    named = ", ".join(quoted(field.name) for field in fields)
    key = ", ".join(quoted(field.name) for field in fields if field.primary) or "rowid"
    kept = f" WHERE name <> '{LINK_SECRET}'" if table == "setting" else ""
    return database.rows(f"SELECT {named} FROM {quoted(table)}{kept} ORDER BY {key}")


def restore(database: Database, table: str, rows: Iterable[Sequence[str | None]]) -> None:
    """Insert rows of text, in the order of `columns`, into a table of a new database.

    Raises BrokenRule if the schema rejects a row.
    """
    if table == "kind":  # a new database has the default kinds, some of which may have been removed here
        database.apply([Statement("DELETE FROM kind")])
    names, written = columns(table), _written(database, table)
    indexes = [names.index(name) for name in written]
    sql = f"INSERT INTO {quoted(table)} ({', '.join(map(quoted, written))}) VALUES ({', '.join('?' * len(written))})"
    new = (tuple(row[index] for index in indexes) for row in rows if row[0] not in _INITIAL.get(table, ()))
    with translated(database.path):
        database.connection.executemany(sql, new)


def _written(database: Database, table: str) -> list[str]:
    """Return the columns that are not generated."""
    return database.column("SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> ?", [table, _GENERATED])
