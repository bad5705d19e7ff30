"""The sums of movements, booked for many entries at once: what the trigger on `command` books one command at a time."""

from tracker.store.connection import BrokenRule, Database, Statement


def update_balances(database: Database, first: int, *, in_place: bool = False) -> None:
    """Book the movements of all entries from `first` on in all sums: balances, monthly flows and custody.

    Raises BrokenRule when a place would be short, or when a referenced place, run or entry does not exist.
    The caller must ensure the rest: that entries are numbered in the order of their timestamps, have as
    many movements as they declare, and receive no more than was sent. `in_place` is worth trying when there are
    balances of all days concerned already, as when what is voided was booked.
    """
    is_in_place = _add_up(database, first, in_place=in_place)
    short = database.value("SELECT EXISTS (SELECT 1 FROM temp.merged WHERE copies < 0)")
    dangling = database.value(_DANGLING, (first,)) or not (is_in_place or database.value(_ARE_THERE))
    database.apply(_DROPPED)
    if short:
        raise BrokenRule("no_place_is_short")
    if dangling:
        raise BrokenRule("FOREIGN KEY constraint failed")


def rebuild_balances(database: Database) -> None:
    """Rebuild all sums from all movements, without any check but the triggers in place."""
    database.apply([Statement("DELETE FROM balance"), Statement("DELETE FROM monthly_flow")])
    database.apply([Statement("DELETE FROM custody")])
    _add_up(database, 1)
    database.apply(_DROPPED)


def _add_up(database: Database, first: int, *, in_place: bool = False) -> bool:
    """Book the movements, and leave the balances that changed in `temp.merged`; return whether all were there."""
    from tracker.store.queries import current  # reads files, which is slow

    database.apply([*_DROPPED, _CHANGE, Statement(_CHANGES, (first, first)), Statement(_FLOWS), _OF_PLACES])
    if in_place:
        database.apply([_MERGED_IN_PLACE])
    is_in_place = in_place and bool(database.value(_ALL_MERGED))
    if not is_in_place:
        database.apply([Statement("DROP TABLE IF EXISTS temp.merged"), *_MERGED])
    database.apply([_BALANCES, *(Statement(current(sums), (first,)) for sums in (_USE, _CUSTODY))])
    return is_in_place


_DANGLING = """
SELECT EXISTS (SELECT 1 FROM entry
                WHERE id >= ?1 AND (place NOT IN (SELECT id FROM place) OR shipment >= id))
    OR EXISTS (SELECT 1 FROM movement
                WHERE entry >= ?1 AND (entry > (SELECT max(id) FROM entry) OR shipment > entry))
"""
"""Whether new rows have dangling references. Entry numbers have no gaps, so all before the last exist."""

_ARE_THERE = """
SELECT NOT EXISTS (SELECT 1 FROM temp.merged
                    WHERE place NOT IN (SELECT id FROM place) OR run NOT IN (SELECT id FROM print_run))
"""
"""Whether the places and runs exist of which there are new balances."""

_CHANGE = Statement("""
CREATE TEMP TABLE change (
    place INTEGER NOT NULL, run INTEGER NOT NULL, date TEXT NOT NULL, change INTEGER NOT NULL,
    PRIMARY KEY (place, run, date)
) WITHOUT ROWID
""")
"""The change of each run at each place on each day, including the places outside except transit, which is the rest. In
the order in which the balances are added up, so that nothing has to be sorted for that."""

_CHANGES = """
INSERT INTO temp.change
SELECT place, run, date, sum(change)
  FROM (SELECT source AS place, run, date, -quantity AS change FROM _movement WHERE entry >= ? AND NOT from_transit
         UNION ALL
        SELECT destination, run, date, quantity FROM _movement WHERE entry >= ? AND NOT to_transit)
 GROUP BY place << 32 | run, date
"""
"""One number for place and run is sorted faster than two columns."""

_FLOWS = """
INSERT INTO monthly_flow (run, month, printed, on_hand, in_transit, at_places, handed_out, loss, sent, used)
SELECT run, substr(date, 1, 7), -sum(change * (code = 'printer')), sum(change * is_store), -sum(change),
       sum(change * (place.id > 4 AND NOT is_store)), sum(change * (code = 'public')), sum(change * (code = 'loss')),
       0, 0
  FROM temp.change
  JOIN place ON place.id = change.place
 GROUP BY run, substr(date, 1, 7)
    ON CONFLICT DO UPDATE
   SET printed = printed + excluded.printed,
       on_hand = on_hand + excluded.on_hand,
       in_transit = in_transit + excluded.in_transit,
       at_places = at_places + excluded.at_places,
       handed_out = handed_out + excluded.handed_out,
       loss = loss + excluded.loss
"""

