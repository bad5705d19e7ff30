-- Rule 5: valid entries that share a position in time; there should be none.
SELECT entry.command, entry.id AS entry, other.id AS other, entry.date
  FROM entry
  JOIN entry AS other ON other.date = entry.date AND other.position = entry.position AND other.id <> entry.id
                      AND other.id <= :known_entry
 WHERE entry.type <> 'void' AND other.type <> 'void'
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id)
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = other.id)
