-- Facts, with the numbers of their commands: what the ledger knows besides entries and their movements.
SELECT command FROM text WHERE command <= :known_command
 UNION ALL
SELECT command FROM closing WHERE command <= :known_command
 UNION ALL
SELECT command FROM withdrawal WHERE command <= :known_command
 UNION ALL
SELECT command FROM request WHERE command <= :known_command
 UNION ALL
SELECT command FROM request_line WHERE command <= :known_command
 UNION ALL
SELECT command FROM cancellation WHERE command <= :known_command
 UNION ALL
SELECT command FROM funding_grant WHERE command <= :known_command
 UNION ALL
SELECT command FROM grant_withdrawal WHERE command <= :known_command
 UNION ALL
SELECT command FROM run_detail WHERE command <= :known_command
 UNION ALL
SELECT command FROM run_share WHERE command <= :known_command
 UNION ALL
SELECT command FROM place_detail WHERE command <= :known_command
 UNION ALL
SELECT command FROM level WHERE command <= :known_command
 UNION ALL
SELECT command FROM region WHERE command <= :known_command
 UNION ALL
SELECT command FROM seminar WHERE command <= :known_command
 UNION ALL
SELECT command FROM audience WHERE command <= :known_command
 UNION ALL
SELECT command FROM clock_fix WHERE command <= :known_command
 UNION ALL
SELECT command FROM undoing WHERE command <= :known_command
 UNION ALL
SELECT entry.command FROM count_line JOIN entry ON entry.id = count_line.count WHERE +entry.command <= :known_command
 UNION ALL
SELECT entry.command FROM voided JOIN entry ON entry.id = voided.void WHERE +entry.command <= :known_command
 UNION ALL
SELECT entry.command FROM shipment_cost JOIN entry ON entry.id = shipment_cost.shipment WHERE +entry.command <= :known_command
 UNION ALL
SELECT entry.command FROM handout_audience JOIN entry ON entry.id = handout_audience.handout
 WHERE +entry.command <= :known_command
