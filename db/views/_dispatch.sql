-- uses: _void
-- What each standing shipment sent, and what of that has arrived, a row for each print run of it.
SELECT sent.id AS shipment, sent.date, sent.place, movement.run,
       sum((movement.entry = sent.id) * movement.quantity) AS copies,
       sum(((movement.destination = sent.place) - (movement.source = sent.place)) * movement.quantity) AS received
  FROM movement
 CROSS JOIN entry AS sent ON sent.id = movement.shipment
 WHERE movement.shipment IS NOT NULL
   AND +movement.date <= :at AND +movement.entry <= :known_entry
   AND sent.date <= :at AND sent.id <= :known_entry
   AND sent.id NOT IN (SELECT entry FROM _void)
 GROUP BY movement.shipment, movement.run
