-- Changes of each place's stock, to be read in order of time: at one moment so many copies of a print run more or, if
-- negative, fewer; for a parcel with its shipment, and whether the public gave or got them. Voided movements cancel
-- out, as a void has the position in time of what it voids.
SELECT part.place, part.run, place.code AS place_code, print_run.code AS run_code, part.date, part.position,
       part.shipment, part.is_public, part.copies
  FROM (SELECT place, run, date, position, shipment, is_public, sum(copies) AS copies
          FROM (SELECT source AS place, run, date, position, shipment, to_public AS is_public, -quantity AS copies
                  FROM _movement
                 WHERE from_place AND +date <= :at AND +entry <= :known_entry
                 UNION ALL
                SELECT destination, run, date, position, shipment, from_public, quantity
                  FROM _movement
                 WHERE to_place AND +date <= :at AND +entry <= :known_entry)
         GROUP BY place, run, date, position, shipment, is_public
        HAVING sum(copies) <> 0) AS part
  JOIN place ON place.id = part.place
  JOIN print_run ON print_run.id = part.run
