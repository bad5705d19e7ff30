-- What each place holds of each run at the end of that day, as the balances say it; nothing when more is
-- known by now than was known then. With max(), SQLite takes the other columns from the row that has the
-- maximum (https://sqlite.org/lang_select.html, section 2.5).
SELECT place, run, max(date) AS date, copies
  FROM balance
 WHERE date <= :at AND NOT EXISTS (SELECT 1 FROM movement WHERE entry > :known_entry)
 GROUP BY place, run
