-- Rule 5: right after a count, the place holds what was counted: of a run, or of all runs of an item together.
SELECT 'count_contradicted' AS finding, entry, date, quantity AS counted, held,
       print_run.code AS what, place.code AS place
  FROM (SELECT entry, place, run, date, quantity,
               sum(change) OVER (PARTITION BY place, run ORDER BY date, position) AS held
          FROM (SELECT NULL AS entry, source AS place, run, date, position, -quantity AS change, NULL AS quantity
                  FROM _movement
                 WHERE from_place AND entry <= :known_entry AND (source, run) IN (SELECT place, run FROM _count)
                 UNION ALL
                SELECT NULL, destination, run, date, position, quantity, NULL
                  FROM _movement
                 WHERE to_place AND entry <= :known_entry AND (destination, run) IN (SELECT place, run FROM _count)
                 UNION ALL
                SELECT entry, place, run, date, position, 0, quantity
                  FROM _count)) AS checkpoint
  JOIN place ON place.id = checkpoint.place
  JOIN print_run ON print_run.id = checkpoint.run
 WHERE checkpoint.entry IS NOT NULL AND held <> quantity
 UNION ALL
SELECT DISTINCT 'count_contradicted', entry, date, counted, total, item, place.code
  FROM _item_found
  JOIN place ON place.id = _item_found.place
 WHERE total <> counted
 UNION ALL
SELECT 'count_contradicted', entry, date, quantity, 0, item, place.code
  FROM _item_count
  JOIN place ON place.id = _item_count.place
 WHERE quantity > 0 AND NOT EXISTS (SELECT 1 FROM print_run WHERE print_run.item = _item_count.item)
