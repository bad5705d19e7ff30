-- The recall list: each place to which copies of a run were sent, and what became of them: shipped = in transit
-- + here + returned + handed out + lost, plus, for a store, the copies that it sent on.
SELECT place.code AS place, place.name, place.kind, place.country, print_run.code AS run, print_run.item,
       part.shipped, part.in_transit, part.returned, part.handed_out, part.lost, part.here,
       nullif(coalesce(place.contact || ' ', '') || coalesce(place.email || ' ', '')
              || coalesce(place.phone, ''), '') AS contact
  FROM (SELECT place, run, sum(shipped) AS shipped, sum(in_transit) AS in_transit, sum(returned) AS returned,
               sum(handed_out) AS handed_out, sum(lost) AS lost, sum(here) AS here
          FROM (SELECT sent.place, movement.run,
                       ((to_transit AND NOT from_loss AND movement.source <> sent.place)
                        - (from_transit AND NOT to_loss AND movement.destination <> sent.place))
                       * movement.quantity AS shipped,
                       (to_transit - from_transit) * movement.quantity AS in_transit,
                       0 AS returned,
                       0 AS handed_out,
                       (to_loss - from_loss) * movement.quantity AS lost,
                       0 AS here
                  FROM _movement AS movement
                  JOIN entry AS sent ON sent.id = movement.shipment
                 WHERE movement.date <= :at AND movement.entry <= :known_entry
                 UNION ALL
                SELECT movement.source, movement.run, 0, 0,
                       (place.kind <> 'store' AND far.kind = 'store') * movement.quantity,
                       to_public * movement.quantity,
                       (to_loss AND movement.shipment IS NULL) * movement.quantity,
                       -movement.quantity
                  FROM _movement AS movement
                  JOIN place ON place.id = movement.source
                  JOIN place AS far ON far.id = movement.destination
                 WHERE from_place AND movement.date <= :at AND movement.entry <= :known_entry
                 UNION ALL
                SELECT movement.destination, movement.run, 0, 0,
                       -(place.kind <> 'store' AND far.kind = 'store') * movement.quantity,
                       -from_public * movement.quantity,
                       -(from_loss AND movement.shipment IS NULL) * movement.quantity,
                       movement.quantity
                  FROM _movement AS movement
                  JOIN place ON place.id = movement.destination
                  JOIN place AS far ON far.id = movement.source
                 WHERE to_place AND movement.date <= :at AND movement.entry <= :known_entry)
         GROUP BY place, run) AS part
  JOIN place ON place.id = part.place
  JOIN print_run ON print_run.id = part.run
 WHERE part.shipped > 0 OR (part.here <> 0 AND place.kind <> 'store')
