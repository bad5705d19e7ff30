"""Proving of a command that another office recorded what no trigger judges, since commands of our own decide it."""

import json

from tracker.errors import Unusable
from tracker.messages import Message
from tracker.store import keys
from tracker.store.catalogue import default_store
from tracker.store.connection import BrokenRule, Database
from tracker.store.entries import POSITION_STEP
from tracker.store.judging import Judge
from tracker.store.steps import Unfit


def prove(database: Database, command: int, judge: Judge) -> None:
    """Raise Unfit when a command, which is closed, leaves anything that `check` would name.

    What it asks grows with what the command did, and with the counts at those places on later days.
    """
    _prove_references(database, command, judge)
    if judge.has_done("adds", "entry"):
        _prove_entries(database, command)
    if judge.has_done("adds", "print_run") and database.value(_NEVER_PRINTED):
        raise Unfit.of(Message("it adds a print run that nobody printed"))
    if judge.has_done("changes", "place") or judge.has_done("removes", "place"):
        _prove_default_store(database)
    if places := judge.met.get("place", set()) | judge.met.get("place_detail", set()):
        _prove_kinds(database, places)


def _prove_references(database: Database, command: int, judge: Judge) -> None:
    """Raise Unfit when it refers to what is not there yet: a later command of its transaction may still make it."""
    try:
        keys.prove(database, command, judge.added_to)
        for table, key in _NAMED_BY.items():
            if judge.has_done("removes", table):
                names = [name for name in judge.met[table] if not database.value(key, [name])]
                if keys.is_referred_to(database, table, names):
                    raise BrokenRule("FOREIGN KEY constraint failed")
    except BrokenRule as broken:
        raise Unfit.of(Message("it breaks a rule of the ledger ({rule})", rule=broken)) from broken


def _prove_kinds(database: Database, places: set[int]) -> None:
    from tracker.store.queries import current  # reads files, which is slow

    if database.value(current(_OF_NO_KIND), [json.dumps(sorted(places))]):
        raise Unfit.of(Message("it makes a place a store, or none, whose kind says otherwise"))


def _prove_entries(database: Database, command: int) -> None:
    if database.value(_OUT_OF_TIME, [command, POSITION_STEP]):
        raise Unfit.of(Message("it puts an entry where no command puts it"))
    if not database.value(_COUNTS_TOUCHED, [command]):
        return
    if database.value(_COUNTS_CONTRADICTED, [command]):
        raise Unfit.of(Message("a count does not stand after it"))
    if database.value(_COUNTS_MISBOOKED, [command]):
        raise Unfit.of(Message("it books the difference of a count otherwise than counts do"))


def _prove_default_store(database: Database) -> None:
    try:
        is_store = default_store(database).is_store
    except Unusable:
        is_store = False
    if not is_store:
        raise Unfit.of(Message("it takes away the default store"))


_COUNTS_TOUCHED = """
SELECT EXISTS (SELECT 1
                 FROM command
                CROSS JOIN movement ON movement.entry BETWEEN command.first_entry AND command.last_entry
                CROSS JOIN entry AS count ON count.place IN (movement.source, movement.destination)
                                         AND count.date >= movement.date
                WHERE command.number = ?1 AND count.type = 'count')
    OR EXISTS (SELECT 1
                 FROM command
                CROSS JOIN entry ON entry.id BETWEEN command.first_entry AND command.last_entry
                WHERE command.number = ?1 AND entry.type = 'count')
"""
"""Whether there is any count, standing or not, that a command may have touched."""

