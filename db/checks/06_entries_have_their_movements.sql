-- Rule 3: each entry has as many movements as it says.
SELECT 'movements_missing' AS finding, entry.id AS entry, entry.lines, count(movement.line) AS movements
  FROM entry
  LEFT JOIN movement ON movement.entry = entry.id
 GROUP BY entry.id
HAVING entry.lines <> count(movement.line)
