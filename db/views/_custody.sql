-- What came to each place and left it, a row for each movement; what counts booked elsewhere is in _difference.
-- Supplied is what was printed for a store or returned to it; moved in and out is what places that are not stores gave
-- one another. A void takes back what it voids, so its movements count negative for what they undo.
SELECT movement.source AS place, movement.run,
       (to_printer OR (place.is_store AND to_place AND NOT other.is_store)) * -quantity AS supplied,
       (NOT place.is_store AND other.is_store) * quantity AS returned,
       (to_public AND count IS NULL) * quantity AS handed_out,
       (to_loss AND count IS NULL AND movement.shipment IS NULL) * quantity AS lost,
       (NOT place.is_store AND to_place AND NOT other.is_store AND entry.type <> 'void') * quantity AS moved_out,
       (NOT place.is_store AND to_place AND NOT other.is_store AND entry.type = 'void') * -quantity AS moved_in,
       -quantity AS here
  FROM _movement AS movement
  JOIN entry ON entry.id = movement.entry
  JOIN place ON place.id = movement.source
  JOIN place AS other ON other.id = movement.destination
 WHERE from_place AND movement.date <= :at AND movement.entry <= :known_entry
 UNION ALL
SELECT movement.destination, movement.run,
       (from_printer OR (place.is_store AND from_place AND NOT other.is_store)) * quantity,
       (NOT place.is_store AND other.is_store) * -quantity,
       (from_public AND count IS NULL) * -quantity,
       (from_loss AND count IS NULL AND movement.shipment IS NULL) * -quantity,
       (NOT place.is_store AND from_place AND NOT other.is_store AND entry.type = 'void') * -quantity,
       (NOT place.is_store AND from_place AND NOT other.is_store AND entry.type <> 'void') * quantity,
       quantity
  FROM _movement AS movement
  JOIN entry ON entry.id = movement.entry
  JOIN place ON place.id = movement.destination
  JOIN place AS other ON other.id = movement.source
 WHERE to_place AND movement.date <= :at AND movement.entry <= :known_entry