_COUNTS_CONTRADICTED = """
WITH own AS MATERIALIZED (SELECT first_entry, last_entry FROM command WHERE number = ?1),
touched AS MATERIALIZED (
    SELECT place, min(date) AS since
      FROM (SELECT source AS place, date FROM own CROSS JOIN movement ON entry BETWEEN first_entry AND last_entry
             UNION ALL
            SELECT destination, date FROM own CROSS JOIN movement ON entry BETWEEN first_entry AND last_entry
             UNION ALL
            SELECT place, date FROM own CROSS JOIN entry ON entry.id BETWEEN first_entry AND last_entry)
     WHERE place > 4
     GROUP BY place),
counted AS MATERIALIZED (
    SELECT entry.id, entry.place, entry.date, entry.position, entry.is_full
      FROM touched
     CROSS JOIN entry ON entry.place = touched.place AND entry.date >= touched.since
     WHERE entry.type = 'count' AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id)),
held AS MATERIALIZED (
    SELECT counted.id, print_run.id AS run, print_run.item,
           coalesce((SELECT copies FROM balance
                      WHERE balance.place = counted.place AND balance.run = print_run.id
                        AND balance.date < counted.date
                      ORDER BY balance.date DESC LIMIT 1), 0)
           + (SELECT coalesce(sum(iif(destination = counted.place, quantity, -quantity)), 0) FROM movement
               WHERE movement.date = counted.date AND movement.run = print_run.id
                 AND movement.position <= counted.position AND counted.place IN (source, destination)) AS copies
      FROM counted
     CROSS JOIN print_run
     WHERE EXISTS (SELECT 1 FROM balance WHERE balance.place = counted.place AND balance.run = print_run.id))
SELECT EXISTS (SELECT 1 FROM counted CROSS JOIN count_line AS line ON line.count = counted.id
                WHERE line.run IS NOT NULL
                  AND line.quantity <> coalesce((SELECT copies FROM held
                                                  WHERE held.id = counted.id AND held.run = line.run), 0))
    OR EXISTS (SELECT 1 FROM counted CROSS JOIN count_line AS line ON line.count = counted.id
                WHERE line.item IS NOT NULL
                  AND line.quantity <> coalesce((SELECT sum(copies) FROM held
                                                  WHERE held.id = counted.id AND held.item = line.item), 0))
    OR EXISTS (SELECT 1 FROM counted CROSS JOIN held ON held.id = counted.id
                WHERE counted.is_full AND held.copies <> 0
                  AND NOT EXISTS (SELECT 1 FROM count_line AS line
                                   WHERE line.count = counted.id
                                     AND (line.run = held.run OR line.item = held.item)))
"""
"""Whether a standing count that a command may have touched is not what was there just after it."""

_COUNTS_MISBOOKED = """
SELECT EXISTS (
    SELECT 1
      FROM (SELECT movement.count, coalesce(count_line.item, movement.run) AS what,
                   sum(((source = 3) - (destination = 3)) * movement.quantity) AS from_losses,
                   sum(((source = 2) - (destination = 2)) * movement.quantity) AS from_public
              FROM movement
              JOIN print_run ON print_run.id = movement.run
              LEFT JOIN count_line ON count_line.count = movement.count AND count_line.item = print_run.item
             WHERE movement.count IN (SELECT count FROM movement
                              WHERE entry BETWEEN (SELECT first_entry FROM command WHERE number = ?1)
                                              AND (SELECT last_entry FROM command WHERE number = ?1)
                                AND count IS NOT NULL)
             GROUP BY movement.count, what) AS booked
      JOIN entry ON entry.id = booked.count
      JOIN place ON place.id = entry.place
     WHERE from_public > 0 OR (from_public < 0 AND from_losses <> 0)
        OR (place.is_store AND from_public <> 0) OR (NOT place.is_store AND from_losses < 0))
"""

_OUT_OF_TIME = (
    "SELECT EXISTS (SELECT 1 FROM entry WHERE command = ?1 AND position NOT BETWEEN 1 AND id * ?2 AND type <> 'void')"
)

_NEVER_PRINTED = (
    "SELECT EXISTS (SELECT 1 FROM print_run "
    "WHERE NOT EXISTS (SELECT 1 FROM movement WHERE movement.run = print_run.id AND movement.source = 1))"
)

_OF_NO_KIND = (
    "SELECT EXISTS (SELECT 1 FROM _fact_unfit WHERE finding IN ('kind_unfit', 'kind_missing') "
    "AND place IN (SELECT code FROM place WHERE id IN (SELECT value FROM json_each(?))))"
)

_NAMED_BY = {
    "booklet": "SELECT EXISTS (SELECT 1 FROM booklet WHERE code = ?)",
    "fund": "SELECT EXISTS (SELECT 1 FROM fund WHERE code = ?)",
    "item": "SELECT EXISTS (SELECT 1 FROM item WHERE code = ?)",
    "kind": "SELECT EXISTS (SELECT 1 FROM kind WHERE code = ?)",
    "place": "SELECT EXISTS (SELECT 1 FROM place WHERE id = ?)",
}
"""Asks whether a row is there, by the tables of which commands remove rows that others refer to."""
