-- Rule 5: just after a count, the place holds what was counted.
SELECT 'count_contradicted' AS finding, entry, date, quantity AS counted, held,
       print_run.code AS run, place.code AS place
  FROM (SELECT entry, place, run, date, quantity,
               sum(change) OVER (PARTITION BY place, run ORDER BY date, position) AS held
          FROM (SELECT NULL AS entry, source AS place, run, date, position, -quantity AS change, NULL AS quantity
                  FROM _movement WHERE from_place
                 UNION ALL
                SELECT NULL, destination, run, date, position, quantity, NULL
                  FROM _movement WHERE to_place
                 UNION ALL
                SELECT entry, place, run, date, position, 0, quantity
                  FROM _count)) AS checkpoint
  JOIN place ON place.id = checkpoint.place
  JOIN print_run ON print_run.id = checkpoint.run
 WHERE checkpoint.entry IS NOT NULL AND held <> quantity
