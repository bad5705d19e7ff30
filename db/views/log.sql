-- The ledger as it was logged: a row for each movement, for each run of which a count found what was expected,
-- and for each entry that moved nothing.
SELECT entry.id AS entry,
       entry.type,
       coalesce(line.date, entry.date) AS date,
       place.code AS place,
       print_run.code AS run,
       line.quantity,
       source.code AS source,
       destination.code AS destination,
       entry.reference,
       entry.note,
       entry.recorded_at,
       entry.recorded_by,
       entry.voids,
       _void.void AS voided_by,
       line.counted
  FROM entry
  JOIN place ON place.id = entry.place
  LEFT JOIN (
       SELECT movement.entry, movement.line, movement.run, movement.quantity, movement.source,
              movement.destination, movement.date, count_line.quantity AS counted
         FROM movement
         LEFT JOIN count_line ON count_line.count = movement.entry AND count_line.run = movement.run
                             AND movement.count = movement.entry
        WHERE movement.date <= :at
        UNION ALL
       SELECT count_line.count, 0, count_line.run, NULL, NULL, NULL, NULL, count_line.quantity
         FROM count_line
        WHERE NOT EXISTS (SELECT 1 FROM movement
                           WHERE movement.entry = count_line.count AND movement.count = count_line.count
                             AND movement.run = count_line.run)) AS line
         ON line.entry = entry.id
  LEFT JOIN print_run ON print_run.id = line.run
  LEFT JOIN place AS source ON source.id = line.source
  LEFT JOIN place AS destination ON destination.id = line.destination
  LEFT JOIN _void ON _void.entry = entry.id
 WHERE entry.date <= :at AND entry.id <= :known_entry
 ORDER BY entry.id, line.line
