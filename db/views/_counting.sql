-- What each valid count counted: an item as a whole, one of its runs, or everything there, whose item is NULL.
SELECT entry.place, entry.date, entry.position, coalesce(count_line.item, print_run.item) AS item, count_line.run
  FROM entry
 CROSS JOIN count_line ON count_line.count = entry.id
  LEFT JOIN print_run ON print_run.id = count_line.run
 WHERE entry.type = 'count' AND +entry.date <= :at AND +entry.id <= :known_entry
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id)
 UNION ALL
SELECT entry.place, entry.date, entry.position, NULL, NULL
  FROM entry
 WHERE entry.type = 'count' AND entry.is_full AND +entry.date <= :at AND +entry.id <= :known_entry
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id)
