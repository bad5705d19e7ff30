-- What was sent to each place, lost on the way and is still on the way: a row for each movement. A void takes
-- back what it voids.
SELECT sent.place, movement.run,
       ((to_transit AND NOT from_loss AND movement.source <> sent.place)
        - (from_transit AND NOT to_loss AND movement.destination <> sent.place)) * movement.quantity AS shipped,
       (to_transit - from_transit) * movement.quantity AS in_transit,
       (to_loss - from_loss) * movement.quantity AS lost
  FROM _movement AS movement
  JOIN entry AS sent ON sent.id = movement.shipment
 WHERE movement.date <= :at AND movement.entry <= :known_entry
