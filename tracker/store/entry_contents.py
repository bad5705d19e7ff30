"""The content of recorded entries, to compare with rows that are imported again."""

import json
from collections.abc import Callable, Collection, Iterable
from unicodedata import normalize

from tracker.deferred import NamedTuple
from tracker.model.entries import ItemCost
from tracker.model.text import match_key
from tracker.store.catalogue import costs_of
from tracker.store.connection import Database


class EntryContent(NamedTuple):
    """The content of a recorded entry. Quantities are copies by print run or counted item."""

    number: int
    date: str
    place: str
    store: str | None
    """For a shipment or a return: the store at the other end."""
    carrier: str | None
    note: str | None
    quantities: dict[str, int]
    voided: bool
    costs: tuple[ItemCost, ...] = ()
    """For a shipment: the shipping costs of its items."""
    reference: str | None = None
    audience: tuple[tuple[str, int], ...] = ()
    """For a hand-out: the people reached, by group."""


def type_of(database: Database, number: int) -> str | None:
    """Return the type of a recorded entry, or None if there is no entry with this number."""
    return database.text_or_none("SELECT type FROM entry WHERE id = ?", [number])


def read_content(database: Database, number: int) -> EntryContent:
    """Return the content of a recorded entry, which must exist."""
    row = database.only_row(
        "SELECT entry.date, place.code, entry.type, text.reference, text.carrier, text.note, "
        "EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id) "
        "FROM entry JOIN place ON place.id = entry.place LEFT JOIN text ON text.entry = entry.id "
        "AND text.command = (SELECT max(command) FROM text AS version WHERE version.entry = entry.id) "
        "WHERE entry.id = ?",
        [number],
    )
    date, place, kind, reference, carrier, note, voided = row
    moved = list(database.rows(_COUNTED if kind == "count" else _MOVED, [number]))
    store = next((store for _, _, store in moved if store is not None), None)
    quantities: dict[str, int] = {}
    for run, quantity, _ in moved:
        quantities[run] = quantities.get(run, 0) + quantity
    costs = costs_of(database, number) if kind == "ship" else ()
    reached = "SELECT name, people FROM handout_audience WHERE handout = ?"
    audience = tuple(database.rows(reached, [number])) if kind == "handout" else ()
    return EntryContent(number, date, place, store, carrier, note, quantities, bool(voided), costs, reference, audience)


_MOVED = """
SELECT print_run.code, movement.quantity,
       (SELECT code FROM place
         WHERE id IN (movement.source, movement.destination) AND id > 4 AND id <> entry.place)
  FROM movement
  JOIN entry ON entry.id = movement.entry
  JOIN print_run ON print_run.id = movement.run
 WHERE movement.entry = ? AND movement.count IS NULL
"""

_COUNTED = """
SELECT coalesce(print_run.code, count_line.item), count_line.quantity, NULL
  FROM count_line
  LEFT JOIN print_run ON print_run.id = count_line.run
 WHERE count_line.count = ?
"""


def by_reference(
    database: Database, kind: str, references: Collection[str], is_taken_back: Callable[[int], bool]
) -> dict[str, list[EntryContent]]:
    """Return the contents of the entries that `numbers_by_reference` finds."""
    return {
        reference: [read_content(database, number) for number in numbers]
        for reference, numbers in numbers_by_reference(database, kind, references, is_taken_back).items()
    }


def numbers_by_reference(
    database: Database, kind: str, references: Iterable[str], is_taken_back: Callable[[int], bool]
) -> dict[str, list[int]]:
    """Return the numbers of the entries of a type with one of the references as last amended.

    Entries taken back are left out. Keys and arguments are match_keys.
    """
    found: dict[str, list[int]] = {}
    keys = set(references)
    spellings = json.dumps([spelling for key in keys for spelling in _spellings(key)])
    for number, reference in sorted(set(database.rows(_WITH_REFERENCE, [spellings, kind]))):
        if (key := match_key(reference)) in keys and not is_taken_back(number):
            found.setdefault(key, []).append(number)
    return found


def standing_by_reference(database: Database, kind: str, references: Iterable[str]) -> dict[str, list[int]]:
    """Return the numbers of the valid entries of a type by reference; both are match_keys."""

    def is_void(number: int) -> bool:
        return database.is_so("SELECT EXISTS (SELECT 1 FROM voided WHERE entry = ?)", [number])

    return numbers_by_reference(database, kind, references, is_void)


