-- Which entries are voided, and by which: a voided shipment takes its receipts with it.
SELECT entry, min(void) AS void
  FROM (SELECT voids AS entry, id AS void FROM entry WHERE voids IS NOT NULL AND id <= :known_entry
         UNION ALL
        SELECT receipt.id, void.id
          FROM entry AS void
         CROSS JOIN entry AS receipt ON receipt.shipment = void.voids AND receipt.id < void.id
         WHERE void.voids IS NOT NULL AND +void.id <= :known_entry)
 GROUP BY entry
