-- Entries fit what they refer to: receipts their shipments, replacements and voids what they undo, prints their runs. A
-- restored entry has the copies, costs, people and lines of its original.
SELECT DISTINCT finding, entry, type, other, other_type
  FROM _entry_unfit
 WHERE +command <= :known_command  -- the index would read all entries, one by one
 UNION ALL
SELECT 'counted_twice', entry.id, entry.type, NULL, NULL
  FROM count_line AS part
  JOIN print_run ON print_run.id = part.run
  JOIN count_line AS whole ON whole.count = part.count AND whole.item = print_run.item
  JOIN entry ON entry.id = part.count AND entry.command <= :known_command
 UNION ALL
SELECT 'restored_unfit', entry.id, entry.type, first.id, first.type
  FROM entry
  JOIN entry AS first ON first.id = entry.restores
 WHERE +entry.command <= :known_command
   AND (EXISTS (SELECT 1 FROM movement WHERE movement.entry IN (first.id, entry.id) AND count IS NULL
                    GROUP BY run, source, destination, quantity HAVING min(movement.entry) = max(movement.entry))
        OR EXISTS (SELECT 1 FROM shipment_cost WHERE shipment_cost.shipment IN (first.id, entry.id)
                    GROUP BY item, cost, whole, currency, fund, funding_grant
                   HAVING min(shipment_cost.shipment) = max(shipment_cost.shipment))
        OR EXISTS (SELECT 1 FROM handout_audience WHERE handout IN (first.id, entry.id)
                    GROUP BY name, people HAVING min(handout) = max(handout))
        OR EXISTS (SELECT 1 FROM count_line WHERE count_line.count IN (first.id, entry.id)
                    GROUP BY item, run, quantity HAVING min(count_line.count) = max(count_line.count)))
