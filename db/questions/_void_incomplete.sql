-- Voids that, together with everything they void, still move something, or move what they do not undo; there should be
-- none. For a void count that includes its recorded difference, whichever entry found it; what a void changes in the
-- differences of other counts is theirs.
SELECT entry.command, entry.id AS void
  FROM entry
 WHERE entry.type = 'void'
   AND (EXISTS (SELECT 1
                  FROM (SELECT run, date, position, shipment, source, destination, quantity
                          FROM movement
                         WHERE movement.entry = entry.id AND count IS NULL
                         UNION ALL
                        SELECT run, date, position, shipment, source, destination, quantity
                          FROM _void
                         CROSS JOIN movement ON movement.entry = _void.entry
                         WHERE _void.void = entry.id AND count IS NULL
                         UNION ALL
                        SELECT run, date, position, shipment, source, destination, quantity
                          FROM movement
                         WHERE movement.count = entry.voids AND movement.entry <= :known_entry)
                 CROSS JOIN (SELECT column1 AS came FROM (VALUES (-1), (1)))
                 GROUP BY run, date, position, shipment, iif(came > 0, destination, source)
                HAVING sum(came * quantity) <> 0)
        OR EXISTS (SELECT 1
                     FROM movement
                    WHERE movement.entry = entry.id AND movement.count IS NULL
                      AND NOT EXISTS (SELECT 1
                                        FROM _void  -- the index of dates would read all movements of a day
                                       CROSS JOIN movement AS undone ON undone.entry = _void.entry
                                       WHERE _void.void = entry.id
                                         AND (undone.source, undone.destination, undone.run)
                                             = (movement.destination, movement.source, movement.run)
                                         AND (undone.date, undone.position) = (movement.date, movement.position)
                                         AND undone.quantity = movement.quantity)))
