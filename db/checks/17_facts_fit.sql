-- Places have a kind that tells whether they are stores, requests have lines, moments are in order, and each run was
-- printed, if only by a void entry, and paid for in full by the funds that share its cost. The parts of a sending cost
-- add up to it: 'ship' splits one cost over all its shipments, a sheet one over the items of each. An undo may restore
-- only some of the parts, so these are compared with their original entries instead. The outside places have the codes
-- of their numbers.
SELECT finding, place, kind, NULL AS fixed, NULL AS moment, NULL AS id, NULL AS run, NULL AS command,
       NULL AS paid, NULL AS cost
  FROM _fact_unfit
 WHERE command <= :known_command
 UNION ALL
SELECT 'clock_fix_unfit', NULL, NULL, fixed, moment, NULL, NULL, NULL, NULL, NULL
  FROM _clock_fix_unfit
 WHERE command <= :known_command
 UNION ALL
SELECT DISTINCT 'undoing_unfit', NULL, NULL, undone, command, NULL, NULL, NULL, NULL, NULL
  FROM _undoing_unfit
 WHERE command <= :known_command
 UNION ALL
SELECT 'run_never_printed', NULL, NULL, NULL, NULL, id, code, NULL, NULL, NULL
  FROM print_run
 WHERE NOT EXISTS (SELECT 1 FROM movement WHERE movement.run = print_run.id AND movement.source = 1)
 UNION ALL
SELECT 'outside_renamed', place.code, NULL, NULL, NULL, place.id, NULL, NULL, NULL, NULL
  FROM place
 WHERE (id, code) NOT IN (VALUES (1, 'printer'), (2, 'public'), (3, 'loss'), (4, 'transit')) AND id <= 4
 UNION ALL
SELECT 'shares_unfit', NULL, NULL, NULL, NULL, NULL, run, command, NULL, NULL
  FROM _shares_unfit
 WHERE command <= :known_command
 UNION ALL
SELECT 'payments_unfit', NULL, NULL, NULL, NULL, NULL, print_run.code, NULL, sum(payment.cents), detail.cost
  FROM _run_payment AS payment
  JOIN _run_detail AS detail ON detail.run = payment.run
  JOIN print_run ON print_run.id = payment.run
 GROUP BY payment.run
HAVING sum(payment.cents) <> detail.cost
 UNION ALL
SELECT 'sending_costs_unfit', NULL, NULL, NULL, NULL, min(entry.id), NULL, entry.command, sum(part.cost), part.whole
  FROM shipment_cost AS part
  JOIN entry ON entry.id = part.shipment AND entry.restores IS NULL
  JOIN command ON command.number = entry.command
 GROUP BY entry.command, iif(command.name = 'ship', NULL, entry.id), part.currency, part.fund, part.whole
HAVING sum(part.cost) <> part.whole
