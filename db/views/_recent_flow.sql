-- What the months before that of the day do not tell: what moved in its month up to the day, as far as it
-- is known, and, taken off again, what moved before that month but was not known yet.
SELECT movement.run,
       ((source.id = 1) - (destination.id = 1)) * movement.quantity AS printed,
       ((destination.kind = 'store') - (source.kind = 'store')) * movement.quantity AS on_hand,
       ((destination.id = 4) - (source.id = 4)) * movement.quantity AS in_transit,
       ((destination.kind NOT IN ('store', 'outside')) - (source.kind NOT IN ('store', 'outside')))
       * movement.quantity AS at_places,
       ((destination.id = 2) - (source.id = 2)) * movement.quantity AS handed_out,
       ((destination.id = 3) - (source.id = 3)) * movement.quantity AS lost
  FROM (SELECT run, source, destination, quantity
          FROM movement WHERE date >= substr(:at, 1, 7) AND date <= :at AND entry <= :known_entry
         UNION ALL
        SELECT run, source, destination, -quantity
          FROM movement WHERE date < substr(:at, 1, 7) AND entry > :known_entry) AS movement
  JOIN place AS source ON source.id = movement.source
  JOIN place AS destination ON destination.id = movement.destination
