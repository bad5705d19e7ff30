-- What was sent to each place, a row for each movement.
SELECT entry.place, movement.date, movement.run, movement.quantity AS copies
  FROM _movement AS movement
 CROSS JOIN entry ON entry.id = movement.entry
 WHERE movement.to_transit AND entry.type = 'ship'
   AND +movement.date <= :at AND +movement.entry <= :known_entry
   AND movement.entry NOT IN (SELECT entry FROM _void)
