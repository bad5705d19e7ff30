-- Rule 5: what a count found too little of went to the losses at a store, to the public elsewhere; what it found too
-- much of came from the losses. A count of an item does so with the whole difference of the item. (How it is divided over
-- the runs is proved in tracker/ledger/divisions.py.)
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
