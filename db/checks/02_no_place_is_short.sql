-- Rule 2: no place holds fewer than zero copies of a run at the end of any day. And the balances are what it holds: the
-- running sums of the movements, day by day, and there are no others.
SELECT finding, place, run, date, copies, booked, moved
  FROM (WITH odd AS MATERIALIZED (
             SELECT place, run, date, max(booked) AS booked, max(moved) AS moved
               FROM (SELECT place, run, date, copies AS booked, NULL AS moved FROM balance
                      UNION ALL
                     SELECT place, run, date, NULL, sum(change) OVER (PARTITION BY place, run ORDER BY date)
                       FROM _change)
              GROUP BY place, run, date
             HAVING max(moved) < 0 OR max(booked) IS NOT max(moved))
        SELECT 'place_short' AS finding, place.code AS place, print_run.code AS run, date, moved AS copies,
               NULL AS booked, NULL AS moved
          FROM odd
          JOIN place ON place.id = odd.place
          JOIN print_run ON print_run.id = odd.run
         WHERE odd.moved < 0
         UNION ALL
        SELECT CASE WHEN booked IS NULL THEN 'balance_missing'
                    WHEN moved IS NULL THEN 'balance_unfounded'
                    ELSE 'balance_wrong' END,
               coalesce(place.code, odd.place), coalesce(print_run.code, odd.run), odd.date, NULL, booked, moved
          FROM odd
          LEFT JOIN place ON place.id = odd.place
          LEFT JOIN print_run ON print_run.id = odd.run
         WHERE booked IS NOT moved)
