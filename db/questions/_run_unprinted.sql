-- The runs that valid entries name though no valid entry printed them, or that a count counts before they were printed;
-- there should be none.
SELECT entry.command, entry.id AS entry, entry.type, _run_named.run
  FROM entry
 CROSS JOIN _run_named ON _run_named.entry = entry.id
  JOIN print_run ON print_run.id = _run_named.run
 WHERE entry.type <> 'void'
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id)
   AND NOT EXISTS (SELECT 1
                     FROM movement AS printed
                     JOIN entry AS print ON print.id = printed.entry AND print.type = 'print'
                    WHERE printed.run = _run_named.run AND printed.source = 1
                      AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = print.id)
                      AND (entry.type <> 'count' OR (print.date, print.position) < (entry.date, entry.position)))
