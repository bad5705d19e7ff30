"""Reading recorded entries, and building the statements that record new ones."""

from typing import NamedTuple

from tracker.model.entries import (
    Counted,
    Entry,
    EntryType,
    Move,
    Movement,
    Time,
)
from tracker.store.connection import Database

POSITION_STEP = 2**36
"""The distance between the positions within a day of two entries that were logged one after the other."""


def last_number(database: Database) -> int:
    """Return the number of the last entry, 0 when there are none."""
    return int(database.value("SELECT coalesce(max(id), 0) FROM entry"))


def last_moment(database: Database) -> str | None:
    """Return the timestamp at which anything was last recorded."""
    moment: str | None = database.value(
        "SELECT max(recorded_at) FROM ("
        "SELECT recorded_at FROM entry WHERE id = (SELECT max(id) FROM entry) "
        "UNION ALL SELECT max(recorded_at) FROM place UNION ALL SELECT max(recorded_at) FROM booklet "
        "UNION ALL SELECT max(recorded_at) FROM run_detail UNION ALL SELECT max(recorded_at) FROM withdrawal "
        "UNION ALL SELECT max(recorded_at) FROM closing UNION ALL SELECT max(recorded_at) FROM request "
        "UNION ALL SELECT max(recorded_at) FROM cancellation UNION ALL SELECT max(recorded_at) FROM seminar "
        "UNION ALL SELECT max(recorded_at) FROM funding_grant)"
    )
    return moment or None


def by_key(database: Database, key: str) -> tuple[int, str | None] | None:
    """Return the number of the entry with that key, and the fingerprint of its request."""
    row = database.row("SELECT id, asked FROM entry WHERE key = ?", [key])
    return (row[0], row[1]) if row else None


def read(database: Database, number: int) -> Entry | None:
    """Return a recorded entry with its movements, and a shipment's status."""
    row = database.row(
        "SELECT entry.type, entry.date, place.code, entry.reference, entry.note, entry.recorded_at, "
        "entry.recorded_by, entry.carrier, entry.reason, entry.shipment, entry.voids, "
        "(SELECT void FROM _void WHERE _void.entry = entry.id), "
        "entry.replaces, entry.request "
        "FROM entry JOIN place ON place.id = entry.place WHERE entry.id = ?",
        [number],
    )
    if row is None:
        return None
    kind, day, place, reference, note, recorded_at, recorded_by, *links = row
    carrier, reason, shipment, voids, voided_by, replaces, request = links
    return Entry(
        number,
        EntryType(kind),
        day,
        place,
        reference,
        note,
        recorded_at,
        recorded_by,
        tuple(_movements(database, number)),
        carrier,
        reason,
        shipment,
        voids,
        voided_by,
        replaces,
        request,
        counts=_counts(database, number) if kind == EntryType.COUNT else (),
        status=shipment_status(database, number) if kind == EntryType.SHIP else None,
    )


def _counts(database: Database, number: int) -> tuple[Counted, ...]:
    """Return the quantities that a count found and expected, by run; for a voided count, as of before the void."""
    rows = database.rows(
        "SELECT print_run.code, count_line.quantity, coalesce((SELECT sum(CASE WHEN from_public OR from_loss "
        "THEN movement.quantity ELSE -movement.quantity END) FROM _movement AS movement "
        "JOIN entry ON entry.id = movement.entry AND (entry.voids IS NULL OR entry.voids <> ?1) "
        "WHERE movement.count = ?1 AND movement.run = count_line.run), 0) "
        "FROM count_line JOIN print_run ON print_run.id = count_line.run WHERE count_line.count = ?1 "
        "ORDER BY print_run.item, print_run.number",
        [number],
    )
    return tuple(Counted(run, counted - difference, counted) for run, counted, difference in rows)


def shipment_status(database: Database, number: int) -> str:
    """Return the status of a whole shipment: in-transit, partly-received, received, closed or voided.

    It is that of its items, if they agree. Otherwise it is partly received while copies of any item are
    outstanding, and closed, with a loss, when none are.
    """
    statuses = {status for (status,) in database.rows("SELECT status FROM shipments WHERE entry = ?", [number])}
    if len(statuses) == 1:
        return str(statuses.pop())
    return "partly-received" if statuses & {"in-transit", "partly-received"} else "closed"


