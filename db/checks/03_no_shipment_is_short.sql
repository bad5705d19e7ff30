-- Rule 2: no shipment has fewer than zero copies of a run in transit, or booked as lost on its way, at the end
-- of any day.
SELECT finding, shipment, print_run.code AS run, date, copies
  FROM (SELECT finding, shipment, run, date,
               sum(sum(change)) OVER (PARTITION BY finding, shipment, run ORDER BY date) AS copies
          FROM (SELECT 'transit_short' AS finding, shipment, run, date, (to_transit - from_transit) * quantity AS change
                  FROM _movement WHERE shipment IS NOT NULL AND entry <= :known_entry AND (to_transit OR from_transit)
                 UNION ALL
                SELECT 'losses_short', shipment, run, date, (to_loss - from_loss) * quantity
                  FROM _movement WHERE shipment IS NOT NULL AND entry <= :known_entry AND (to_loss OR from_loss))
         GROUP BY finding, shipment, run, date) AS parcel
  JOIN print_run ON print_run.id = parcel.run
 WHERE copies < 0
