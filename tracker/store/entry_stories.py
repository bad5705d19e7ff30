"""Entries that belong together: a parcel's, and those that changed what was known before."""

from tracker.store.connection import Database


def story_of(database: Database, shipment: int) -> list[int]:
    """Return a shipment and its receipts, void or not, with those it replaced and those that replaced it, in time."""
    rows = database.rows(
        "WITH RECURSIVE before (id) AS (SELECT ?1 UNION SELECT replaces FROM entry JOIN before USING (id)), "
        "after (id) AS (SELECT ?1 UNION SELECT entry.id FROM entry JOIN after ON entry.replaces = after.id), "
        "sent (id) AS (SELECT id FROM before UNION SELECT id FROM after) "
        "SELECT id FROM entry WHERE id IN sent OR shipment IN (SELECT id FROM sent WHERE id IS NOT NULL) "
        "ORDER BY date, position, id",
        [shipment],
    )
    return [number for (number,) in rows]


def between(database: Database, after: int, last: int) -> list[tuple[int, int]]:
    """Return the entries after one up to another, each with the shipment, or what else, that it is about.

    That of a void is what it voids, or the shipment of that.
    """
    rows = database.rows(
        "SELECT entry.id, coalesce(voided.shipment, voided.id, entry.shipment, entry.id) FROM entry "
        "LEFT JOIN entry AS voided ON voided.id = entry.voids WHERE entry.id > ? AND entry.id <= ? ORDER BY entry.id",
        (after, last),
    )
    return [(number, about) for number, about in rows]
