-- What an entry names was printed, and what a count counts was printed by then. Only entries are gone through that count
-- something, or name a run of which no print stands.
SELECT DISTINCT 'run_unprinted' AS finding, entry, type, print_run.code AS run
  FROM (SELECT *
          FROM _run_unprinted
         WHERE +command <= :known_command
           AND entry IN (SELECT entry FROM movement WHERE count IS NULL AND run NOT IN (SELECT id FROM _run)
                          UNION ALL
                         SELECT count FROM count_line)
         LIMIT -1) AS unprinted  -- DISTINCT over a join would have all movements sorted first
  JOIN print_run ON print_run.id = unprinted.run
