-- The first standing count of each run at each place after the day, and how many copies the place holds just
-- before it: the balance of the day before, and the movements of the count's own day that come before it, less
-- what the balance includes but was not known at the moment asked about.
SELECT place, run, date,
       coalesce((SELECT copies FROM balance
                  WHERE balance.place = following.place AND balance.run = following.run
                    AND balance.date < following.date
                  ORDER BY balance.date DESC LIMIT 1), 0)
       + coalesce((SELECT sum(CASE WHEN destination = following.place THEN quantity ELSE -quantity END)
                     FROM movement
                    WHERE movement.date = following.date AND movement.run = following.run
                      AND following.place IN (source, destination)
                      AND position < following.position AND entry <= :known_entry), 0)
       - coalesce((SELECT sum(CASE WHEN destination = following.place THEN quantity ELSE -quantity END)
                     FROM movement
                    WHERE entry > :known_entry AND movement.run = following.run
                      AND following.place IN (source, destination)
                      AND movement.date < following.date), 0) AS before
  FROM (SELECT place, run, date, position,
               row_number() OVER (PARTITION BY place, run ORDER BY date, position) AS turn
          FROM _count
         WHERE date > :at) AS following
 WHERE turn = 1
