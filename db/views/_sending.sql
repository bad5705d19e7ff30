-- Shipments to each place, a row for each movement; looked up by place.
SELECT entry.place, entry.date, movement.run, movement.quantity AS copies
  FROM entry
 CROSS JOIN _movement AS movement ON movement.entry = entry.id AND movement.to_transit
 WHERE entry.type = 'ship' AND entry.date <= :at AND +entry.id <= :known_entry
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id)
