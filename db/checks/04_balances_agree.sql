-- uses: _change
-- The balances are the running sums of the movements, day by day, no more and no fewer.
SELECT 'The balance of ' || coalesce(place.code, held.place) || ' for ' || coalesce(print_run.code, held.run)
       || ' on ' || held.date || ' is ' || coalesce(held.booked, 'missing')
       || ', but the movements say ' || coalesce(held.moved, 'nothing') || '.'
  FROM (SELECT place, run, date, max(booked) AS booked, max(moved) AS moved
          FROM (SELECT place, run, date, copies AS booked, NULL AS moved FROM balance
                 UNION ALL
                SELECT place, run, date, NULL, sum(change) OVER (PARTITION BY place, run ORDER BY date)
                  FROM _change)
         GROUP BY place, run, date) AS held
  LEFT JOIN place ON place.id = held.place
  LEFT JOIN print_run ON print_run.id = held.run
 WHERE booked IS NULL OR moved IS NULL OR booked <> moved
