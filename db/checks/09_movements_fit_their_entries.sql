-- Movements are of runs and places that exist. An entry's have its date and position, and go between places that its
-- type allows.
SELECT finding, line, entry, type, run, source, destination, date
  FROM _movement_unfit
 WHERE +command <= :known_command  -- the index would lead to all entries, one by one
