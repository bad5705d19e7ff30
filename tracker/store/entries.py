"""Reading recorded entries, and building the statements that record new ones."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from tracker.deferred import NamedTuple
from tracker.model.as_of import AsOf
from tracker.model.entries import (
    Counted,
    Entry,
    EntryType,
    Move,
    Movement,
    Time,
)
from tracker.store.catalogue import audience_of, costs_of, destroyed_by
from tracker.store.connection import Database
from tracker.store.memory import remembered
from tracker.store.statements import numbered, source
from tracker.store.texts import versions

_LAST_ENTRY = 2**63 - 1
POSITION_STEP = 2**36
"""The distance between the positions within a day of two entries that were logged one after the other."""


def last_number(database: Database) -> int:
    """Return the number of the last entry, 0 when there are none."""
    return int(database.value("SELECT coalesce(max(id), 0) FROM entry"))


def read(database: Database, number: int, *, brief: bool = False) -> Entry | None:
    """Return a recorded entry with its movements and, unless it is to be brief, a shipment's status."""
    row = database.row(
        "SELECT entry.type, entry.date, place.code, text.reference, text.note, command.recorded_at, "
        "command.clerk, entry.command, text.carrier, coalesce(entry.reason, text.reason), entry.shipment, entry.voids, "
        "(SELECT void FROM voided WHERE voided.entry = entry.id "
        "AND voided.void <= coalesce(?2, (SELECT max(last_entry) FROM command))), entry.replaces, entry.request, "
        "entry.restores, "
        "(SELECT max(again.id) FROM entry AS again WHERE again.restores = coalesce(entry.restores, entry.id) "
        "AND again.id > entry.id AND again.command <= coalesce(?3, (SELECT max(number) FROM command))), "
        "text.redacted, nullif(shown.recorded_at, command.recorded_at) FROM entry JOIN place ON place.id = entry.place "
        "LEFT JOIN _command AS command ON command.number = entry.command "
        "LEFT JOIN command AS shown ON shown.number = entry.command "
        "LEFT JOIN text ON text.entry = entry.id "
        "AND text.command = (SELECT max(command) FROM text AS version WHERE version.entry = entry.id "
        "AND version.command <= coalesce(?3, (SELECT max(number) FROM command))) "
        "WHERE entry.id = ?1",
        (number, None if database.open_command is None else _LAST_ENTRY, database.open_command),
    )
    if row is None:
        return None
    kind, day, place, reference, note, recorded_at, recorded_by, command, *links = row
    carrier, reason, shipment, voids, voided_by, replaces, request, restores, again, redacted, clock_showed = links
    texts = versions(database, number)
    as_recorded = redacted is None and all(version.command == command for version in texts)
    return Entry(
        number,
        EntryType(kind),
        day,
        place,
        reference,
        note,
        recorded_at,
        recorded_by,
        command,
        tuple(movements_of(database, number, number).get(number, ())),
        carrier,
        reason,
        shipment,
        voids,
        voided_by,
        replaces,
        request,
        restores,
        again,
        counts=_counts(database, number) if kind == EntryType.COUNT else (),
        whole_items=tuple(database.column(_WHOLE_ITEMS, [number])) if kind == EntryType.COUNT else (),
        status=shipment_status(database, number) if kind == EntryType.SHIP and not brief else None,
        clock_showed=clock_showed,
        costs=costs_of(database, [number]).get(number, ()) if kind == EntryType.SHIP else (),
        audience=audience_of(database, number) if kind == EntryType.HANDOUT else (),
        values=destroyed_by(database, number) if kind == EntryType.WRITEOFF else (),
        redacted=redacted,
        texts=() if as_recorded else texts,
    )


def _counts(database: Database, number: int) -> tuple[Counted, ...]:
    """Return the quantities that a count found and expected, by run; for a voided count, as of before the void."""
    counted, parameters = source(database, "_counted")
    rows = database.rows(
        f"SELECT print_run.code, counted.expected, counted.counted FROM {counted} AS counted "
        "JOIN print_run ON print_run.id = counted.run WHERE counted.entry = :entry "
        "ORDER BY print_run.item, print_run.number",
        {**parameters, "entry": number},
    )
    return tuple(Counted(*row) for row in rows)


_WHOLE_ITEMS = "SELECT item FROM count_line WHERE count = ? AND item IS NOT NULL"


def shipment_status(database: Database, number: int) -> str:
    """Return the status of a whole shipment: in-transit, partly-received, received, closed or voided.

    It is that of its items, if they agree. Otherwise it is partly received while copies of any item are
    outstanding, and closed, with a loss, when none are.
    """
    if not database.value(_IS_FOLLOWED, [number]):
        return "in-transit"
    shipments, parameters = source(database, "shipments")
    rows = database.rows(f"SELECT status FROM {shipments} WHERE entry = :entry", {**parameters, "entry": number})
    statuses = {status for (status,) in rows}
    if len(statuses) == 1:
        return str(statuses.pop())
    return "partly-received" if statuses & {"in-transit", "partly-received"} else "closed"


