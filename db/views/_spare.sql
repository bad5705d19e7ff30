-- How many copies of each run each store could still ship on the day: the lowest number at the end of that day, at the
-- end of any later day before the run's next valid count there, and just before that count. The first part reads the
-- balances; the second adds up the movements, if entries were recorded after the moment asked for.
SELECT place.id AS place, print_run.id AS run,
       min(9e18,
-- earlier (
           coalesce(_next_count.before, 9e18),
           coalesce((SELECT min(copies) FROM balance
                      WHERE balance.place = place.id AND balance.run = print_run.id AND balance.date > :at
                        AND balance.date < coalesce(_next_count.date, '9999-12-32')), 9e18),
-- )
           coalesce((SELECT copies FROM balance
                      WHERE balance.place = place.id AND balance.run = print_run.id AND balance.date <= :at
                      ORDER BY balance.date DESC LIMIT 1), 0)) AS spare
  FROM place
 CROSS JOIN print_run
-- earlier (
  LEFT JOIN _next_count ON _next_count.place = place.id AND _next_count.run = print_run.id
-- )
 WHERE place.is_store
-- earlier (
   AND NOT EXISTS (SELECT 1 FROM command WHERE last_entry > :known_entry)
 UNION ALL
SELECT held.place, held.run,
       min(CASE WHEN min(held.date) <= :at THEN min(held.copies) ELSE 0 END, coalesce(_next_count.before, 9e18))
  FROM (SELECT changed.place, changed.run, changed.date, sum(sum(changed.change)) OVER through AS copies,
               lead(changed.date) OVER through AS until
          FROM _change_then AS changed
          JOIN place ON place.id = changed.place AND place.is_store
         GROUP BY changed.place, changed.run, changed.date
        WINDOW through AS (PARTITION BY changed.place, changed.run ORDER BY changed.date)) AS held
  LEFT JOIN _next_count ON _next_count.place = held.place AND _next_count.run = held.run
 WHERE (held.until IS NULL OR held.until > :at) AND (_next_count.date IS NULL OR held.date < _next_count.date)
 GROUP BY held.place, held.run
-- )
