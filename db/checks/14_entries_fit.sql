-- Entries fit what they refer to: receipts their shipments, replacements and voids what they undo, prints their runs.
SELECT DISTINCT finding, entry, type, other, other_type
  FROM _entry_unfit
 WHERE +command <= :known_command  -- the index would read all entries, one by one
 UNION ALL
SELECT 'counted_twice', entry.id, entry.type, NULL, NULL
  FROM count_line AS part
  JOIN print_run ON print_run.id = part.run
  JOIN count_line AS whole ON whole.count = part.count AND whole.item = print_run.item
  JOIN entry ON entry.id = part.count AND entry.command <= :known_command
