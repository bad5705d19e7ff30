-- Copies of each item that left the stores to be used: shipped to places other than stores, or handed out.
SELECT print_run.item, _dispatch.date, _dispatch.copies
  FROM _dispatch
  JOIN place ON place.id = _dispatch.place AND place.kind <> 'store'
  JOIN print_run ON print_run.id = _dispatch.run
 UNION ALL
SELECT print_run.item, entry.date, movement.quantity
  FROM entry
  JOIN place ON place.id = entry.place AND place.kind = 'store'
  JOIN movement ON movement.entry = entry.id AND movement.count IS NULL
  JOIN print_run ON print_run.id = movement.run
 WHERE entry.type = 'handout'
   AND entry.date <= :at AND entry.id <= :known_entry
   AND entry.id NOT IN (SELECT entry FROM _void)
