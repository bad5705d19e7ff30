"""Writing very many rows at once: the triggers are set aside, and the same rules proven over the whole set.

All of it belongs to one transaction: whoever else opens the file sees it before, or after, with its
triggers in place.
"""

import json
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tracker.model.text import match_key
from tracker.store.connection import BrokenRule, Database, Statement, translated
from tracker.store.statements import quoted


@contextmanager
def triggers_aside(database: Database) -> Iterator[None]:
    """Drop all triggers for the length of the block, and put them back at its end.

    Only within a transaction, which the caller must give up when the block raises.
    """
    triggers = list(database.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid"))
    database.apply([Statement(f"DROP TRIGGER {quoted(name)}") for name, _ in triggers])
    yield
    database.apply([Statement(sql) for _, sql in triggers])


@contextmanager
def all_or_nothing(database: Database) -> Iterator[None]:
    """Let a block add to the ledger with the triggers aside, within a transaction; undo all of it when it raises."""
    database.apply([Statement("SAVEPOINT bulk")])
    try:
        with triggers_aside(database):
            yield
    except BaseException:
        database.apply([Statement("ROLLBACK TO bulk"), Statement("RELEASE bulk")])
        raise
    database.apply([Statement("RELEASE bulk")])


def new_key() -> str:
    """Return a key for an entry that was not given one."""
    return os.urandom(8).hex()


def add(database: Database, entries: Sequence[tuple[Any, ...]], movements: Sequence[tuple[Any, ...]]) -> None:
    """Add shipments and receipts, and then their movements. Raises BrokenRule when a constraint refuses one."""
    with translated(database.path):
        database.connection.executemany(_ENTRY, entries)
        database.connection.executemany(_MOVEMENT, movements)


def book(database: Database, first: int) -> None:
    """Book the movements of all entries from the first one on in the balances and in the flows of their months.

    Raises BrokenRule when a place would be short.
    """
    _add_up(database, first)
    short = database.value("SELECT 1 FROM temp.merged WHERE copies < 0 LIMIT 1")
    database.apply(_DROPPED)
    if short is not None:
        raise BrokenRule("no_place_is_short")


def book_anew(database: Database) -> None:
    """Book all movements anew, whatever rule they break. Raises BrokenRule unless the triggers are aside."""
    database.apply([Statement("DELETE FROM balance"), Statement("DELETE FROM monthly_flow")])
    _add_up(database, 1)
    database.apply(_DROPPED)


def _add_up(database: Database, first: int) -> None:
    """Book what the movements say, and leave the balances that this touched in `temp.merged`."""
    database.apply([*_DROPPED, Statement(_CHANGES, (first, first)), Statement(_FLOWS), *_MERGED])


def days_of(database: Database, place: int, run: int) -> list[tuple[str, int]]:
    """Return what a place holds of a run at the end of each day on which that changed."""
    rows = database.rows("SELECT date, copies FROM balance WHERE place = ? AND run = ? ORDER BY date", (place, run))
    return [(date, copies) for date, copies in rows]


def is_spoken_for(database: Database, places: Collection[int], runs: Collection[int], since: str) -> bool:
    """Tell whether a count from that day on, a closing or a withdrawal concerns one of the places or runs."""
    given = (json.dumps(list(places)), json.dumps(list(runs)), since)
    return bool(
        database.value(
            "SELECT EXISTS (SELECT 1 FROM closing WHERE place IN (SELECT value FROM json_each(?1))) "
            "OR EXISTS (SELECT 1 FROM withdrawal WHERE run IN (SELECT value FROM json_each(?2))) "
            "OR EXISTS (SELECT 1 FROM entry WHERE type = 'count' AND date >= ?3 "
            "AND place IN (SELECT value FROM json_each(?1)))",
            given,
        )
    )


def knows_reference(database: Database, kind: str, references: Collection[str]) -> bool:
    """Tell whether an entry of that type has one of the references, given as their match_key."""
    if not references:
        return False
    rows = database.rows("SELECT reference FROM entry WHERE type = ? AND reference IS NOT NULL", [kind])
    return any(match_key(reference) in references for (reference,) in rows)


_ENTRY = (
    "INSERT INTO entry (id, type, date, position, place, shipment, reference, carrier, note, lines, key, "
    "recorded_at, recorded_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)

_MOVEMENT = (
    "INSERT INTO movement (entry, line, run, source, destination, quantity, date, position, shipment) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)

_CHANGES = """
CREATE TEMP TABLE change AS
SELECT place, run, date, sum(change) AS change
  FROM (SELECT source AS place, run, date, -quantity AS change FROM movement WHERE entry >= ?
         UNION ALL
        SELECT destination, run, date, quantity FROM movement WHERE entry >= ?)
 GROUP BY place, run, date
"""
"""What each place, those outside too, won and lost of each run on each day."""

_FLOWS = """
INSERT INTO monthly_flow (run, month, printed, on_hand, in_transit, at_places, handed_out, lost)
SELECT run, substr(date, 1, 7), -sum(change * (id = 1)), sum(change * (kind = 'store')), sum(change * (id = 4)),
       sum(change * (kind NOT IN ('store', 'outside'))), sum(change * (id = 2)), sum(change * (id = 3))
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

_MERGED = (
    Statement("DELETE FROM temp.change WHERE place <= 4"),
    Statement("""
CREATE TEMP TABLE merged AS
SELECT place, run, date, sum(sum(change)) OVER (PARTITION BY place, run ORDER BY date) AS copies
  FROM (SELECT place, run, date, change FROM temp.change
         UNION ALL
        SELECT place, run, date, copies - lag(copies, 1, 0) OVER (PARTITION BY place, run ORDER BY date)
          FROM (SELECT DISTINCT place, run FROM temp.change) JOIN balance USING (place, run))
 GROUP BY place, run, date
"""),
    Statement("DELETE FROM balance WHERE (place, run) IN (SELECT place, run FROM temp.change)"),
    Statement("INSERT INTO balance (place, run, date, copies) SELECT place, run, date, copies FROM temp.merged"),
)

_DROPPED = (Statement("DROP TABLE IF EXISTS temp.change"), Statement("DROP TABLE IF EXISTS temp.merged"))
