-- Seminars by year and currency.
SELECT CAST(year AS INTEGER) AS year, count(*) AS seminars, coalesce(sum(attendees), 0) AS attendees,
       coalesce(sum(copies), 0) AS copies, currency,
       CASE WHEN sum(cost) IS NOT NULL THEN printf('%d.%02d', sum(cost) / 100, sum(cost) % 100) END AS cost
  FROM _seminar
  LEFT JOIN _seminar_copies ON _seminar_copies.place = _seminar.place
 GROUP BY year, currency
