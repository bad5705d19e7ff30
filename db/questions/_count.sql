-- The result of each valid count for each run that it sets: zero for a run that a full count does not name, unless it
-- names the run's item as a whole. Results for such items are in _item_count.
SELECT entry.id AS entry, entry.place, entry.date, entry.position, count_line.run, count_line.quantity
  FROM count_line
 CROSS JOIN entry ON entry.id = count_line.count
 WHERE count_line.run IS NOT NULL AND entry.type = 'count' AND entry.id <= :known_entry
   AND entry.id NOT IN (SELECT entry FROM _void)
 UNION ALL
SELECT entry.id, entry.place, entry.date, entry.position, print_run.id, 0
  FROM entry
 CROSS JOIN print_run
 WHERE entry.type = 'count' AND entry.is_full AND +entry.id <= :known_entry
   AND entry.id NOT IN (SELECT entry FROM _void)
   AND NOT EXISTS (SELECT 1 FROM count_line
                    WHERE count_line.count = entry.id
                      AND (count_line.run = print_run.id OR count_line.item = print_run.item))
