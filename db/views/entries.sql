-- Entries: what happened, where and on which day, and when and by whom it was recorded.
SELECT entry.id AS entry, entry.type, entry.date, place.code AS place, entry.reference, entry.carrier,
       entry.reason, entry.note, entry.shipment, entry.request, entry.voids, _void.void AS voided_by,
       entry.replaces, entry.recorded_at, entry.recorded_by
  FROM entry
  JOIN place ON place.id = entry.place
  LEFT JOIN _void ON _void.entry = entry.id
 WHERE entry.date <= :at AND entry.id <= :known_entry
 ORDER BY entry.id
