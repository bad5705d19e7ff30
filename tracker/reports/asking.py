"""Asking one of the questions in `tracker.db`, as of a day and as known at a moment."""

from collections.abc import Iterator, Sequence
from typing import Any

from tracker.model.table import AsOf, Row
from tracker.model.text import sort_key
from tracker.store.connection import Database, reading
from tracker.store.questions import as_of, question

__all__ = ["AsOf", "Database", "Filter", "ask", "by_code", "by_name", "reading"]

Filter = tuple[str, Any]
"""A condition on the columns of a question, with `?` for its value."""


def ask(database: Database, name: str, when: AsOf, filters: Sequence[Filter] = (), order: str = "") -> Iterator[Row]:
    """Yield the rows that answer the question of that name and pass all the filters.

    A filter's condition speaks of the question's columns and holds one `?` for its value, which may
    stand there several times; `order` is SQL, of this program's own making.
    """
    parameters: dict[str, Any] = dict(as_of(database, when))
    conditions = []
    for number, (condition, value) in enumerate(filters):
        parameters[f"filter{number}"] = value
        conditions.append(f"({condition.replace('?', f':filter{number}')})")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    tail = f" ORDER BY {order}" if order else ""
    return database.rows(f"SELECT * FROM ({question(name)}){where}{tail}", parameters)


def by_code(code: Any) -> list[tuple[int, int, str]]:
    """Return a key that sorts codes as people do: THB/lv/2 before THB/lv/10."""
    parts = str(code or "").casefold().split("/")
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def by_name(name: Any, code: Any) -> tuple[tuple[str, str], str]:
    """Return a key that sorts places by name as a dictionary does, equal names by code."""
    return sort_key(str(name or "")), str(code)
