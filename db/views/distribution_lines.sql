-- What distribution adds up: a row for each print run of a shipment to a place other than a store, and for each
-- run of a return, whose shipment is NULL. What was received counts on the shipment's date, what was returned on
-- the return's. Voided entries are left out.
SELECT CAST(substr(line.date, 1, 4) AS INTEGER) AS year,
       substr(line.date, 1, 4) || '-Q' || ((CAST(substr(line.date, 6, 2) AS INTEGER) + 2) / 3) AS quarter,
       substr(line.date, 1, 7) AS month,
       item.booklet, item.language, item.code AS item, print_run.code AS run,
       place.kind, place.country, place.code AS place,
       (SELECT fund FROM _run_detail WHERE _run_detail.run = line.run) AS fund,
       line.date, line.shipment, line.copies, line.received, line.returned,
       place.region, place.city, line.entry
  FROM (SELECT date, place, run, shipment, copies, received, 0 AS returned, shipment AS entry FROM _dispatch
         UNION ALL
        SELECT entry.date, entry.place, movement.run, NULL, 0, 0, sum(movement.quantity), entry.id
          FROM entry
         CROSS JOIN movement ON movement.entry = entry.id AND movement.count IS NULL
         WHERE entry.type = 'return'
           AND entry.date <= :at AND entry.id <= :known_entry
           AND entry.id NOT IN (SELECT entry FROM _void)
         GROUP BY entry.id, movement.run) AS line
  JOIN _place AS place ON place.id = line.place AND NOT place.is_store
  JOIN print_run ON print_run.id = line.run
  JOIN item ON item.code = print_run.item
