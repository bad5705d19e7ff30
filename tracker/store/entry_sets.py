"""Sets of entries: their recorded rows, and the statements that void them or record them again.

Movements are copied in SQL without reading them, so that a set of 50,000 takes as long as its import.
"""

import json
from collections.abc import Collection, Iterable, Mapping

from tracker.deferred import NamedTuple
from tracker.model.entries import Counting, EntryType, Move, Time
from tracker.store.connection import Database, Statement
from tracker.store.statements import numbered


class EntryRow(NamedTuple):
    """The data of a recorded entry needed to void or restore it."""

    number: int
    command: int
    clerk: str
    kind: str
    """The value of its type."""
    date: str
    position: int
    place: int
    shipment: int | None
    request: int | None
    reason: str | None
    is_full: int
    """1 for a count of everything at the place."""
    key: str | None
    first: int
    """The original entry that it records again, or itself."""
    voided_by: int | None

    @property
    def type(self) -> EntryType:
        """Its type."""
        return EntryType(self.kind)

    @property
    def time(self) -> Time:
        """Its position in time."""
        return Time(self.date, self.position)


_RECORDED = (
    "SELECT entry.id, entry.command, command.clerk, type, date, position, place, shipment, entry.request, reason, "
    "is_full, entry.key, coalesce(restores, id), (SELECT void FROM voided WHERE voided.entry = entry.id) "
    "FROM entry JOIN command ON command.number = entry.command "
)


def _all_recorded(database: Database, which: str, parameter: int | str) -> list[EntryRow]:
    rows = database.rows(f"{_RECORDED} WHERE {which} ORDER BY entry.id", [parameter])
    return list(map(EntryRow._make, rows))


def recorded(database: Database, numbers: Collection[int]) -> list[EntryRow]:
    """Return the existing entries with these numbers, in order."""
    return _all_recorded(database, "entry.id IN (SELECT value FROM json_each(?))", numbered(numbers))


def receipts_of(database: Database, shipments: Collection[int]) -> list[EntryRow]:
    """Return the valid receipts of shipments, in order."""
    which = (
        "entry.shipment IN (SELECT value FROM json_each(?)) "
        "AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id)"
    )
    return _all_recorded(database, which, numbered(shipments))


def added_by(database: Database, command: int) -> list[EntryRow]:
    """Return the entries that a command added, without voids; for one recorded again, its current version."""
    which = (
        "entry.id IN (SELECT coalesce((SELECT max(again.id) FROM entry AS again "
        "WHERE again.restores = coalesce(own.restores, own.id)), own.id) "
        "FROM entry AS own WHERE own.command = ? AND own.type <> 'void')"
    )
    return _all_recorded(database, which, command)


def voided_by(database: Database, command: int) -> list[EntryRow]:
    """Return the entries that a command voided, including the receipts of a shipment."""
    which = (
        "entry.id IN (SELECT entry FROM voided WHERE void IN ("
        "SELECT id FROM entry WHERE command = ? AND type = 'void'))"
    )
    return _all_recorded(database, which, command)


def as_they_are_now(database: Database, numbers: Collection[int]) -> dict[int, int]:
    """Return for each number the last entry that records it again, or the number itself."""
    rows = database.rows(
        "SELECT entry.id, coalesce((SELECT max(again.id) FROM entry AS again "
        "WHERE again.restores = coalesce(entry.restores, entry.id)), entry.id) "
        "FROM entry WHERE id IN (SELECT value FROM json_each(?))",
        [numbered(numbers)],
    )
    return dict(rows)


_MOVES = "SELECT entry, run, source, destination, quantity, date, position, shipment, count FROM movement "


def moves_of(database: Database, numbers: Collection[int], *, watched: bool = False) -> dict[int, list[Move]]:
    """Return the own movements of entries by number, without count differences.

    With `watched`, only those that affect counts, closings and prints: at places ever counted or closed, and from or to
    the printer.
    """
    which = f"AND (1 IN (source, destination) OR source IN ({_WATCHED}) OR destination IN ({_WATCHED}))"
    rows = database.rows(
        f"{_MOVES} WHERE entry IN (SELECT value FROM json_each(?)) AND count IS NULL {which if watched else ''} "
        "ORDER BY entry, line",
        [numbered(numbers)],
    )
    moves: dict[int, list[Move]] = {}
    for number, *rest in rows:
        moves.setdefault(number, []).append(_move(*rest))
    return moves


_WATCHED = "SELECT place FROM closing UNION SELECT place FROM entry WHERE type = 'count'"


def moves_since(database: Database, first: int) -> list[Move]:
    """Return all movements of the entries from `first` on."""
    return [_move(*rest) for _, *rest in database.rows(f"{_MOVES} WHERE entry >= ?", [first])]


def _move(
    run: int, source: int, destination: int, quantity: int, day: str, position: int, shipment: int, count: int
) -> Move:
    return Move(run, source, destination, quantity, Time(day, position), shipment, count)


