-- The printing cost of the copies each entry wrote off, a row for each print run, in cents: the cost of the run's
-- copies written off up to the entry, in order of time, rounded half up, less that of the entries before it. So the
-- write-offs of a whole run add up to its cost. A product of large numbers would lose its integer type, so only the
-- remainder of the division by the copies printed is multiplied by itself.
SELECT entry, run, copies, currency,
       cost / printed * copies + (2 * (cost % printed) * (before + copies) + printed) / (2 * printed)
       - (2 * (cost % printed) * before + printed) / (2 * printed) AS cents
  FROM (SELECT movement.entry, print_run.code AS run, sum(movement.quantity) AS copies, detail.currency, detail.cost,
               _run.quantity AS printed,
               coalesce((SELECT sum(gone.quantity)
                           FROM entry AS earlier
                          CROSS JOIN _movement AS gone ON gone.entry = earlier.id AND gone.to_loss
                                 AND gone.count IS NULL AND gone.run = movement.run
                          WHERE earlier.type = 'writeoff' AND earlier.id <= :known_entry
                            AND (earlier.date, earlier.position) < (entry.date, entry.position)
                            AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = earlier.id)), 0) AS before
          FROM _movement AS movement
          JOIN entry ON entry.id = movement.entry AND entry.type = 'writeoff'
          JOIN print_run ON print_run.id = movement.run
          JOIN _run ON _run.id = movement.run
          JOIN _run_detail AS detail ON detail.run = movement.run AND detail.cost IS NOT NULL
         WHERE movement.to_loss AND movement.count IS NULL
         GROUP BY movement.entry, movement.run)
