-- How many copies of each run each place holds at the end of the day, from the balances, and when copies last arrived,
-- other than by a count; NULL if there never were any. Empty if entries were recorded after the moment asked for.
SELECT place, run,
       (SELECT copies FROM balance
         WHERE balance.place = custody.place AND balance.run = custody.run AND balance.date <= :at
         ORDER BY balance.date DESC LIMIT 1) AS copies,
-- earlier (
       CASE WHEN came_on > :at
            THEN (SELECT date FROM balance
                   WHERE balance.place = custody.place AND balance.run = custody.run AND balance.date <= :at AND came > 0
                   ORDER BY balance.date DESC LIMIT 1)
            ELSE
-- )
            came_on
-- earlier (
            END AS came_on
-- )
  FROM custody
-- earlier (
 WHERE NOT EXISTS (SELECT 1 FROM command WHERE last_entry > :known_entry)
-- )
