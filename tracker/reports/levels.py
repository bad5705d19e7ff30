"""Levels: the fewest and the most copies of an item that each place should hold."""

from tracker.ledger.lookup import find_item, find_place
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.codes import ItemCode
from tracker.model.table import Table
from tracker.reports.queries import Filter, Ledger, ask, by_code, by_name, reading
from tracker.store.dictionary import columns
from tracker.store.place_names import place_names

LEVEL = columns("levels")
_MATTERS = "place", "item", "low", "high", "name"


def levels(ledger: Ledger, place: str | None, item: ItemCode | None, when: AsOf) -> Table:
    """Return the levels by place, then item. Raises Refused when the place or the item is unknown."""
    filters: list[Filter] = []
    with reading(ledger) as database:
        if place is not None:
            filters.append(("place = ?", find_place(database, place).code))
        if item is not None:
            filters.append(("item = ?", find_item(database, item)))
        names = dict(place_names(database))
        rows = list(ask(database, "levels", when, filters))
    rows.sort(key=lambda row: (by_name(names[str(row[0])], row[0]), by_code(row[1])))
    return Table(
        Message("Levels") if when.known_at is None else Message("Levels, as known at {moment}", moment=when.known_at),
        LEVEL,
        rows,
        Message("No levels. Set one with 'tracker level set PLACE ITEM=LOW:HIGH'."),
        matters=_MATTERS,
        names=names,
    )
