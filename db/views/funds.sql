-- Funds.
SELECT code, name
  FROM fund
