-- Rule 6: a withdrawn run is neither shipped nor moved.
SELECT 'withdrawn_shipped' AS finding, entry, print_run.code AS run, date
  FROM (SELECT 1 FROM withdrawal WHERE withdrawn = 1 LIMIT 1)  -- without withdrawals, no movement is read
 CROSS JOIN _withdrawn_shipped
  JOIN print_run ON print_run.id = _withdrawn_shipped.run
 WHERE command <= :known_command
