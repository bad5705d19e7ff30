-- What the copies that an entry wrote off had cost to print, a row for each print run, in cents: the cost of the run by
-- its copies, rounded half up. A product of large numbers would not stay whole, so what is left of the division by the
-- copies printed is multiplied by itself.
SELECT entry, run, copies, currency,
       cost / printed * copies + (2 * (cost % printed) * copies + printed) / (2 * printed) AS cents
  FROM (SELECT movement.entry, print_run.code AS run, sum(movement.quantity) AS copies, detail.currency, detail.cost,
               _run.quantity AS printed
          FROM _movement AS movement
          JOIN entry ON entry.id = movement.entry AND entry.type = 'writeoff'
          JOIN print_run ON print_run.id = movement.run
          JOIN _run ON _run.id = movement.run
          JOIN _run_detail AS detail ON detail.run = movement.run AND detail.cost IS NOT NULL
         WHERE movement.to_loss AND movement.count IS NULL
         GROUP BY movement.entry, movement.run)