_USE = """
INSERT INTO monthly_flow (run, month, printed, on_hand, in_transit, at_places, handed_out, loss, sent, used)
SELECT *
  FROM (SELECT run, substr(date, 1, 7), 0, 0, 0, 0, 0, 0, sum(shipped) AS sent, sum(shipped) AS used
          FROM _parcel_custody AS parcel
          JOIN place ON place.id = parcel.place AND NOT place.is_store
         WHERE entry >= ?1 AND shipped <> 0
         GROUP BY run, substr(date, 1, 7)
         UNION ALL
        SELECT run, substr(date, 1, 7), 0, 0, 0, 0, 0, 0, 0, sum(place.is_store * handed_out - returned)
          FROM _shelf_custody AS shelf
          JOIN place ON place.id = shelf.place
         WHERE entry >= ?1 AND (handed_out <> 0 OR returned <> 0)
         GROUP BY run, substr(date, 1, 7))
 WHERE true
    ON CONFLICT DO UPDATE
   SET sent = sent + excluded.sent,
       used = used + excluded.used
"""
"""What `_movement_flow` says, parcels, of which there are most, by themselves."""

_CUSTODY = """
INSERT INTO custody (place, run, shipped, in_transit, supplied, returned, handed_out, lost, moved_in, moved_out)
SELECT *
  FROM (SELECT place, run, sum(shipped), sum(in_transit), 0, 0, 0, sum(lost), 0, 0
          FROM _parcel_custody
         WHERE entry >= ?1
         GROUP BY place << 32 | run
         UNION ALL
        SELECT place, run, 0, 0, sum(supplied), sum(returned), sum(handed_out), sum(lost), sum(moved_in), sum(moved_out)
          FROM _shelf_custody
         WHERE entry >= ?1
         GROUP BY place, run)
 WHERE true
    ON CONFLICT DO UPDATE
   SET shipped = shipped + excluded.shipped,
       in_transit = in_transit + excluded.in_transit,
       supplied = supplied + excluded.supplied,
       returned = returned + excluded.returned,
       handed_out = handed_out + excluded.handed_out,
       lost = lost + excluded.lost,
       moved_in = moved_in + excluded.moved_in,
       moved_out = moved_out + excluded.moved_out
"""
"""Parcels, of which there are most, by themselves: only their three sums are sorted."""

_OF_PLACES = Statement("DELETE FROM temp.change WHERE place <= 4")

_MERGED = (
    Statement("""
INSERT INTO temp.change
SELECT place, run, date, copies - lag(copies, 1, 0) OVER (PARTITION BY place, run ORDER BY date)
  FROM (SELECT change.place, change.run,
               coalesce((SELECT max(date) FROM balance
                          WHERE balance.place = change.place AND balance.run = change.run
                            AND balance.date < min(change.date)), '') AS since
          FROM temp.change
         GROUP BY change.place, change.run)
  JOIN balance USING (place, run)
 WHERE date >= since
    ON CONFLICT DO UPDATE
   SET change = change + excluded.change
"""),
    Statement("""
CREATE TEMP TABLE merged AS
SELECT place, run, date, sum(change) OVER (PARTITION BY place, run ORDER BY date) AS copies
  FROM temp.change
"""),
)
"""What was there before counts as a change too, from the last balance before the first change on."""

_MERGED_IN_PLACE = Statement("""
CREATE TEMP TABLE merged AS
SELECT balance.place, balance.run, balance.date,
       balance.copies + sum(change) OVER (PARTITION BY balance.place, balance.run ORDER BY balance.date
                                          ROWS UNBOUNDED PRECEDING) AS copies,
       change IS NOT NULL AS is_changed
  FROM (SELECT place, run, min(date) AS since FROM temp.change GROUP BY place, run) AS touched
 CROSS JOIN balance ON balance.place = touched.place AND balance.run = touched.run AND balance.date >= touched.since
  LEFT JOIN temp.change ON change.place = balance.place AND change.run = balance.run AND change.date = balance.date
""")
"""The changes are added to the balances that are there."""

_ALL_MERGED = "SELECT (SELECT total(is_changed) FROM temp.merged) = (SELECT count(*) FROM temp.change)"
"""Whether there was a balance of each day on which something changed."""

_BALANCES = Statement(
    "INSERT INTO balance (place, run, date, copies) SELECT place, run, date, copies FROM temp.merged WHERE true "
    "ON CONFLICT DO UPDATE SET copies = excluded.copies WHERE copies <> excluded.copies"
)

_DROPPED = (Statement("DROP TABLE IF EXISTS temp.change"), Statement("DROP TABLE IF EXISTS temp.merged"))
