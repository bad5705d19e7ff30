-- Copies of each item that left the stores to be used, in the 12 months up to the day, or later if no day is asked for:
-- shipped to places other than stores or handed out at stores, less those that were returned to stores.
SELECT print_run.item,
       sum(CASE entry.type WHEN 'return' THEN -movement.quantity ELSE movement.quantity END) AS copies
  FROM _last_year
 CROSS JOIN movement ON movement.date > _last_year.since
 CROSS JOIN entry ON entry.id = movement.entry
  JOIN place ON place.id = entry.place
  JOIN print_run ON print_run.id = movement.run
 WHERE (entry.type, place.is_store) IN (VALUES ('ship', 0), ('handout', 1), ('return', 0))
   AND movement.count IS NULL
   AND movement.date <= :at AND movement.entry <= :known_entry
   AND movement.entry NOT IN (SELECT entry FROM _void)
 GROUP BY print_run.item
