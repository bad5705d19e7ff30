-- What distribution adds up, by the numbers of places and runs: a row for each print run of a shipment, transfers to
-- stores among them, and for each run of a return, whose shipment is NULL.
SELECT date, place, run, shipment, copies, received, 0 AS returned, shipment AS entry
  FROM _dispatch
 UNION ALL
SELECT entry.date, entry.place, movement.run, NULL, 0, 0, sum(movement.quantity), entry.id
  FROM entry
 CROSS JOIN movement ON movement.entry = entry.id AND movement.count IS NULL
 WHERE entry.type = 'return' AND +entry.date <= :at AND +entry.id <= :known_entry
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id)
 GROUP BY +entry.id, movement.run
