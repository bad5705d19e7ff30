-- Entries that do not fit what they refer to; there should be none. A receipt belongs to a shipment, comes after it,
-- and is at the place it was sent to. A shipment fulfils a request of its own place, for items requested. An entry
-- replaces one of its own type, which it voids. A restored entry is as it was: it has its void original's position in
-- time. A void undoes one entry that is not a void, at that entry's position in time, and with a
-- shipment its receipts. A count has lines, or is full. Only shipments have sending costs,
-- one for each item sent, and only hand-outs have an audience.
SELECT entry.command, wrong.finding, entry.id AS entry, entry.type, shipment.id AS other, shipment.type AS other_type
  FROM entry
  JOIN entry AS shipment ON shipment.id = entry.shipment
 CROSS JOIN (SELECT 'receipt_elsewhere' AS finding UNION ALL SELECT 'receipt_early') AS wrong
 WHERE (shipment.type <> 'ship' OR shipment.place <> entry.place
        OR (entry.date, entry.position) < (shipment.date, shipment.position))
   AND CASE wrong.finding
       WHEN 'receipt_elsewhere' THEN shipment.type <> 'ship' OR shipment.place <> entry.place
       ELSE (entry.date, entry.position) < (shipment.date, shipment.position) END
 UNION ALL
SELECT entry.command, 'request_elsewhere', entry.id, entry.type, request.id, NULL
  FROM entry
  JOIN request ON request.id = entry.request
 WHERE request.place <> entry.place
 UNION ALL
SELECT entry.command, 'request_for_others', entry.id, entry.type, entry.request, NULL
  FROM entry
  JOIN request ON request.id = entry.request
 CROSS JOIN movement ON movement.entry = entry.id AND movement.count IS NULL
  JOIN print_run ON print_run.id = movement.run
 WHERE NOT EXISTS (SELECT 1 FROM request_line
                    WHERE request_line.request = request.id AND request_line.item = print_run.item)
 UNION ALL
SELECT entry.command, 'replacement_unfit', entry.id, entry.type, replaced.id, replaced.type
  FROM entry
  JOIN entry AS replaced ON replaced.id = entry.replaces
 WHERE entry.type <> replaced.type
    OR NOT EXISTS (SELECT 1 FROM _void JOIN entry AS void ON void.id = _void.void
                    WHERE _void.entry = replaced.id AND void.command = entry.command)
 UNION ALL
SELECT entry.command, 'restored_unfit', entry.id, entry.type, first.id, first.type
  FROM entry
  JOIN entry AS first ON first.id = entry.restores
 WHERE (entry.type, entry.date, entry.position, entry.place) IS NOT (first.type, first.date, first.position, first.place)
    OR (entry.request, entry.reason, entry.is_full, entry.key)
       IS NOT (first.request, first.reason, first.is_full, first.key)
    OR first.restores IS NOT NULL
    OR NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = first.id)
 UNION ALL
SELECT void.command, 'void_unfit', void.id, void.type, entry.id, entry.type
  FROM entry AS void
  JOIN entry ON entry.id = void.voids
 WHERE entry.type = 'void' OR void.place <> entry.place OR void.date <> entry.date OR void.position <> entry.position
    OR NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id AND _void.void = void.id)
 UNION ALL
SELECT void.command, 'void_unfit', void.id, void.type, entry.id, entry.type
  FROM entry AS void
  JOIN _void ON _void.void = void.id
  JOIN entry ON entry.id = _void.entry
 WHERE void.type <> 'void' OR void.voids IS NOT entry.id AND void.voids IS NOT entry.shipment
 UNION ALL
SELECT void.command, 'receipt_left', void.id, void.type, receipt.id, receipt.type
  FROM entry AS void
  JOIN entry AS receipt ON receipt.shipment = void.voids AND +receipt.id <= :known_entry
 WHERE NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = receipt.id)
 UNION ALL
SELECT receipt.command, 'receipt_left', _void.void, 'void', receipt.id, receipt.type
  FROM entry AS receipt
  JOIN _void ON _void.entry = receipt.shipment
 WHERE NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = receipt.id)
 UNION ALL
SELECT entry.command, CASE entry.type WHEN 'count' THEN 'count_empty' ELSE 'moved_nothing' END, entry.id, entry.type,
       NULL, NULL
  FROM entry
 WHERE CASE entry.type
       WHEN 'void' THEN 0
       WHEN 'count' THEN NOT is_full AND NOT EXISTS (SELECT 1 FROM count_line WHERE count_line.count = entry.id)
       ELSE NOT EXISTS (SELECT 1 FROM movement WHERE movement.entry = entry.id) END
 UNION ALL
SELECT entry.command, 'not_a_count', entry.id, entry.type, NULL, NULL
  FROM entry
  JOIN count_line ON count_line.count = entry.id
 WHERE entry.type <> 'count'
 UNION ALL
SELECT entry.command, 'cost_unfit', entry.id, entry.type, NULL, NULL
  FROM entry
  JOIN shipment_cost AS cost ON cost.shipment = entry.id
 WHERE entry.type <> 'ship'
    OR NOT EXISTS (SELECT 1 FROM movement JOIN print_run ON print_run.id = movement.run
                    WHERE movement.entry = entry.id AND print_run.item = cost.item)
 UNION ALL
SELECT entry.command, 'audience_unfit', entry.id, entry.type, NULL, NULL
  FROM entry
  JOIN handout_audience ON handout_audience.handout = entry.id
 WHERE entry.type <> 'handout'
 UNION ALL
SELECT entry.command, 'printed_twice', entry.id, entry.type, first.id, first.type
  FROM entry
  JOIN movement ON movement.entry = entry.id AND movement.source = 1
  JOIN movement AS earlier ON earlier.run = movement.run AND earlier.source = 1
                          AND (earlier.entry, earlier.line) < (movement.entry, movement.line)
  JOIN entry AS first ON first.id = earlier.entry AND first.type = 'print'
 WHERE entry.type = 'print'
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry IN (entry.id, first.id))
