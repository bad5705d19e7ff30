"""How many copies are held where, day by day, and which counts and entries determine it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from tracker.model.dates import END_OF_TIME
from tracker.model.entries import LOSS, PUBLIC, TRANSIT, Time
from tracker.store.connection import Database


class DayQuantity(NamedTuple):
    """How many copies there are at the end of a day."""

    date: str
    copies: int


Days = list[DayQuantity]
"""The quantities of some days in their order; the first is the requested day, the others are those that changed it."""


@dataclass(frozen=True)
class RunCount:
    """A run's quantity in a count that is not voided. `listed` is False when the count did not list the run."""

    number: int
    time: Time
    quantity: int
    listed: bool


def held_days(database: Database, place: int, run: int, day: str) -> Days:
    """Return how many copies of a run a place holds at the end of `day`, and of each later day that changed it."""
    rows = database.rows(
        "SELECT ?3, coalesce((SELECT copies FROM balance "
        "WHERE place = ?1 AND run = ?2 AND date <= ?3 ORDER BY date DESC LIMIT 1), 0) "
        "UNION ALL SELECT date, copies FROM balance WHERE place = ?1 AND run = ?2 AND date > ?3 ORDER BY 1",
        (place, run, day),
    )
    return [DayQuantity(date, copies) for date, copies in rows]


def held_before(database: Database, place: int, run: int, time: Time) -> int:
    """Return how many copies of a run a place holds just before a position in time."""
    return int(
        database.value(
            "SELECT coalesce((SELECT copies FROM balance "
            "WHERE place = ?1 AND run = ?2 AND date < ?3 ORDER BY date DESC LIMIT 1), 0) "
            "+ coalesce((SELECT sum(CASE WHEN destination = ?1 THEN quantity ELSE -quantity END) FROM movement "
            "WHERE date = ?3 AND run = ?2 AND ?1 IN (source, destination) AND position < ?4), 0)",
            (place, run, *time),
        )
    )


def runs_at(database: Database, place: int) -> list[int]:
    """Return the runs of which a place has ever held copies."""
    rows = database.rows("SELECT DISTINCT run FROM balance WHERE place = ?", [place])
    return [run for (run,) in rows]


def transit_days(database: Database, shipment: int, run: int, day: str) -> Days:
    """Return a run's copies in transit of a shipment at the end of `day` and of each later day that changed them."""
    return _shipment_days(database, shipment, run, TRANSIT, day)


def lost_days(database: Database, shipment: int, run: int, day: str) -> Days:
    """Return a run's lost copies of a shipment at the end of `day` and of each later day that changed them."""
    return _shipment_days(database, shipment, run, LOSS, day)


def _shipment_days(database: Database, shipment: int, run: int, holder: int, day: str) -> Days:
    changes = database.rows(
        "SELECT date, sum(CASE WHEN destination = ?3 THEN quantity WHEN source = ?3 THEN -quantity ELSE 0 END) "
        "FROM movement WHERE shipment = ?1 AND run = ?2 GROUP BY date",
        (shipment, run, holder),
    )
    return running(changes, day)


def running(changes: Iterable[tuple[str, int]], day: str) -> Days:
    """Return the running totals of dated changes: at the end of `day`, and of each later date among them."""
    later: dict[str, int] = {}
    copies = 0
    for date, change in changes:
        if date <= day:
            copies += change
        else:
            later[date] = later.get(date, 0) + change
    days = [DayQuantity(day, copies)]
    for date in sorted(later):
        copies += later[date]
        days.append(DayQuantity(date, copies))
    return days


def runs_shipped(database: Database, shipment: int) -> list[int]:
    """Return the runs of which a shipment contains copies."""
    rows = database.rows("SELECT DISTINCT run FROM _movement WHERE entry = ? AND to_transit", [shipment])
    return [run for (run,) in rows]


def counts_after(database: Database, place: int, run: int, item: str, time: Time) -> list[RunCount]:
    """Return the counts at a place that are not voided and cover a run, after a position in time."""
    rows = database.rows(
        "SELECT entry.id, entry.date, entry.position, coalesce(count_line.quantity, 0), count_line.run IS NOT NULL "
        "FROM _standing AS entry LEFT JOIN count_line ON count_line.count = entry.id AND count_line.run = ?2 "
        "WHERE entry.place = ?1 AND entry.type = 'count' AND (entry.date, entry.position) > (?4, ?5) "
        "AND (count_line.run IS NOT NULL OR EXISTS (SELECT 1 FROM count_scope "
        "WHERE count_scope.count = entry.id AND (count_scope.item IS NULL OR count_scope.item = ?3))) "
        "ORDER BY entry.date, entry.position",
        (place, run, item, *time),
    )
    return [
        RunCount(number, Time(day, position), quantity, bool(listed))
        for number, day, position, quantity, listed in rows
    ]


