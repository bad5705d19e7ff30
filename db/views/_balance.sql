-- How many copies of each run each place holds at the end of the day, by the balances; NULL of what was never there.
-- Empty when entries were recorded since the moment asked about.
SELECT place, run,
       (SELECT copies FROM balance
         WHERE balance.place = custody.place AND balance.run = custody.run AND balance.date <= :at
         ORDER BY balance.date DESC LIMIT 1) AS copies
  FROM custody
-- earlier (
 WHERE NOT EXISTS (SELECT 1 FROM command WHERE last_entry > :known_entry)
-- )