_IS_FOLLOWED = "SELECT EXISTS (SELECT 1 FROM movement WHERE shipment = ?1 AND entry <> ?1)"
"""Whether anything of a shipment was received, lost or taken back: to ask that is a tenth of asking the view."""


def place_of(database: Database, number: int) -> int:
    """Return the id of the place of a recorded entry."""
    return int(database.value("SELECT place FROM entry WHERE id = ?", [number]))


def time_of(database: Database, number: int) -> Time:
    """Return a recorded entry's position in time."""
    row = database.row("SELECT date, position FROM entry WHERE id = ?", [number])
    assert row is not None  # noqa: S101  (the entry is known to exist)
    return Time(*row)


def sent_at(database: Database, number: int) -> Time | None:
    """Return a shipment's position in time, None when there is no shipment of that number that stands."""
    row = database.row("SELECT date, position FROM _standing WHERE id = ? AND type = 'ship'", [number])
    return Time(*row) if row else None


def shipments_between(database: Database, first: int, last: int) -> list[int]:
    """Return the shipments that stand, by number, from the first of two entries to the last."""
    return database.column(
        "SELECT id FROM _standing WHERE type = 'ship' AND id BETWEEN ? AND ? ORDER BY id", [first, last]
    )


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


class Moved(NamedTuple):
    """How many copies of a run an entry itself moved, and whether into the losses."""

    run: str
    item: str
    is_lost: bool
    quantity: int


def moved_by(database: Database, number: int) -> list[Moved]:
    """Return what an entry itself moved, without what books the differences of counts."""
    rows = database.rows(
        "SELECT print_run.code, print_run.item, to_loss, quantity FROM _movement AS movement "
        "JOIN print_run ON print_run.id = movement.run WHERE movement.entry = ? AND movement.count IS NULL",
        [number],
    )
    return [Moved(run, item, bool(is_lost), quantity) for run, item, is_lost, quantity in rows]


def books_loss(database: Database, number: int) -> bool:
    """Return whether an entry is a receipt that booked the rest of its shipment as lost, or replaces such a one.

    A replacement may have found all copies, and then books none as lost.
    """
    return bool(database.value(_IS_CLOSING, [number]))


_IS_CLOSING = """
WITH RECURSIVE former(id) AS (
    SELECT ?
    UNION
    SELECT coalesce(entry.replaces, entry.restores) FROM former JOIN entry ON entry.id = former.id
)
SELECT EXISTS (SELECT 1 FROM former JOIN entry ON entry.id = former.id AND entry.type = 'receive'
                 JOIN _movement AS movement ON movement.entry = former.id AND movement.count IS NULL
                WHERE movement.to_loss)
"""


def is_full_count(database: Database, number: int) -> bool:
    """Return whether an entry is a count of everything at its place."""
    return bool(database.value("SELECT is_full FROM entry WHERE id = ?", [number]))


def receipts_of(database: Database, shipment: int) -> list[int]:
    """Return the receipts of a shipment that are not voided."""
    return database.column("SELECT id FROM _standing WHERE shipment = ? ORDER BY id", [shipment])


def receipts_with(database: Database, shipment: int) -> list[int]:
    """Return the receipts that were recorded in one command with their shipment, and so had its texts.

    One that was only logged again with what replaces its shipment is none of them.
    """
    return database.column(
        "SELECT receipt.id FROM entry AS receipt "
        "JOIN entry AS sent ON sent.id = receipt.shipment AND sent.command = receipt.command "
        "JOIN entry AS first ON first.id = coalesce(receipt.restores, receipt.id) AND first.replaces IS NULL "
        "JOIN entry AS first_sent ON first_sent.id = first.shipment AND first_sent.command = first.command "
        "WHERE receipt.shipment = ? ORDER BY receipt.id",
        [shipment],
    )


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


def of_command(database: Database, command: int) -> list[int]:
    """Return the entries that a command recorded."""
    return database.column("SELECT id FROM entry WHERE command = ? ORDER BY id", [command])


def run_printed(database: Database, number: int) -> int:
    """Return the run that a print entry printed."""
    return int(database.value("SELECT run FROM _movement WHERE entry = ? AND from_printer", [number]))


