-- Returns from each place: a row for each print run of a return.
SELECT entry.id AS entry, entry.date, entry.place, movement.run, sum(movement.quantity) AS copies
  FROM entry
 CROSS JOIN movement ON movement.entry = entry.id AND movement.count IS NULL
 WHERE entry.type = 'return' AND +entry.date <= :at AND +entry.id <= :known_entry
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id)
 GROUP BY +entry.id, movement.run
