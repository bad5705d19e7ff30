-- Rule 5: copies missing at a count went to the losses at a store, and to the public elsewhere; surplus copies came
-- from the losses. For an item counted as a whole this holds for the item's difference. (tracker/ledger/divisions.py
-- proves how it is divided among runs.)
SELECT 'count_misbooked' AS finding, booked.count AS entry, booked.what, booked.from_losses, booked.from_public
  FROM (SELECT movement.count, coalesce(count_line.item, print_run.code) AS what,
               sum((from_loss - to_loss) * movement.quantity) AS from_losses,
               sum((from_public - to_public) * movement.quantity) AS from_public
          FROM _movement AS movement
          JOIN print_run ON print_run.id = movement.run
          LEFT JOIN count_line ON count_line.count = movement.count AND count_line.item = print_run.item
         WHERE movement.count IS NOT NULL AND entry <= :known_entry
         GROUP BY movement.count, what) AS booked
  JOIN entry ON entry.id = booked.count
  JOIN place ON place.id = entry.place
 WHERE from_public > 0 OR (from_public < 0 AND from_losses <> 0)
    OR (place.is_store AND from_public <> 0) OR (NOT place.is_store AND from_losses < 0)
