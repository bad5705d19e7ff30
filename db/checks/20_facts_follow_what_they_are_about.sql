-- Facts are about what existed at the time: without foreign keys, a writer can add a fact about the next number.
SELECT 'fact_early' AS finding, fact.what, fact.command, place.code AS about, place.command AS made
  FROM (SELECT 'closing' AS what, place, command FROM closing
         UNION ALL
        SELECT 'place_detail', place, command FROM place_detail
         UNION ALL
        SELECT 'level', place, command FROM level
         UNION ALL
        SELECT 'seminar', place, command FROM seminar
         UNION ALL
        SELECT 'request', place, command FROM request
         UNION ALL
        SELECT 'entry', place, command FROM entry) AS fact
  JOIN place ON place.id = fact.place AND place.command > fact.command
 UNION ALL
SELECT 'fact_early', fact.what, fact.command, print_run.code, fact.made
  FROM (SELECT what, run, command,
               (SELECT min(entry.command) FROM movement JOIN entry ON entry.id = movement.entry
                 WHERE movement.run = named.run AND movement.source = 1) AS made
          FROM (SELECT 'withdrawal' AS what, run, command FROM withdrawal
                 UNION ALL
                SELECT 'run_detail', run, command FROM run_detail
                 UNION ALL
                SELECT 'text', run, command FROM text WHERE run IS NOT NULL) AS named) AS fact
  JOIN print_run ON print_run.id = fact.run
 WHERE fact.made > fact.command
 UNION ALL
SELECT 'fact_early', fact.what, fact.command, 'request ' || request.id, request.command
  FROM (SELECT 'cancellation' AS what, request, command FROM cancellation
         UNION ALL
        SELECT 'request_line', request, command FROM request_line
         UNION ALL
        SELECT 'text', request, command FROM text WHERE request IS NOT NULL
         UNION ALL
        SELECT 'entry', request, command FROM entry WHERE request IS NOT NULL) AS fact
  JOIN request ON request.id = fact.request AND request.command > fact.command
 UNION ALL
SELECT 'fact_early', 'grant_withdrawal', withdrawn.command, 'grant ' || funding_grant.id, funding_grant.command
  FROM grant_withdrawal AS withdrawn
  JOIN funding_grant ON funding_grant.id = withdrawn.funding_grant AND funding_grant.command > withdrawn.command
 UNION ALL
SELECT 'fact_early', 'text', text.command, 'entry ' || entry.id, entry.command
  FROM text
  JOIN entry ON entry.id = text.entry AND entry.command > text.command
