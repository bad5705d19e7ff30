-- uses: _change_then
-- What each store held of each run at the end of a day, and at the end of each later day on which that
-- changed: the balances say it, unless more is known by now than was known then.
SELECT place.id AS place, print_run.id AS run, :at AS date,
       (SELECT copies FROM balance
         WHERE balance.place = place.id AND balance.run = print_run.id AND balance.date <= :at
         ORDER BY balance.date DESC LIMIT 1) AS copies
  FROM place
 CROSS JOIN print_run
 WHERE place.kind = 'store' AND NOT EXISTS (SELECT 1 FROM movement WHERE entry > :known_entry)
 UNION ALL
SELECT balance.place, balance.run, balance.date, balance.copies
  FROM place
 CROSS JOIN print_run
 CROSS JOIN balance ON balance.place = place.id AND balance.run = print_run.id AND balance.date > :at
 WHERE place.kind = 'store' AND NOT EXISTS (SELECT 1 FROM movement WHERE entry > :known_entry)
 UNION ALL
SELECT place, run, max(date, :at), copies
  FROM (SELECT changed.place, changed.run, changed.date, sum(sum(changed.change)) OVER through AS copies,
               lead(changed.date) OVER through AS until
          FROM _change_then AS changed
          JOIN place ON place.id = changed.place AND place.kind = 'store'
         GROUP BY changed.place, changed.run, changed.date
        WINDOW through AS (PARTITION BY changed.place, changed.run ORDER BY changed.date))
 WHERE until IS NULL OR until > :at
