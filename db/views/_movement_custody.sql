-- How each movement changes what a place was sent of a run, and what became of it; the copies there are in the
-- balances. A row for each place concerned: the one that copies leave and the one they reach, or the one a shipment was
-- sent to. Supplied are copies printed for a store or returned to it; moved in and out are transfers between places
-- that are not stores. What counts record elsewhere is in _difference. A void reverses what it voids, so its movements
-- count as negative. It is one union of single SELECTs: SQLite pushes no condition on the date into views within it,
-- and would read all movements.
SELECT movement.entry, movement.date, place.id AS place, movement.run,
       0 AS shipped,
       0 AS in_transit,
       came * (other.id = 1 OR (place.is_store AND other.id > 4 AND NOT other.is_store)) * quantity AS supplied,
       -came * (other.is_store AND NOT place.is_store) * quantity AS returned,
       -came * (other.id = 2 AND count IS NULL) * quantity AS handed_out,
       -came * (other.id = 3 AND count IS NULL) * quantity AS lost,
       came * (other.id > 4 AND NOT other.is_store AND NOT place.is_store
               AND (came > 0) = (entry.type <> 'void')) * quantity AS moved_in,
       -came * (other.id > 4 AND NOT other.is_store AND NOT place.is_store
                AND (came < 0) = (entry.type <> 'void')) * quantity AS moved_out
  FROM movement
 CROSS JOIN (SELECT column1 AS came FROM (VALUES (-1), (1))) AS side
  JOIN entry ON entry.id = movement.entry
  JOIN place ON place.id = iif(came > 0, movement.destination, movement.source) AND place.id > 4
  JOIN place AS other ON other.id = iif(came > 0, movement.source, movement.destination)
 WHERE movement.shipment IS NULL
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
