-- The ledger's log: a row for each movement, for each run that a count found as expected, and for each entry that moved
-- nothing. A condition on the entry reaches each part of the UNION, so that SQLite looks up the rows of an entry
-- instead of searching for them.
SELECT line.entry,
       entry.type,
       coalesce(line.date, entry.date) AS date,
       place.code AS place,
       print_run.code AS run,
       line.quantity,
       source.code AS source,
       destination.code AS destination,
       text.reference,
       text.note,
       command.recorded_at,
       command.clerk AS recorded_by,
       entry.voids,
       _void.void AS voided_by,
       line.counted,
       entry.command,
       line.shipment,
       line.count
  FROM (SELECT movement.entry, movement.line, movement.run, movement.quantity, movement.source,
               movement.destination, movement.date, movement.shipment, movement.count,
               CASE WHEN movement.count = movement.entry
                    THEN (SELECT counted FROM _counted
                           WHERE _counted.entry = movement.entry AND _counted.run = movement.run) END AS counted
          FROM movement
         WHERE movement.date <= :at
         UNION ALL
        SELECT _counted.entry, 0, _counted.run, NULL, NULL, NULL, NULL, NULL, NULL, _counted.counted
          FROM _counted
         WHERE NOT EXISTS (SELECT 1 FROM movement
                            WHERE movement.entry = _counted.entry AND movement.count = _counted.entry
                              AND movement.run = _counted.run)
         UNION ALL
        SELECT entry.id, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
          FROM entry
         WHERE NOT EXISTS (SELECT 1 FROM movement WHERE movement.entry = entry.id AND movement.date <= :at)
           AND NOT EXISTS (SELECT 1 FROM _counted WHERE _counted.entry = entry.id)) AS line
  JOIN entry ON entry.id = line.entry
  JOIN place ON place.id = entry.place
  JOIN _command AS command ON command.number = entry.command
  LEFT JOIN print_run ON print_run.id = line.run
  LEFT JOIN place AS source ON source.id = line.source
  LEFT JOIN place AS destination ON destination.id = line.destination
  LEFT JOIN _entry_text AS text ON text.entry = line.entry
  LEFT JOIN _void ON _void.entry = line.entry
 WHERE entry.date <= :at AND line.entry <= :known_entry
 ORDER BY line.entry, line.line
