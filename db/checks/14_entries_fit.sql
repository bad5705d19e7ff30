-- Entries fit what they refer to: receipts their shipments, replacements and voids what they undo, prints their runs.
SELECT DISTINCT finding, entry, type, other, other_type
  FROM _entry_unfit
 WHERE +command <= :known_command  -- the index would read all entries, one by one
