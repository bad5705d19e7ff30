-- Funds and their grants: a row for each grant, and one for each fund without grants.
SELECT fund.code, fund.name, given.year,
       CASE WHEN given.amount IS NOT NULL
            THEN printf('%d.%02d', given.amount / 100, given.amount % 100) END AS amount,
       given.currency, given.purpose, given.id AS "grant",
       given.until, given.reference, given.date, given.note
  FROM fund
  LEFT JOIN _grant AS given ON given.fund = fund.code
