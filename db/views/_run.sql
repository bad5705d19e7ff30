-- Valid print runs: the data of the print entry, and whether the run is withdrawn.
SELECT print_run.id,
       print_run.code AS run,
       print_run.item,
       print_run.number,
       item.booklet,
       item.language,
       entry.id AS entry,
       movement.date AS printed_on,
       movement.quantity,
       movement.destination AS store,
       coalesce((
           SELECT withdrawn FROM withdrawal
            WHERE run = print_run.id AND date <= :at AND command <= :known_command
            ORDER BY date DESC, id DESC LIMIT 1), 0) AS withdrawn
  FROM movement
 CROSS JOIN entry ON entry.id = movement.entry AND entry.type = 'print'
  JOIN print_run ON print_run.id = movement.run
  JOIN item ON item.code = print_run.item
 WHERE movement.source = 1
   AND +movement.date <= :at
   AND +movement.entry <= :known_entry
   AND movement.entry NOT IN (SELECT entry FROM _void)
