"""Entries of one type, place and day, and what they contain, to be compared with one that was logged later."""

from collections.abc import Collection, Iterator

from tracker.deferred import NamedTuple
from tracker.model.entries import EntryType
from tracker.store.connection import Database
from tracker.store.memory import remembered
from tracker.store.statements import numbered


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
    rows = database.rows(
        "SELECT id FROM _standing WHERE place = ? AND date = ? AND +type = ? AND shipment IS ? AND id < ? ORDER BY id",
        (place, day, kind.value, shipment, before),
    )
    return [number for (number,) in rows]


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
