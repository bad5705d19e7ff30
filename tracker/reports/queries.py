"""Asking one of the questions in `tracker.db`, as of a day and as known at a moment."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tracker.model.table import AsOf, Row
from tracker.store.connection import Database
from tracker.store.statements import quoted
from tracker.store.transactions import reading

__all__ = ["AsOf", "Database", "Filter", "ask", "by_code", "by_name", "reading", "summed"]

Filter = tuple[str, Any]
"""A condition on the columns of a question, with `?` for its value."""


def ask(
    database: Database,
    name: str,
    when: AsOf,
    filters: Sequence[Filter] = (),
    order: str = "",
    item: str | None = None,
) -> Iterator[Row]:
    """Yield the rows that answer the question of that name and pass all the filters.

    A filter's condition speaks of the question's columns and holds one `?` for its value, which may
    stand there several times; `order` is SQL, of this program's own making. A question that has the
    parameter `:item` is asked of that item, of all when it is None.
    """
    source, parameters = _source(database, name, when, item)
    conditions, values = _conditions(filters)
    tail = f" ORDER BY {order}" if order else ""
    return database.rows(f"SELECT * FROM {source}{conditions}{tail}", parameters | values)


def summed(
    database: Database,
    name: str,
    when: AsOf,
    by: Sequence[str],
    figures: Mapping[str, str],
    filters: Sequence[Filter] = (),
) -> dict[Row, Row]:
    """Return the figures of each combination of the columns `by`; without any, those of all rows together.

    Columns and figures, each a name with the SQL that sums it up, are of this program's own making.
    """
    source, parameters = _source(database, name, when)
    conditions, values = _conditions(filters)
    groups = f" GROUP BY {', '.join(by)}" if by else ""
    columns = ", ".join((*by, *figures.values()))
    rows = database.rows(f"SELECT {columns} FROM {source}{conditions}{groups}", parameters | values)
    return {row[: len(by)]: row[len(by) :] for row in rows}


def _source(database: Database, name: str, when: AsOf, item: str | None = None) -> tuple[str, dict[str, Any]]:
    """Return where the rows of a question come from, with its parameters: as things stand, from its view."""
    if when == AsOf() and item is None and not name.startswith("_"):
        return quoted(name), {}
    from tracker.store.queries import as_of, question  # which read files, and take their time

    return f"({question(name)})", {**as_of(database, when), "item": item}


def _conditions(filters: Sequence[Filter]) -> tuple[str, dict[str, Any]]:
    """Return the filters as SQL, with its parameters."""
    parameters = {f"filter{number}": value for number, (_, value) in enumerate(filters)}
    conditions = [f"({condition.replace('?', f':filter{number}')})" for number, (condition, _) in enumerate(filters)]
    return f" WHERE {' AND '.join(conditions)}" if conditions else "", parameters


def by_code(code: Any) -> list[tuple[int, int, str]]:
    """Return a key that sorts codes as people do: THB/lv/2 before THB/lv/10."""
    parts = str(code or "").casefold().split("/")
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def by_name(name: Any, code: Any) -> tuple[tuple[str, str], str]:
    """Return a key that sorts places by name as a dictionary does, equal names by code."""
    from tracker.model.text import sort_key

    return sort_key(str(name or "")), str(code)
