-- Movements name existing runs and places. An entry's movements have its date and position, and go between places that
-- its type allows.
SELECT finding, line, entry, type, run, source, destination, date
  FROM _movement_unfit
 WHERE +command <= :known_command  -- the index would read all entries, one by one
