-- Rule 2: no shipment has fewer than zero copies of a run in transit, or recorded as lost on its way, at the end of any
-- day. Shipments that received and lost copies only after all were sent, and no more, are not checked day by day.
SELECT finding, shipment, print_run.code AS run, date, copies
  FROM (SELECT finding, shipment, run, date,
               sum(sum(change)) OVER (PARTITION BY finding, shipment, run ORDER BY date) AS copies
          FROM (SELECT 'transit_short' AS finding, shipment, run, date, (to_transit - from_transit) * quantity AS change
                  FROM _movement
                 WHERE shipment IS NOT NULL AND entry <= :known_entry AND (to_transit OR from_transit)
                   AND (shipment, run) IN (SELECT shipment, run
                                             FROM _movement
                                            WHERE shipment IS NOT NULL AND +entry <= :known_entry
                                            GROUP BY shipment, run
                                           HAVING sum((to_transit - from_transit) * quantity) < 0
                                               OR min(iif(from_transit, date, NULL)) < max(iif(to_transit, date, NULL)))
                 UNION ALL
                SELECT 'losses_short', shipment, run, date, ((destination = 3) - (source = 3)) * quantity
                  FROM movement
                 WHERE shipment IS NOT NULL AND (source = 3 OR destination = 3) AND +entry <= :known_entry)
         GROUP BY finding, shipment, run, date) AS parcel
  JOIN print_run ON print_run.id = parcel.run
 WHERE copies < 0
