-- Rule 3: an entry replaces only one of its own type, which is void from then on.
SELECT 'replacement_unfit' AS finding, entry.id AS entry, entry.type, replaced.id AS replaced,
       replaced.type AS replaced_type
  FROM entry
  JOIN entry AS replaced ON replaced.id = entry.replaces
 WHERE entry.type <> replaced.type
    OR NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = replaced.id AND _void.void < entry.id)
