-- How certain the copies at each place are, including those in transit to it, and those lost on the way. Printed and
-- found add up to the other figures only over all places together. For an earlier day, only later changes are
-- subtracted from the sums: from shipments, the receipts of those sent before that day, all losses, and copies in
-- transit of those sent after it. So shipments both sent and received later are not read.
-- A void of a shipment also moves back its received copies, each part on its own day.
SELECT place.code AS place, place.kind, place.country, place.region, place.is_store,
       printed, found, counted, arrived, silent, over, in_transit, given, taken, lost
  FROM (SELECT place, 0 AS printed, 0 AS found, 0 AS counted, 0 AS arrived, sum(copies) AS silent, 0 AS over,
               0 AS in_transit, 0 AS given, 0 AS taken, 0 AS lost
          FROM _balance
         GROUP BY place
-- earlier (
         UNION ALL
        SELECT place, 0, 0, 0, 0, change, 0, 0, 0, 0, 0 FROM _change_then WHERE date <= :at
-- )
         UNION ALL
        SELECT store, quantity, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM _run
         UNION ALL
        SELECT place, 0, 0, sum(counted), sum(arrived), -sum(counted + arrived + over), sum(over), 0, 0, 0, 0
          FROM _evidence
         GROUP BY place
         UNION ALL
        SELECT place, 0, 0, 0, 0, 0, 0, sum(in_transit), sum(handed_out), 0, sum(lost) FROM custody GROUP BY place
-- earlier (
         UNION ALL
        SELECT later.place, 0, 0, 0, 0, 0, 0,
               iif((SELECT date FROM entry WHERE id = movement.shipment) <= :at,
                   (movement.source = 4) - (movement.destination = 4), 0) * quantity,
               iif(movement.count IS NULL, (movement.source = 2) - (movement.destination = 2), 0) * quantity, 0,
               iif(movement.count IS NULL, (movement.source = 3) - (movement.destination = 3), 0) * quantity
          FROM (SELECT later.id, later.place
                  FROM entry AS later
                  LEFT JOIN entry AS sent ON sent.id = later.shipment
                 WHERE later.date > :at AND later.type IN ('receive', 'handout', 'writeoff')
                   AND (sent.date <= :at OR sent.id IS NULL)
                 UNION ALL
                SELECT id, place FROM entry WHERE id > :known_entry AND +date <= :at AND type <> 'void'
                 UNION ALL
                SELECT id, place FROM entry WHERE voids IS NOT NULL) AS later
         CROSS JOIN movement ON movement.entry = later.id
         WHERE +later.id <= (SELECT max(last_entry) FROM command)
           AND (movement.date > :at OR movement.entry > :known_entry)
         UNION ALL
        SELECT later.place, 0, 0, 0, 0, 0, 0, 0, 0, 0, ((source = 3) - (destination = 3)) * quantity
          FROM movement
         CROSS JOIN entry AS later ON later.id = movement.entry AND later.type = 'receive'
         CROSS JOIN entry AS sent ON sent.id = movement.shipment AND sent.date > :at
         WHERE movement.shipment IS NOT NULL AND (source = 3 OR destination = 3) AND +movement.date > :at
           AND +movement.entry <= (SELECT max(last_entry) FROM command)
         UNION ALL
        SELECT sent.place, 0, 0, 0, 0, 0, 0, -_transit.copies, 0, 0, 0
          FROM _transit
          JOIN entry AS sent ON sent.id = _transit.shipment
         WHERE sent.date > :at
-- )
         UNION ALL
        SELECT entry.place, 0, found, 0, 0, 0, 0, 0, 0, taken, _found.lost
          FROM _found
          JOIN entry ON entry.id = _found.count) AS part
  JOIN _place AS place ON place.id = part.place
