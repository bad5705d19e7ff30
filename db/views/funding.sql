-- What each fund granted in a year for a purpose, what was spent, and what is left: print runs count as printing,
-- seminars as seminars, sending costs as distribution. A grant without a purpose pays for everything in its fund that
-- no other grant of that year pays for. Each grant for several years or a purpose of its own has its own row, in its
-- first year. Copies are those printed or sent; if several funds paid for a print run, each has its share of them. Each
-- currency has its own row.
SELECT fund, year, purpose, currency,
       printf('%d.%02d', sum(granted) / 100, sum(granted) % 100) AS granted,
       printf('%d.%02d', sum(spent) / 100, sum(spent) % 100) AS spent,
       sum(copies) AS copies,
       printf('%s%d.%02d', iif(sum(granted) < sum(spent), '-', ''), abs(sum(granted) - sum(spent)) / 100,
              abs(sum(granted) - sum(spent)) % 100) AS "left",
       max(until) AS until, own AS "grant", max(reference) AS reference, max(date) AS date
  FROM (SELECT fund, year, purpose, currency, amount AS granted, 0 AS spent, 0 AS copies, own,
               iif(own IS NULL, NULL, until) AS until, iif(own IS NULL, NULL, reference) AS reference,
               iif(own IS NULL, NULL, date) AS date
          FROM _grant
         WHERE year <= CAST(substr(:held, 1, 4) AS INTEGER)
         UNION ALL
        SELECT fund, year, purpose, currency, 0, cents, copies, own, NULL, NULL, NULL
          FROM _spending
         WHERE cents IS NOT NULL)
 GROUP BY fund, year, purpose, currency, own
