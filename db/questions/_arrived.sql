-- Arrivals of the shipments in _sent, and the day each was sent: a row for each movement of a receipt, and of its
-- reversal.
SELECT sent.date, sent.place, movement.run, (movement.to_place - movement.from_place) * movement.quantity AS copies
  FROM _movement AS movement
 CROSS JOIN entry AS sent ON sent.id = movement.shipment
 WHERE movement.entry <> movement.shipment AND movement.to_place <> movement.from_place
   AND +movement.date <= :at AND movement.entry <= :known_entry AND +sent.date <= :at
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = sent.id)
