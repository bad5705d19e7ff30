"""What is there: the copies of items at a place, beside the inputs of their quantities."""

from collections.abc import Sequence
from typing import Any

from tracker.ledger.lookup import find_store
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.dates import today
from tracker.model.table import Table
from tracker.model.text import grouped
from tracker.page.recording.entry_forms import Offer
from tracker.reports import completion
from tracker.reports.queries import Database
from tracker.reports.stock import stock

_THERE = Message("{count} there")
_AVAILABLE = Message("{count} available")
_OF_IT = Message("{count} there, {available} available")


def figures(table: Table, *names: str) -> list[tuple[Any, ...]]:
    """Return some columns of a table, by their names."""
    at = [[column.name for column in table.columns].index(name) for name in names]
    return [tuple(row[each] for each in at) for row in table.rows]


def at_place(database: Database, place: str) -> Sequence[Offer]:
    """Return the items of which a place has copies, and how many. Raises Refused when the place is unknown."""
    return [Offer(item, _THERE.given(count=grouped(copies))) for item, copies in _there(database, place)]


def _there(database: Database, place: str) -> list[tuple[str, int]]:
    table = stock(database, place=place, when=AsOf())
    return [(item, copies) for item, copies in figures(table, "item", "copies") if copies]


def at_store(database: Database, store: str | None) -> Sequence[Offer]:
    """Return the items of which a store has copies, the first store if none is named; what is withdrawn or asked for
    of them is not available.

    Raises Refused when it is unknown, closed, or no store.
    """
    available = _available(database)
    there = _there(database, find_store(database, store, today()).code)
    return [
        Offer(item, _OF_IT.given(count=grouped(copies), available=grouped(available[item])))
        if available[item] < copies
        else Offer(item, _THERE.given(count=grouped(copies)))
        for item, copies in there
    ]


def all_items(database: Database) -> Sequence[Offer]:
    """Return all items, with how many copies of each are available."""
    available = _available(database)
    return [
        Offer(item, _AVAILABLE.given(count=grouped(available.get(item, 0)))) for item, _ in completion.items(database)
    ]


def _available(database: Database) -> dict[str, int]:
    return dict(figures(stock(database, when=AsOf()), "item", "available"))
