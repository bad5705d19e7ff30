-- Movements that do not fit their entries; there should be none. Their run and places exist. An entry's own movements
-- have its date and position, and go between places that its type allows; a print has one. A movement that records a
-- count's difference has the date and position of the count, which covers its run. Only movements to or from transit,
-- or losses there, have a shipment. Moves and shipments do not end where they begin.
SELECT entry.command,
       CASE WHEN print_run.id IS NULL THEN 'movement_of_no_run'
            WHEN source.id IS NULL OR destination.id IS NULL THEN 'movement_of_no_place'
            ELSE 'movement_unfit' END AS finding,
       entry.id AS entry, entry.type, movement.line, coalesce(print_run.code, movement.run) AS run,
       coalesce(source.code, movement.source) AS source, coalesce(destination.code, movement.destination) AS destination,
       movement.date
  FROM entry
  JOIN _movement AS movement ON movement.entry = entry.id
  JOIN entry AS whose ON whose.id = coalesce(movement.count, entry.id)
  LEFT JOIN print_run ON print_run.id = movement.run
  LEFT JOIN place AS source ON source.id = movement.source
  LEFT JOIN place AS destination ON destination.id = movement.destination
 WHERE print_run.id IS NULL OR source.id IS NULL OR destination.id IS NULL
    OR CASE WHEN movement.count IS NOT NULL
            THEN movement.date <> whose.date OR movement.position <> whose.position OR whose.type <> 'count'
                 OR whose.place NOT IN (source.id, destination.id)
                 OR NOT (from_public OR from_loss OR to_public OR to_loss) OR movement.shipment IS NOT NULL
                 OR NOT whose.is_full
                    AND NOT EXISTS (SELECT 1 FROM count_line
                                     WHERE count_line.count = whose.id
                                       AND (count_line.run = movement.run OR count_line.item = print_run.item))
            WHEN entry.type = 'void' THEN 0
            WHEN movement.date <> entry.date OR movement.position <> entry.position THEN 1
            WHEN entry.type = 'print'
            THEN movement.line <> 1 OR NOT from_printer OR NOT destination.is_store OR destination.id <> entry.place
            WHEN entry.type = 'ship'
            THEN NOT source.is_store OR NOT to_transit OR movement.shipment IS NOT entry.id OR source.id = entry.place
            WHEN entry.type = 'receive'
            THEN NOT (from_transit OR from_loss) OR NOT (to_loss OR destination.id = entry.place)
                 OR movement.shipment IS NOT entry.shipment
            WHEN entry.type = 'move'
            THEN destination.id <> entry.place OR destination.is_store OR NOT from_place OR source.is_store
            WHEN entry.type = 'return' THEN source.id <> entry.place OR source.is_store OR NOT destination.is_store
            WHEN entry.type = 'handout' THEN source.id <> entry.place OR NOT to_public
            WHEN entry.type = 'writeoff' THEN source.id <> entry.place OR NOT to_loss
            ELSE 1 END
    OR movement.shipment IS NOT NULL AND entry.type NOT IN ('ship', 'receive', 'void')
