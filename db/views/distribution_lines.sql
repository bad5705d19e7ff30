-- The lines of `distribution`: a row for each print run of a shipment to a place other than a store, and for each run
-- of a return, whose shipment is NULL. Received copies count on the shipment's date, returned ones on the return's.
-- Void entries are left out.
SELECT CAST(substr(line.date, 1, 4) AS INTEGER) AS year,
       substr(line.date, 1, 4) || '-Q' || ((CAST(substr(line.date, 6, 2) AS INTEGER) + 2) / 3) AS quarter,
       substr(line.date, 1, 7) AS month,
       edition.booklet, edition.language, edition.item, edition.run,
       place.kind, place.country, place.code AS place,
       edition.fund,
       line.date, line.shipment, line.copies, line.received, line.returned,
       place.region, place.city, line.entry
  FROM _distributed AS line
  JOIN _place AS place ON place.id = line.place AND NOT place.is_store
  JOIN _edition AS edition ON edition.id = line.run
