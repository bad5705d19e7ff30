-- Print runs whose shares do not add up to their whole cost, in hundredths of a percent; there should be none.
SELECT run_share.command, print_run.code AS run, sum(run_share.share) AS shares
  FROM run_share
  JOIN print_run ON print_run.id = run_share.run
 GROUP BY run_share.command, run_share.run
HAVING sum(run_share.share) <> 10000
