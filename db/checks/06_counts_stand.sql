-- uses: _count
-- Rule 5: just after a count, the place holds what was counted.
SELECT 'Count ' || entry || ' of ' || date || ' does not stand: it found ' || quantity || ' copies of '
       || print_run.code || ' at ' || place.code || ', but the movements leave ' || held || '.'
  FROM (SELECT entry, place, run, date, quantity,
               sum(change) OVER (PARTITION BY place, run ORDER BY date, position) AS held
          FROM (SELECT NULL AS entry, source AS place, run, date, position, -quantity AS change, NULL AS quantity
                  FROM movement WHERE source > 4
                 UNION ALL
                SELECT NULL, destination, run, date, position, quantity, NULL
                  FROM movement WHERE destination > 4
                 UNION ALL
                SELECT entry, place, run, date, position, 0, quantity
                  FROM _count)) AS checkpoint
  JOIN place ON place.id = checkpoint.place
  JOIN print_run ON print_run.id = checkpoint.run
 WHERE checkpoint.entry IS NOT NULL AND held <> quantity