def counts_on(database: Database, place: int, run: int, time: Time, most: int) -> list[int]:
    """Return the counts of a run at a place that are not voided, on that day and before that time: the last ones.

    The pluses keep SQLite from going through all entries of the day in order of time, in place of the counts there.
    """
    rows = database.rows(
        "SELECT entry.id FROM _standing AS entry WHERE entry.place = ?1 AND entry.type = 'count' "
        "AND entry.date = ?3 AND +entry.position < ?4 "
        "AND (is_full OR EXISTS (SELECT 1 FROM count_line WHERE count_line.count = entry.id AND (count_line.run = ?2 "
        "OR count_line.item = (SELECT item FROM print_run WHERE id = ?2)))) ORDER BY +entry.position DESC LIMIT ?5",
        (place, run, *time, most),
    )
    return [number for (number,) in rows][::-1]


def movements_of(database: Database, first: int, last: int) -> dict[int, list[Movement]]:
    """Return the movements of the entries from the first to the last, by their numbers."""
    movements: dict[int, list[Movement]] = {}
    for number, *row in database.rows(
        "SELECT movement.entry, print_run.code, print_run.item, movement.date, source.code, destination.code, "
        "movement.quantity, movement.count "
        "FROM movement JOIN print_run ON print_run.id = movement.run "
        "JOIN place AS source ON source.id = movement.source "
        "JOIN place AS destination ON destination.id = movement.destination "
        "WHERE movement.entry BETWEEN ? AND ? ORDER BY movement.entry, movement.line",
        (first, last),
    ):
        movements.setdefault(number, []).append(Movement(*row))
    return movements


# The numbers of some of very many entries, in an order of time.


def numbers(
    database: Database,
    when: AsOf,
    where: str,
    values: Mapping[str, Any],
    order: Sequence[str],
    *,
    newest_first: bool,
    first: int = 0,
    most: int = -1,
) -> Iterator[int]:
    """Yield the numbers of the entries, as of a day and as known at a moment.

    They begin with the entry at position `first`, counted from 0, and are at most `most`, or all for -1. `where`, a
    clause about the columns of `entry`, and the columns of `order` are trusted SQL, never user input.
    """
    from tracker.store.queries import as_of  # reads files, which is slow

    known = as_of(database, when)
    ordered = ", ".join(f"{column} DESC" if newest_first else column for column in order)
    rows = database.rows(
        f"SELECT id FROM entry{where}{' AND' if where else ' WHERE'} date <= :at AND id <= :known_entry "
        f"ORDER BY {ordered} LIMIT :most OFFSET :first",
        {**values, "at": known["at"], "known_entry": known["known_entry"], "first": first, "most": most},
    )
    return (number for (number,) in rows)


# Entries by what clerks call them: the last one of a clerk, and those with a reference.


MAX_NUMBER = 2**63 - 1
"""The highest number that SQLite can hold."""


class Made(NamedTuple):
    """The entries that a command made, without receipts that came with their shipments, and voids beside others."""

    command: int
    entries: list[int]


def last_made_by(database: Database, clerk: str) -> Made | None:
    """Return what the last command of a clerk made that made an entry, None when there is none."""
    command = database.value("SELECT max(number) FROM command WHERE clerk = ? AND first_entry IS NOT NULL", [clerk])
    if command is None:
        return None
    rows = database.rows(
        "SELECT id FROM entry WHERE command = ?1 "
        "AND NOT EXISTS (SELECT 1 FROM entry AS sent WHERE sent.id = entry.shipment AND sent.command = entry.command) "
        "AND (type <> 'void' OR NOT EXISTS (SELECT 1 FROM entry AS new WHERE new.command = ?1 AND new.type <> 'void')) "
        "ORDER BY id",
        [command],
    )
    return Made(command, [number for (number,) in rows])


def referred_to(database: Database, reference: str, kind: str | None) -> list[int]:
    """Return the standing entries, of that type if one is given, whose reference is now that one.

    Receipts that were recorded with their shipments have its reference, and are left out unless receipts are wanted.
    """
    return database.column(
        "SELECT entry.id FROM text JOIN _standing AS entry ON entry.id = text.entry "
        "WHERE text.reference = ?1 AND text.reference = ?1 COLLATE NOCASE "
        "AND text.command = (SELECT max(command) FROM text AS version "
        "WHERE version.entry = text.entry) AND (?2 IS NULL OR entry.type = ?2) AND (?2 = 'receive' OR NOT EXISTS ("
        "SELECT 1 FROM entry AS first JOIN entry AS sent ON sent.id = first.shipment AND sent.command = first.command "
        "WHERE first.id = coalesce(entry.restores, entry.id) AND first.replaces IS NULL)) "
        "ORDER BY entry.id",
        (reference, kind),
    )


class Brief(NamedTuple):
    """What a clerk knows an entry by."""

    number: int
    type: str
    place: str
    name: str
    date: str
    reference: str | None
    lines: str
    """Its copies by item, such as "40 THB/lv, 20 THB/ru"."""
    stands: bool
    """Whether it is neither void nor a void."""


