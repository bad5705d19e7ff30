"""Voids of many entries, written and proved as a set: each reverses the movements of what it voids, line by line."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tracker.deferred import NamedTuple
from tracker.store.connection import BrokenRule, Database, Statement


@dataclass(frozen=True)
class VoidSet:
    """Voids of entries that are no counts, to be written as a set."""

    first: int
    """The number of the first void."""
    last: int
    """The number of the last void."""
    marking: tuple[Statement, ...]
    """What records the entries that are void by them."""
    others: Collection[int] = ()
    """The voids between the first and the last that are not of the set."""

    @property
    def count(self) -> int:
        """How many voids it has."""
        return self.last - self.first + 1 - len(self.others)

    @property
    def movements(self) -> Statement:
        """The statement that records what the voids move; what is void by them is recorded."""
        return Statement(_MOVEMENTS, self._which)

    def entries(self, command: int) -> Statement:
        """Return the statement that records the voids, whose movements are recorded."""
        return Statement(_ENTRIES, (*self._which, command))

    def texts(self, command: int, reason: str | None, note: str | None) -> Statement:
        """Return the statement that records what is written about all voids of a command."""
        return Statement(_TEXTS, (command, reason, note))

    def prove(self, database: Database) -> None:
        """Raise BrokenRule unless the voids have just the opposite movements of all that they void."""
        mirrored = database.value(_MIRRORED, self._which)
        if not mirrored or mirrored != database.value(_HOW_MANY, self._which):
            raise BrokenRule("{rule}", rule="void_incomplete")

    def prove_alone(self, database: Database, command: int) -> None:
        """Raise BrokenRule unless they are all of a command, each fits what it voids, and each movement mirrors one.

        It is what `_void_incomplete`, `_movement_unfit` and `_entry_unfit` say of a command of voids, and that nothing
        dangles: what a void refers to is what it voids, or what that refers to. As nothing of the command stands, takes
        back a print or has the key of a row, it is also what `_run_unprinted`, `_time_shared`, `_key_shared` and
        `_entry_at_closed` say.
        """
        self.prove(database)
        between = (self.first, self.last)
        voids, own = database.row(_FITTING, (*between, command)) or (0, 0)
        stated = database.row(_STATED, (*between, command))
        if stated != (voids, own, own, 0, 0, 0, 0) or own != self.count or database.value(_RECEIPT_LEFT, between):
            raise BrokenRule("{rule}", rule="entry_unfit")

    def prove_others(self, database: Database, command: int) -> None:
        """Raise BrokenRule when one of the others does not undo what it voids."""
        from tracker.store.queries import current  # reads files, which is slow

        incomplete = "SELECT 1 FROM _void_incomplete WHERE command = ? AND void IN (SELECT value FROM json_each(?))"
        if database.value(current(incomplete), (command, json.dumps(list(self.others)))):
            raise BrokenRule("{rule}", rule="void_incomplete")

    @property
    def _which(self) -> tuple[int, int, str | None]:
        """The first and the last of the voids, and those between them that are others, None if there are none."""
        return self.first, self.last, json.dumps(list(self.others)) if self.others else None


def of_pairs(targets: Mapping[int, int], receipts: Mapping[int, int], others: Collection[int]) -> VoidSet:
    """Return a set of voids, numbered by what each undoes, and by the receipts that are voided with their shipments."""
    numbers = targets.values()
    marking = Statement(_VOIDED, (json.dumps({**targets, **receipts}),))
    return VoidSet(min((*numbers, *others)), max((*numbers, *others)), (marking,), others)


class StandingRange(NamedTuple):
    """What stands of a range of entries, voids aside."""

    first: int
    last: int
    voids: int
    """How many voids there are, which do not stand."""
    again: int
    """How many were recorded again there, whether or not they stand."""
    entries: int
    """How many stand."""
    special: int
    """How many of them are prints or counts."""
    targets: int
    """How many get a void of their own: receipts are voided with their shipments."""
    least: int
    most: int
    """The first and the last of these."""


def standing(database: Database, first: int, last: int) -> StandingRange:
    """Return what stands of the entries from the first to the last."""
    return StandingRange(first, last, *(database.row(_HOW_MANY_STAND, (first, last)) or (0,) * 7))


def received_since(database: Database, first: int, last: int) -> bool:
    """Return whether shipments of a range of entries were received after it."""
    return bool(
        database.value(
            "SELECT EXISTS (SELECT 1 FROM entry WHERE shipment BETWEEN ?1 AND ?2 AND id > ?2)", (first, last)
        )
    )


def is_all_of(database: Database, first: int, last: int, clerk: str) -> bool:
    """Return whether a clerk recorded all of these entries, and nothing of them was received by later ones."""
    return not received_since(database, first, last) and not database.value(
        "SELECT EXISTS (SELECT 1 FROM command WHERE last_entry >= ?1 AND first_entry <= ?2 AND clerk <> ?3)",
        (first, last, clerk),
    )


def of_range(database: Database, there: StandingRange, number: int) -> VoidSet:
    """Return the voids, numbered from that `number` on, of all that stands of a range; something must."""
    own, between = (number, number + there.targets - 1), (there.first, there.last)
    step = (there.most - there.least) // max(there.targets - 1, 1) or 1
    is_even = there.least + (there.targets - 1) * step == there.most
    if is_even and (step == 1 or database.value(_ALL_ON_STEPS, (*between, there.least, step))):
        marking = [Statement(_EVENLY, (there.least, there.last, number, step))]
        if received_since(database, *between):
            marking.append(Statement(_WITH_SHIPMENTS, own))
    else:
        marking = [Statement(_IN_TURN, (*between, number)), Statement(_WITH_SHIPMENTS, own)]
    return VoidSet(*own, tuple(marking))


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
 WHERE voided.void BETWEEN ?1 AND ?2 AND (?3 IS NULL OR voided.void NOT IN (SELECT value FROM json_each(?3)))
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
 WHERE voided.void BETWEEN ?1 AND ?2 AND (?3 IS NULL OR voided.void NOT IN (SELECT value FROM json_each(?3)))
   AND NOT (entry.type = 'receive' AND EXISTS (SELECT 1 FROM voided AS whole
                                                WHERE whole.entry = entry.shipment AND whole.void = voided.void))
"""

