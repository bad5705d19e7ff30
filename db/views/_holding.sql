-- How many copies of each run each place holds at the end of the day; some runs have several rows.
SELECT place, run, copies FROM _balance WHERE copies IS NOT NULL
-- earlier (
 UNION ALL
SELECT place, run, change FROM _change_then WHERE date <= :at
-- )
