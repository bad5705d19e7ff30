-- The recall list: each place that copies of a run were sent to, and what became of them. Shipped = in
-- transit + here + returned + handed out + lost, and for a store what it shipped on.
SELECT place.code AS place, place.name, place.kind, place.country, print_run.code AS run, print_run.item,
       part.shipped, part.in_transit, part.returned, part.handed_out, part.lost, part.here,
       nullif(coalesce(place.contact || ' ', '') || coalesce(place.email || ' ', '')
              || coalesce(place.phone, ''), '') AS contact
  FROM (SELECT place, run, sum(shipped) AS shipped, sum(in_transit) AS in_transit, sum(returned) AS returned,
               sum(handed_out) AS handed_out, sum(lost) AS lost, sum(here) AS here
          FROM (SELECT sent.place, movement.run,
                       ((movement.destination = 4 AND movement.source NOT IN (3, sent.place))
                        - (movement.source = 4 AND movement.destination NOT IN (3, sent.place)))
                       * movement.quantity AS shipped,
                       ((movement.destination = 4) - (movement.source = 4)) * movement.quantity AS in_transit,
                       0 AS returned,
                       0 AS handed_out,
                       ((movement.destination = 3) - (movement.source = 3)) * movement.quantity AS lost,
                       0 AS here
                  FROM movement
                  JOIN entry AS sent ON sent.id = movement.shipment
                 WHERE movement.date <= :at AND movement.entry <= :known_entry
                 UNION ALL
                SELECT movement.source, movement.run, 0, 0,
                       (place.kind <> 'store' AND far.kind = 'store') * movement.quantity,
                       (far.id = 2) * movement.quantity,
                       (far.id = 3 AND movement.shipment IS NULL) * movement.quantity,
                       -movement.quantity
                  FROM movement
                  JOIN place ON place.id = movement.source
                  JOIN place AS far ON far.id = movement.destination
                 WHERE movement.source > 4 AND movement.date <= :at AND movement.entry <= :known_entry
                 UNION ALL
                SELECT movement.destination, movement.run, 0, 0,
                       -(place.kind <> 'store' AND far.kind = 'store') * movement.quantity,
                       -(far.id = 2) * movement.quantity,
                       -(far.id = 3 AND movement.shipment IS NULL) * movement.quantity,
                       movement.quantity
                  FROM movement
                  JOIN place ON place.id = movement.destination
                  JOIN place AS far ON far.id = movement.source
                 WHERE movement.destination > 4 AND movement.date <= :at AND movement.entry <= :known_entry)
         GROUP BY place, run) AS part
  JOIN place ON place.id = part.place
  JOIN print_run ON print_run.id = part.run
 WHERE part.shipped > 0 OR (part.here <> 0 AND place.kind <> 'store')
