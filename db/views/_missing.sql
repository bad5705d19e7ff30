-- Copies of each run of each shipment that have not arrived by now: in transit, or lost there.
SELECT shipment, run, sum(copies) AS copies
  FROM (SELECT shipment, run, copies FROM _transit
         UNION ALL
        SELECT shipment, run, ((destination = 3) - (source = 3)) * quantity
          FROM movement
         WHERE shipment IS NOT NULL AND (source = 3 OR destination = 3)
           AND +entry <= (SELECT max(last_entry) FROM command))
 GROUP BY shipment, run
