-- Valid returns, a row for each item, with the columns of an import.
SELECT entry.id AS entry, entry.date, place.code AS place, print_run.item, sum(movement.quantity) AS quantity,
       store.code AS store, text.reference, text.note
  FROM entry
  JOIN place ON place.id = entry.place
  JOIN movement ON movement.entry = entry.id AND movement.count IS NULL
  JOIN place AS store ON store.id = movement.destination
  JOIN print_run ON print_run.id = movement.run
  LEFT JOIN _entry_text AS text ON text.entry = entry.id
 WHERE entry.type = 'return' AND entry.date <= :at AND entry.id <= :known_entry
   AND entry.id NOT IN (SELECT entry FROM _void)
 GROUP BY entry.id, print_run.item
 ORDER BY entry.id, print_run.item
