-- Grants, in the order in which they were recorded.
SELECT fund, year, printf('%d.%02d', amount / 100, amount % 100) AS amount, currency, purpose,
       recorded_at, recorded_by
  FROM funding_grant
 WHERE recorded_at <= :known_at
 ORDER BY id
