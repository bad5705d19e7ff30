-- Rule 3: each movement belongs to an entry.
SELECT 'movement_without_entry' AS finding, line, entry
  FROM movement
 WHERE NOT EXISTS (SELECT 1 FROM entry WHERE entry.id = movement.entry)
