-- Arrivals at each place, a row for each movement, looked up by place: received there, printed for it or moved to it.
-- Returns to a store are in _homecoming.
SELECT entry.place, entry.date, entry.position, movement.run, movement.quantity AS copies
  FROM entry
 CROSS JOIN movement ON movement.entry = entry.id AND movement.destination = entry.place AND movement.count IS NULL
 WHERE entry.type IN ('receive', 'print', 'move') AND entry.date <= :at AND +entry.id <= :known_entry
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id)
