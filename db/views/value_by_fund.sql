-- The printing cost of the copies in stock of each fund's print runs, or of several funds' together; copies whose cost
-- is not known have their own row, without currency and value.
SELECT fund, sum(copies) AS copies, currency,
       CASE WHEN sum(cents) IS NOT NULL THEN printf('%d.%02d', sum(cents) / 100, sum(cents) % 100) END AS value,
       sum(silent) AS silent,
       CASE WHEN sum(cents) IS NOT NULL
            THEN printf('%d.%02d', sum(silent_cents) / 100, sum(silent_cents) % 100) END AS silent_value
  FROM _run_value
 GROUP BY fund, currency
