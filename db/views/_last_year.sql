-- The 12 months up to the day, starting the day after `since`. Without a day, the 12 months up to today.
SELECT day, since, CAST(julianday(day) - julianday(since) AS INTEGER) AS days
  FROM (SELECT day, date(day, '-12 months') AS since
          FROM (SELECT CASE :held WHEN '9999-12-31' THEN date('now', 'localtime') ELSE :held END AS day))
