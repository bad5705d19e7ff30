-- What the copies of each print run at each place, or on their way, had cost to print, in cents. Each part has what the
-- parts up to it have together, rounded half down, less what those before it have: so they sum to what the run's stock is
-- worth, and to its cost while all its copies are there.
SELECT place, run, copies, currency,
       cost / quantity * copies + (2 * (cost % quantity) * through + quantity - 1) / (2 * quantity)
       - (2 * (cost % quantity) * (through - copies) + quantity - 1) / (2 * quantity) AS cents
  FROM (SELECT part.place, part.run, part.copies, detail.currency, detail.cost, _run.quantity,
               sum(part.copies) OVER (PARTITION BY part.run ORDER BY part.place) AS through
          FROM (SELECT place, run, sum(copies) AS copies
                  FROM (SELECT place, run, copies FROM _holding
                         UNION ALL
                        SELECT 4, run, in_transit FROM _flow)
                 GROUP BY place, run
                HAVING sum(copies) <> 0) AS part
          JOIN _run ON _run.id = part.run
          LEFT JOIN _run_detail AS detail ON detail.run = part.run)
