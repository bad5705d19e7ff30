-- Seminars by year and currency.
SELECT CAST(year AS INTEGER) AS year, count(*) AS seminars, coalesce(sum(attendees), 0) AS attendees,
       sum(copies) AS copies, currency,
       CASE WHEN sum(cost) IS NOT NULL THEN printf('%d.%02d', sum(cost) / 100, sum(cost) % 100) END AS cost
  FROM _seminar
 GROUP BY year, currency
