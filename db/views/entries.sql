-- Entries: what happened, where and on which day, and when and by whom each was recorded.
SELECT entry.id AS entry, entry.type, entry.date, place.code AS place, text.reference, text.carrier,
       coalesce(entry.reason, text.reason) AS reason, text.note, entry.shipment, entry.request, entry.voids,
       _void.void AS voided_by, entry.replaces, command.recorded_at, command.clerk AS recorded_by, entry.command
  FROM entry
  JOIN place ON place.id = entry.place
  JOIN _command AS command ON command.number = entry.command
  LEFT JOIN _entry_text AS text ON text.entry = entry.id
  LEFT JOIN _void ON _void.entry = entry.id
 WHERE entry.date <= :at AND entry.id <= :known_entry
 ORDER BY entry.id
