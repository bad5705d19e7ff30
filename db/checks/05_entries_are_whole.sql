-- Rules 3 and 7: numbers without gaps, moments that rise, and as many movements as each entry says.
SELECT CASE WHEN before IS NULL AND id <> 1 THEN 'Entry 1 is missing: the first is ' || id || '.'
            WHEN id <> before + 1 THEN 'Entry ' || (before + 1) || ' is missing.'
            ELSE 'Entry ' || id || ' was recorded at ' || recorded_at || ', not after the one before it.' END
  FROM (SELECT id, recorded_at, lag(id) OVER (ORDER BY id) AS before,
               lag(recorded_at) OVER (ORDER BY id) AS recorded_before
          FROM entry)
 WHERE (before IS NULL AND id <> 1) OR id <> before + 1 OR recorded_at <= recorded_before
 UNION ALL
SELECT 'Entry ' || entry.id || ' says it has ' || entry.lines || ' movements, but has '
       || count(movement.line) || '.'
  FROM entry
  LEFT JOIN movement ON movement.entry = entry.id
 GROUP BY entry.id
HAVING entry.lines <> count(movement.line)
 UNION ALL
SELECT 'Movement ' || movement.line || ' belongs to entry ' || movement.entry || ', which is missing.'
  FROM movement
 WHERE NOT EXISTS (SELECT 1 FROM entry WHERE entry.id = movement.entry)
