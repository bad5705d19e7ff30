-- An entry's own movements have its date and position, and go between places that its type allows. A movement
-- that books a count's difference has the date and position of the count. Only what enters or leaves transit, or was
-- lost there, is of a shipment.
SELECT 'movement_unfit' AS finding, movement.line, entry.id AS entry, entry.type,
       source.code AS source, destination.code AS destination, movement.date
  FROM _movement AS movement
  JOIN entry ON entry.id = movement.entry
  JOIN entry AS whose ON whose.id = coalesce(movement.count, entry.id)
  JOIN place AS source ON source.id = movement.source
  JOIN place AS destination ON destination.id = movement.destination
 WHERE CASE WHEN movement.count IS NOT NULL
            THEN movement.date <> whose.date OR movement.position <> whose.position OR whose.type <> 'count'
                 OR whose.place NOT IN (source.id, destination.id)
                 OR NOT (from_public OR from_loss OR to_public OR to_loss) OR movement.shipment IS NOT NULL
            WHEN entry.type = 'void' THEN 0
            WHEN movement.date <> entry.date OR movement.position <> entry.position THEN 1
            WHEN entry.type = 'print' THEN NOT from_printer OR destination.kind <> 'store'
            WHEN entry.type = 'ship'
            THEN source.kind <> 'store' OR NOT to_transit OR movement.shipment <> entry.id
            WHEN entry.type = 'receive'
            THEN NOT (from_transit OR from_loss) OR NOT (to_loss OR destination.id = entry.place)
                 OR movement.shipment <> entry.shipment
            WHEN entry.type = 'return' THEN source.id <> entry.place OR destination.kind <> 'store'
            WHEN entry.type = 'handout' THEN source.id <> entry.place OR NOT to_public
            WHEN entry.type = 'writeoff' THEN source.id <> entry.place OR NOT to_loss
            ELSE 1 END
    OR movement.shipment IS NOT NULL AND entry.type IN ('print', 'return', 'handout', 'writeoff')
