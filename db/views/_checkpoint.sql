-- Each standing count after the day at a store, for each run that it covers: how many copies the store holds just
-- before it and, if the item was counted as a whole, its total and what later entries take of the run, counts aside,
-- up to the next count that sets the run. What is held is the balance of the day before, and the movements of the
-- count's own day that come before it, less what the balance includes but was not known at the moment asked about.
SELECT entry, place, item, run, date, position, total, turn,
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
       AS before,
       CASE WHEN total IS NULL THEN 0
            ELSE coalesce((SELECT max(-min(taken), 0)
                             FROM (SELECT sum(sum(CASE WHEN destination = following.place
                                                       THEN quantity ELSE -quantity END)) OVER (ORDER BY date) AS taken
                                     FROM movement
                                    WHERE movement.count IS NULL AND movement.run = following.run
                                      AND following.place IN (source, destination)
                                      AND movement.entry <= :known_entry
                                      AND movement.date >= following.date
                                      AND (movement.date, movement.position) > (following.date, following.position)
                                      AND (setting_date IS NULL
                                           OR (movement.date, movement.position) < (setting_date, setting_position))
                                    GROUP BY date)), 0) END AS needed
  FROM (SELECT counted.entry, counted.place, print_run.item, counted.run, counted.date, counted.position, counted.total,
               row_number() OVER (PARTITION BY counted.place, counted.run ORDER BY counted.date, counted.position) AS turn,
               (SELECT setting.date FROM _count AS setting
                 WHERE setting.place = counted.place AND setting.run = counted.run
                   AND (setting.date, setting.position) > (counted.date, counted.position)
                 ORDER BY setting.date, setting.position LIMIT 1) AS setting_date,
               (SELECT setting.position FROM _count AS setting
                 WHERE setting.place = counted.place AND setting.run = counted.run
                   AND (setting.date, setting.position) > (counted.date, counted.position)
                 ORDER BY setting.date, setting.position LIMIT 1) AS setting_position
          FROM (SELECT entry, place, run, date, position, NULL AS total FROM _count
                 UNION ALL
                SELECT entry, place, print_run.id, date, position, quantity
                  FROM _item_count
                  JOIN print_run ON print_run.item = _item_count.item) AS counted
          JOIN place ON place.id = counted.place AND place.is_store
          JOIN print_run ON print_run.id = counted.run
         WHERE counted.date > :at) AS following