_TEXTS = """
INSERT INTO text (command, entry, reason, note)
SELECT entry.command, entry.id, ?2, ?3 FROM entry WHERE entry.command = ?1 AND entry.type = 'void' ORDER BY entry.id
"""

_TARGETS = """
  FROM entry
 WHERE id BETWEEN ?1 AND ?2 AND type <> 'void' AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id)
   AND NOT (type = 'receive' AND shipment BETWEEN ?1 AND ?2)
"""
"""What gets a void of its own: all that stands, but for receipts that are voided with their shipments."""

_ALL_ON_STEPS = f"SELECT total((id - ?3) % ?4 <> 0) = 0 {_TARGETS}"

_HOW_MANY_STAND = """
SELECT total(type = 'void'), count(restores), total(stands), total(stands AND (type = 'print' OR type = 'count')),
       count(target), min(target), max(target)
  FROM (SELECT type, restores, void IS NULL AND type <> 'void' AS stands,
               iif(void IS NULL AND type <> 'void' AND NOT (type = 'receive' AND shipment BETWEEN ?1 AND ?2), id, NULL)
               AS target
          FROM entry
          LEFT JOIN voided ON voided.entry = entry.id
         WHERE id BETWEEN ?1 AND ?2)
"""

_EVENLY = """
INSERT INTO voided (entry, void)
SELECT id, ?3 + (iif(type = 'receive' AND shipment >= ?1, shipment, id) - ?1) / ?4
  FROM entry
 WHERE id BETWEEN ?1 AND ?2 AND type <> 'void' AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id)
"""
"""What gets a void stands at the same distance each, as in a sheet all of whose rows are one entry, or two."""

_IN_TURN = f"INSERT INTO voided (entry, void) SELECT id, ?3 + row_number() OVER (ORDER BY id) - 1 {_TARGETS}"

_WITH_SHIPMENTS = """
INSERT INTO voided (entry, void)
SELECT receipt.id, voided.void
  FROM voided
 CROSS JOIN entry AS receipt ON receipt.shipment = voided.entry
 WHERE voided.void BETWEEN ?1 AND ?2
   AND NOT EXISTS (SELECT 1 FROM voided AS already WHERE already.entry = receipt.id)
"""

