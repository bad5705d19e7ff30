-- Stock by place and item: how many copies each place holds, stores included, when they were last counted, and the day
-- of the newest evidence: of that count, or of the arrival of copies there. Items that are gone are listed only if
-- counted: a full count does not count what never was there, such as a voided parcel. Items that an open place should
-- hold, or that were counted there by name, are listed too, even if it never had any.
SELECT place.code AS place, place.name, place.kind, place.country, held.item, held.copies, held.last_counted,
       level.low, level.high,
       nullif(max(coalesce(held.last_counted, ''), coalesce(held.came_on, '')), '') AS evidence
  FROM (SELECT held.place, print_run.item, sum(held.copies) AS copies,
               max(iif(held.copies > 0, held.came_on, NULL)) AS came_on,
               (SELECT max(entry.date)
                  FROM entry
                 WHERE entry.place = held.place AND entry.type = 'count'
                   AND entry.date <= :at AND entry.id <= :known_entry
                   AND entry.id NOT IN (SELECT entry FROM _void)
                   AND (entry.is_full
                        OR EXISTS (SELECT 1 FROM count_line
                                     LEFT JOIN print_run AS counted ON counted.id = count_line.run
                                    WHERE count_line.count = entry.id
                                      AND print_run.item IN (count_line.item, counted.item)))
               ) AS last_counted
          FROM (SELECT place, run, copies, came_on FROM _balance
-- earlier (
                 WHERE (:places IS NULL OR place IN (SELECT value FROM json_each(:places)))
                   AND (:item IS NULL OR run IN (SELECT id FROM print_run WHERE item = :item))
                 UNION ALL
                SELECT place, run, sum(change), max(came_on)
                  FROM _change_then
                 WHERE date <= :at AND (:places IS NULL OR place IN (SELECT value FROM json_each(:places)))
                   AND (:item IS NULL OR run IN (SELECT id FROM print_run WHERE item = :item))
                 GROUP BY place, run
-- )
                 LIMIT -1) AS held  -- so that SQLite looks the copies up once, not wherever they are used
          JOIN print_run ON print_run.id = held.run
         GROUP BY held.place, print_run.item
        HAVING sum(held.copies) IS NOT NULL) AS held
  JOIN _place AS place ON place.id = held.place
  LEFT JOIN _level_open AS level ON level.place = held.place AND level.item = held.item
 WHERE held.copies <> 0
    OR level.low IS NOT NULL
    OR held.last_counted IS NOT NULL
   AND (EXISTS (SELECT 1
                  FROM entry
                  JOIN count_line ON count_line.count = entry.id
                  LEFT JOIN print_run AS counted ON counted.id = count_line.run
                 WHERE entry.place = place.id AND entry.type = 'count'
                   AND entry.date <= :at AND entry.id <= :known_entry
                   AND entry.id NOT IN (SELECT entry FROM _void)
                   AND held.item IN (count_line.item, counted.item))
        OR EXISTS (SELECT 1
                     FROM print_run AS printed
                    CROSS JOIN balance ON balance.place = place.id AND balance.run = printed.id
                    CROSS JOIN movement ON movement.date = balance.date AND movement.run = printed.id
                     JOIN entry ON entry.id = coalesce(movement.count, movement.entry)
                    WHERE printed.item = held.item AND movement.destination = place.id
                      AND movement.date <= :at AND movement.entry <= :known_entry AND entry.type <> 'void'
                      AND entry.id NOT IN (SELECT entry FROM _void)))
 UNION ALL
SELECT place.code, place.name, place.kind, place.country, missing.item, 0,
       missing.last_counted, level.low, level.high, missing.last_counted
  FROM (SELECT place, item,
               (SELECT max(counted.date)
                  FROM _counting AS counted
                 WHERE counted.place = asked.place AND (counted.item IS NULL OR counted.item = asked.item))
               AS last_counted
          FROM (SELECT place, item FROM _level_open
                 UNION
                SELECT place, item FROM _counting WHERE item IS NOT NULL) AS asked) AS missing
  JOIN _place AS place ON place.id = missing.place
  LEFT JOIN _level_open AS level ON level.place = missing.place AND level.item = missing.item
 WHERE NOT EXISTS (SELECT 1 FROM _holding AS held
                     JOIN print_run ON print_run.id = held.run
                    WHERE held.place = missing.place AND print_run.item = missing.item)
-- earlier (
   AND (:places IS NULL OR missing.place IN (SELECT value FROM json_each(:places)))
-- )
