-- The next valid count after the day, at each store, that covers each print run (as a run, with its item or in full),
-- and how many copies the store holds just before it: the balance of the day before, and the movements of the count's
-- own day before it, less what the balance includes but was not known at the moment asked for.
SELECT place, run, date,
       coalesce((SELECT copies FROM balance
                  WHERE balance.place = following.place AND balance.run = following.run
                    AND balance.date < following.date
                  ORDER BY balance.date DESC LIMIT 1), 0)
       + coalesce((SELECT sum(CASE WHEN destination = following.place THEN quantity ELSE -quantity END)
                     FROM movement
                    WHERE movement.date = following.date AND movement.run = following.run
                      AND following.place IN (source, destination)
                      AND position < following.position AND movement.entry <= :known_entry), 0)
-- earlier (
       - coalesce((SELECT sum(CASE WHEN destination = following.place THEN quantity ELSE -quantity END)
                     FROM movement
                    WHERE movement.entry > :known_entry
                      AND movement.entry <= (SELECT max(last_entry) FROM command)
                      AND movement.run = following.run
                      AND following.place IN (source, destination)
                      AND movement.date < following.date), 0)
-- )
       AS before
  FROM (SELECT counted.place, counted.run, counted.date, counted.position,
               row_number() OVER (PARTITION BY counted.place, counted.run ORDER BY counted.date, counted.position) AS turn
          FROM (SELECT place, run, date, position FROM _count
                 UNION ALL
                SELECT place, print_run.id, date, position
                  FROM _item_count
                  JOIN print_run ON print_run.item = _item_count.item) AS counted
          JOIN place ON place.id = counted.place AND place.is_store
         WHERE counted.date > :at) AS following
 WHERE turn = 1
