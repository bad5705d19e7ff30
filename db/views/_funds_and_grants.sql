-- Funds and what each granted, a row for each grant; a fund without grants has one row.
SELECT fund.code, fund.name, given.year,
       CASE WHEN given.amount IS NOT NULL
            THEN printf('%d.%02d', given.amount / 100, given.amount % 100) END AS amount,
       given.currency, given.purpose
  FROM fund
  LEFT JOIN funding_grant AS given ON given.fund = fund.code AND given.recorded_at <= :known_at
