-- Copies of each item that left the stores for use in the 12 months up to the day, or later if no day is given: shipped
-- to places other than stores or handed out at stores, less returns to stores. Whole months are in the sums; for the
-- first and the last one the movements are added up, and those of whole months that were not known at the moment asked
-- for are subtracted.
SELECT print_run.item, sum(part.used) AS copies
  FROM (SELECT run, used FROM monthly_flow
         WHERE month > (SELECT substr(since, 1, 7) FROM _last_year) AND month < substr(:at, 1, 7)
         UNION ALL
        SELECT run, sent + used_besides FROM _movement_flow
         WHERE date > (SELECT since FROM _last_year)
           AND date < (SELECT date(since, 'start of month', '+1 month') FROM _last_year)
           AND date <= :at AND +entry <= :known_entry
         UNION ALL
        SELECT run, sent + used_besides FROM _movement_flow
         WHERE date >= substr(:at, 1, 7) AND date <= :at
           AND date >= (SELECT date(since, 'start of month', '+1 month') FROM _last_year)
           AND +entry <= :known_entry
-- earlier (
         UNION ALL
        SELECT run, -(sent + used_besides) FROM _movement_flow
         WHERE date >= (SELECT date(since, 'start of month', '+1 month') FROM _last_year) AND date < substr(:at, 1, 7)
           AND entry > :known_entry AND entry <= (SELECT max(last_entry) FROM command)
-- )
       ) AS part
  JOIN print_run ON print_run.id = part.run
 GROUP BY print_run.item
