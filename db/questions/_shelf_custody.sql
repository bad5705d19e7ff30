-- What each movement of no shipment changes of what became of the copies of a run at a place. A row for each of the places
-- concerned: the one that copies leave and the one that they come to. Supplied is what was printed for a store or returned
-- to it; moved in and out is what places that are not stores gave one another. What counts book elsewhere is in
-- _difference. A void takes back what it voids, so its movements count negative for what they undo.
SELECT movement.entry, movement.date, movement.source AS place, movement.run,
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
