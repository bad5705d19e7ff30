-- What each print run cost, who made it and what else is known of it, after the last edit.
SELECT run, cost, currency, fund, printer, isbn, review_by, mark, carton, weight
  FROM run_detail
 WHERE command = (SELECT max(command) FROM run_detail AS version
                   WHERE version.run = run_detail.run AND version.command <= :known_command)
