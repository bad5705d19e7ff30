-- Rule 5: no two standing entries share a place in time; rule 8: nor the key of a sheet's row.
SELECT 'time_shared' AS finding, entry, other, date
  FROM _time_shared
 WHERE entry < other AND command <= :known_command
 UNION ALL
SELECT 'key_shared', entry, other, NULL
  FROM _key_shared
 WHERE command <= :known_command
