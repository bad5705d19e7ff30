-- No two standing print entries print the same run.
SELECT 'printed_twice' AS finding, max(entry.id) AS entry, min(entry.id) AS first, print_run.code AS run
  FROM movement
  JOIN entry ON entry.id = movement.entry AND entry.type = 'print'
  JOIN print_run ON print_run.id = movement.run
 WHERE movement.source = 1 AND entry.id NOT IN (SELECT entry FROM _void)
 GROUP BY movement.run
HAVING count(DISTINCT entry.id) > 1
