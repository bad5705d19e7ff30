-- What each standing count found of each run: none of a run that it covers but does not name.
SELECT entry.id AS entry, entry.place, entry.date, entry.position, count_line.run, count_line.quantity
  FROM count_line
 CROSS JOIN entry ON entry.id = count_line.count
 WHERE entry.type = 'count' AND entry.id <= :known_entry
   AND entry.id NOT IN (SELECT entry FROM _void)
 UNION ALL
SELECT entry.id, entry.place, entry.date, entry.position, print_run.id, 0
  FROM count_scope
 CROSS JOIN entry ON entry.id = count_scope.count
  JOIN print_run ON count_scope.item IS NULL OR print_run.item = count_scope.item
 WHERE entry.type = 'count' AND entry.id <= :known_entry
   AND entry.id NOT IN (SELECT entry FROM _void)
   AND NOT EXISTS (SELECT 1 FROM count_line WHERE count_line.count = entry.id AND count_line.run = print_run.id)
