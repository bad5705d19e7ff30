-- What arrived at each place, a row for each movement: received there, printed for it, moved or returned to it.
SELECT movement.destination AS place, movement.date, movement.run, movement.quantity AS copies
  FROM _movement AS movement
 CROSS JOIN entry ON entry.id = movement.entry
 WHERE movement.to_place AND movement.count IS NULL
   AND entry.type IN ('receive', 'print', 'move', 'return')
   AND +movement.date <= :at AND +movement.entry <= :known_entry
   AND movement.entry NOT IN (SELECT entry FROM _void)
