"""The base tables: dumped completely, and restored exactly into a new database.

``restore`` loads the rows that ``dump`` reads. The tables and columns are those of the file, which may have an earlier
schema; balances are not included, because they are sums of movements.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tracker.model.entries import LOSS, PRINTER, PUBLIC, TRANSIT
from tracker.store.answers import LINK_SECRET
from tracker.store.connection import Database, translated
from tracker.store.identity import WRITTEN_BY
from tracker.store.sharing import NOT_SHARED
from tracker.store.statements import quoted
from tracker.store.texts import TRACES

_GENERATED = 3
"""The value of `hidden` in PRAGMA table_xinfo for a stored generated column (https://www.sqlite.org/pragma.html)."""

_INITIAL = {"place": set(map(str, (PRINTER, PUBLIC, LOSS, TRANSIT))), "setting": {TRACES, LINK_SECRET, WRITTEN_BY}}
"""The first cells of rows that a new database already contains, or that apply to one file only, by table."""


def exported(database: Database) -> list[str]:
    """Return the names of the tables to dump, each after those it refers to."""
    return [name for name in database.column(_TABLES) if name == "setting" or name not in NOT_SHARED]


_TABLES = (
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_*' "
    "ORDER BY rowid"
)


def columns(database: Database, table: str) -> list[str]:
    """Return the names of a table's columns, including generated ones."""
    return database.column("SELECT name FROM pragma_table_xinfo(?)", [table])


def dump(database: Database, table: str) -> Iterator[tuple[Any, ...]]:
    """Yield all rows of a table, ordered by primary key, without the secret of links."""
    named = ", ".join(map(quoted, columns(database, table)))
    keys = database.column("SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", [table])
    kept = f" WHERE name NOT IN ('{LINK_SECRET}', '{WRITTEN_BY}')" if table == "setting" else ""
    key = ", ".join(map(quoted, keys)) or "rowid"
    return database.rows(f"SELECT {named} FROM {quoted(table)}{kept} ORDER BY {key}")


def restore(database: Database, table: str, rows: Iterable[Sequence[str | None]]) -> None:
    """Insert rows of text, in the order of `columns`, into a table of a new database. Raises BrokenRule."""
    names, written = columns(database, table), _written(database, table)
    indexes = [names.index(name) for name in written]
    sql = f"INSERT INTO {quoted(table)} ({', '.join(map(quoted, written))}) VALUES ({', '.join('?' * len(written))})"
    new = (tuple(row[index] for index in indexes) for row in rows if row[0] not in _INITIAL.get(table, ()))
    with translated(database.path):
        database.connection.executemany(sql, new)


def _written(database: Database, table: str) -> list[str]:
    """Return the columns that are not generated."""
    return database.column("SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> ?", [table, _GENERATED])
