-- Grants that were overspent by today, in cents, and since which day.
SELECT given.fund, given.year, given.purpose, given.currency, given.own, given.granted, max(spent.through) AS spent,
       min(CASE WHEN spent.through > given.granted THEN spent.date END) AS since
  FROM (SELECT fund, year, purpose, currency, own, sum(amount) AS granted
          FROM _grant GROUP BY fund, year, purpose, currency, own) AS given
  JOIN (SELECT fund, year, purpose, currency, own, date,
               sum(cents) OVER (PARTITION BY fund, year, purpose, currency, own ORDER BY date) AS through
          FROM _spending
         WHERE date <= date('now', 'localtime')) AS spent
    ON (spent.fund, spent.year, spent.currency) = (given.fund, given.year, given.currency)
   AND spent.purpose IS given.purpose AND spent.own IS given.own
 WHERE given.granted > 0
 GROUP BY given.fund, given.year, given.purpose, given.currency, given.own
HAVING max(spent.through) > given.granted
