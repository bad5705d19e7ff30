-- Places have a kind that says whether they are stores, requests ask for something, moments are in order, and each
-- run was printed, if only by an entry that is void.
SELECT finding, place, kind, NULL AS fixed, NULL AS moment, NULL AS id, NULL AS run
  FROM _fact_unfit
 WHERE command <= :known_command
 UNION ALL
SELECT 'clock_fix_unfit', NULL, NULL, fixed, moment, NULL, NULL
  FROM _clock_fix_unfit
 WHERE command <= :known_command
 UNION ALL
SELECT DISTINCT 'undoing_unfit', NULL, NULL, undone, command, NULL, NULL
  FROM _undoing_unfit
 WHERE command <= :known_command
 UNION ALL
SELECT 'run_never_printed', NULL, NULL, NULL, NULL, id, code
  FROM print_run
 WHERE NOT EXISTS (SELECT 1 FROM movement WHERE movement.run = print_run.id AND movement.source = 1)
