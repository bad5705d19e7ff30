-- Copies in transit now: how many of each item of each shipment.
SELECT _transit.shipment, print_run.item, sum(_transit.copies) AS copies
  FROM _transit
  JOIN print_run ON print_run.id = _transit.run
 GROUP BY _transit.shipment, print_run.item
