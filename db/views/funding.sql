-- What each fund granted in a year for a purpose, what was spent, and what is left of it: print runs count as printing,
-- seminars as seminars, what sending cost as distribution. A grant without a purpose pays for everything in its fund
-- that no other grant of that year pays for. Copies are those printed, or sent; of a print run that several funds paid
-- for, each has its share of them. Each currency has its own row.
SELECT fund, CAST(year AS INTEGER) AS year, purpose, currency,
       printf('%d.%02d', sum(granted) / 100, sum(granted) % 100) AS granted,
       printf('%d.%02d', sum(spent) / 100, sum(spent) % 100) AS spent,
       sum(copies) AS copies,
       printf('%s%d.%02d', iif(sum(granted) < sum(spent), '-', ''), abs(sum(granted) - sum(spent)) / 100,
              abs(sum(granted) - sum(spent)) % 100) AS "left"
  FROM (SELECT fund, year, purpose, currency, amount AS granted, 0 AS spent, 0 AS copies
          FROM _grant
         WHERE year <= CAST(substr(:held, 1, 4) AS INTEGER)
         UNION ALL
        SELECT fund, CAST(substr(date, 1, 4) AS INTEGER), purpose, currency, 0, cents, copies
          FROM _spending)
 GROUP BY fund, year, purpose, currency
