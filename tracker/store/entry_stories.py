"""Entries that belong together: a parcel's."""

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
