-- What is still on its way: how many copies of each item of each shipment.
SELECT shipment, item, sum(copies) AS copies
  FROM (SELECT movement.shipment, print_run.item, sum((to_transit - from_transit) * movement.quantity) AS copies
          FROM _movement AS movement
          JOIN print_run ON print_run.id = movement.run
         WHERE movement.shipment IS NOT NULL AND movement.date <= :at AND movement.entry <= :known_entry
         GROUP BY movement.shipment, movement.run
        HAVING sum((to_transit - from_transit) * movement.quantity) > 0)
 GROUP BY shipment, item
