"""Bulk loading: triggers and indexes are suspended, and the rules they enforce are checked over all rows at once.

All of it is one transaction: other programs see the file as it was before, or as it is after, with its
triggers and indexes in place.
"""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from tracker.store import former_keys
from tracker.store.connection import BrokenRule, Database, Statement
from tracker.store.entries import POSITION_STEP
from tracker.store.statements import quoted


class Aside:
    """What is set aside of a database: its triggers, perhaps also indexes of entries and movements."""

    def __init__(self, database: Database, *, indexes: bool, named: Sequence[str] = ()) -> None:
        """Drop them: all `indexes`, or those that are `named`."""
        self.database = database
        self._dropped = list(database.rows(_ASIDE, [indexes, json.dumps(named)]))
        database.apply([Statement(f"DROP {kind} {quoted(name)}") for kind, name, _ in self._dropped])

    def restore(self, *kinds: str) -> None:
        """Recreate what is still aside of these kinds, `trigger` and `index`."""
        restored = [sql for kind, _, sql in self._dropped if kind in kinds]
        self._dropped = [each for each in self._dropped if each[0] not in kinds]
        self.database.apply([Statement(sql) for sql in restored])


@contextmanager
def without_triggers(database: Database, *, indexes: bool = False, named: Sequence[str] = ()) -> Iterator[Aside]:
    """Drop all triggers, optionally also indexes of entries and movements, and recreate them after the block.

    These are all `indexes`, or those that are `named`.

    Only within a transaction, which the caller must roll back when the block raises. Raises BrokenRule
    when a unique index cannot be recreated.
    """
    aside = Aside(database, indexes=indexes, named=named)
    yield aside
    aside.restore("trigger", "index")


def prove(database: Database, command: int, *, proved: Collection[str] = ()) -> None:
    """Raise BrokenRule when a command, recorded without triggers, breaks a rule by which they judge one that closes.

    The rules that are `proved` otherwise are left out.
    """
    (row,) = database.records("SELECT * FROM command WHERE number = ?", [command])
    for (trigger,) in list(database.rows(_JUDGING)):
        for rule in _RULE.finditer(trigger):
            condition = _NEW.sub(r":\1", rule["condition"])
            if rule["name"] not in proved and database.value(f"SELECT 1 WHERE {condition}", row):
                raise BrokenRule("{rule}", rule=rule["name"])


_JUDGING = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND sql LIKE '% AFTER INSERT ON command%'"
_RULE = re.compile(r"SELECT RAISE\(ABORT, '(?P<name>[^']*)'\)\s+WHERE (?P<condition>[^;]*);")
_NEW = re.compile(r"\bNEW\.(\w+)")


@dataclass
class Rows:
    """Rows of shipments and receipts that are to be inserted: entries, movements, costs, and what is written of them.

    What is not there is 0 or ''.
    """

    entries: list[tuple[Any, ...]] = field(default_factory=list)
    movements: list[tuple[Any, ...]] = field(default_factory=list)
    texts: list[tuple[Any, ...]] = field(default_factory=list)
    costs: list[tuple[Any, ...]] = field(default_factory=list)


def insert_entries(database: Database, rows: Rows) -> None:
    """Insert shipments and receipts. Raises BrokenRule when a constraint rejects one."""
    for sql, values in _inserts(rows):
        database.apply_many(sql, values)


def _inserts(rows: Rows) -> tuple[tuple[str, list[tuple[Any, ...]]], ...]:
    return (_MOVEMENT, rows.movements), (_ENTRY, rows.entries), (_COST, rows.costs), (_TEXT, rows.texts)


class Limits(NamedTuple):
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
    are_apart = former_keys.are_apart(database)
    return (key for (key,) in database.rows(_AMONG_FORMER if are_apart else _AMONG_ALL, (keys, before)))


_UNDONE = (
    "EXISTS (SELECT 1 FROM entry AS origin JOIN _command_undone ON _command_undone.number = origin.command "
    "WHERE origin.id = coalesce(entry.restores, entry.id)) "
    "AND EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id) "
    "AND NOT EXISTS (SELECT 1 FROM entry AS other WHERE other.replaces = entry.id)"
)
"""Whether an entry was taken back with its whole command."""

_AMONG_ALL = (
    "SELECT entry.key FROM json_each(?) AS asked JOIN entry ON entry.key = asked.value "
    f"WHERE entry.id < ? AND NOT ({_UNDONE})"
)

_AMONG_FORMER = (
    "SELECT former.key FROM json_each(?) AS asked JOIN temp.former_key AS former ON former.key = asked.value "
    f"JOIN entry ON entry.id = former.entry WHERE entry.id < ? AND NOT ({_UNDONE})"
)


def possible_slips(database: Database, first: int) -> set[int]:
    """Return the shipments from the `first` entry on that may equal one before it, or go where a request is open."""
    requests = [place for (place,) in database.rows("SELECT DISTINCT place FROM _request_line WHERE open > 0")]
    if not (requests or database.value("SELECT EXISTS (SELECT 1 FROM entry WHERE id < ? AND type = 'ship')", [first])):
        return set()
    rows = database.rows(_POSSIBLE_SLIPS, (first, json.dumps(requests)))
    return {number for (number,) in rows}


_POSSIBLE_SLIPS = """
WITH made AS MATERIALIZED (SELECT DISTINCT place, date FROM entry NOT INDEXED WHERE id >= ?1 AND type = 'ship'),
     sent_before AS MATERIALIZED (
         SELECT place, date FROM made
          WHERE EXISTS (SELECT 1 FROM _standing AS other WHERE other.place = made.place AND other.date = made.date
                                                           AND other.type = 'ship' AND other.id < ?1))
SELECT id FROM entry
 WHERE id >= ?1 AND type = 'ship'
   AND (place IN (SELECT value FROM json_each(?2)) OR (place, date) IN (SELECT place, date FROM sent_before))
"""

_ASIDE = (
    "SELECT type, name, sql FROM sqlite_schema WHERE type = 'trigger' "
    "OR (?1 AND type = 'index' AND tbl_name IN ('entry', 'movement', 'text') AND sql IS NOT NULL) "
    "OR (type = 'index' AND name IN (SELECT value FROM json_each(?2))) ORDER BY rowid"
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
    f"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?1 * {POSITION_STEP:d}, ?8)"
)

STEPS: Final = {
    _MOVEMENT: ("entry", "line", "run", "source", "destination", "quantity", "date", "shipment"),
    _ENTRY: ("id", "command", "type", "date", "place", "shipment", "key?"),
    _COST: ("shipment", "item", "cost", "whole", "currency", "fund?"),
    _TEXT: ("command", "entry", "reference?", "carrier?", "note?"),
}
"""The statements that are written out, with the column of each parameter; with ? where an empty text becomes none."""
