-- What became of the copies of each run at each place is the sum of its movements, and there are no other rows.
SELECT DISTINCT 'custody_wrong' AS finding, coalesce(place.code, sums.place) AS place,
       coalesce(print_run.code, sums.run) AS run
  FROM (WITH moved AS MATERIALIZED (
             SELECT place, run, sum(shipped) AS shipped, sum(in_transit) AS in_transit, sum(supplied) AS supplied,
                    sum(returned) AS returned, sum(handed_out) AS handed_out, sum(lost) AS lost,
                    sum(moved_in) AS moved_in, sum(moved_out) AS moved_out,
                    (SELECT max(date) FROM balance
                      WHERE balance.place = moved.place AND balance.run = moved.run AND came > 0) AS came_on
               FROM _movement_custody AS moved
              WHERE entry <= :known_entry
              GROUP BY place << 32 | run)  -- sorting by one number is faster than by two
        SELECT * FROM (SELECT * FROM custody EXCEPT SELECT * FROM moved)
         UNION ALL
        SELECT * FROM (SELECT * FROM moved EXCEPT SELECT * FROM custody)) AS sums
  LEFT JOIN place ON place.id = sums.place
  LEFT JOIN print_run ON print_run.id = sums.run
 ORDER BY run, place
