-- What each count found of each run beyond what was expected, or missed, as it is booked after all corrections.
SELECT counted.place, movement.run,
       max(sum((from_loss - to_loss) * movement.quantity), 0) AS found,
       max(sum((to_loss - from_loss) * movement.quantity), 0) AS lost,
       sum((to_public - from_public) * movement.quantity) AS handed_out
  FROM _movement AS movement
  JOIN entry AS counted ON counted.id = movement.count
 WHERE movement.count IS NOT NULL AND +movement.date <= :at AND +movement.entry <= :known_entry
 GROUP BY movement.count, movement.run
