"""The database's own tables, as they are: read whole, and put into a new database exactly.

``dump`` reads what ``restore`` takes back. The tables and their columns are those of the data
dictionary whose names begin with ``tables/``, in the order in which they refer to one another;
balances are not among them, being sums of movements.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tracker.store import dictionary
from tracker.store.connection import Database, Statement, translated
from tracker.store.statements import quoted

_GENERATED = 3
"""What PRAGMA table_xinfo calls a generated column that is stored (https://www.sqlite.org/pragma.html)."""

_KEPT = {"kind": {"outside"}, "place": {"1", "2", "3", "4"}}
"""The first cells of the rows that every database has from the start."""


def dumped() -> list[str]:
    """Return the names of the tables, each after those it refers to."""
    prefix = "tables/"
    return [name.removeprefix(prefix) for name in dictionary.tables() if name.startswith(prefix)]


def columns(table: str) -> list[str]:
    """Return the names of a table's columns, those that are generated included."""
    return [field.name for field in dictionary.tables()[f"tables/{table}"]]


def dump(database: Database, table: str) -> Iterator[tuple[Any, ...]]:
    """Yield all rows of a table in the order of its key."""
    fields = dictionary.tables()[f"tables/{table}"]
    named = ", ".join(quoted(field.name) for field in fields)
    key = ", ".join(quoted(field.name) for field in fields if field.primary) or "rowid"
    return database.rows(f"SELECT {named} FROM {quoted(table)} ORDER BY {key}")


def restore(database: Database, table: str, rows: Iterable[Sequence[str | None]]) -> None:
    """Put rows, as texts in the order of `columns`, into a table of a new database.

    Raises BrokenRule when the schema refuses a row.
    """
    if table == "kind":  # the first kinds are there already, and an office may have removed some
        database.apply([Statement("DELETE FROM kind WHERE code <> 'outside'")])
    names, taken = columns(table), _written(database, table)
    known = [names.index(name) for name in taken]
    sql = f"INSERT INTO {quoted(table)} ({', '.join(map(quoted, taken))}) VALUES ({', '.join('?' * len(taken))})"
    fresh = (tuple(row[at] for at in known) for row in rows if not _is_kept(table, row))
    with translated(database.path):
        database.connection.executemany(sql, fresh)


def _written(database: Database, table: str) -> list[str]:
    rows = database.rows("SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> ?", [table, _GENERATED])
    return [name for (name,) in rows]


def _is_kept(table: str, row: Sequence[str | None]) -> bool:
    return row[0] in _KEPT.get(table, ())
