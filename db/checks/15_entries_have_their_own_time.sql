-- Rule 5: no two valid entries share a position in time; rule 8: nor the key of a sheet's row.
SELECT 'time_shared' AS finding, entry, other, date
  FROM _time_shared
 WHERE entry < other AND command <= :known_command
   AND entry IN (SELECT entry.id
                   FROM (SELECT date, position FROM entry GROUP BY date, position HAVING count(*) > 1) AS crowded
                  CROSS JOIN entry ON entry.date = crowded.date AND entry.position = crowded.position)
 UNION ALL
SELECT 'key_shared', entry, other, NULL
  FROM _key_shared
 WHERE +command <= :known_command
   AND entry IN (SELECT entry.id
                   FROM (SELECT key FROM entry WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1) AS crowded
                  CROSS JOIN entry ON entry.key = crowded.key)
