-- Rule 5: no two standing entries share a place in time.
SELECT 'time_shared' AS finding, entry, other, date
  FROM _time_shared
 WHERE entry < other AND command <= :known_command
