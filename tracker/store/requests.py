"""Read requests: those of a command, similar ones, and open copies of an item."""

from collections.abc import Iterator

from tracker.deferred import NamedTuple
from tracker.model.dates import END_OF_TIME
from tracker.store.connection import Database
from tracker.store.statements import source


def request_of(database: Database, command: int) -> int | None:
    """Return the first request that a command recorded, or None."""
    number: int | None = database.value("SELECT min(id) FROM request WHERE command = ?", [command])
    return number


def same_place_and_day(database: Database, number: int) -> list[int]:
    """Return earlier commands' requests for the same place and date as a request, the latest first."""
    return database.column(
        "SELECT other.id FROM request JOIN request AS other ON other.place = request.place "
        "AND other.date = request.date AND other.command < request.command WHERE request.id = ? ORDER BY other.id DESC",
        [number],
    )


def has_any(database: Database) -> bool:
    """Return whether there is any request."""
    return bool(database.value("SELECT EXISTS (SELECT 1 FROM request)"))


class OpenLine(NamedTuple):
    """The open copies of an item in a request."""

    request: int
    open: int


def open_of_item(database: Database, item: str) -> list[OpenLine]:
    """Return the open copies of an item in each request, oldest first."""
    lines, parameters = source(database, "_request_line")
    rows = database.rows(
        f"SELECT request, open FROM {lines} WHERE item = :item AND open > 0 ORDER BY request",
        {**parameters, "item": item},
    )
    return [OpenLine(*row) for row in rows]


def copies_ever_got(database: Database, place: int) -> int:
    """Return the copies of all items that a place ever received, by printing, shipments or moves."""
    copies = database.value(
        "SELECT coalesce(sum(movement.quantity), 0) FROM _standing AS entry JOIN _movement AS movement "
        "ON movement.entry = entry.id AND movement.destination = entry.place AND movement.count IS NULL "
        "WHERE entry.place = ? AND entry.type IN ('print', 'receive', 'move')",
        [place],
    )
    return int(copies)


# Shipments in transit to a place.


def in_transit_to(database: Database, place: int, day: str = END_OF_TIME) -> list[int]:
    """Return the shipments with copies in transit to the place at the end of `day`."""
    return database.column(
        "SELECT entry.id FROM entry JOIN _movement AS movement ON movement.shipment = entry.id "
        "WHERE entry.type = 'ship' AND entry.place = ? AND movement.date <= ? GROUP BY entry.id "
        "HAVING sum((movement.to_transit - movement.from_transit) * movement.quantity) > 0 ORDER BY entry.id",
        (place, day),
    )


def transit_changes_to(database: Database, place: int) -> Iterator[tuple[int, str, int]]:
    """Yield the changes in copies in transit to the place: shipment, date, copies.

    The dates of a shipment are together, in order.
    """
    rows = database.rows(
        "SELECT entry.id, movement.date, sum((movement.to_transit - movement.from_transit) * movement.quantity) "
        "FROM entry JOIN _movement AS movement ON movement.shipment = entry.id "
        "WHERE entry.type = 'ship' AND entry.place = ? GROUP BY entry.id, movement.date ORDER BY 1, 2",
        [place],
    )
    return ((shipment, day, copies) for shipment, day, copies in rows)
