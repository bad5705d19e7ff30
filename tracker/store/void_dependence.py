"""On how entries are voided, counts and closings may depend: of which entries that is so."""

import json
from collections.abc import Collection

from tracker.store.connection import Database
from tracker.store.void_sets import received_since


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
