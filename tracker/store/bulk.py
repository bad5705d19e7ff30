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

from tracker.deferred import NamedTuple
from tracker.store.connection import BrokenRule, Database, Statement
from tracker.store.entries import POSITION_STEP
from tracker.store.statements import quoted


class Aside:
    """What is set aside of a database: its triggers, perhaps also indexes of entries and movements."""

    def __init__(self, database: Database, *, indexes: bool) -> None:
        """Drop them."""
        self.database = database
        self._dropped = list(database.rows(_ASIDE, [indexes]))
        database.apply([Statement(f"DROP {kind} {quoted(name)}") for kind, name, _ in self._dropped])

    def restore(self, *kinds: str) -> None:
        """Recreate what is still aside of these kinds, `trigger` and `index`."""
        restored = [sql for kind, _, sql in self._dropped if kind in kinds]
        self._dropped = [each for each in self._dropped if each[0] not in kinds]
        if restored:
            self.database.apply([Statement(sql) for sql in restored])


@contextmanager
def without_triggers(database: Database, *, indexes: bool = False) -> Iterator[Aside]:
    """Drop all triggers, optionally also indexes of entries and movements, and recreate them after the block.

    Only within a transaction, which the caller must roll back when the block raises. Raises BrokenRule
    when a unique index cannot be recreated.
    """
    aside = Aside(database, indexes=indexes)
    yield aside
    aside.restore("trigger", "index")


def prove(database: Database, command: int) -> None:
    """Raise BrokenRule when a command, recorded without triggers, breaks a rule by which they judge one that closes."""
    (row,) = database.records("SELECT * FROM command WHERE number = ?", [command])
    for (trigger,) in list(database.rows(_JUDGING)):
        for rule in _RULE.finditer(trigger):
            condition = _NEW.sub(r":\1", rule["condition"])
            if database.value(f"SELECT 1 WHERE {condition}", row):
                raise BrokenRule("{rule}", rule=rule["name"])


_JUDGING = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND sql LIKE '% AFTER INSERT ON command%'"
_RULE = re.compile(r"SELECT RAISE\(ABORT, '(?P<name>[^']*)'\)\s+WHERE (?P<condition>[^;]*);")
_NEW = re.compile(r"\bNEW\.(\w+)")


@dataclass
class Rows:
    """Rows of entries that are to be inserted: themselves, movements, costs, and what is written of them.

    What is not there is 0 or ''.
    """

    entries: list[tuple[Any, ...]] = field(default_factory=list)
    movements: list[tuple[Any, ...]] = field(default_factory=list)
    texts: list[tuple[Any, ...]] = field(default_factory=list)
    costs: list[tuple[Any, ...]] = field(default_factory=list)


def insert_entries(database: Database, rows: Rows) -> None:
    """Insert shipments with their receipts, returns and hand-outs. Raises BrokenRule when a constraint rejects one."""
    for sql, values in ((_MOVEMENT, rows.movements), (_ENTRY, rows.entries), (_COST, rows.costs), (_TEXT, rows.texts)):
        database.apply_many(sql, values)


class Limits(NamedTuple):
    """What may limit an entry besides the stock of where it takes copies from."""

    closed: frozenset[int]
    """The places that were ever closed."""
    counted: dict[int, set[str]]
    """The places with counts that are not voided, and the days of these."""
    withdrawn: dict[int, list[tuple[str, bool]]]
    """The runs that were ever withdrawn: from which day on they were, or were not any more, in order of time."""
    has_rows: bool
    """Whether any entry of the type is that of a sheet's row."""

    def is_withdrawn(self, run: int, day: str) -> bool:
        """Tell whether a run is withdrawn on that day."""
        return next((withdrawn for since, withdrawn in reversed(self.withdrawn.get(run, [])) if since <= day), False)


def limits(database: Database, kind: str) -> Limits:
    """Return what may limit entries of a type."""
    withdrawn: dict[int, list[tuple[str, bool]]] = {}
    for run, day, is_withdrawn in database.rows("SELECT run, date, withdrawn FROM withdrawal ORDER BY date, id"):
        withdrawn.setdefault(run, []).append((day, bool(is_withdrawn)))
    counted: dict[int, set[str]] = {}
    for place, day in database.rows("SELECT DISTINCT place, date FROM _standing WHERE type = 'count'"):
        counted.setdefault(place, set()).add(day)
    return Limits(
        frozenset(place for (place,) in database.rows("SELECT DISTINCT place FROM closing")),
        counted,
        withdrawn,
        bool(database.value("SELECT EXISTS (SELECT 1 FROM entry WHERE key IS NOT NULL AND type = ?)", [kind])),
    )


def known_keys(database: Database, asked: str, before: int) -> Iterator[str]:
    """Yield those of the keys of rows, in a JSON array, that entries before that one have and that are not undone."""
    return (key for (key,) in database.rows(_KNOWN, (asked, before)))


