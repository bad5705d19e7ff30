-- Every text written about an entry, a row for each, as of now.
SELECT entry.id AS entry, entry.date, text.value AS text
  FROM (SELECT entry, reference AS value FROM _entry_text
         UNION ALL
        SELECT entry, carrier FROM _entry_text
         UNION ALL
        SELECT entry, reason FROM _entry_text
         UNION ALL
        SELECT entry, note FROM _entry_text
         UNION ALL
        SELECT id, reason FROM entry WHERE type = 'writeoff') AS text
  JOIN entry ON entry.id = text.entry
 WHERE text.value IS NOT NULL AND entry.id <= :known_entry