_FITTING = """
SELECT count(*), count(nullif(void.voids = entry.id, 0))
  FROM voided
 CROSS JOIN entry ON entry.id = voided.entry
 CROSS JOIN entry AS void ON void.id = voided.void
 WHERE voided.void BETWEEN ?1 AND ?2 AND void.command = ?3 AND void.type = 'void' AND entry.type <> 'void'
   AND (void.voids = entry.shipment
        OR void.voids = entry.id AND void.place = entry.place AND void.date = entry.date
           AND void.position = entry.position)
"""
"""How many entries are void by voids of a command that fit them, and how many of them the voids name."""

_STATED = """
SELECT (SELECT count(*) FROM voided WHERE void BETWEEN ?1 AND ?2),
       (SELECT count(*) FROM entry WHERE command = ?3),
       (SELECT count(*) FROM entry WHERE id BETWEEN ?1 AND ?2),
       (SELECT count(*) FROM movement WHERE entry BETWEEN ?1 AND ?2 AND (count IS NOT NULL OR destination = 1)),
       (SELECT count(*) FROM entry WHERE id BETWEEN ?1 AND ?2 AND key IS NOT NULL),
       (SELECT count(*) FROM count_line WHERE count BETWEEN ?1 AND ?2),
       (SELECT count(*) FROM shipment_cost WHERE shipment BETWEEN ?1 AND ?2)
"""

_RECEIPT_LEFT = """
SELECT EXISTS (
    SELECT 1
      FROM entry AS receipt
     WHERE receipt.shipment BETWEEN (SELECT min(entry) FROM voided WHERE void BETWEEN ?1 AND ?2)
                                AND (SELECT max(entry) FROM voided WHERE void BETWEEN ?1 AND ?2)
       AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = receipt.id)
       AND EXISTS (SELECT 1 FROM voided WHERE voided.entry = receipt.shipment))
"""

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
 WHERE movement.entry BETWEEN ?1 AND ?2 AND (?3 IS NULL OR movement.entry NOT IN (SELECT value FROM json_each(?3)))
   AND movement.count IS NULL
"""
"""How many movements the voids have."""


# On how entries are voided, counts and closings may depend: of which entries that is so.


def dependent(database: Database, numbers: Collection[int]) -> set[int]:
    """Return those of the entries at places on whose counts, or closings, it depends how they are voided.

    Such a place was closed some time, was counted when one of the entries had moved copies there, or later, or has a
    count of an item, which is divided by what later entries need.
    """
    if not database.value("SELECT EXISTS (SELECT 1 FROM closing) OR EXISTS (SELECT 1 FROM entry WHERE type = 'count')"):
        return set()
    given = json.dumps(list(numbers))
    places = json.dumps([place for (place,) in database.rows(_WITH_COUNTS_OR_CLOSINGS, [given])])
    return {number for (number,) in database.rows(_THERE, (given, places))} if places != "[]" else set()


def depends(database: Database, first: int, last: int) -> bool:
    """Return whether a count, or a closing, may depend on how entries of that range are voided, or receipts."""
    if not database.value("SELECT EXISTS (SELECT 1 FROM closing) OR EXISTS (SELECT 1 FROM entry WHERE type = 'count')"):
        return False
    return received_since(database, first, last) or bool(database.value(_LIMITED, (first, last)))


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
                    WHERE entry.place = touched.place AND entry.type = 'count'
                      AND (entry.date >= touched.since
                           OR EXISTS (SELECT 1 FROM count_line
                                       WHERE count_line.count = entry.id AND count_line.item IS NOT NULL))
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

_LIMITED = """
WITH limited AS MATERIALIZED (
    SELECT place, max(until) AS until
      FROM (SELECT place, '9999-12-31' AS until FROM closing
             UNION ALL
            SELECT place, iif(EXISTS (SELECT 1 FROM count_line
                                       WHERE count_line.count = entry.id AND count_line.item IS NOT NULL),
                              '9999-12-31', date)
              FROM entry
             WHERE type = 'count' AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id))
     GROUP BY place)
SELECT EXISTS (SELECT 1
                 FROM movement
                 LEFT JOIN limited AS left_place ON left_place.place = movement.source
                 LEFT JOIN limited AS reached ON reached.place = movement.destination
                WHERE entry BETWEEN ?1 AND ?2 AND (date <= left_place.until OR date <= reached.until))
    OR EXISTS (SELECT 1 FROM entry JOIN limited USING (place) WHERE id BETWEEN ?1 AND ?2 AND date <= until)
"""
