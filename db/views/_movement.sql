-- Movements, with the names of the outside places they come from and go to. Each outside place has the number that the
-- first migration gave it; every other place has a larger one.
SELECT entry, line, run, source, destination, quantity, date, position, shipment, count,
       source = 1 AS from_printer, destination = 1 AS to_printer,
       source = 2 AS from_public, destination = 2 AS to_public,
       source = 3 AS from_loss, destination = 3 AS to_loss,
       source = 4 AS from_transit, destination = 4 AS to_transit,
       source > 4 AS from_place, destination > 4 AS to_place
  FROM movement
