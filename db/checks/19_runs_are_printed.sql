-- What an entry names was printed, and what a count counts was printed by then.
SELECT DISTINCT 'run_unprinted' AS finding, entry, type, print_run.code AS run
  FROM _run_unprinted
  JOIN print_run ON print_run.id = _run_unprinted.run
 WHERE command <= :known_command
