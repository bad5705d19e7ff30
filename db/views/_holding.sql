-- How many copies of each run each place holds at the end of the day; of some runs in several rows.
SELECT place, run, copies FROM _balance WHERE copies IS NOT NULL
-- earlier (
 UNION ALL
SELECT place, run, change FROM _change_then WHERE date <= :at
-- )
