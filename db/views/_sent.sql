-- What each valid shipment sent: a row for each line, which has its own print run.
SELECT movement.entry AS shipment, movement.line, sent.date, sent.place, movement.run, movement.quantity AS copies
  FROM movement
 CROSS JOIN entry AS sent ON sent.id = movement.entry
 WHERE movement.destination = 4 AND +movement.shipment = movement.entry AND movement.entry <= :known_entry
   AND +sent.date <= :at
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = movement.entry)
