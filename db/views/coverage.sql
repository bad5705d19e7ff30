-- Open places, with what was last sent to each and when, what last arrived and when, and what it holds: of one item, if
-- the parameter names one. Copies lost on the way or still in transit did not arrive. Only the last days are read.
SELECT last.code AS place, last.name, last.kind, last.country,
       coalesce((SELECT sum(copies) FROM _sending
                  WHERE _sending.place = last.id AND date = last_shipped
                    AND (:item IS NULL OR run IN (SELECT id FROM print_run WHERE item = :item))), 0) AS copies,
       last_shipped,
       coalesce((SELECT sum(copies) FROM _arrival
                  WHERE _arrival.place = last.id AND date = last_received
                    AND (:item IS NULL OR run IN (SELECT id FROM print_run WHERE item = :item))), 0)
       + CASE WHEN is_store
              THEN coalesce((SELECT sum(copies) FROM _homecoming
                              WHERE _homecoming.place = last.id AND date = last_received
                                AND (:item IS NULL OR run IN (SELECT id FROM print_run WHERE item = :item))), 0)
              ELSE 0 END AS received,
       last_received,
       coalesce(held.copies, 0) AS here
  FROM (WITH days AS MATERIALIZED (
             SELECT places.code, places.name, places.kind, places.country, place.id, place.is_store,
                    (SELECT date FROM _sending
                      WHERE _sending.place = place.id
                        AND (:item IS NULL OR run IN (SELECT id FROM print_run WHERE item = :item))
                      ORDER BY date DESC LIMIT 1) AS last_shipped,
                    (SELECT date FROM _arrival
                      WHERE _arrival.place = place.id
                        AND (:item IS NULL OR run IN (SELECT id FROM print_run WHERE item = :item))
                      ORDER BY date DESC LIMIT 1) AS last_arrived,
                    CASE WHEN place.is_store
                         THEN (SELECT max(date) FROM _homecoming
                                WHERE _homecoming.place = place.id
                                  AND (:item IS NULL OR run IN (SELECT id FROM print_run WHERE item = :item))) END
                    AS last_returned
               FROM places
               JOIN place ON place.code = places.code
              WHERE places.status = 'open')
        SELECT *, nullif(max(coalesce(last_arrived, ''), coalesce(last_returned, '')), '') AS last_received
          FROM days) AS last
  LEFT JOIN (SELECT place, sum(copies) AS copies
               FROM (SELECT place, run, copies FROM _balance
-- earlier (
                      UNION ALL
                     SELECT place, run, change FROM _change_then WHERE date <= :at
-- )
                    )
              WHERE :item IS NULL OR run IN (SELECT id FROM print_run WHERE item = :item)
              GROUP BY place) AS held
         ON held.place = last.id
