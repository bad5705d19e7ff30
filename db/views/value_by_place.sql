-- The printing cost of the copies at each place, or in transit; copies whose cost is not known have their own row,
-- without currency and value.
SELECT place.code AS place, sum(part.copies) AS copies, part.currency,
       CASE WHEN sum(cents) IS NOT NULL THEN printf('%d.%02d', sum(cents) / 100, sum(cents) % 100) END AS value,
       sum(silent) AS silent,
       CASE WHEN sum(cents) IS NOT NULL
            THEN printf('%d.%02d', sum(silent_cents) / 100, sum(silent_cents) % 100) END AS silent_value
  FROM _place_value AS part
  JOIN place ON place.id = part.place
 GROUP BY place.id, part.currency
