-- The entries that changed what a shipment sent, how much of it was received, or what was returned, and the entries
-- that reversed those. Closing a shipment as lost changes none of these.
SELECT DISTINCT movement.entry, movement.shipment AS about,
       iif(sent.place IN (movement.source, movement.destination), 'received', 'sent') AS figure
  FROM _movement AS movement
  JOIN entry AS sent ON sent.id = movement.shipment
 WHERE NOT movement.to_loss AND NOT movement.from_loss OR sent.place IN (movement.source, movement.destination)
 UNION ALL
SELECT entry.id, coalesce(voided.id, entry.id), 'returned'
  FROM entry
  LEFT JOIN entry AS voided ON voided.id = entry.voids
 WHERE 'return' IN (entry.type, voided.type)
