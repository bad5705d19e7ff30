-- Rule 2: no place holds fewer than zero copies of a run at the end of any day. The balances are the running sums of
-- the movements, day by day, and the flows of each month the sums of its movements; there are no others. A balance is
-- correct if it is the previous one plus that day's change.
SELECT finding, place, run, date, copies, booked, moved
  FROM (WITH change AS MATERIALIZED (
             SELECT place, run, date, sum(change) AS change, sum(came) AS came
               FROM (SELECT source AS place, run, date, -quantity AS change,
                            iif(count IS NULL AND entry IN (SELECT void FROM voided), -quantity, 0) AS came
                       FROM _movement WHERE from_place AND entry <= :known_entry
                      UNION ALL
                     SELECT destination, run, date, quantity,
                            iif(count IS NULL AND entry NOT IN (SELECT void FROM voided), quantity, 0)
                       FROM _movement WHERE to_place AND entry <= :known_entry)
              GROUP BY place << 32 | run, date),  -- sorting by one number is faster than by two
             wrong AS MATERIALIZED (
             SELECT DISTINCT change.place, change.run
               FROM change
               LEFT JOIN balance ON balance.place = change.place AND balance.run = change.run
                                AND balance.date = change.date
              WHERE balance.copies < 0 OR balance.came IS NOT change.came
                 OR balance.copies IS NOT change + coalesce((SELECT copies FROM balance AS earlier
                                                              WHERE earlier.place = change.place
                                                                AND earlier.run = change.run
                                                                AND earlier.date < change.date
                                                              ORDER BY earlier.date DESC LIMIT 1), 0)),
             unfounded AS MATERIALIZED (
             SELECT DISTINCT place, run
               FROM (SELECT place, run, date FROM balance EXCEPT SELECT place, run, date FROM change)
              WHERE EXISTS (SELECT 1 FROM wrong)
                 OR (SELECT count(*) FROM balance) <> (SELECT count(*) FROM change)),
             suspect AS MATERIALIZED (
             SELECT place, run FROM wrong UNION SELECT place, run FROM unfounded),
             odd AS MATERIALIZED (
             SELECT place, run, date, max(booked) AS booked, max(moved) AS moved, max(came) AS came
               FROM (SELECT suspect.place, suspect.run, balance.date, balance.copies AS booked, NULL AS moved,
                            NULL AS came, balance.came AS booked_came
                       FROM suspect
                      CROSS JOIN balance ON balance.place = suspect.place AND balance.run = suspect.run
                      UNION ALL
                     SELECT place, run, date, NULL, sum(change) OVER (PARTITION BY place, run ORDER BY date), came, NULL
                       FROM change
                      WHERE EXISTS (SELECT 1 FROM suspect)
                        AND (place, run) IN (SELECT place, run FROM suspect))
              GROUP BY place, run, date
             HAVING max(moved) < 0 OR max(booked) IS NOT max(moved) OR max(came) IS NOT max(booked_came)),
             flow AS MATERIALIZED (
             SELECT run, substr(date, 1, 7) AS month, sum(printed) AS printed, sum(on_hand) AS on_hand,
                    sum(in_transit) AS in_transit, sum(at_places) AS at_places, sum(handed_out) AS handed_out,
                    sum(loss) AS loss, sum(sent) AS sent, sum(sent + used_besides) AS used
               FROM _movement_flow
              WHERE entry <= :known_entry
              GROUP BY run, substr(date, 1, 7))
        SELECT 'place_short' AS finding, place.code AS place, print_run.code AS run, date, moved AS copies,
               NULL AS booked, NULL AS moved
          FROM odd
          JOIN place ON place.id = odd.place
          JOIN print_run ON print_run.id = odd.run
         WHERE odd.moved < 0
         UNION ALL
        SELECT iif(booked = moved, 'arrivals_wrong', 'balance_wrong'),
               coalesce(place.code, odd.place), coalesce(print_run.code, odd.run), odd.date, NULL,
               coalesce(booked, '–'), coalesce(iif(booked = moved, came, moved), '–')
          FROM odd
          LEFT JOIN place ON place.id = odd.place
          LEFT JOIN print_run ON print_run.id = odd.run
         WHERE booked IS NOT moved OR odd.moved >= 0
         UNION ALL
        SELECT DISTINCT 'flow_wrong', NULL, coalesce(print_run.code, differing.run), month, NULL, NULL, NULL
          FROM (SELECT * FROM (SELECT * FROM monthly_flow EXCEPT SELECT * FROM flow)
                 UNION ALL
                SELECT * FROM (SELECT * FROM flow EXCEPT SELECT * FROM monthly_flow)) AS differing
          LEFT JOIN print_run ON print_run.id = differing.run)
