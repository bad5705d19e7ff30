-- The entries that are void, each with the void that undid it: a voided shipment takes its receipts with it.
-- There are few voids among the entries: unlikely() tells SQLite, so that it begins with them, unless with one entry.
SELECT voids AS entry, id AS void
  FROM entry
 WHERE voids IS NOT NULL AND id <= :known_entry
 UNION ALL
SELECT receipt.id, void.id
  FROM entry AS void
  JOIN entry AS receipt ON receipt.shipment = void.voids AND receipt.id < void.id
 WHERE void.voids IS NOT NULL AND unlikely(+void.id <= :known_entry)
   AND NOT EXISTS (SELECT 1 FROM entry AS earlier WHERE earlier.voids = receipt.id AND earlier.id < void.id)
