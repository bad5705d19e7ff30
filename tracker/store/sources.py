"""What a query of `tracker.db` is read from: its view, or its SELECT about another state of the ledger."""

from collections.abc import Mapping
from typing import Any

from tracker.model.as_of import AsOf
from tracker.store.connection import Database
from tracker.store.statements import quoted


def source(
    database: Database,
    name: str,
    when: AsOf | None = None,
    item: str | None = None,
    given: Mapping[str, Any] | None = None,
) -> tuple[str, dict[str, Any]]:
    """Return the SQL source of a query's rows and its parameters; for the current state, that is its view, if any.

    The current state includes what the command that is being recorded has recorded so far, which the views
    leave out until it closes. `given` are further parameters, of a query that has such.
    """
    when = when or AsOf()
    if when == AsOf() and item is None and given is None and database.open_command is None and _is_view(database, name):
        return quoted(name), {}
    from tracker.store.queries import as_of, question  # reads files, which is slow

    return f"({question(name)})", {**as_of(database, when), "item": item, **(given or {})}


def _is_view(database: Database, name: str) -> bool:
    """Return whether the file has a view of that query."""
    return bool(database.value("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = ?)", [name]))
