-- When what is there now was last counted: of a store, from which the others get theirs, else since when it is there.
-- Places that are no stores and were never counted are passed over.
SELECT place.code AS place, held.item,
       coalesce(max(named.date, whole.date), named.date, whole.date, held.first) AS since
  FROM (SELECT custody.place, print_run.item,
               CASE WHEN place.is_store
                    THEN min((SELECT min(date) FROM balance
                               WHERE balance.place = custody.place AND balance.run = custody.run)) END AS first,
               sum((SELECT copies FROM balance
                     WHERE balance.place = custody.place AND balance.run = custody.run
                     ORDER BY date DESC LIMIT 1)) AS copies
          FROM (SELECT id FROM place WHERE is_store UNION SELECT place FROM _counting) AS asked
         CROSS JOIN custody ON custody.place = asked.id
          JOIN place ON place.id = custody.place
          JOIN print_run ON print_run.id = custody.run
         GROUP BY custody.place, print_run.item) AS held
  JOIN place ON place.id = held.place
  LEFT JOIN (SELECT place, item, max(date) AS date FROM _counting WHERE item IS NOT NULL GROUP BY place, item) AS named
         ON named.place = held.place AND named.item = held.item
  LEFT JOIN (SELECT place, max(date) AS date FROM _counting WHERE item IS NULL GROUP BY place) AS whole
         ON whole.place = held.place
 WHERE held.copies > 0