_UNDONE = (
    "EXISTS (SELECT 1 FROM entry AS origin JOIN _command_undone ON _command_undone.number = origin.command "
    "WHERE origin.id = coalesce(entry.restores, entry.id)) "
    "AND EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id) "
    "AND NOT EXISTS (SELECT 1 FROM entry AS other WHERE other.replaces = entry.id)"
)
"""Whether an entry was taken back with its whole command."""

_KNOWN = (
    "SELECT entry.key FROM json_each(?) AS asked JOIN entry ON entry.key = asked.value "
    f"WHERE entry.id < ? AND NOT ({_UNDONE})"
)


def possible_slips(database: Database, kind: str, first: int) -> set[int]:
    """Return the entries of a type from the `first` on that may equal one before it, or go where a request is open."""
    asking: Iterator[Any] = database.rows("SELECT DISTINCT place FROM _request_line WHERE open > 0")
    requests = [place for (place,) in asking] if kind == "ship" else []
    if not (requests or database.value("SELECT EXISTS (SELECT 1 FROM entry WHERE id < ? AND type = ?)", [first, kind])):
        return set()
    rows = database.rows(_POSSIBLE_SLIPS, (first, json.dumps(requests), kind))
    return {number for (number,) in rows}


_POSSIBLE_SLIPS = """
WITH made AS MATERIALIZED (SELECT DISTINCT place, date FROM entry NOT INDEXED WHERE id >= ?1 AND type = ?3),
     sent_before AS MATERIALIZED (
         SELECT place, date FROM made
          WHERE EXISTS (SELECT 1 FROM _standing AS other WHERE other.place = made.place AND other.date = made.date
                                                           AND other.type = ?3 AND other.id < ?1))
SELECT id FROM entry
 WHERE id >= ?1 AND type = ?3
   AND (place IN (SELECT value FROM json_each(?2)) OR (place, date) IN (SELECT place, date FROM sent_before))
"""

_ASIDE = (
    "SELECT type, name, sql FROM sqlite_schema WHERE type = 'trigger' "
    "OR (? AND type = 'index' AND tbl_name IN ('entry', 'movement', 'text') AND sql IS NOT NULL) ORDER BY rowid"
)

_ENTRY = (
    "INSERT INTO entry (id, command, type, date, position, place, shipment, key) "
    f"VALUES (?1, ?2, ?3, ?4, ?1 * {POSITION_STEP:d}, ?5, nullif(?6, 0), nullif(?7, ''))"
)

_COST = "INSERT INTO shipment_cost (shipment, item, cost, whole, currency, fund) VALUES (?, ?, ?, ?, ?, nullif(?, ''))"

_TEXT = (
    "INSERT INTO text (command, entry, reference, carrier, note) "
    "VALUES (?, ?, nullif(?, ''), nullif(?, ''), nullif(?, ''))"
)
"""What is not there is handed over as 0 or '': Python looks for an adapter of each None, which takes longest of all."""

_MOVEMENT = (
    "INSERT INTO movement (entry, line, run, source, destination, quantity, date, position, shipment) "
    f"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?1 * {POSITION_STEP:d}, nullif(?8, 0))"
)


# The sums of movements, booked for many entries at once: what the trigger on `command` books one command at a time.


def update_balances(database: Database, first: int) -> None:
    """Book the movements of all entries from `first` on in all sums: balances, monthly flows and custody.

    Raises BrokenRule when a place would be short, or when a referenced place, run or entry does not exist.
    The caller must ensure the rest: that entries are numbered in the order of their timestamps, have as
    many movements as they declare, and receive no more than was sent.
    """
    _add_up(database, first)
    short = database.value("SELECT EXISTS (SELECT 1 FROM temp.merged WHERE copies < 0)")
    dangling = database.value(_DANGLING, (first,)) or not database.value(_ARE_THERE)
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
    from tracker.store.queries import current  # reads files, which is slow

    database.apply([*_DROPPED, _CHANGE, Statement(_CHANGES, (first, first)), Statement(_FLOWS), _OF_PLACES])
    database.apply([*_MERGED, _BALANCES, *(Statement(current(sums), (first,)) for sums in (_USE, _CUSTODY))])


_DANGLING = """
SELECT EXISTS (SELECT 1 FROM entry
                WHERE id >= ?1 AND (place NOT IN (SELECT id FROM place) OR shipment >= id))
    OR EXISTS (SELECT 1 FROM movement
                WHERE entry >= ?1 AND (entry > (SELECT max(id) FROM entry) OR shipment > entry))
"""
"""Whether new rows have dangling references. Entry numbers have no gaps, so all before the last exist."""

_ARE_THERE = """
SELECT NOT EXISTS (SELECT 1 FROM temp.merged
                    WHERE place NOT IN (SELECT id FROM place) OR run NOT IN (SELECT id FROM print_run))
"""
"""Whether the places and runs exist of which there are new balances."""

