-- Valid hand-outs, a row for each item, with the columns of an import.
SELECT entry.id AS entry, entry.date, place.code AS place, print_run.item, sum(movement.quantity) AS quantity,
       (SELECT group_concat(name || '=' || people, '; ') FROM handout_audience WHERE handout = entry.id) AS audience,
       text.reference, text.note
  FROM entry
  JOIN place ON place.id = entry.place
  JOIN movement ON movement.entry = entry.id AND movement.count IS NULL
  JOIN print_run ON print_run.id = movement.run
  LEFT JOIN _entry_text AS text ON text.entry = entry.id
 WHERE entry.type = 'handout' AND entry.date <= :at AND entry.id <= :known_entry
   AND entry.id NOT IN (SELECT entry FROM _void)
 GROUP BY entry.id, print_run.item
 ORDER BY entry.id, print_run.item
