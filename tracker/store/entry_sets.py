"""What was recorded of many entries at once, to void them or to record them again."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from typing import Any

from tracker.deferred import NamedTuple
from tracker.model.entries import Counting, EntryType, Move, Time
from tracker.store.connection import Database


class EntryRow(NamedTuple):
    """An entry as it was recorded, as far as that matters for taking it back."""

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
    """1 for a count of all that is there."""
    key: str | None
    first: int
    """The entry that it records again, itself if it is the first of its kind."""
    voided_by: int | None

    @property
    def type(self) -> EntryType:
        """Its type."""
        return EntryType(self.kind)

    @property
    def time(self) -> Time:
        """Its place in time."""
        return Time(self.date, self.position)


_RECORDED = (
    "SELECT entry.id, entry.command, command.clerk, type, date, position, place, shipment, entry.request, reason, "
    "is_full, entry.key, coalesce(restores, id), (SELECT void FROM voided WHERE voided.entry = entry.id) "
    "FROM entry JOIN command ON command.number = entry.command "
)


def _all_recorded(database: Database, which: str, parameter: int | str) -> list[EntryRow]:
    rows = database.rows(f"{_RECORDED} WHERE {which} ORDER BY entry.id", [parameter])
    return list(map(_row, rows))


_row: Callable[[tuple[Any, ...]], EntryRow] = partial(tuple.__new__, EntryRow)
"""What `EntryRow._make` does, which takes several times as long: there may be very many."""


def recorded(database: Database, numbers: Collection[int]) -> list[EntryRow]:
    """Return the entries with these numbers, as far as there are such, in order."""
    return _all_recorded(database, "entry.id IN (SELECT value FROM json_each(?))", _list(numbers))


def standing(database: Database, first: int, last: int) -> list[EntryRow]:
    """Return what stands of the entries from the first to the last, voids aside, in order."""
    rows = database.rows(
        f"{_RECORDED} WHERE entry.id BETWEEN ? AND ? AND type <> 'void' "
        "AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id) ORDER BY entry.id",
        (first, last),
    )
    return list(map(_row, rows))


def receipts_of(database: Database, shipments: Collection[int]) -> list[EntryRow]:
    """Return the receipts of shipments that stand, in order."""
    which = (
        "entry.shipment IN (SELECT value FROM json_each(?)) "
        "AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id)"
    )
    return _all_recorded(database, which, _list(shipments))


def receipts_of_each(database: Database, shipments: Collection[int]) -> Iterator[tuple[int, int]]:
    """Yield the receipts of shipments that stand, in order, each with its shipment."""
    rows = database.rows(
        "SELECT receipt.id, receipt.shipment FROM entry AS receipt "
        "WHERE receipt.shipment IN (SELECT value FROM json_each(?)) "
        "AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = receipt.id) ORDER BY receipt.id",
        [_list(shipments)],
    )
    return ((receipt, shipment) for receipt, shipment in rows)


def added_by(database: Database, command: int) -> list[EntryRow]:
    """Return the entries that a command added, voids aside: of one that was recorded again, what it is now."""
    if not database.value("SELECT EXISTS (SELECT 1 FROM entry WHERE restores IS NOT NULL)"):
        return _all_recorded(database, "entry.command = ? AND entry.type <> 'void'", command)
    which = (
        "entry.id IN (SELECT coalesce((SELECT max(again.id) FROM entry AS again "
        "WHERE again.restores = coalesce(own.restores, own.id)), own.id) "
        "FROM entry AS own WHERE own.command = ? AND own.type <> 'void')"
    )
    return _all_recorded(database, which, command)


def voided_by(database: Database, command: int) -> list[EntryRow]:
    """Return the entries that a command voided, the receipts of a shipment among them."""
    which = (
        "entry.id IN (SELECT entry FROM voided WHERE void IN ("
        "SELECT id FROM entry WHERE command = ? AND type = 'void'))"
    )
    return _all_recorded(database, which, command)


def as_they_are_now(database: Database, numbers: Collection[int]) -> dict[int, int]:
    """Return the last entry that records each of these again, by their numbers; themselves where there is none."""
    rows = database.rows(
        "SELECT entry.id, coalesce((SELECT max(again.id) FROM entry AS again "
        "WHERE again.restores = coalesce(entry.restores, entry.id)), entry.id) "
        "FROM entry WHERE id IN (SELECT value FROM json_each(?))",
        [_list(numbers)],
    )
    return dict(rows)


def moves_of(database: Database, numbers: Collection[int]) -> dict[int, list[Move]]:
    """Return the own movements of entries, by their numbers, without those that book the differences of counts."""
    rows = database.rows(
        "SELECT entry, run, source, destination, quantity, date, position, shipment FROM movement "
        "WHERE entry IN (SELECT value FROM json_each(?)) AND count IS NULL ORDER BY entry, line",
        [_list(numbers)],
    )
    moves: dict[int, list[Move]] = {}
    for number, run, source, destination, quantity, day, position, shipment in rows:
        move = Move(run, source, destination, quantity, Time(day, position), shipment)
        moves.setdefault(number, []).append(move)
    return moves


def copies_voided(database: Database, first: int, last: int) -> int:
    """Return how many copies the entries moved that the voids from the first to the last name."""
    copies = database.value(
        "SELECT coalesce(sum(quantity), 0) FROM entry "
        "JOIN movement ON movement.entry = entry.voids AND movement.count IS NULL "
        "WHERE entry.id BETWEEN ? AND ?",
        (first, last),
    )
    return int(copies)


def voided_from(database: Database, first: int, last: int) -> tuple[int, ...]:
    """Return what the voids from the first to the last name: no receipts that are void with their shipments."""
    rows = database.rows("SELECT voids FROM entry WHERE id BETWEEN ? AND ? ORDER BY id", (first, last))
    return tuple(number for (number,) in rows)


def void_from(database: Database, first: int, last: int) -> tuple[int, ...]:
    """Return what is void by the voids from the first to the last, in their order, a shipment before its receipts."""
    rows = database.rows("SELECT entry FROM voided WHERE void BETWEEN ? AND ? ORDER BY void, entry", (first, last))
    return tuple(number for (number,) in rows)


def how_many_void_from(database: Database, first: int, last: int) -> int:
    """Return how many entries are void by the voids from the first to the last."""
    return int(database.value("SELECT count(*) FROM voided WHERE void BETWEEN ? AND ?", (first, last)))


def span_of(database: Database, command: int) -> tuple[int, int] | None:
    """Return the first and the last entry of a command; None if it has none, or some were recorded again since."""
    return database.row(
        "SELECT first_entry, last_entry FROM command WHERE number = ? AND first_entry IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM entry WHERE restores BETWEEN first_entry AND last_entry)",
        [command],
    )


def voids_among(database: Database, first: int, last: int) -> tuple[int, ...]:
    """Return which of the entries from the first to the last are voids."""
    rows = database.rows("SELECT id FROM entry WHERE id BETWEEN ? AND ? AND type = 'void' ORDER BY id", (first, last))
    return tuple(number for (number,) in rows)


def void_among(database: Database, first: int, last: int) -> tuple[int, ...]:
    """Return which of the entries from the first to the last are void."""
    rows = database.rows("SELECT entry FROM voided WHERE entry BETWEEN ? AND ? ORDER BY entry", (first, last))
    return tuple(number for (number,) in rows)


def counted_in(database: Database, counts: Collection[EntryRow]) -> dict[int, Counting]:
    """Return what counts found, by their numbers."""
    found = {count.number: Counting({}, {}, bool(count.is_full)) for count in counts}
    rows = database.rows(
        "SELECT count, run, item, quantity FROM count_line "
        "WHERE count IN (SELECT value FROM json_each(?)) ORDER BY count, line",
        [_list(found)],
    )
    for number, run, item, quantity in rows:
        if run is None:
            found[number].items[item] = quantity
        else:
            found[number].runs[run] = quantity
    return found


def printed_by(database: Database, entries: Collection[EntryRow]) -> set[int]:
    """Return the runs that those of the entries printed that are prints."""
    moves = moves_of(database, [entry.number for entry in entries if entry.type is EntryType.PRINT])
    return {move.run for own in moves.values() for move in own}


def counts_among(database: Database, numbers: Collection[int]) -> list[int]:
    """Return those of the entries that are counts."""
    rows = database.rows(
        "SELECT id FROM entry WHERE id IN (SELECT value FROM json_each(?)) AND type = 'count' ORDER BY id",
        [_list(numbers)],
    )
    return [number for (number,) in rows]


class Texts(NamedTuple):
    """What is written about an entry now."""

    reference: str | None = None
    carrier: str | None = None
    note: str | None = None


def texts_of(database: Database, numbers: Collection[int]) -> dict[int, Texts]:
    """Return what is written about entries now, by their numbers."""
    rows = database.rows(
        "SELECT entry, reference, carrier, note FROM text AS version "
        "WHERE entry IN (SELECT value FROM json_each(?)) "
        "AND command = (SELECT max(command) FROM text WHERE text.entry = version.entry)",
        [_list(numbers)],
    )
    return {number: Texts(*texts) for number, *texts in rows}


class InUse(NamedTuple):
    """An entry that names a run."""

    entry: int
    run: int


def others_naming(database: Database, runs: Collection[int], numbers: Iterable[int]) -> InUse | None:
    """Return the first entry that stands, other than those, and moves or counts copies of one of the runs."""
    row = database.row(
        "SELECT named.entry, named.run FROM _run_named AS named "
        "WHERE named.run IN (SELECT value FROM json_each(?1)) "
        "AND named.entry NOT IN (SELECT value FROM json_each(?2)) "
        "AND EXISTS (SELECT 1 FROM _standing WHERE _standing.id = named.entry) ORDER BY 1 LIMIT 1",
        (_list(runs), _list(numbers)),
    )
    return InUse(*row) if row else None


class Taken(NamedTuple):
    """An entry that has what another one would have if it were recorded again, and its command."""

    entry: int
    other: int
    command: int


def keys_taken(database: Database, again: Collection[int], voided: Collection[int]) -> Taken | None:
    """Return an entry that stands and has the key of one of those that are recorded `again`; `voided` ones aside."""
    return _taken(database, "other.key = entry.key", again, voided)


def times_taken(database: Database, again: Collection[int], voided: Collection[int]) -> Taken | None:
    """Return an entry that stands at the place in time of one of those that are recorded `again`."""
    return _taken(database, "other.date = entry.date AND other.position = entry.position", again, voided)


def _taken(database: Database, shared: str, again: Collection[int], voided: Collection[int]) -> Taken | None:
    row = database.row(
        f"SELECT entry.id, other.id, other.command FROM entry JOIN entry AS other ON {shared} AND other.type <> 'void' "
        "WHERE entry.id IN (SELECT value FROM json_each(?1)) "
        "AND other.id NOT IN (SELECT value FROM json_each(?2)) "
        "AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = other.id) LIMIT 1",
        (_list(again), _list(voided)),
    )
    return Taken(*row) if row else None


def _list(numbers: Iterable[int]) -> str:
    return json.dumps(list(numbers))
