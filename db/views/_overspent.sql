-- Grants of which more was spent than granted by today, in cents, and the day since which that is so.
SELECT given.fund, given.year, given.purpose, given.currency, given.granted, max(spent.through) AS spent,
       min(CASE WHEN spent.through > given.granted THEN spent.date END) AS since
  FROM (SELECT fund, year, purpose, currency, sum(amount) AS granted FROM _grant GROUP BY fund, year, purpose, currency)
       AS given
  JOIN (SELECT fund, CAST(substr(date, 1, 4) AS INTEGER) AS year, purpose, currency, date,
               sum(cents) OVER (PARTITION BY fund, substr(date, 1, 4), purpose, currency ORDER BY date) AS through
          FROM _spending
         WHERE date <= date('now', 'localtime')) AS spent
    ON (spent.fund, spent.year, spent.currency) = (given.fund, given.year, given.currency)
   AND spent.purpose IS given.purpose
 WHERE given.granted > 0
 GROUP BY given.fund, given.year, given.purpose, given.currency
HAVING max(spent.through) > given.granted
