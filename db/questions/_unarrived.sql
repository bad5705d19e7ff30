-- Copies of the shipments in _sent that have not arrived by now, and the day each was sent.
SELECT sent.date, sent.place, _missing.run, _missing.copies
  FROM _missing
 CROSS JOIN entry AS sent ON sent.id = _missing.shipment
 WHERE NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = sent.id)