def copies_voided(database: Database, voids: Collection[int]) -> int:
    """Return the number of copies moved by the entries that these voids void."""
    copies = database.value(
        "SELECT coalesce(sum(quantity), 0) FROM entry "
        "JOIN movement ON movement.entry = entry.voids AND movement.count IS NULL "
        "WHERE entry.id IN (SELECT value FROM json_each(?))",
        [numbered(voids)],
    )
    return int(copies)


def counted_in(database: Database, counts: Collection[EntryRow]) -> dict[int, Counting]:
    """Return the results of counts by number."""
    found = {count.number: Counting({}, {}, bool(count.is_full)) for count in counts}
    rows = database.rows(
        "SELECT count, run, item, quantity FROM count_line "
        "WHERE count IN (SELECT value FROM json_each(?)) ORDER BY count, line",
        [numbered(found)],
    )
    for number, run, item, quantity in rows:
        if run is None:
            found[number].items[item] = quantity
        else:
            found[number].runs[run] = quantity
    return found


def printed_by(database: Database, entries: Collection[EntryRow]) -> set[int]:
    """Return the runs printed by the print entries among these."""
    moves = moves_of(database, [entry.number for entry in entries if entry.type is EntryType.PRINT])
    return {move.run for own in moves.values() for move in own}


class Unprinted(NamedTuple):
    """An entry recorded again, and a run in it that is not printed."""

    restores: int
    run: str


def unprinted(database: Database, first: int) -> Unprinted | None:
    """Return the first restored entry, from `first` on, with a run that is not printed; or None."""
    row = database.row(
        "SELECT entry.restores, print_run.code FROM entry CROSS JOIN _run_named AS named ON named.entry = entry.id "
        "JOIN print_run ON print_run.id = named.run WHERE entry.id >= ? AND entry.restores IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM movement JOIN _standing AS print ON print.id = movement.entry "
        "WHERE movement.run = named.run AND movement.source = 1 AND print.type = 'print') "
        "ORDER BY entry.id, named.run LIMIT 1",
        [first],
    )
    return Unprinted(*row) if row else None


class Texts(NamedTuple):
    """The current texts of an entry."""

    reference: str | None = None
    carrier: str | None = None
    note: str | None = None


def texts_of(database: Database, numbers: Collection[int]) -> dict[int, Texts]:
    """Return the current texts of entries by number."""
    rows = database.rows(
        "SELECT entry, reference, carrier, note FROM text AS version "
        "WHERE entry IN (SELECT value FROM json_each(?)) "
        "AND command = (SELECT max(command) FROM text WHERE text.entry = version.entry)",
        [numbered(numbers)],
    )
    return {number: Texts(*texts) for number, *texts in rows}


class InUse(NamedTuple):
    """An entry that moves or counts copies of a print run."""

    entry: int
    run: int


def others_naming(database: Database, runs: Collection[int], numbers: Iterable[int]) -> InUse | None:
    """Return the first other valid entry that moves or counts copies of one of the runs, or None."""
    row = database.row(
        "SELECT named.entry, named.run FROM _run_named AS named "
        "WHERE named.run IN (SELECT value FROM json_each(?1)) "
        "AND named.entry NOT IN (SELECT value FROM json_each(?2)) "
        "AND EXISTS (SELECT 1 FROM _standing WHERE _standing.id = named.entry) ORDER BY 1 LIMIT 1",
        (numbered(runs), numbered(numbers)),
    )
    return InUse(*row) if row else None


class Taken(NamedTuple):
    """An entry whose key or time another one already has, with that entry and the command that first recorded it."""

    entry: int
    other: int
    command: int


def taken(database: Database, again: Collection[int], voided: Collection[int]) -> Taken | None:
    """Return a valid entry that shares its key or time with one recorded `again`, except those `voided`; or None."""
    row = database.row(
        "SELECT entry.id, other.id, first.command FROM entry JOIN entry AS other ON other.type <> 'void' "
        "AND (other.key = entry.key OR (other.date = entry.date AND other.position = entry.position)) "
        "JOIN entry AS first ON first.id = coalesce(other.restores, other.id) "
        "WHERE entry.id IN (SELECT value FROM json_each(?1)) "
        "AND other.id NOT IN (SELECT value FROM json_each(?2)) "
        "AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = other.id) LIMIT 1",
        (numbered(again), numbered(voided)),
    )
    return Taken(*row) if row else None


# Write sets: voids of entries, and entries recorded again.


class RowCounts(NamedTuple):
    """The number of rows written."""

    entries: int
    movements: int
    facts: int


def write_voids(
    database: Database, command: int, voids: Mapping[int, int], reason: str | None, note: str | None
) -> RowCounts:
    """Record voids, given by the entries that they void: a shipment and its receipts share one."""
    between = min(voids.values()), max(voids.values())
    facts = _written(database, Statement(_VOIDED, (json.dumps(voids),)))
    movements = _written(database, Statement(_REVERSED, between))
    entries = _written(database, Statement(_VOIDS, (*between, command)))
    if reason is not None or note is not None:
        facts += _written(database, Statement(_REASONS, (*between, command, reason, note)))
    return RowCounts(entries, movements, facts)


