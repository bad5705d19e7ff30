-- When the copies each store holds now were last counted or, if never, since when they have been there.
SELECT place.code AS place, held.item,
       coalesce(max(named.date, whole.date), named.date, whole.date, held.first) AS since
  FROM (SELECT custody.place, print_run.item,
               min((SELECT min(date) FROM balance
                     WHERE balance.place = custody.place AND balance.run = custody.run)) AS first,
               sum((SELECT copies FROM balance
                     WHERE balance.place = custody.place AND balance.run = custody.run
                     ORDER BY date DESC LIMIT 1)) AS copies
          FROM place AS store
         CROSS JOIN custody ON custody.place = store.id
          JOIN print_run ON print_run.id = custody.run
         WHERE store.is_store
         GROUP BY custody.place, print_run.item) AS held
  JOIN place ON place.id = held.place
  LEFT JOIN (SELECT place, item, max(date) AS date FROM _counting WHERE item IS NOT NULL GROUP BY place, item) AS named
         ON named.place = held.place AND named.item = held.item
  LEFT JOIN (SELECT place, max(date) AS date FROM _counting WHERE item IS NULL GROUP BY place) AS whole
         ON whole.place = held.place
 WHERE held.copies > 0