def latest(database: Database, limit: int) -> list[tuple[int, str, str, str]]:
    """Return number, type, place name and date of the latest entries, newest first."""
    rows = database.rows(
        "SELECT entry.id, entry.type, place.name, entry.date FROM entry JOIN place ON place.id = entry.place "
        "ORDER BY entry.id DESC LIMIT ?",
        [limit],
    )
    return [(number, kind, name, day) for number, kind, name, day in rows]


def place_of(database: Database, number: int) -> int:
    """Return the id of the place of a recorded entry."""
    return int(database.value("SELECT place FROM entry WHERE id = ?", [number]))


def time_of(database: Database, number: int) -> Time:
    """Return a recorded entry's position in time."""
    row = database.row("SELECT date, position FROM entry WHERE id = ?", [number])
    assert row is not None  # noqa: S101  (the entry is known to exist)
    return Time(*row)


def position_before(database: Database, day: str, position: int) -> int:
    """Return the last position on that day before the given one, 0 when there is none."""
    return int(
        database.value("SELECT coalesce(max(position), 0) FROM entry WHERE date = ? AND position < ?", [day, position])
    )


class Following(NamedTuple):
    """An entry that follows another one on the same day."""

    number: int
    position: int


def next_standing(database: Database, time: Time, replaced: int | None) -> Following | None:
    """Return the next entry of the day that stands, None when there is none.

    An entry that is being `replaced`, and its receipts, no longer stand.
    """
    row = database.row(
        "SELECT id, position FROM _standing WHERE date = ?1 AND position > ?2 "
        "AND id IS NOT ?3 AND coalesce(shipment, 0) IS NOT ?3 "
        "ORDER BY position LIMIT 1",
        (*time, replaced),
    )
    return Following(*row) if row else None


def receipts_of(database: Database, shipment: int) -> list[int]:
    """Return the receipts of a shipment that are not voided."""
    rows = database.rows("SELECT id FROM _standing WHERE shipment = ? ORDER BY id", [shipment])
    return [number for (number,) in rows]


def moves_of(database: Database, number: int) -> list[Move]:
    """Return an entry's own movements, without those that book the differences of counts."""
    rows = database.rows(
        "SELECT run, source, destination, quantity, date, position, shipment FROM movement "
        "WHERE entry = ? AND count IS NULL ORDER BY line",
        [number],
    )
    return [
        Move(run, source, destination, quantity, Time(day, position), shipment)
        for run, source, destination, quantity, day, position, shipment in rows
    ]


def run_printed(database: Database, number: int) -> int:
    """Return the run that a print entry printed."""
    return int(database.value("SELECT run FROM _movement WHERE entry = ? AND from_printer", [number]))


def counts_on(database: Database, place: int, run: int, time: Time) -> list[int]:
    """Return the counts of a run at a place that are not voided, on that day and before that time."""
    rows = database.rows(
        "SELECT entry.id FROM _standing AS entry WHERE entry.place = ?1 AND entry.type = 'count' "
        "AND entry.date = ?3 AND entry.position < ?4 "
        "AND (EXISTS (SELECT 1 FROM count_line WHERE count_line.count = entry.id AND count_line.run = ?2) "
        "OR EXISTS (SELECT 1 FROM count_scope WHERE count_scope.count = entry.id AND (count_scope.item IS NULL "
        "OR count_scope.item = (SELECT item FROM print_run WHERE id = ?2)))) ORDER BY entry.position",
        (place, run, *time),
    )
    return [number for (number,) in rows]


def _movements(database: Database, number: int) -> list[Movement]:
    rows = database.rows(
        "SELECT print_run.code, print_run.item, movement.date, source.code, destination.code, "
        "movement.quantity "
        "FROM movement JOIN print_run ON print_run.id = movement.run "
        "JOIN place AS source ON source.id = movement.source "
        "JOIN place AS destination ON destination.id = movement.destination "
        "WHERE movement.entry = ? ORDER BY movement.line",
        [number],
    )
    return [Movement(*row) for row in rows]
