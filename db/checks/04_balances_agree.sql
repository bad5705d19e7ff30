-- The balances are the running sums of the movements, day by day, and there are no others.
SELECT CASE WHEN booked IS NULL THEN 'balance_missing'
            WHEN moved IS NULL THEN 'balance_unfounded'
            ELSE 'balance_wrong' END AS finding,
       coalesce(place.code, held.place) AS place,
       coalesce(print_run.code, held.run) AS run,
       held.date, booked, moved
  FROM (SELECT place, run, date, max(booked) AS booked, max(moved) AS moved
          FROM (SELECT place, run, date, copies AS booked, NULL AS moved FROM balance
                 UNION ALL
                SELECT place, run, date, NULL, sum(change) OVER (PARTITION BY place, run ORDER BY date)
                  FROM _change)
         GROUP BY place, run, date) AS held
  LEFT JOIN place ON place.id = held.place
  LEFT JOIN print_run ON print_run.id = held.run
 WHERE booked IS NULL OR moved IS NULL OR booked <> moved
