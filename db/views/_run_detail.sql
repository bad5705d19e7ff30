-- What each print run cost and who made it, after the last edit.
SELECT run, cost, currency, fund, printer, isbn
  FROM run_detail
 WHERE command = (SELECT max(command) FROM run_detail AS version
                   WHERE version.run = run_detail.run AND version.command <= :known_command)
