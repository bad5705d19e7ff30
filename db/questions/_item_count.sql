-- The result of each valid count for each item counted as a whole, all runs together.
SELECT entry.id AS entry, entry.place, entry.date, entry.position, count_line.item, count_line.quantity
  FROM count_line
 CROSS JOIN entry ON entry.id = count_line.count
 WHERE count_line.item IS NOT NULL AND entry.type = 'count' AND entry.id <= :known_entry
   AND entry.id NOT IN (SELECT entry FROM _void)
