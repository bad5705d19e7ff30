-- Rule 8: valid entries that share the key of a sheet's row; there should be none.
SELECT entry.command, entry.id AS entry, other.id AS other
  FROM entry
  JOIN entry AS other ON other.key = entry.key AND other.id < entry.id
 WHERE NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id)
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = other.id)
