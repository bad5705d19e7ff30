-- Void entries, each with the void that undid it: a voided shipment takes its receipts with it.
SELECT entry, void FROM voided WHERE void <= :known_entry
