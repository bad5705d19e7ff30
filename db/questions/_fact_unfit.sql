-- Facts that do not fit what they are about; there should be none. A place is a store exactly if its kind says so, and
-- is not closed while shipments, as known then, are in transit to it.
SELECT detail.command, 'kind_unfit' AS finding, place.code AS place, detail.kind
  FROM place_detail AS detail
  JOIN place ON place.id = detail.place
 WHERE place.is_store <> (detail.kind = 'store')
   AND NOT EXISTS (SELECT 1 FROM place_detail AS later WHERE later.place = detail.place AND later.command > detail.command
                      AND later.command <= :known_command)
 UNION ALL
SELECT place.command, 'kind_missing', place.code, NULL
  FROM place
 WHERE place.command IS NOT NULL AND NOT EXISTS (SELECT 1 FROM place_detail AS detail
                                                  WHERE detail.place = place.id AND detail.command <= :known_command)
 UNION ALL
SELECT request.command, 'request_empty', place.code, NULL
  FROM request
  JOIN place ON place.id = request.place
 WHERE NOT EXISTS (SELECT 1 FROM request_line WHERE request_line.request = request.id)
 UNION ALL
SELECT closing.command, 'closed_too_soon', place.code, NULL
  FROM closing
  JOIN place ON place.id = closing.place
  JOIN entry AS shipment ON shipment.place = closing.place AND shipment.type = 'ship'
                        AND shipment.command <= closing.command
 WHERE closing.closed = 1
   AND (SELECT sum(((destination = 4) - (source = 4)) * quantity)
          FROM movement
         WHERE movement.shipment = shipment.id
           AND movement.entry <= (SELECT last_entry FROM command
                                   WHERE number <= closing.command AND last_entry IS NOT NULL
                                   ORDER BY number DESC LIMIT 1)) > 0
