"""Bulk loading: triggers and indexes are suspended, and the rules they enforce are checked over all rows at once.

All of it is one transaction: other programs see the file as it was before, or as it is after, with its
triggers and indexes in place.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tracker.store.connection import BrokenRule, Database, Statement, translated
from tracker.store.statements import quoted


class Aside:
    """What is set aside of a database: its triggers, perhaps also the indexes of entries and movements."""

    def __init__(self, database: Database, *, indexes: bool) -> None:
        """Drop them."""
        self.database = database
        self._dropped = list(database.rows(_ASIDE, [indexes]))
        database.apply([Statement(f"DROP {kind} {quoted(name)}") for kind, name, _ in self._dropped])

    def restore(self, *kinds: str) -> None:
        """Recreate what is still aside of these kinds, `trigger` and `index`."""
        restored = [sql for kind, _, sql in self._dropped if kind in kinds]
        self._dropped = [each for each in self._dropped if each[0] not in kinds]
        self.database.apply([Statement(sql) for sql in restored])


@contextmanager
def without_triggers(database: Database, *, indexes: bool = False) -> Iterator[Aside]:
    """Drop all triggers, optionally also the indexes of entries and movements, and recreate them after the block.

    Only within a transaction, which the caller must roll back when the block raises. Raises BrokenRule
    when a unique index cannot be recreated.
    """
    aside = Aside(database, indexes=indexes)
    yield aside
    aside.restore("trigger", "index")


def prove(database: Database, command: int, *, proved: str | None = None) -> None:
    """Raise BrokenRule when a command, recorded without triggers, breaks a rule by which they judge one that closes.

    The rule that is `proved` otherwise is left out.
    """
    (row,) = database.records("SELECT * FROM command WHERE number = ?", [command])
    for (trigger,) in list(database.rows(_JUDGING)):
        for rule in _RULE.finditer(trigger):
            condition = _NEW.sub(r":\1", rule["condition"])
            if rule["name"] != proved and database.value(f"SELECT 1 WHERE {condition}", row):
                raise BrokenRule("{rule}", rule=rule["name"])


_JUDGING = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND sql LIKE '% AFTER INSERT ON command%'"
_RULE = re.compile(r"SELECT RAISE\(ABORT, '(?P<name>[^']*)'\)\s+WHERE (?P<condition>[^;]*);")
_NEW = re.compile(r"\bNEW\.(\w+)")


@dataclass
class Rows:
    """Rows of shipments and receipts that are to be inserted: entries, movements, and what is written about them.

    What is not there is 0 or ''.
    """

    entries: list[tuple[Any, ...]] = field(default_factory=list)
    movements: list[tuple[Any, ...]] = field(default_factory=list)
    texts: list[tuple[Any, ...]] = field(default_factory=list)


def insert_entries(database: Database, rows: Rows) -> None:
    """Insert shipments and receipts. Raises BrokenRule when a constraint rejects one."""
    with translated(database.path):
        for sql, values in _inserts(rows):
            database.connection.executemany(sql, values)


def steps_of(rows: Rows) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield the statements that insert the rows one by one, with their parameters."""
    for sql, inserted in _inserts(rows):
        for values in inserted:
            yield sql, values


def _inserts(rows: Rows) -> tuple[tuple[str, list[tuple[Any, ...]]], ...]:
    return (_MOVEMENT, rows.movements), (_ENTRY, rows.entries), (_TEXT, rows.texts)


def update_balances(database: Database, first: int) -> None:
    """Book the movements of all entries from `first` on in all sums: balances, monthly flows and custody.

    Raises BrokenRule when a place would be short, or when a referenced place, run or entry does not exist.
    The caller must ensure the rest: that entries are numbered in the order of their timestamps, have as
    many movements as they declare, and receive no more than was sent.
    """
    _add_up(database, first)
    short = database.value("SELECT EXISTS (SELECT 1 FROM temp.merged WHERE copies < 0)")
    dangling = database.value(_DANGLING, (first,))
    database.apply(_DROPPED)
    if short:
        raise BrokenRule("no_place_is_short")
    if dangling:
        raise BrokenRule("FOREIGN KEY constraint failed")


def rebuild_balances(database: Database) -> None:
    """Rebuild all sums from all movements, without any check but the triggers in place."""
    database.apply([Statement("DELETE FROM balance"), Statement("DELETE FROM monthly_flow")])
    database.apply([Statement("DELETE FROM custody")])
    _add_up(database, 1)
    database.apply(_DROPPED)