def brief(database: Database, number: int) -> Brief | None:
    """Return what the entry of that number is known by, None when there is none."""
    return next((entry for entry in latest(database, 1, number) if entry.number == number), None)


def latest(database: Database, limit: int, last: int = MAX_NUMBER) -> list[Brief]:
    """Return what the latest entries up to a number are known by, newest first."""
    rows = database.rows(
        "SELECT entry.id, entry.type, place.code, place.name, entry.date, (SELECT reference FROM text "
        "WHERE text.entry = entry.id ORDER BY command DESC LIMIT 1), coalesce((SELECT group_concat(line, ', ') FROM "
        "(SELECT sum(quantity) || ' ' || item AS line FROM movement JOIN print_run ON print_run.id = run "
        "WHERE movement.entry = entry.id GROUP BY item)), ''), "
        "type <> 'void' AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id) "
        "FROM entry JOIN place ON place.id = entry.place "
        "WHERE entry.id <= ? ORDER BY entry.id DESC LIMIT ?",
        [last, limit],
    )
    return [Brief(*row) for row in rows]


# Entries that belong together: a parcel's, and those that stand for one another.


def now_of(database: Database, number: int) -> int | None:
    """Return the entry that stands for a void one now: its replacement, or the one recorded again; None for none."""
    now: int | None = database.value(
        "WITH RECURSIVE later (id) AS (SELECT ?1 UNION SELECT entry.id FROM entry JOIN later ON replaces = later.id "
        "UNION SELECT entry.id FROM entry JOIN later ON restores = later.id) "
        "SELECT max(id) FROM later WHERE id NOT IN (SELECT entry FROM voided)",
        [number],
    )
    return now


def story_of(database: Database, shipment: int) -> list[int]:
    """Return a shipment and its receipts, void or not, with those it replaced and those that replaced it, in time."""
    return database.column(
        "WITH RECURSIVE before (id) AS (SELECT ?1 UNION SELECT replaces FROM entry JOIN before USING (id)), "
        "after (id) AS (SELECT ?1 UNION SELECT entry.id FROM entry JOIN after ON entry.replaces = after.id), "
        "sent (id) AS (SELECT id FROM before UNION SELECT id FROM after) "
        "SELECT id FROM entry WHERE id IN sent OR shipment IN (SELECT id FROM sent WHERE id IS NOT NULL) "
        "ORDER BY date, position, id",
        [shipment],
    )


@remembered("voided")
def last_void(database: Database) -> int:
    """Return the number of the last void of which an entry is void, 0 when nothing is."""
    return int(database.value("SELECT coalesce(max(void), 0) FROM voided"))


def standing_on(
    database: Database, kind: EntryType, place: int, day: str, shipment: int | None, *, before: int
) -> list[int]:
    """Return the entries of that type, place and day that stand, the first one first, of those before an entry.

    Receipts are those of the `shipment`. The plus keeps the type from being compared with that of an index on counts:
    SQLite would then plan the question anew for every type that is asked for.
    """
    return database.column(
        "SELECT id FROM _standing WHERE place = ? AND date = ? AND +type = ? AND shipment IS ? AND id < ? ORDER BY id",
        (place, day, kind.value, shipment, before),
    )


class Contained(NamedTuple):
    """A part of what an entry contains: copies of a run of an item, or what a count found."""

    entry: int
    what: object
    """The code of the run; of a count the item, the run's number, or "full"."""
    item: str | None
    """The run's item, None for a count."""
    is_lost: bool
    """Whether the copies went into the losses."""
    quantity: int
    """The copies; of a count's "full" 1 when everything was counted, else 0."""


def contained(database: Database, kind: EntryType, numbers: Collection[int]) -> Iterator[Contained]:
    """Yield what entries of one type contain, the parts of each together, without what books differences of counts.

    An entry that moved nothing has no part.
    """
    asked = [numbered(numbers)]
    rows = database.rows(_COUNTED, asked) if kind is EntryType.COUNT else database.rows(_MOVED, asked)
    return (Contained(entry, what, item, bool(is_lost), quantity) for entry, what, item, is_lost, quantity in rows)


_MOVED = """
SELECT movement.entry, print_run.code, print_run.item, movement.to_loss, movement.quantity
  FROM json_each(?) AS asked
  JOIN _movement AS movement ON movement.entry = asked.value AND movement.count IS NULL
  JOIN print_run ON print_run.id = movement.run
 ORDER BY movement.entry
"""

_COUNTED = """
SELECT line.count, coalesce(line.item, line.run), NULL, 0, line.quantity
  FROM json_each(?1) AS asked
  JOIN count_line AS line ON line.count = asked.value
 UNION ALL
SELECT entry.id, 'full', NULL, 0, entry.is_full
  FROM json_each(?1) AS asked
  JOIN entry ON entry.id = asked.value
 ORDER BY 1
"""
