-- Valid entries: those not voided, themselves or with their shipment, and not voids. Unlike other queries this includes
-- what the command being recorded has recorded so far.
SELECT *
  FROM entry
 WHERE type <> 'void' AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id)
