-- What each fund granted in a year for a purpose, and what was spent: print runs count as printing, seminars as
-- seminars. Copies are those printed. Each currency has a row of its own.
SELECT fund, CAST(year AS INTEGER) AS year, purpose, currency,
       printf('%d.%02d', sum(granted) / 100, sum(granted) % 100) AS granted,
       printf('%d.%02d', sum(spent) / 100, sum(spent) % 100) AS spent,
       sum(copies) AS copies
  FROM (SELECT fund, year, purpose, currency, amount AS granted, 0 AS spent, 0 AS copies
          FROM _grant
         WHERE year <= CAST(substr(:held, 1, 4) AS INTEGER)
         UNION ALL
        SELECT detail.fund, CAST(substr(_run.printed_on, 1, 4) AS INTEGER), 'printing', detail.currency,
               0, detail.cost, _run.quantity
          FROM _run
          JOIN _run_detail AS detail ON detail.run = _run.id
         WHERE detail.cost IS NOT NULL
         UNION ALL
        SELECT fund, CAST(year AS INTEGER), 'seminars', currency, 0, cost, 0
          FROM _seminar
         WHERE cost IS NOT NULL)
 GROUP BY fund, year, purpose, currency
