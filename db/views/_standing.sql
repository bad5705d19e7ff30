-- Standing entries: those that are not voided, themselves or with their shipment, and are not voids. Unlike the
-- other questions it includes what the command that is being recorded has recorded so far.
SELECT *
  FROM entry
 WHERE type <> 'void' AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id)
