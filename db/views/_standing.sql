-- Standing entries: those that are not voided, themselves or with their shipment, and are not voids. This is the
-- fast way to look up single entries; to go through all entries, leave out those in _void.
SELECT *
  FROM entry
 WHERE type <> 'void'
   AND NOT EXISTS (SELECT 1 FROM entry AS void WHERE void.voids = entry.id)
   AND NOT EXISTS (SELECT 1 FROM entry AS void WHERE void.voids = entry.shipment)
