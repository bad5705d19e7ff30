"""Reading recorded entries, and the steps that record new ones."""

from collections.abc import Sequence

from tracker.model.entries import OUTSIDE, Draft, Entry, EntryType, Move, Movement, Particulars
from tracker.store.connection import Database, Statement
from tracker.store.questions import question
from tracker.store.statements import insert

POSITION_STEP = 2**36
"""How far apart in a day's order two entries stand that were logged one after the other."""

END = {"at": "9999-12-31", "known_at": "9999-12-31", "known_entry": 2**63 - 1}
"""The parameters of questions that ask for the latest state."""


def last_number(database: Database) -> int:
    """Return the number of the last entry, 0 when there is none."""
    return int(database.value("SELECT coalesce(max(id), 0) FROM entry"))


def last_moment(database: Database) -> str | None:
    """Return the last moment at which anything was recorded."""
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
    """Return the number of the entry with that key and the fingerprint of what was asked for."""
    row = database.row("SELECT id, asked FROM entry WHERE key = ?", [key])
    return (row[0], row[1]) if row else None


def read(database: Database, number: int) -> Entry | None:
    """Return a recorded entry with its movements, and a shipment's status."""
    row = database.row(
        "SELECT entry.type, entry.date, place.code, entry.reference, entry.note, entry.recorded_at, "
        "entry.recorded_by, entry.carrier, entry.reason, entry.shipment, entry.voids, void.id, "
        "entry.replaces "
        "FROM entry JOIN place ON place.id = entry.place LEFT JOIN entry AS void ON void.voids = entry.id "
        "WHERE entry.id = ?",
        [number],
    )
    if row is None:
        return None
    kind, day, place, reference, note, recorded_at, recorded_by, *links = row
    carrier, reason, shipment, voids, voided_by, replaces = links
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
        status=shipment_status(database, number) if kind == EntryType.SHIP else None,
    )


def shipment_status(database: Database, number: int) -> str | None:
    """Return a shipment's status: in-transit, partly-received, received, closed or voided."""
    status: str | None = database.value(
        f"SELECT status FROM ({question('shipments')}) WHERE entry = :entry", {**END, "entry": number}
    )
    return status


def place_of(database: Database, number: int) -> int:
    """Return the row of the place that a recorded entry is about."""
    return int(database.value("SELECT place FROM entry WHERE id = ?", [number]))


def record(
    database: Database,
    drafts: Sequence[Draft],
    particulars: Particulars,
    *,
    keys: Sequence[str],
    asked: str | None,
    moments: Sequence[str],
) -> list[Statement]:
    """Return the steps that record the drafts, numbered on from the last entry, in one ordered list.

    Movements of all of them come in the order in which no place is short in between: out of the
    places outside first, then between places, the latest first, then into the places outside.
    """
    first = last_number(database) + 1
    entries, movements = [], []
    for number, draft, key, moment in zip(range(first, first + len(drafts)), drafts, keys, moments, strict=True):
        position = number * POSITION_STEP
        entries.append(
            insert(
                "entry",
                id=number,
                type=str(draft.type),
                date=draft.date.isoformat(),
                position=position,
                place=draft.place,
                shipment=draft.shipment,
                reference=particulars.reference,
                carrier=draft.carrier,
                note=particulars.note,
                lines=len(draft.moves),
                key=key,
                asked=asked if number == first else None,
                recorded_at=moment,
                recorded_by=particulars.clerk,
            )
        )
        for line, move in enumerate(draft.moves, 1):
            movements.append((_turn(move), draft, position, number, line, move))
    movements.sort(key=lambda each: (each[0], -each[1].date.toordinal(), -each[2], each[4]))
    return entries + [
        insert(
            "movement",
            entry=number,
            line=line,
            run=move.run,
            source=move.source,
            destination=move.destination,
            quantity=move.quantity,
            date=draft.date.isoformat(),
            position=position,
            shipment=move.shipment,
        )
        for _, draft, position, number, line, move in movements
    ]


def _turn(move: Move) -> int:
    if move.source in OUTSIDE:
        return 0
    return 2 if move.destination in OUTSIDE else 1


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
