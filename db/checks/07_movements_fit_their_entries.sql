-- Each movement of an entry's own is of its date and position, and between the ends that its type has;
-- those that book a count's difference are of the count's.
SELECT 'Movement ' || movement.line || ' of entry ' || entry.id || ', a ' || entry.type || ', goes from '
       || source.code || ' to ' || destination.code || ' on ' || movement.date || ', which does not fit it.'
  FROM movement
  JOIN entry ON entry.id = movement.entry
  JOIN entry AS whose ON whose.id = coalesce(movement.count, entry.id)
  JOIN place AS source ON source.id = movement.source
  JOIN place AS destination ON destination.id = movement.destination
 WHERE CASE WHEN movement.count IS NOT NULL
            THEN movement.date <> whose.date OR movement.position <> whose.position OR whose.type <> 'count'
                 OR whose.place NOT IN (source.id, destination.id)
                 OR (source.id NOT IN (2, 3) AND destination.id NOT IN (2, 3))
            WHEN entry.type = 'void' THEN 0
            WHEN movement.date <> entry.date OR movement.position <> entry.position THEN 1
            WHEN entry.type = 'print' THEN source.id <> 1 OR destination.kind <> 'store'
            WHEN entry.type = 'ship'
            THEN source.kind <> 'store' OR destination.id <> 4 OR movement.shipment <> entry.id
            WHEN entry.type = 'receive'
            THEN source.id NOT IN (3, 4) OR destination.id NOT IN (3, entry.place)
                 OR movement.shipment <> entry.shipment
            WHEN entry.type = 'return' THEN source.id <> entry.place OR destination.kind <> 'store'
            WHEN entry.type = 'handout' THEN source.id <> entry.place OR destination.id <> 2
            WHEN entry.type = 'writeoff' THEN source.id <> entry.place OR destination.id <> 3
            ELSE 1 END
