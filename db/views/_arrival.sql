-- What arrived at each place, a row for each movement, found place by place: received there, printed for it or moved to
-- it. What was returned to a store is in _homecoming.
SELECT entry.place, entry.date, entry.position, movement.run, movement.quantity AS copies
  FROM entry
 CROSS JOIN movement ON movement.entry = entry.id AND movement.destination = entry.place AND movement.count IS NULL
 WHERE entry.type IN ('receive', 'print', 'move') AND entry.date <= :at AND +entry.id <= :known_entry
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id)
