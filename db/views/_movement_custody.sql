-- What each movement changes of what a place was sent of a run, and of what became of it; what is there is in the
-- balances. A row for each of the places concerned: the one that copies leave and the one that they come to, or the one
-- to which a shipment was sent. Supplied is what was printed for a store or returned to it; moved in and out is what
-- places that are not stores gave one another. What counts book elsewhere is in _difference. A void takes back what it
-- voids, so its movements count negative for what they undo. The
-- trigger on `command` books by it; who adds up all movements at once goes by _parcel_custody and _shelf_custody, in
-- which the same stands. Here it is one union of single SELECTs, as SQLite lets no condition on the date into views
-- within it, and would go through all movements.
SELECT movement.entry, movement.date, movement.source AS place, movement.run,
       0 AS shipped,
       0 AS in_transit,
       (to_printer OR (place.is_store AND to_place AND NOT other.is_store)) * -quantity AS supplied,
       (NOT place.is_store AND other.is_store) * quantity AS returned,
       (to_public AND count IS NULL) * quantity AS handed_out,
       (to_loss AND count IS NULL) * quantity AS lost,
       (NOT place.is_store AND to_place AND NOT other.is_store AND entry.type = 'void') * -quantity AS moved_in,
       (NOT place.is_store AND to_place AND NOT other.is_store AND entry.type <> 'void') * quantity AS moved_out
  FROM _movement AS movement
  JOIN entry ON entry.id = movement.entry
  JOIN place ON place.id = movement.source
  JOIN place AS other ON other.id = movement.destination
 WHERE from_place AND movement.shipment IS NULL
 UNION ALL
SELECT movement.entry, movement.date, movement.destination, movement.run,
       0,
       0,
       (from_printer OR (place.is_store AND from_place AND NOT other.is_store)) * quantity,
       (NOT place.is_store AND other.is_store) * -quantity,
       (from_public AND count IS NULL) * -quantity,
       (from_loss AND count IS NULL) * -quantity,
       (NOT place.is_store AND from_place AND NOT other.is_store AND entry.type <> 'void') * quantity,
       (NOT place.is_store AND from_place AND NOT other.is_store AND entry.type = 'void') * -quantity
  FROM _movement AS movement
  JOIN entry ON entry.id = movement.entry
  JOIN place ON place.id = movement.destination
  JOIN place AS other ON other.id = movement.source
 WHERE to_place AND movement.shipment IS NULL
 UNION ALL
SELECT movement.entry, movement.date, sent.place, movement.run,
       ((to_transit AND NOT from_loss AND movement.source <> sent.place)
        - (from_transit AND NOT to_loss AND movement.destination <> sent.place)) * quantity,
       (to_transit - from_transit) * quantity,
       0,
       0,
       0,
       (to_loss - from_loss) * quantity,
       0,
       0
  FROM _movement AS movement
  JOIN entry AS sent ON sent.id = movement.shipment