def _add_up(database: Database, first: int) -> None:
    """Book the movements, and leave the balances that changed in `temp.merged`."""
    database.apply([*_DROPPED, Statement(_CHANGES, (first, first)), Statement(_FLOWS), *_MERGED])
    database.apply([Statement(_CUSTODY, (first,))])


@dataclass(frozen=True)
class Limits:
    """What may limit a shipment besides the stock of its store."""

    closed: frozenset[int]
    """The places that were ever closed."""
    counted: dict[int, str]
    """The places with standing counts, and the day of the last one."""
    withdrawn: dict[int, list[tuple[str, bool]]]
    """The runs that were ever withdrawn: from which day on they were, or were not any more, in order of time."""
    has_rows: bool
    """Whether any shipment is that of a sheet's row."""

    def is_withdrawn(self, run: int, day: str) -> bool:
        """Tell whether a run is withdrawn on that day."""
        return next((withdrawn for since, withdrawn in reversed(self.withdrawn.get(run, [])) if since <= day), False)


def limits(database: Database) -> Limits:
    """Return what may limit shipments."""
    withdrawn: dict[int, list[tuple[str, bool]]] = {}
    for run, day, is_withdrawn in database.rows("SELECT run, date, withdrawn FROM withdrawal ORDER BY date, id"):
        withdrawn.setdefault(run, []).append((day, bool(is_withdrawn)))
    counted: Iterator[Any] = database.rows("SELECT place, max(date) FROM _standing WHERE type = 'count' GROUP BY place")
    return Limits(
        frozenset(place for (place,) in database.rows("SELECT DISTINCT place FROM closing")),
        dict(counted),
        withdrawn,
        bool(database.value("SELECT EXISTS (SELECT 1 FROM entry WHERE key IS NOT NULL AND type = 'ship')")),
    )


def known_keys(database: Database, keys: str, before: int) -> Iterator[str]:
    """Yield those of the keys of rows, in a JSON array, that entries before that one have and that are not undone."""
    rows = database.rows(
        "SELECT entry.key FROM json_each(?) AS asked JOIN entry ON entry.key = asked.value "
        f"WHERE entry.id < ? AND NOT ({_UNDONE})",
        (keys, before),
    )
    return (key for (key,) in rows)


_UNDONE = (
    "EXISTS (SELECT 1 FROM entry AS origin JOIN _command_undone ON _command_undone.number = origin.command "
    "WHERE origin.id = coalesce(entry.restores, entry.id)) "
    "AND EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id) "
    "AND NOT EXISTS (SELECT 1 FROM entry AS other WHERE other.replaces = entry.id)"
)
"""Whether an entry was taken back with its whole command."""


def possible_slips(database: Database, first: int) -> set[int]:
    """Return the shipments from the `first` entry on that may equal one before it, or go where a request is open."""
    requests = [place for (place,) in database.rows("SELECT DISTINCT place FROM _request_line WHERE open > 0")]
    if not (requests or database.value("SELECT EXISTS (SELECT 1 FROM entry WHERE id < ? AND type = 'ship')", [first])):
        return set()
    rows = database.rows(
        "SELECT id FROM entry WHERE id >= ?1 AND type = 'ship' AND (place IN (SELECT value FROM json_each(?2)) "
        "OR EXISTS (SELECT 1 FROM _standing AS other WHERE other.place = entry.place AND other.date = entry.date "
        "AND other.type = 'ship' AND other.id < ?1))",
        (first, json.dumps(requests)),
    )
    return {number for (number,) in rows}


_ASIDE = (
    "SELECT type, name, sql FROM sqlite_schema WHERE type = 'trigger' "
    "OR (?1 AND type = 'index' AND tbl_name IN ('entry', 'movement', 'text') AND sql IS NOT NULL) ORDER BY rowid"
)

_DANGLING = """
SELECT EXISTS (SELECT 1 FROM temp.merged
                WHERE place NOT IN (SELECT id FROM place) OR run NOT IN (SELECT id FROM print_run))
    OR EXISTS (SELECT 1 FROM entry
                WHERE id >= ?1 AND (place NOT IN (SELECT id FROM place) OR shipment >= id))
    OR EXISTS (SELECT 1 FROM movement
                WHERE entry >= ?1 AND (entry > (SELECT max(id) FROM entry) OR shipment > entry))
"""
"""Whether new rows have dangling references. Entry numbers have no gaps, so all before the last exist."""

