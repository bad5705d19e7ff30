-- The shelves that were counted as a whole: each place and item of which a count, void or not, says one total.
SELECT DISTINCT entry.place, count_line.item
  FROM count_line
  JOIN entry ON entry.id = count_line.count
 WHERE count_line.item IS NOT NULL AND entry.type = 'count' AND entry.id <= :known_entry
