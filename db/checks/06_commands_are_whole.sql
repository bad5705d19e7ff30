-- Rule 4: a command has exactly the entries and movements it states, and entries are numbered without gaps. Some of its
-- facts may have been removed with an unused place; their number is stated too.
SELECT 'entries_missing' AS finding, number AS command, stated, iif(within <> stated, within, found) AS found
  FROM (SELECT command.number, coalesce(last_entry - first_entry + 1, 0) AS stated, count(entry.id) AS found,
               count(entry.id) FILTER (WHERE entry.id BETWEEN first_entry AND last_entry) AS within
          FROM command
          LEFT JOIN entry ON entry.command = command.number
         GROUP BY command.number)
 WHERE found <> stated OR within <> stated
 UNION ALL
SELECT 'entries_out_of_turn', number, before + 1, first_entry
  FROM (SELECT number, first_entry, coalesce(max(last_entry) OVER earlier, 0) AS before
          FROM command
        WINDOW earlier AS (ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
 WHERE first_entry <> before + 1
 UNION ALL
SELECT 'movements_missing', command.number, command.movements, count(movement.line)
  FROM command
  LEFT JOIN entry ON entry.command = command.number
  LEFT JOIN movement ON movement.entry = entry.id
 GROUP BY command.number
HAVING command.movements <> count(movement.line)
 UNION ALL
SELECT 'facts_added', command.number, command.facts, count(fact.command)
  FROM command
  JOIN _fact AS fact ON fact.command = command.number
 GROUP BY command.number
HAVING command.facts < count(fact.command)
 UNION ALL
SELECT 'facts_missing', NULL, stated, found
  FROM (SELECT (SELECT sum(facts) - sum(removed) FROM command) AS stated, (SELECT count(*) FROM _fact) AS found)
 WHERE stated <> found
