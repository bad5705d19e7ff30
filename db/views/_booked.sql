-- The movements that book the differences of counts: so many copies more, or fewer, than were expected. Those by which
-- a void takes a count back are left out.
SELECT movement.count, movement.run, (from_public + from_loss - to_public - to_loss) * quantity AS difference
  FROM _movement AS movement
  JOIN entry ON entry.id = movement.entry
 WHERE movement.count IS NOT NULL AND movement.entry <= :known_entry
   AND (entry.voids IS NULL OR entry.voids <> movement.count)
