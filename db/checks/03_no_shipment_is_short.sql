-- Rule 2: no shipment has fewer than zero copies of a run in transit, or booked as lost on its way, at the
-- end of any day.
SELECT 'Shipment ' || shipment || ' has ' || copies || ' copies of ' || print_run.code || ' '
       || CASE WHEN outside = 4 THEN 'in transit' ELSE 'booked as lost' END || ' on ' || date || '.'
  FROM (SELECT shipment, run, outside, date,
               sum(sum(change)) OVER (PARTITION BY shipment, run, outside ORDER BY date) AS copies
          FROM (SELECT shipment, run, source AS outside, date, -quantity AS change
                  FROM movement WHERE shipment IS NOT NULL AND source IN (3, 4)
                 UNION ALL
                SELECT shipment, run, destination, date, quantity
                  FROM movement WHERE shipment IS NOT NULL AND destination IN (3, 4))
         GROUP BY shipment, run, outside, date) AS parcel
  JOIN print_run ON print_run.id = parcel.run
 WHERE copies < 0
