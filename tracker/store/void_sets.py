"""Voids of many entries, written and proved as a set: each reverses the movements of what it voids, line by line."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from tracker.store.connection import BrokenRule, Database, Statement
from tracker.store.statements import MANY


@dataclass(frozen=True)
class VoidSet:
    """Voids of entries that are no counts, to be written as a set."""

    targets: Mapping[int, int]
    """By what each void undoes, its number."""
    receipts: Mapping[int, int]
    """By the receipts that are voided with their shipments, the numbers of those voids."""

    others: Collection[int] = ()
    """The numbers of the other voids of the command."""

    def steps(self) -> list[Statement]:
        """Return the statements that record what is void by them, and what they move."""
        voided = json.dumps({**self.targets, **self.receipts})
        return [Statement(_VOIDED, (voided,)), Statement(_MOVEMENTS, self._which)]

    def entries(self, command: int) -> Statement:
        """Return the statement that records the voids, whose movements are recorded."""
        return Statement(_ENTRIES, (*self._which, command))

    def prove(self, database: Database) -> None:
        """Raise BrokenRule unless the voids have just the opposite movements of all that they void."""
        mirrored = database.value(_MIRRORED, self._which)
        if not mirrored or mirrored != database.value(_HOW_MANY, self._which):
            raise BrokenRule("{rule}", rule="void_incomplete")

    @property
    def _which(self) -> tuple[int, int, str]:
        """The first and the last of the voids, and those between them that are others."""
        return min(self.targets.values()), max(self.targets.values()), json.dumps(list(self.others))


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


_VOIDED = "INSERT INTO voided (entry, void) SELECT CAST(key AS INTEGER), value FROM json_each(?)"

_MOVED = """
SELECT voided.void,
       movement.line
       + iif(movement.shipment IS NULL OR movement.shipment = movement.entry, 0,
             (SELECT count(*)
                FROM voided AS earlier
                JOIN movement AS theirs ON theirs.entry = earlier.entry AND theirs.count IS NULL
               WHERE earlier.void = voided.void AND earlier.entry < voided.entry)) AS line,
       run, destination, source, quantity, date, position, shipment
  FROM voided
 CROSS JOIN movement ON movement.entry = voided.entry AND movement.count IS NULL
 WHERE voided.void BETWEEN ?1 AND ?2 AND voided.void NOT IN (SELECT value FROM json_each(?3))
"""
"""What the voids move: the lines of all entries that each voids, reversed, those of a shipment before its receipts'."""

_MOVEMENTS = (
    f"INSERT INTO movement (entry, line, run, source, destination, quantity, date, position, shipment) {_MOVED}"
)

_ENTRIES = """
INSERT INTO entry (id, command, type, date, position, place, voids)
SELECT voided.void, ?4, 'void', entry.date, entry.position, entry.place, entry.id
  FROM voided
 CROSS JOIN entry ON entry.id = voided.entry
 WHERE voided.void BETWEEN ?1 AND ?2 AND voided.void NOT IN (SELECT value FROM json_each(?3))
   AND NOT EXISTS (SELECT 1 FROM voided AS whole
                    WHERE whole.entry = entry.shipment AND whole.void = voided.void AND entry.type = 'receive')
"""

_TEXTS = """
INSERT INTO text (command, entry, reason, note)
SELECT entry.command, entry.id, ?2, ?3 FROM entry WHERE entry.command = ?1 AND entry.type = 'void' ORDER BY entry.id
"""

STEPS: Final = {
    _VOIDED: (MANY,),
    _MOVEMENTS: ("void", "void", MANY),
    _ENTRIES: ("void", "void", MANY, "command"),
    _TEXTS: ("command", "reason", "note"),
}
"""The statements that are written out, with the column of each parameter."""

_MIRRORED = f"""
SELECT iif(count(*) = count(own.entry), count(*), 0)
  FROM ({_MOVED}) AS reversed
  LEFT JOIN movement AS own
    ON own.entry = reversed.void AND own.line = reversed.line AND own.run = reversed.run
   AND own.source = reversed.destination AND own.destination = reversed.source AND own.quantity = reversed.quantity
   AND own.date = reversed.date AND own.position = reversed.position
   AND own.shipment IS reversed.shipment AND own.count IS NULL
"""
"""How many movements the voids should have, 0 when one is missing. A void of nothing that moved would not be there."""

_HOW_MANY = """
SELECT count(*)
  FROM movement
 WHERE movement.entry BETWEEN ?1 AND ?2 AND movement.entry NOT IN (SELECT value FROM json_each(?3))
   AND movement.count IS NULL
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
