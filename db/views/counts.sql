-- Valid counts, a row for each item or print run counted, with the columns of an import.
SELECT entry.id AS entry, entry.date, place.code AS place, coalesce(count_line.item, print_run.code) AS item,
       count_line.quantity, text.reference, text.note
  FROM entry
  JOIN place ON place.id = entry.place
  JOIN count_line ON count_line.count = entry.id
  LEFT JOIN print_run ON print_run.id = count_line.run
  LEFT JOIN _entry_text AS text ON text.entry = entry.id
 WHERE entry.type = 'count' AND entry.date <= :at AND entry.id <= :known_entry
   AND entry.id NOT IN (SELECT entry FROM _void)
 ORDER BY entry.id, count_line.line
