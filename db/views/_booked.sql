-- The movements that record the differences of counts: how many copies more, or fewer, were found than expected. Those
-- that void a count are left out.
SELECT movement.count, movement.run, (from_public + from_loss - to_public - to_loss) * quantity AS difference
  FROM _movement AS movement
  JOIN entry ON entry.id = movement.entry
 WHERE movement.count IS NOT NULL AND movement.entry <= :known_entry
   AND (entry.voids IS NULL OR entry.voids <> movement.count)
