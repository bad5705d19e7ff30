-- A void and all that it voids move nothing together.
SELECT 'void_incomplete' AS finding, void, abs(net) AS copies, print_run.code AS run, date
  FROM (SELECT void, run, date, source, destination, sum(quantity) AS net
          FROM (SELECT coalesce(_void.void, entry.id) AS void, movement.run, movement.date,
                       min(movement.source, movement.destination) AS source,
                       max(movement.source, movement.destination) AS destination,
                       CASE WHEN movement.source < movement.destination
                            THEN movement.quantity ELSE -movement.quantity END AS quantity
                  FROM movement
                  JOIN entry ON entry.id = movement.entry
                  LEFT JOIN _void ON _void.entry = entry.id
                 WHERE (_void.void IS NOT NULL OR entry.type = 'void') AND movement.count IS NULL)
         GROUP BY void, run, date, source, destination) AS undone
  JOIN print_run ON print_run.id = undone.run
 WHERE net <> 0