_ENTRY = (
    "INSERT INTO entry (id, command, type, date, position, place, shipment, key) "
    "VALUES (?, ?, ?, ?, ?, ?, nullif(?, 0), nullif(?, ''))"
)

_TEXT = (
    "INSERT INTO text (command, entry, reference, carrier, note) "
    "VALUES (?, ?, nullif(?, ''), nullif(?, ''), nullif(?, ''))"
)
"""What is not there is handed over as 0 or '': Python looks for an adapter of each None, which takes longest of all."""

_MOVEMENT = (
    "INSERT INTO movement (entry, line, run, source, destination, quantity, date, position, shipment) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)

_CHANGES = """
CREATE TEMP TABLE change AS
SELECT place, run, date, sum(change) AS change
  FROM (SELECT source AS place, run, date, -quantity AS change FROM _movement WHERE entry >= ? AND NOT from_transit
         UNION ALL
        SELECT destination, run, date, quantity FROM _movement WHERE entry >= ? AND NOT to_transit)
 GROUP BY place, run, date
"""
"""The change of each run at each place on each day, including the places outside except transit, which is the rest."""

_FLOWS = """
INSERT INTO monthly_flow (run, month, printed, on_hand, in_transit, at_places, handed_out, lost)
SELECT run, substr(date, 1, 7), -sum(change * (code = 'printer')), sum(change * is_store), -sum(change),
       sum(change * (place.id > 4 AND NOT is_store)), sum(change * (code = 'public')), sum(change * (code = 'loss'))
  FROM temp.change
  JOIN place ON place.id = change.place
 GROUP BY run, substr(date, 1, 7)
    ON CONFLICT DO UPDATE
   SET printed = printed + excluded.printed,
       on_hand = on_hand + excluded.on_hand,
       in_transit = in_transit + excluded.in_transit,
       at_places = at_places + excluded.at_places,
       handed_out = handed_out + excluded.handed_out,
       lost = lost + excluded.lost
"""

_CUSTODY = """
INSERT INTO custody (place, run, shipped, in_transit, supplied, returned, handed_out, lost, moved_in, moved_out)
SELECT place, run, sum(shipped), sum(in_transit), sum(supplied), sum(returned), sum(handed_out), sum(lost),
       sum(moved_in), sum(moved_out)
  FROM _movement_custody
 WHERE entry >= ?
 GROUP BY place, run
    ON CONFLICT DO UPDATE
   SET shipped = shipped + excluded.shipped,
       in_transit = in_transit + excluded.in_transit,
       supplied = supplied + excluded.supplied,
       returned = returned + excluded.returned,
       handed_out = handed_out + excluded.handed_out,
       lost = lost + excluded.lost,
       moved_in = moved_in + excluded.moved_in,
       moved_out = moved_out + excluded.moved_out
"""

_MERGED = (
    Statement("DELETE FROM temp.change WHERE place <= 4"),
    Statement("""
CREATE TEMP TABLE merged AS
SELECT place, run, date, sum(sum(change)) OVER (PARTITION BY place, run ORDER BY date) AS copies
  FROM (SELECT place, run, date, change FROM temp.change
         UNION ALL
        SELECT place, run, date, copies - lag(copies, 1, 0) OVER (PARTITION BY place, run ORDER BY date)
          FROM (SELECT change.place, change.run,
                       coalesce((SELECT max(date) FROM balance
                                  WHERE balance.place = change.place AND balance.run = change.run
                                    AND balance.date < min(change.date)), '') AS since
                  FROM temp.change
                 GROUP BY change.place, change.run)
          JOIN balance USING (place, run)
         WHERE date >= since)
 GROUP BY place, run, date
"""),
    Statement(
        "INSERT INTO balance (place, run, date, copies) SELECT place, run, date, copies FROM temp.merged WHERE true "
        "ON CONFLICT DO UPDATE SET copies = excluded.copies WHERE copies <> excluded.copies"
    ),
)

_DROPPED = (Statement("DROP TABLE IF EXISTS temp.change"), Statement("DROP TABLE IF EXISTS temp.merged"))
