-- How many copies of each print run of each shipment are in transit at the end of the day.
SELECT movement.shipment, print_run.code AS run, sum((to_transit - from_transit) * movement.quantity) AS copies
  FROM _movement AS movement
  JOIN print_run ON print_run.id = movement.run
 WHERE movement.shipment IS NOT NULL AND +movement.date <= :at AND +movement.entry <= :known_entry
 GROUP BY movement.shipment, movement.run
