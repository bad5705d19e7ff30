-- Voids that, together with all that they void, still move something; there should be none. Of a void count that is
-- what booked its difference, whichever entry made that known.
SELECT entry.command, entry.id AS void
  FROM entry
 WHERE entry.type = 'void'
   AND EXISTS (SELECT 1
                 FROM (SELECT run, date, position, shipment, source AS place, -quantity AS change FROM _undone
                        WHERE _undone.void = entry.id
                        UNION ALL
                       SELECT run, date, position, shipment, destination, quantity FROM _undone
                        WHERE _undone.void = entry.id)
                GROUP BY run, date, position, shipment, place
               HAVING sum(change) <> 0)
