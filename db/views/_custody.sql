-- What came to each place and left it, a row for each movement; what counts booked elsewhere is in _difference.
-- Supplied is what was printed for a store or returned to it. A void takes back what it voids.
SELECT movement.source AS place, movement.run,
       (to_printer OR (place.kind = 'store' AND other.kind NOT IN ('store', 'outside'))) * -quantity AS supplied,
       (place.kind <> 'store' AND other.kind = 'store') * quantity AS returned,
       (to_public AND count IS NULL) * quantity AS handed_out,
       (to_loss AND count IS NULL AND shipment IS NULL) * quantity AS lost,
       -quantity AS here
  FROM _movement AS movement
  JOIN place ON place.id = movement.source
  JOIN place AS other ON other.id = movement.destination
 WHERE from_place AND movement.date <= :at AND movement.entry <= :known_entry
 UNION ALL
SELECT movement.destination, movement.run,
       (from_printer OR (place.kind = 'store' AND other.kind NOT IN ('store', 'outside'))) * quantity,
       (place.kind <> 'store' AND other.kind = 'store') * -quantity,
       (from_public AND count IS NULL) * -quantity,
       (from_loss AND count IS NULL AND shipment IS NULL) * -quantity,
       quantity
  FROM _movement AS movement
  JOIN place ON place.id = movement.destination
  JOIN place AS other ON other.id = movement.source
 WHERE to_place AND movement.date <= :at AND movement.entry <= :known_entry
