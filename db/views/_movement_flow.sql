-- By how many copies each movement changes where the copies of its run are; how many it sent to places other than
-- stores, and how many others it used: handed out at stores, less returns. Reversals count as negative.
SELECT movement.entry, movement.count, movement.date, movement.run,
       (from_printer - to_printer) * quantity AS printed,
       (destination.is_store - source.is_store) * quantity AS on_hand,
       (to_transit - from_transit) * quantity AS in_transit,
       ((to_place AND NOT destination.is_store) - (from_place AND NOT source.is_store)) * quantity AS at_places,
       (to_public - from_public) * quantity AS handed_out,
       (to_loss - from_loss) * quantity AS loss,
       iif(recipient.is_store IS 0, (to_transit AND NOT from_loss AND movement.source <> recipient.id)
                                    - (from_transit AND NOT to_loss AND movement.destination <> recipient.id), 0)
       * quantity AS sent,
       CASE WHEN movement.shipment IS NOT NULL THEN 0
            WHEN source.is_store THEN (to_public AND count IS NULL) + (to_place AND NOT destination.is_store)
            WHEN destination.is_store THEN -((from_public AND count IS NULL) + from_place)
            ELSE 0 END * quantity AS used_besides
  FROM _movement AS movement
  JOIN place AS source ON source.id = movement.source
  JOIN place AS destination ON destination.id = movement.destination
  LEFT JOIN entry AS parcel ON parcel.id = movement.shipment
  LEFT JOIN place AS recipient ON recipient.id = parcel.place
