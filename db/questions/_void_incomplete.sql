-- Voids that, together with all that they void, still move something, or move what they do not undo; there should be
-- none. Of a void count that is what booked its difference, whichever entry made that known.
SELECT entry.command, entry.id AS void
  FROM entry
 WHERE entry.type = 'void'
   AND (EXISTS (SELECT 1
                  FROM (SELECT run, date, position, shipment, source AS place, -quantity AS change FROM _undone
                         WHERE _undone.void = entry.id
                         UNION ALL
                        SELECT run, date, position, shipment, destination, quantity FROM _undone
                         WHERE _undone.void = entry.id)
                 GROUP BY run, date, position, shipment, place
                HAVING sum(change) <> 0)
        OR EXISTS (SELECT 1
                     FROM movement
                    WHERE movement.entry = entry.id AND movement.count IS NULL
                      AND NOT EXISTS (SELECT 1
                                        FROM _void  -- the index of dates would lead to all movements of a day
                                       CROSS JOIN movement AS undone ON undone.entry = _void.entry
                                       WHERE _void.void = entry.id
                                         AND (undone.source, undone.destination, undone.run)
                                             = (movement.destination, movement.source, movement.run)
                                         AND (undone.date, undone.position) = (movement.date, movement.position)
                                         AND undone.quantity = movement.quantity)))
