-- By how many copies of each item the stock of all stores changed in each month before the day's: the monthly flows,
-- less movements that were not known at the moment asked for.
SELECT print_run.item, flow.month, sum(flow.on_hand) AS change
  FROM (SELECT run, month, on_hand FROM monthly_flow WHERE month < substr(:at, 1, 7)
         UNION ALL
        SELECT run, substr(date, 1, 7), -on_hand
          FROM _movement_flow
         WHERE date < substr(:at, 1, 7) AND entry > :known_entry
           AND entry <= (SELECT max(last_entry) FROM command)) AS flow
  JOIN print_run ON print_run.id = flow.run
 GROUP BY print_run.item, flow.month
