-- Rule 2: no shipment has fewer than zero copies of a run in transit at the end of any day.
SELECT 'Shipment ' || shipment || ' has ' || outstanding || ' copies of ' || print_run.code
       || ' in transit on ' || date || '.'
  FROM (SELECT shipment, run, date,
               sum(sum((destination = 4) * quantity - (source = 4) * quantity))
                   OVER (PARTITION BY shipment, run ORDER BY date) AS outstanding
          FROM movement
         WHERE shipment IS NOT NULL
         GROUP BY shipment, run, date) AS parcel
  JOIN print_run ON print_run.id = parcel.run
 WHERE outstanding < 0
