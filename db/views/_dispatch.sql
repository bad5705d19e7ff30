-- uses: _void
-- What each standing shipment sent, a row for each print run of it.
SELECT entry.id AS shipment, entry.date, entry.place, movement.run, sum(movement.quantity) AS copies
  FROM entry
  JOIN movement ON movement.entry = entry.id AND movement.destination = 4
 WHERE entry.type = 'ship'
   AND entry.date <= :at AND entry.id <= :known_entry
   AND entry.id NOT IN (SELECT entry FROM _void)
 GROUP BY entry.id, movement.run