_CHANGE = Statement("""
CREATE TEMP TABLE change (
    place INTEGER NOT NULL, run INTEGER NOT NULL, date TEXT NOT NULL, change INTEGER NOT NULL,
    PRIMARY KEY (place, run, date)
) WITHOUT ROWID
""")
"""The change of each run at each place on each day, including the places outside except transit, which is the rest. In
the order in which the balances are added up, so that nothing has to be sorted for that."""

_CHANGES = """
INSERT INTO temp.change
SELECT place, run, date, sum(change)
  FROM (SELECT source AS place, run, date, -quantity AS change FROM _movement WHERE entry >= ? AND NOT from_transit
         UNION ALL
        SELECT destination, run, date, quantity FROM _movement WHERE entry >= ? AND NOT to_transit)
 GROUP BY place << 32 | run, date
"""
"""One number for place and run is sorted faster than two columns."""

_FLOWS = """
INSERT INTO monthly_flow (run, month, printed, on_hand, in_transit, at_places, handed_out, loss, sent, used)
SELECT run, substr(date, 1, 7), -sum(change * (code = 'printer')), sum(change * is_store), -sum(change),
       sum(change * (place.id > 4 AND NOT is_store)), sum(change * (code = 'public')), sum(change * (code = 'loss')),
       0, 0
  FROM temp.change
  JOIN place ON place.id = change.place
 GROUP BY run, substr(date, 1, 7)
    ON CONFLICT DO UPDATE
   SET printed = printed + excluded.printed,
       on_hand = on_hand + excluded.on_hand,
       in_transit = in_transit + excluded.in_transit,
       at_places = at_places + excluded.at_places,
       handed_out = handed_out + excluded.handed_out,
       loss = loss + excluded.loss
"""

_USE = """
INSERT INTO monthly_flow (run, month, printed, on_hand, in_transit, at_places, handed_out, loss, sent, used)
SELECT *
  FROM (SELECT run, substr(date, 1, 7), 0, 0, 0, 0, 0, 0, sum(shipped) AS sent, sum(shipped) AS used
          FROM _parcel_custody AS parcel
          JOIN place ON place.id = parcel.place AND NOT place.is_store
         WHERE entry >= ?1 AND shipped <> 0
         GROUP BY run, substr(date, 1, 7)
         UNION ALL
        SELECT run, substr(date, 1, 7), 0, 0, 0, 0, 0, 0, 0, sum(place.is_store * handed_out - returned)
          FROM _shelf_custody AS shelf
          JOIN place ON place.id = shelf.place
         WHERE entry >= ?1 AND (handed_out <> 0 OR returned <> 0)
         GROUP BY run, substr(date, 1, 7))
 WHERE true
    ON CONFLICT DO UPDATE
   SET sent = sent + excluded.sent,
       used = used + excluded.used
"""
"""What `_movement_flow` says, parcels, of which there are most, by themselves."""

_CUSTODY = """
INSERT INTO custody (place, run, shipped, in_transit, supplied, returned, handed_out, lost, moved_in, moved_out)
SELECT *
  FROM (SELECT place, run, sum(shipped), sum(in_transit), 0, 0, 0, sum(lost), 0, 0
          FROM _parcel_custody
         WHERE entry >= ?1
         GROUP BY place << 32 | run
         UNION ALL
        SELECT place, run, 0, 0, sum(supplied), sum(returned), sum(handed_out), sum(lost), sum(moved_in), sum(moved_out)
          FROM _shelf_custody
         WHERE entry >= ?1
         GROUP BY place, run)
 WHERE true
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
"""Parcels, of which there are most, by themselves: only their three sums are sorted."""

_OF_PLACES = Statement("DELETE FROM temp.change WHERE place <= 4")

_MERGED = (
    Statement("""
INSERT INTO temp.change
SELECT place, run, date, copies - lag(copies, 1, 0) OVER (PARTITION BY place, run ORDER BY date)
  FROM (SELECT change.place, change.run,
               coalesce((SELECT max(date) FROM balance
                          WHERE balance.place = change.place AND balance.run = change.run
                            AND balance.date < min(change.date)), '') AS since
          FROM temp.change
         GROUP BY change.place, change.run)
  JOIN balance USING (place, run)
 WHERE date >= since
    ON CONFLICT DO UPDATE
   SET change = change + excluded.change
"""),
    Statement("""
CREATE TEMP TABLE merged AS
SELECT place, run, date, sum(change) OVER (PARTITION BY place, run ORDER BY date) AS copies
  FROM temp.change
"""),
)
"""What was there before counts as a change too, from the last balance before the first change on."""

_BALANCES = Statement(
    "INSERT INTO balance (place, run, date, copies) SELECT place, run, date, copies FROM temp.merged WHERE true "
    "ON CONFLICT DO UPDATE SET copies = excluded.copies WHERE copies <> excluded.copies"
)

_DROPPED = (Statement("DROP TABLE IF EXISTS temp.change"), Statement("DROP TABLE IF EXISTS temp.merged"))
