-- By how many copies of each item the stock of all stores changed on each day: from the balances, or from the movements
-- if entries were recorded after the moment asked for.
SELECT print_run.item, changed.date, sum(changed.change) AS change
  FROM (SELECT balance.run, balance.date,
               balance.copies - lag(balance.copies, 1, 0) OVER (
                   PARTITION BY balance.place, balance.run ORDER BY balance.date) AS change
          FROM place
          JOIN balance ON balance.place = place.id
         WHERE place.is_store AND NOT EXISTS (SELECT 1 FROM command WHERE last_entry > :known_entry)
         UNION ALL
        SELECT changed.run, changed.date, changed.change
          FROM _change_then AS changed
          JOIN place ON place.id = changed.place AND place.is_store) AS changed
  JOIN print_run ON print_run.id = changed.run
 WHERE changed.date <= :at
 GROUP BY print_run.item, changed.date
