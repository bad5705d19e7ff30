"""Build SQL statements with positional parameters."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from tracker.model.as_of import AsOf
from tracker.store.connection import Database, Statement


def quoted(name: str) -> str:
    """Return the name of a table or column as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def numbered(numbers: Iterable[int]) -> str:
    """Return numbers as a JSON array for `json_each`, without the json library, which is slow to load."""
    return f"[{', '.join(map(str, numbers))}]"


def insert(table: str, **values: Any) -> Statement:
    """Return the statement that inserts a row."""
    return Statement(_insertion(table, tuple(values)), tuple(values.values()))


@cache
def _insertion(table: str, columns: tuple[str, ...]) -> str:
    named = ", ".join(map(quoted, columns))
    return f"INSERT INTO {quoted(table)} ({named}) VALUES ({', '.join('?' * len(columns))})"


def update(table: str, key: str, value: Any, **values: Any) -> Statement:
    """Return the statement that updates columns of the rows whose `key` equals `value`."""
    changes = ", ".join(f"{quoted(column)} = ?" for column in values)
    return Statement(f"UPDATE {quoted(table)} SET {changes} WHERE {quoted(key)} = ?", (*values.values(), value))


def delete(table: str, **keys: Any) -> Statement:
    """Return the statement that deletes the rows whose keys have these values."""
    given = " AND ".join(f"{quoted(key)} = ?" for key in keys)
    return Statement(f"DELETE FROM {quoted(table)} WHERE {given}", tuple(keys.values()))


def write(command: int, **values: Any) -> list[Statement]:
    """Return the statement that records texts about a thing, by column, or an empty list if there are none."""
    given = {column: value for column, value in values.items() if value is not None}
    return [] if given.keys().isdisjoint(_TEXTS) else [insert("text", command=command, **given)]


_TEXTS = ("reference", "carrier", "reason", "note")


def source(
    database: Database,
    name: str,
    when: AsOf | None = None,
    item: str | None = None,
    given: Mapping[str, Any] | None = None,
) -> tuple[str, dict[str, Any]]:
    """Return the SQL source of a query's rows and its parameters; for the current state, its view if it has one.

    The current state includes the rows of the open command. `given` has the values of further parameters.
    """
    when = when or AsOf()
    is_now = when == AsOf() and item is None and given is None and database.open_command is None
    if is_now and database.value("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = ?)", [name]):
        return quoted(name), {}
    from tracker.store.queries import as_of, question  # reads files, which is slow

    return f"({question(name)})", {**as_of(database, when), "item": item, **(given or {})}
