-- The ledger as it was logged: a row for each movement, and one for an entry that moved nothing.
SELECT entry.id AS entry,
       entry.type,
       coalesce(movement.date, entry.date) AS date,
       place.code AS place,
       print_run.code AS run,
       movement.quantity,
       source.code AS source,
       destination.code AS destination,
       entry.reference,
       entry.note,
       entry.recorded_at,
       entry.recorded_by,
       entry.voids,
       void.id AS voided_by,
       NULL AS counted
  FROM entry
  JOIN place ON place.id = entry.place
  LEFT JOIN movement ON movement.entry = entry.id AND movement.date <= :at
  LEFT JOIN print_run ON print_run.id = movement.run
  LEFT JOIN place AS source ON source.id = movement.source
  LEFT JOIN place AS destination ON destination.id = movement.destination
  LEFT JOIN entry AS void ON void.voids = entry.id AND void.id <= :known_entry
 WHERE entry.date <= :at AND entry.id <= :known_entry
 ORDER BY entry.id, movement.line
