-- The printing cost of the copies of each print run at each place or in transit, in cents. Each part is the value of
-- all parts up to it, rounded half down, less the parts before it: so they add up to the value of the run's stock, and
-- to its cost while all its copies are there. Silent copies, without fresh evidence or at seminars that are over, have
-- their part of that, rounded alike.
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
