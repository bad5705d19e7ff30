"""How many copies are where, on a day and on every later one."""

from dataclasses import dataclass
from datetime import date

from tracker.model.entries import LOSS, TRANSIT
from tracker.store.connection import Database


@dataclass(frozen=True)
class Floor:
    """The fewest copies there are from a day on, and the first day with so few."""

    copies: int
    date: date


_PLACE_DAYS = """
SELECT ?3 AS date, coalesce((
           SELECT copies FROM balance
            WHERE place = ?1 AND run = ?2 AND date <= ?3 ORDER BY date DESC LIMIT 1), 0) AS copies
UNION ALL
SELECT date, copies FROM balance WHERE place = ?1 AND run = ?2 AND date > ?3
"""

_SHIPMENT_DAYS = """
SELECT date, copies
  FROM (SELECT date,
               sum(sum(CASE WHEN destination = ?4 THEN quantity WHEN source = ?4 THEN -quantity ELSE 0 END))
                   OVER (ORDER BY date) AS copies,
               lead(date) OVER (ORDER BY date) AS until
          FROM movement
         WHERE shipment = ?1 AND run = ?2
         GROUP BY date)
 WHERE until IS NULL OR until > ?3
"""


def held_from(database: Database, place_id: int, run_id: int, day: date) -> Floor:
    """Return the fewest copies of a run that a place holds at the end of `day` or of any later day."""
    return _floor(database, _PLACE_DAYS, day, place_id, run_id, day.isoformat())


def outstanding_from(database: Database, shipment: int, run_id: int, day: date) -> Floor:
    """Return the fewest copies of a run that a shipment has in transit on `day` or on any later day."""
    return _floor(database, _SHIPMENT_DAYS, day, shipment, run_id, day.isoformat(), TRANSIT)


def lost_from(database: Database, shipment: int, run_id: int, day: date) -> Floor:
    """Return the fewest copies of a run that a shipment has booked as lost on `day` or on any later day."""
    return _floor(database, _SHIPMENT_DAYS, day, shipment, run_id, day.isoformat(), LOSS)


def _floor(database: Database, days: str, day: date, *parameters: int | str) -> Floor:
    row = database.row(f"SELECT copies, date FROM ({days}) ORDER BY copies, date LIMIT 1", parameters)
    if row is None:
        return Floor(0, day)
    return Floor(row[0], max(date.fromisoformat(row[1]), day))


def runs_shipped(database: Database, shipment: int) -> list[int]:
    """Return the runs of which a shipment took copies."""
    rows = database.rows(
        "SELECT DISTINCT run FROM movement WHERE entry = ? AND destination = 4 ORDER BY line", [shipment]
    )
    return [run_id for (run_id,) in rows]


def taker(database: Database, place_id: int, run_id: int, day: date) -> int | None:
    """Return the last standing entry that takes copies of the run out of the place on that day."""
    number: int | None = database.value(
        "SELECT movement.entry FROM movement JOIN entry ON entry.id = movement.entry "
        "WHERE movement.date = ? AND movement.run = ? AND movement.source = ? AND entry.type <> 'void' "
        "AND NOT EXISTS (SELECT 1 FROM entry AS void WHERE void.voids = movement.entry) "
        "ORDER BY movement.position DESC, movement.entry DESC LIMIT 1",
        (day.isoformat(), run_id, place_id),
    )
    return number


def in_transit_to(database: Database, place_id: int) -> list[int]:
    """Return the shipments that have copies on their way to the place."""
    rows = database.rows(
        "SELECT entry.id FROM entry JOIN movement ON movement.shipment = entry.id "
        "WHERE entry.type = 'ship' AND entry.place = ? GROUP BY entry.id "
        "HAVING sum(((movement.destination = 4) - (movement.source = 4)) * movement.quantity) > 0",
        [place_id],
    )
    return [number for (number,) in rows]
