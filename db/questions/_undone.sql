-- What each void moves, with the movements that it undoes: those of what it voids, and of a count those that book its
-- difference. What it books of other counts is theirs.
SELECT entry.id AS void, movement.run, movement.date, movement.position, movement.shipment, movement.source,
       movement.destination, movement.quantity
  FROM entry
  JOIN movement ON movement.entry = entry.id
 WHERE entry.type = 'void' AND movement.count IS NULL
 UNION ALL
SELECT _void.void, movement.run, movement.date, movement.position, movement.shipment, movement.source,
       movement.destination, movement.quantity
  FROM _void
  JOIN movement ON movement.entry = _void.entry
 WHERE movement.count IS NULL
 UNION ALL
SELECT entry.id, movement.run, movement.date, movement.position, movement.shipment, movement.source,
       movement.destination, movement.quantity
  FROM entry
  JOIN movement ON movement.count = entry.voids AND movement.entry <= :known_entry
 WHERE entry.type = 'void'
