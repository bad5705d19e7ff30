-- The lines behind `distribution`, with the numbers of places and runs: a row for each print run of a shipment,
-- including transfers to stores, and for each run of a return, whose shipment is NULL.
SELECT date, place, run, shipment, copies, received, 0 AS returned, shipment AS entry
  FROM _dispatch
 UNION ALL
SELECT date, place, run, NULL, 0, 0, copies, entry
  FROM _returned
