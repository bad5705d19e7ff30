-- What is on its way now, a row for each line of the delivery note of such a shipment, in its order: the item, and how
-- many copies of the line's print run have not arrived.
SELECT sent.id AS shipment, place.code AS place, sent.date, movement.line, print_run.item,
       coalesce(awaited.copies, 0) AS copies
  FROM (SELECT DISTINCT shipment FROM _transit) AS late
  JOIN entry AS sent ON sent.id = late.shipment
  JOIN place ON place.id = sent.place
  JOIN movement ON movement.entry = sent.id AND movement.destination = 4
  JOIN print_run ON print_run.id = movement.run
  LEFT JOIN (SELECT shipment, run, copies FROM _transit LIMIT -1) AS awaited
    ON awaited.shipment = sent.id AND awaited.run = movement.run
