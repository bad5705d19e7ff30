"""Shipments on their way to a place."""

from collections.abc import Iterator

from tracker.model.dates import END_OF_TIME
from tracker.store.connection import Database


def in_transit_to(database: Database, place: int, day: str = END_OF_TIME) -> list[int]:
    """Return the shipments that have copies in transit to the place at the end of that day."""
    rows = database.rows(
        "SELECT entry.id FROM entry JOIN _movement AS movement ON movement.shipment = entry.id "
        "WHERE entry.type = 'ship' AND entry.place = ? AND movement.date <= ? GROUP BY entry.id "
        "HAVING sum((movement.to_transit - movement.from_transit) * movement.quantity) > 0 ORDER BY entry.id",
        (place, day),
    )
    return [number for (number,) in rows]


def transit_changes_to(database: Database, place: int) -> Iterator[tuple[int, str, int]]:
    """Yield of each shipment to the place how many copies more are in transit from a day on: its number, day, copies.

    A shipment's days come together, in order of time.
    """
    rows = database.rows(
        "SELECT entry.id, movement.date, sum((movement.to_transit - movement.from_transit) * movement.quantity) "
        "FROM entry JOIN _movement AS movement ON movement.shipment = entry.id "
        "WHERE entry.type = 'ship' AND entry.place = ? GROUP BY entry.id, movement.date ORDER BY 1, 2",
        [place],
    )
    return ((shipment, day, copies) for shipment, day, copies in rows)
