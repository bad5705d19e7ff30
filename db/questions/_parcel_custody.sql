-- What each movement of a shipment's copies changes of what the place to which it was sent was sent of a run, and of what
-- became of that.
SELECT movement.entry, movement.date, sent.place, movement.run,
       ((to_transit AND NOT from_loss AND movement.source <> sent.place)
        - (from_transit AND NOT to_loss AND movement.destination <> sent.place)) * quantity AS shipped,
       (to_transit - from_transit) * quantity AS in_transit,
       (to_loss - from_loss) * quantity AS lost
  FROM _movement AS movement
  JOIN entry AS sent ON sent.id = movement.shipment
