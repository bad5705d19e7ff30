"""Building SQL statements with positional parameters."""

from typing import Any

from tracker.store.connection import Statement


def quoted(name: str) -> str:
    """Return the name of a table or column as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def insert(table: str, **values: Any) -> Statement:
    """Return the statement that inserts a row."""
    columns = ", ".join(map(quoted, values))
    return Statement(
        f"INSERT INTO {quoted(table)} ({columns}) VALUES ({', '.join('?' * len(values))})",
        tuple(values.values()),
    )


def update(table: str, key: str, value: Any, **values: Any) -> Statement:
    """Return the statement that updates the given columns of the rows whose `key` has that value."""
    changes = ", ".join(f"{quoted(column)} = ?" for column in values)
    return Statement(f"UPDATE {quoted(table)} SET {changes} WHERE {quoted(key)} = ?", (*values.values(), value))


def delete(table: str, key: str, value: Any) -> Statement:
    """Return the statement that deletes the rows whose `key` has that value."""
    return Statement(f"DELETE FROM {quoted(table)} WHERE {quoted(key)} = ?", (value,))
