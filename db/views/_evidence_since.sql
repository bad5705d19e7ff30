-- The day of the report, and the first day on which evidence is fresh: the same day that many months earlier, or the
-- last day of that month.
SELECT day, coalesce(min(date(day, '-' || :window || ' months'),
                         date(day, 'start of month', '-' || (:window - 1) || ' months', '-1 day')), '') AS since
  FROM (SELECT CASE :held WHEN '9999-12-31' THEN date('now', 'localtime') ELSE :held END AS day)