_WITH_REFERENCE = """
SELECT entry.id, text.reference
  FROM json_each(?) AS asked
 CROSS JOIN text ON text.reference = asked.value COLLATE NOCASE
 CROSS JOIN entry ON entry.id = text.entry
 WHERE entry.type = ?
   AND text.command = (SELECT max(command) FROM text AS version WHERE version.entry = entry.id)
"""


def _spellings(key: str) -> set[str]:
    """Return the possible spellings of a reference with this match_key; NOCASE matches only A to Z."""
    if key.isascii():
        return {key}
    spellings = {key, key.upper(), key.title(), key.capitalize()}
    return spellings | {normalize("NFD", spelling) for spelling in spellings}


def items_of(database: Database, shipment: int) -> list[str]:
    """Return the items in a shipment."""
    return database.column(
        "SELECT DISTINCT item FROM movement JOIN print_run ON print_run.id = movement.run "
        "WHERE movement.entry = ? AND movement.count IS NULL ORDER BY item",
        [shipment],
    )


def importing_commands(database: Database, entries: Collection[int]) -> set[int]:
    """Return the commands that first recorded those entries that were imported from sheets."""
    return set(
        database.column(
            "SELECT DISTINCT first.command FROM json_each(?) AS asked JOIN entry ON entry.id = asked.value "
            "JOIN entry AS first ON first.id = coalesce(entry.restores, entry.id) "
            "WHERE entry.key >= 'import-' AND entry.key < 'import.'",
            [json.dumps(list(entries))],
        )
    )


def arrived_on(database: Database, shipment: int) -> str | None:
    """Return the date of a shipment's last valid receipt, or None while copies are in transit."""
    return database.text_or_none(
        "SELECT max(movement.date) FILTER (WHERE EXISTS (SELECT 1 FROM entry AS receipt "
        "WHERE receipt.id = movement.entry AND receipt.type = 'receive') "
        "AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = movement.entry)) "
        "FROM _movement AS movement WHERE movement.shipment = ? "
        "HAVING sum((movement.to_transit - movement.from_transit) * movement.quantity) = 0",
        [shipment],
    )


def imported_receipts(database: Database, shipment: int, day: str | None, source: str | None) -> list[int]:
    """Return the receipts of a shipment imported from a source, on `day` if given, even void ones.

    The plus keeps SQLite from reading all entries of the day instead of those of the shipment.
    """
    return database.column(
        "SELECT entry.id FROM entry JOIN entry AS first ON first.id = coalesce(entry.restores, entry.id) "
        "JOIN command ON command.number = first.command WHERE entry.shipment = ?1 AND entry.type = 'receive' "
        "AND entry.key >= 'import-' AND entry.key < 'import.' AND (?2 IS NULL OR +entry.date = ?2) "
        "AND json_extract(command.sheet, '$.source') IS ?3 ORDER BY entry.id",
        (shipment, day, source),
    )


def copies_by_item(database: Database, first: int, last: int, *, net: bool = False) -> dict[str, int]:
    """Return the copies of each item that entries shipped, handed out, printed or counted; `net`: less returns."""
    return dict(database.rows(_COPIES, (first, last, net)))


_COPIES = (
    "SELECT item, sum(copies) FROM ("
    "SELECT print_run.item, iif(?3 AND entry.type = 'return', -1, 1) * movement.quantity AS copies FROM movement "
    "JOIN entry ON entry.id = movement.entry AND entry.voids IS NULL "
    "JOIN print_run ON print_run.id = movement.run WHERE movement.entry BETWEEN ?1 AND ?2 "
    "AND movement.count IS NULL AND (movement.shipment IS NULL OR movement.shipment = movement.entry) UNION ALL "
    "SELECT coalesce(count_line.item, print_run.item), count_line.quantity FROM count_line "
    "LEFT JOIN print_run ON print_run.id = count_line.run WHERE count_line.count BETWEEN ?1 AND ?2) "
    "GROUP BY item ORDER BY item"
)


def received_by_item(database: Database, first: int, last: int) -> dict[str, int]:
    """Return the copies of each item received by the receipts in a range of entries."""
    return dict(
        database.rows(
            "SELECT print_run.item, sum(movement.quantity) FROM movement JOIN print_run ON print_run.id = movement.run "
            "WHERE movement.entry BETWEEN ? AND ? AND shipment <> entry AND count IS NULL GROUP BY 1 ORDER BY 1",
            (first, last),
        )
    )


def requested_by_item(database: Database, command: int) -> dict[str, int]:
    """Return the copies of each item in the requests that a command recorded."""
    return dict(
        database.rows(
            "SELECT item, sum(quantity) FROM request_line WHERE command = ? GROUP BY 1 ORDER BY 1", (command,)
        )
    )
