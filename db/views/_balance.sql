-- How many copies of each run each place holds at the end of the day, by the balances. Empty when entries were
-- recorded since the moment asked about. Beside max(), SQLite takes the other columns from the row that has the
-- maximum (https://sqlite.org/lang_select.html, section 2.5).
SELECT place, run, max(date) AS date, copies
  FROM balance
 WHERE date <= :at AND NOT EXISTS (SELECT 1 FROM command WHERE last_entry > :known_entry)
 GROUP BY place, run
