"""Bulk loading: triggers are suspended, and their rules checked over all rows at once.

All is one transaction: other programs see the file before or after it, with triggers.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tracker.deferred import NamedTuple
from tracker.store.connection import BrokenRule, Database, Statement
from tracker.store.entries import POSITION_STEP
from tracker.store.statements import quoted


@contextmanager
def without_triggers(database: Database, *, indexes: bool = False) -> Iterator[Callable[..., None]]:
    """Drop all triggers, optionally also indexes of entries and movements, and recreate them after the block.

    The result recreates those of a kind earlier, `trigger` or `index`, `but` one. Only within a transaction, which the
    caller must roll back on errors.
    """
    dropped = list(database.rows(_ASIDE, [indexes]))
    database.apply([Statement(f"DROP {kind} {quoted(name)}") for kind, name, _ in dropped])

    def restore(*kinds: str, but: str = "") -> None:
        restored = [each for each in dropped if each[0] in kinds and each[1] != but]
        dropped[:] = [each for each in dropped if each not in restored]
        database.apply([Statement(sql) for _, _, sql in restored])

    yield restore
    restore("trigger", "index")


_ASIDE = (
    "SELECT type, name, sql FROM sqlite_schema WHERE type = 'trigger' "
    "OR (? AND type = 'index' AND tbl_name IN ('entry', 'movement', 'text') AND sql IS NOT NULL) ORDER BY rowid"
)


@dataclass
class Rows:
    """Rows to insert: entries, their movements, costs and texts; missing values are 0 or ''."""

    entries: list[tuple[Any, ...]] = field(default_factory=list)
    movements: list[tuple[Any, ...]] = field(default_factory=list)
    texts: list[tuple[Any, ...]] = field(default_factory=list)
    costs: list[tuple[Any, ...]] = field(default_factory=list)


def insert_entries(database: Database, rows: Rows) -> None:
    """Insert shipments with receipts, returns and handouts. Raises BrokenRule if a constraint rejects one."""
    for sql, values in ((_MOVEMENT, rows.movements), (_ENTRY, rows.entries), (_COST, rows.costs), (_TEXT, rows.texts)):
        database.apply_many(sql, values)


class Limits(NamedTuple):
    """Limits on an entry apart from the stock at its source."""

    closed: frozenset[int]
    """The places that have ever been closed."""
    counted: dict[int, set[str]]
    """The places with valid counts, and the dates of these."""
    withdrawn: dict[int, list[tuple[str, bool]]]
    """The runs that have ever been withdrawn, with dated withdrawals and reinstatements in order of time."""

    def is_withdrawn(self, run: int, day: str) -> bool:
        """Return whether a run is withdrawn on `day`."""
        return next((withdrawn for since, withdrawn in reversed(self.withdrawn.get(run, [])) if since <= day), False)


def limits(database: Database) -> Limits:
    """Return the limits on entries."""
    withdrawn: dict[int, list[tuple[str, bool]]] = {}
    for run, day, is_withdrawn in database.rows("SELECT run, date, withdrawn FROM withdrawal ORDER BY date, id"):
        withdrawn.setdefault(run, []).append((day, bool(is_withdrawn)))
    counted: dict[int, set[str]] = {}
    for place, day in database.rows("SELECT DISTINCT place, date FROM _standing WHERE type = 'count'"):
        counted.setdefault(place, set()).add(day)
    return Limits(frozenset(database.column("SELECT DISTINCT place FROM closing")), counted, withdrawn)


def possible_slips(database: Database, kind: str, first: int) -> set[int]:
    """Return the entries of a type from `first` on that may equal an earlier one or match an open request."""
    requests = database.column("SELECT DISTINCT place FROM _request_line WHERE open > 0") if kind == "ship" else []
    if not (requests or database.value("SELECT EXISTS (SELECT 1 FROM entry WHERE id < ? AND type = ?)", [first, kind])):
        return set()
    return set(database.column(_POSSIBLE_SLIPS, (first, json.dumps(requests), kind)))


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

_ENTRY = (
    "INSERT INTO entry (id, command, type, date, position, place, shipment, key) "
    f"VALUES (?1, ?2, ?3, ?4, ?1 * {POSITION_STEP:d}, ?5, nullif(?6, 0), nullif(?7, ''))"
)

_COST = (
    "INSERT INTO shipment_cost (shipment, item, cost, whole, currency, fund, funding_grant) "
    "VALUES (?, ?, ?, ?, ?, nullif(?, ''), nullif(?, 0))"
)

_TEXT = (
    "INSERT INTO text (command, entry, reference, carrier, note) "
    "VALUES (?, ?, nullif(?, ''), nullif(?, ''), nullif(?, ''))"
)
"""Missing values are passed as 0 or '': Python's search for an adapter of each None is the slowest part."""

_MOVEMENT = (
    "INSERT INTO movement (entry, line, run, source, destination, quantity, date, position, shipment) "
    f"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?1 * {POSITION_STEP:d}, nullif(?8, 0))"
)


def book(database: Database, first: int = 1) -> None:
    """Add the movements of all entries from `first` on to all sums, as a trigger does for each command."""
    from tracker.store.queries import sums  # reads files, which is slow

    entries = {"first_entry": first, "last_entry": database.value("SELECT max(id) FROM entry")}
    database.apply([Statement(statement, entries) for statement in sums()])


def prove(database: Database, first: int) -> None:
    """Raise BrokenRule if a place is short, or a row of an entry from `first` on has a dangling reference.

    The caller must ensure that all else is in order: numbers, timestamps, and receipts of no more than was sent.
    """
    if database.value("SELECT EXISTS (SELECT 1 FROM balance WHERE copies < 0)"):
        raise BrokenRule("no_place_is_short")
    if database.value(_DANGLING, {"first": first}) or database.value(_DANGLING_TITLES):
        raise BrokenRule("FOREIGN KEY constraint failed")


_DANGLING = """
SELECT EXISTS (SELECT 1 FROM entry
                WHERE id >= :first AND (place NOT IN (SELECT id FROM place) OR shipment >= id))
    OR EXISTS (SELECT 1 FROM movement
                WHERE entry >= :first
                  AND (entry > (SELECT max(id) FROM entry) OR shipment > entry OR run NOT IN (SELECT id FROM print_run)
                       OR source NOT IN (SELECT id FROM place) OR destination NOT IN (SELECT id FROM place)))
"""
"""Whether new rows have dangling references. Entry numbers have no gaps, so all before the last exist."""

_DANGLING_TITLES = "SELECT " + " OR ".join(
    f"EXISTS (SELECT 1 FROM pragma_foreign_key_check('{table}') WHERE parent <> 'command')"
    for table in ("item", "print_run", "run_detail", "run_share")
)
"""Whether any row about items and print runs, which are few, has a dangling reference; the command is added last."""
