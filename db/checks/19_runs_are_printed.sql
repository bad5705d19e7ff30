-- Runs that an entry names were printed, and runs that a count counts were printed by then. Only entries that count
-- something, or name a run without a valid print, are read.
SELECT DISTINCT 'run_unprinted' AS finding, entry, type, print_run.code AS run
  FROM (SELECT *
          FROM _run_unprinted
         WHERE +command <= :known_command
           AND entry IN (SELECT entry FROM movement WHERE count IS NULL AND run NOT IN (SELECT id FROM _run)
                          UNION ALL
                         SELECT count FROM count_line)
         LIMIT -1) AS unprinted  -- with DISTINCT over a join, SQLite would sort all movements first
  JOIN print_run ON print_run.id = unprinted.run
