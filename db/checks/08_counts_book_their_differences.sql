-- Rule 5: what a count found too little of went to the losses at a store, to the public elsewhere; what it found too
-- much of came from the losses. (How an item counted as a whole is divided is proved in tracker/ledger/divisions.py.)
SELECT 'count_misbooked' AS finding, booked.count AS entry, print_run.code AS run, booked.from_losses, booked.from_public
  FROM (SELECT count, run, sum((from_loss - to_loss) * quantity) AS from_losses,
               sum((from_public - to_public) * quantity) AS from_public
          FROM _movement
         WHERE count IS NOT NULL AND entry <= :known_entry
         GROUP BY count, run) AS booked
  JOIN entry ON entry.id = booked.count
  JOIN place ON place.id = entry.place
  JOIN print_run ON print_run.id = booked.run
 WHERE from_public > 0 OR (from_public < 0 AND from_losses <> 0)
    OR (place.is_store AND from_public <> 0) OR (NOT place.is_store AND from_losses < 0)
