-- What the copies of each print run at each place, or on their way, had cost to print, in cents. Each part has what the
-- parts up to it have together, rounded half down, less what those before it have: so they sum to what the run's stock is
-- worth, and to its cost while all its copies are there. Silent copies, which have no fresh evidence or are at seminars
-- that are over, have their part of that, rounded alike.
SELECT place, run, copies, currency, cents, silent,
       iif(silent = copies, cents,
           cost / quantity * silent + (2 * (cost % quantity) * silent + quantity - 1) / (2 * quantity)) AS silent_cents
  FROM (SELECT *,
               cost / quantity * copies + (2 * (cost % quantity) * through + quantity - 1) / (2 * quantity)
               - (2 * (cost % quantity) * (through - copies) + quantity - 1) / (2 * quantity) AS cents,
               iif(place = 4, 0, copies - proven) AS silent
          FROM (SELECT part.place, part.run, part.copies, coalesce(_evidence.counted + arrived, 0) AS proven,
                       detail.currency, detail.cost, _run.quantity,
                       sum(part.copies) OVER (PARTITION BY part.run ORDER BY part.place) AS through
                  FROM (SELECT place, run, sum(copies) AS copies
                          FROM (SELECT place, run, copies FROM _holding
                                 UNION ALL
                                SELECT 4, run, in_transit FROM _flow)
                         GROUP BY place, run
                        HAVING sum(copies) <> 0) AS part
                  JOIN _run ON _run.id = part.run
                  LEFT JOIN _run_detail AS detail ON detail.run = part.run
                  LEFT JOIN _evidence ON _evidence.place = part.place AND _evidence.run = part.run))
