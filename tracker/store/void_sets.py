"""Voids of many entries, written and proved as a set: each reverses the movements of what it voids, line by line."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from tracker.store.connection import BrokenRule, Database, Statement


@dataclass(frozen=True)
class VoidSet:
    """Voids of entries that are no counts, to be written as a set."""

    targets: Mapping[int, int]
    """By what each void undoes, its number."""
    receipts: Mapping[int, int]
    """By the receipts that are voided with their shipments, the numbers of those voids."""

    @cached_property
    def _undone(self) -> str:
        """What each void undoes, with its number, as a JSON object."""
        return json.dumps(dict(self.targets))

    @cached_property
    def _voided(self) -> str:
        """All that is void by them, each with its void, as a JSON object."""
        return json.dumps({**self.targets, **self.receipts}) if self.receipts else self._undone

    @property
    def _reversed(self) -> str:
        """The SELECT of what the voids move."""
        return _ALL if self.receipts else _OWN

    def movements(self) -> Statement:
        """Return the statement that records the movements of the voids."""
        return Statement(_MOVEMENTS + self._reversed, (self._voided,))

    def entries(self, command: int) -> list[Statement]:
        """Return the statements that record the voids, and what is void by them."""
        return [Statement(_ENTRIES, (self._undone, command)), Statement(_VOIDED, (self._voided,))]

    def prove(self, database: Database) -> None:
        """Raise BrokenRule unless the voids have just the opposite movements of all that they void."""
        mirrored = database.value(_MIRRORED.format(self._reversed), [self._voided])
        if not mirrored or mirrored != database.value(_HOW_MANY, [self._undone]):
            raise BrokenRule("{rule}", rule="void_incomplete")


def texts(command: int, reason: str | None, note: str | None) -> Statement:
    """Return the statement that records what is written about all voids of a command."""
    return Statement(_TEXTS, (command, reason, note))


def prove_whole(database: Database, command: int, others: Iterable[int]) -> None:
    """Raise BrokenRule when one of those voids of a command does not undo what it voids."""
    if database.value(
        "SELECT EXISTS (SELECT 1 FROM _void_incomplete WHERE command = ? AND void IN (SELECT value FROM json_each(?)))",
        (command, json.dumps(list(others))),
    ):
        raise BrokenRule("{rule}", rule="void_incomplete")


def dependent(database: Database, numbers: Collection[int]) -> set[int]:
    """Return those of the entries at places on whose later counts, or closings, it depends how they are voided.

    Such a place was closed some time, or was counted when one of the entries had moved copies there, or later.
    """
    if not database.value("SELECT EXISTS (SELECT 1 FROM closing) OR EXISTS (SELECT 1 FROM entry WHERE type = 'count')"):
        return set()
    given = json.dumps(list(numbers))
    places = json.dumps([place for (place,) in database.rows(_WITH_COUNTS_OR_CLOSINGS, [given])])
    return {number for (number,) in database.rows(_THERE, (given, places))} if places != "[]" else set()


_OWN = """
SELECT asked.value AS void, movement.line, run, destination, source, quantity, date, position, shipment
  FROM json_each(?1) AS asked
 CROSS JOIN movement ON movement.entry = CAST(asked.key AS INTEGER) AND movement.count IS NULL
"""
"""What the voids move: the lines of the only entry that each voids, reversed."""

_ALL = """
SELECT asked.value AS void,
       row_number() OVER (PARTITION BY asked.value ORDER BY movement.entry, movement.line) AS line,
       run, destination, source, quantity, date, position, shipment
  FROM json_each(?1) AS asked
 CROSS JOIN movement ON movement.entry = CAST(asked.key AS INTEGER) AND movement.count IS NULL
"""
"""What the voids move: the lines of all entries that each voids, reversed, those of a shipment before its receipts'."""

_MOVEMENTS = "INSERT INTO movement (entry, line, run, source, destination, quantity, date, position, shipment) "

_ENTRIES = """
INSERT INTO entry (id, command, type, date, position, place, voids)
SELECT asked.value, ?2, 'void', entry.date, entry.position, entry.place, entry.id
  FROM json_each(?1) AS asked
 CROSS JOIN entry ON entry.id = CAST(asked.key AS INTEGER)
"""

_VOIDED = "INSERT INTO voided (entry, void) SELECT CAST(key AS INTEGER), value FROM json_each(?)"

_TEXTS = """
INSERT INTO text (command, entry, reason, note)
SELECT entry.command, entry.id, ?2, ?3 FROM entry WHERE entry.command = ?1 AND entry.type = 'void' ORDER BY entry.id
"""

_MIRRORED = """
SELECT iif(count(*) = count(own.entry), count(*), 0)
  FROM ({}) AS reversed
  LEFT JOIN movement AS own
    ON own.entry = reversed.void AND own.line = reversed.line AND own.run = reversed.run
   AND own.source = reversed.destination AND own.destination = reversed.source AND own.quantity = reversed.quantity
   AND own.date = reversed.date AND own.position = reversed.position
   AND own.shipment IS reversed.shipment AND own.count IS NULL
"""
"""How many movements the voids should have, 0 when one is missing. A void of nothing that moved would not be there."""

_HOW_MANY = """
SELECT count(*)
  FROM json_each(?) AS asked
 CROSS JOIN movement ON movement.entry = asked.value AND movement.count IS NULL
"""
"""How many movements the voids have."""

_WITH_COUNTS_OR_CLOSINGS = """
WITH asked AS MATERIALIZED (SELECT value AS id FROM json_each(?1)),
touched AS MATERIALIZED (
    SELECT place, min(date) AS since
      FROM (SELECT source AS place, date FROM asked CROSS JOIN movement ON movement.entry = asked.id
             UNION ALL
            SELECT destination, date FROM asked CROSS JOIN movement ON movement.entry = asked.id
             UNION ALL
            SELECT place, date FROM asked CROSS JOIN entry ON entry.id = asked.id)
     GROUP BY place)
SELECT place
  FROM touched
 WHERE place > 4
   AND (EXISTS (SELECT 1 FROM closing WHERE closing.place = touched.place)
        OR EXISTS (SELECT 1 FROM entry
                    WHERE entry.place = touched.place AND entry.type = 'count' AND entry.date >= touched.since
                      AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id)))
"""

_THERE = """
WITH asked AS MATERIALIZED (SELECT value AS id FROM json_each(?1)),
there AS MATERIALIZED (SELECT value AS place FROM json_each(?2))
SELECT movement.entry FROM asked CROSS JOIN movement ON movement.entry = asked.id
 WHERE source IN (SELECT place FROM there) OR destination IN (SELECT place FROM there)
 UNION
SELECT entry.id FROM asked CROSS JOIN entry ON entry.id = asked.id
 WHERE entry.place IN (SELECT place FROM there)
"""