def write_again(database: Database, command: int, numbers: Mapping[int, int]) -> RowCounts:
    """Record entries again unchanged; `numbers` maps old numbers to new ones."""
    given = json.dumps(numbers)
    entries = sum(_written(database, Statement(sql, (given, command))) for sql in (_SAME_ENTRIES, _SAME_RECEIPTS))
    movements = _written(database, Statement(_SAME_MOVEMENTS, (given,)))
    facts = sum(_written(database, Statement(sql, (given,))) for sql in (_SAME_LINES, _SAME_COSTS, _SAME_AUDIENCES))
    return RowCounts(entries, movements, facts + _written(database, Statement(_SAME_TEXTS, (given, command))))


def last_line(database: Database, number: int) -> int:
    """Return the number of the last movement of an entry, or 0."""
    return database.number("SELECT coalesce(max(line), 0) FROM movement WHERE entry = ?", [number])


def _written(database: Database, statement: Statement) -> int:
    before = database.changes
    database.apply([statement])
    return database.changes - before


_VOIDED = "INSERT INTO voided (entry, void) SELECT CAST(key AS INTEGER), value FROM json_each(?)"

_REVERSED = """
INSERT INTO movement (entry, line, run, source, destination, quantity, date, position, shipment)
SELECT voided.void, row_number() OVER (PARTITION BY voided.void ORDER BY voided.entry, movement.line),
       run, destination, source, quantity, date, position, shipment
  FROM voided
 CROSS JOIN movement ON movement.entry = voided.entry AND movement.count IS NULL
 WHERE voided.void BETWEEN ?1 AND ?2
"""
"""A shipment is numbered before its receipts, so its lines come first."""

_VOIDS = """
INSERT INTO entry (id, command, type, date, position, place, voids)
SELECT own.void, ?3, 'void', date, position, place, entry.id
  FROM (SELECT void, min(entry) AS entry FROM voided WHERE void BETWEEN ?1 AND ?2 GROUP BY void) AS own
 CROSS JOIN entry ON entry.id = own.entry
"""

_REASONS = """
INSERT INTO text (command, entry, reason, note)
SELECT ?3, id, ?4, ?5 FROM entry WHERE id BETWEEN ?1 AND ?2 ORDER BY id
"""

_SAME_ENTRIES = """
INSERT INTO entry (id, command, type, date, position, place, shipment, restores, request, reason, is_full, key)
SELECT again.value, ?2, former.type, former.date, former.position, former.place,
       (SELECT coalesce((SELECT max(now.id) FROM entry AS now WHERE now.restores = coalesce(sent.restores, sent.id)),
                        sent.id)
          FROM entry AS sent WHERE sent.id = former.shipment),
       coalesce(former.restores, former.id), former.request, former.reason, former.is_full, former.key
  FROM json_each(?1) AS again
 CROSS JOIN entry AS former ON former.id = CAST(again.key AS INTEGER)
 WHERE former.shipment IS NULL
"""

_SAME_RECEIPTS = _SAME_ENTRIES.replace("former.shipment IS NULL", "former.shipment IS NOT NULL")
"""A receipt refers to the new number of its shipment, perhaps from the statement before."""

_SAME_MOVEMENTS = """
INSERT INTO movement (entry, line, run, source, destination, quantity, date, position, shipment)
SELECT entry.id, row_number() OVER (PARTITION BY entry.id ORDER BY movement.line),
       run, source, destination, quantity, movement.date, movement.position,
       iif(movement.shipment IS NULL, NULL, coalesce(entry.shipment, entry.id))
  FROM json_each(?1) AS again
 CROSS JOIN entry ON entry.id = again.value
 CROSS JOIN movement ON movement.entry = CAST(again.key AS INTEGER) AND movement.count IS NULL
"""

_SAME_LINES = """
INSERT INTO count_line (count, line, item, run, quantity)
SELECT again.value, line, item, run, quantity
  FROM json_each(?1) AS again CROSS JOIN count_line ON count_line.count = CAST(again.key AS INTEGER)
"""

_SAME_COSTS = """
INSERT INTO shipment_cost (shipment, item, cost, whole, currency, fund, funding_grant)
SELECT again.value, item, cost, whole, currency, fund, funding_grant
  FROM json_each(?1) AS again CROSS JOIN shipment_cost ON shipment_cost.shipment = CAST(again.key AS INTEGER)
"""

_SAME_AUDIENCES = """
INSERT INTO handout_audience (handout, name, people)
SELECT again.value, name, people
  FROM json_each(?1) AS again CROSS JOIN handout_audience ON handout_audience.handout = CAST(again.key AS INTEGER)
"""

_SAME_TEXTS = """
INSERT INTO text (command, entry, reference, carrier, note)
SELECT ?2, again.value, reference, carrier, note
  FROM json_each(?1) AS again
 CROSS JOIN text ON text.entry = CAST(again.key AS INTEGER)
 WHERE text.command = (SELECT max(command) FROM text AS version WHERE version.entry = text.entry)
   AND coalesce(reference, carrier, note) IS NOT NULL
 ORDER BY again.value
"""
