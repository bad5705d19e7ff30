-- Returns to each store, a row for each movement.
SELECT movement.destination AS place, entry.date, movement.run, movement.quantity AS copies
  FROM entry
 CROSS JOIN movement ON movement.entry = entry.id AND movement.count IS NULL
 WHERE entry.type = 'return' AND entry.date <= :at AND +entry.id <= :known_entry
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id)
