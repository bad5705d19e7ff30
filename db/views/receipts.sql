-- Valid receipts, a row for each item, with the columns of an import. A shipment is named by its reference, which
-- another ledger knows, otherwise by its number.
SELECT entry.id AS entry, coalesce(sent.reference, CAST(entry.shipment AS TEXT)) AS shipment, entry.date,
       place.code AS place, print_run.item, sum(movement.quantity) AS quantity, text.reference, text.note
  FROM entry
  JOIN place ON place.id = entry.place
  JOIN movement ON movement.entry = entry.id AND movement.destination = entry.place AND movement.count IS NULL
  JOIN print_run ON print_run.id = movement.run
  LEFT JOIN _entry_text AS text ON text.entry = entry.id
  LEFT JOIN _entry_text AS sent ON sent.entry = entry.shipment
 WHERE entry.type = 'receive' AND entry.date <= :at AND entry.id <= :known_entry
   AND entry.id NOT IN (SELECT entry FROM _void)
 GROUP BY entry.id, print_run.item
 ORDER BY entry.id, print_run.item
