"""The steps of writes, as SQL with positional parameters."""

from typing import Any

from tracker.store.connection import Statement


def quoted(name: str) -> str:
    """Return a table's or column's name as SQL takes it literally."""
    return '"' + name.replace('"', '""') + '"'


def insert(table: str, **values: Any) -> Statement:
    """Return the step that adds a row."""
    columns = ", ".join(map(quoted, values))
    return Statement(
        f"INSERT INTO {quoted(table)} ({columns}) VALUES ({', '.join('?' * len(values))})",
        tuple(values.values()),
    )


def update(table: str, key: str, value: Any, **values: Any) -> Statement:
    """Return the step that changes the columns given of the rows whose `key` has that value."""
    changes = ", ".join(f"{quoted(column)} = ?" for column in values)
    return Statement(f"UPDATE {quoted(table)} SET {changes} WHERE {quoted(key)} = ?", (*values.values(), value))


def delete(table: str, key: str, value: Any) -> Statement:
    """Return the step that removes the rows whose `key` has that value."""
    return Statement(f"DELETE FROM {quoted(table)} WHERE {quoted(key)} = ?", (value,))
