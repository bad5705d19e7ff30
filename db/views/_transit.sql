-- Copies in transit now, by run and shipment. The sums tell how many copies are in transit to which places; of each
-- such place the shipments are searched, the latest first, until all copies are found.
SELECT movement.shipment, movement.run, sum((to_transit - from_transit) * movement.quantity) AS copies
  FROM (WITH RECURSIVE walk (place, date, shipment, missing) AS (
             SELECT place, '9999-12-32', 0, sum(in_transit) FROM custody WHERE in_transit > 0 GROUP BY place
              UNION ALL
             SELECT walk.place, sent.date, sent.id,
                    walk.missing - coalesce((SELECT sum((to_transit - from_transit) * movement.quantity)
                                               FROM _movement AS movement
                                              WHERE movement.shipment = sent.id), 0)
               FROM walk
               JOIN entry AS sent
                 ON sent.id = (SELECT id FROM entry
                                WHERE place = walk.place AND type = 'ship'
                                  AND (date, id) < (walk.date, walk.shipment)
                                ORDER BY date DESC, id DESC LIMIT 1)
              WHERE walk.missing > 0)
        SELECT shipment FROM walk WHERE shipment > 0) AS late
 CROSS JOIN _movement AS movement ON movement.shipment = late.shipment
 GROUP BY movement.shipment, movement.run
HAVING sum((to_transit - from_transit) * movement.quantity) > 0