def where_counted(database: Database, count: int) -> tuple[int, Time]:
    """Return the place of a count, and its position in time."""
    row = database.row("SELECT place, date, position FROM entry WHERE id = ?", [count])
    assert row is not None  # noqa: S101  (the count is known to exist)
    return row[0], Time(row[1], row[2])


def booked(database: Database, count: int) -> dict[int, dict[int, int]]:
    """Return by run the net copies that a count's difference took from the losses and from the public."""
    nets: dict[int, dict[int, int]] = {}
    rows = database.rows(
        "SELECT run, source, destination, sum(quantity) FROM movement WHERE count = ? "
        "GROUP BY run, source, destination",
        [count],
    )
    for run, source, destination, quantity in rows:
        net = nets.setdefault(run, {LOSS: 0, PUBLIC: 0})
        if source in net:
            net[source] += quantity
        else:
            net[destination] -= quantity
    return nets


def last_taking(database: Database, place: int, run: int, day: str) -> int | None:
    """Return the last entry that stands, counts aside, and takes copies of the run from the place on that day."""
    number: int | None = database.value(
        "SELECT movement.entry FROM movement JOIN _standing AS entry ON entry.id = movement.entry "
        "WHERE movement.date = ? AND movement.run = ? AND movement.source = ? AND movement.count IS NULL "
        "ORDER BY movement.position DESC, movement.entry DESC LIMIT 1",
        (day, run, place),
    )
    return number


def last_holding(database: Database, place: int, day: str) -> DayQuantity | None:
    """Return the last date, from `day` on, on which a place still holds copies, and how many; None if there is none."""
    changes: dict[str, int] = {}
    for run in runs_at(database, place):
        before = 0
        for date, copies in held_days(database, place, run, day):
            changes[date] = changes.get(date, 0) + copies - before
            before = copies
    days = running(changes.items(), day)
    return next((held for held in reversed(days) if held.copies), None)


class ClosedHolding(NamedTuple):
    """Copies of a run that a place holds on a date within the days on which it is closed."""

    since: str
    until: str | None
    """The day on which it was reopened, None while it is closed."""
    run: int
    date: str
    copies: int


def held_while_closed(database: Database, place: int) -> ClosedHolding | None:
    """Return what a place first holds on a day on which it is closed, None when it is empty on all of them."""
    row = database.row(
        "SELECT since, until, run, date, copies FROM _closed_holding WHERE place = ? ORDER BY date LIMIT 1", [place]
    )
    return ClosedHolding(*row) if row else None


def last_taking_shipped(database: Database, shipment: int, run: int, day: str, outside: int) -> int | None:
    """Return the last entry, not voided, that takes a shipment's copies from transit, or the losses, that day."""
    number: int | None = database.value(
        "SELECT movement.entry FROM movement JOIN _standing AS entry ON entry.id = movement.entry "
        "WHERE movement.shipment = ? AND movement.run = ? AND movement.date = ? AND movement.source = ? "
        "ORDER BY movement.position DESC, movement.entry DESC LIMIT 1",
        (shipment, run, day, outside),
    )
    return number


def counts_before(database: Database, run: int, time: Time) -> list[int]:
    """Return the counts, at any place and not voided, that found copies of a run before a position in time."""
    rows = database.rows(
        "SELECT entry.id FROM _standing AS entry JOIN count_line ON count_line.count = entry.id "
        "WHERE count_line.run = ? AND (entry.date, entry.position) < (?, ?) ORDER BY entry.id",
        (run, *time),
    )
    return [number for (number,) in rows]


def others_using(database: Database, run: int, entry: int) -> list[int]:
    """Return the entries, not voided and other than `entry`, that move or count copies of a run."""
    rows = database.rows(
        "SELECT id FROM _standing WHERE id <> ?2 "
        "AND (id IN (SELECT entry FROM movement WHERE run = ?1 AND (count IS NULL OR count = entry)) "
        "OR id IN (SELECT count FROM count_line WHERE run = ?1)) ORDER BY id",
        (run, entry),
    )
    return [number for (number,) in rows]


def in_transit_to(database: Database, place: int, day: str = END_OF_TIME) -> list[int]:
    """Return the shipments that have copies in transit to the place at the end of that day."""
    rows = database.rows(
        "SELECT entry.id FROM entry JOIN _movement AS movement ON movement.shipment = entry.id "
        "WHERE entry.type = 'ship' AND entry.place = ? AND movement.date <= ? GROUP BY entry.id "
        "HAVING sum((movement.to_transit - movement.from_transit) * movement.quantity) > 0 ORDER BY entry.id",
        (place, day),
    )
    return [number for (number,) in rows]
