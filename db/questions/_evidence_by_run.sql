-- How certain the copies of each print run and item are: printed + found is the sum of the other figures. Copies that
-- counts found or recorded as lost are added up by run or, if :by is item, by item.
SELECT print_run.item, print_run.code AS run, printed, found, counted, arrived, silent, over, in_transit, given, taken, lost
  FROM (SELECT run, printed, 0 AS found, 0 AS counted, 0 AS arrived, on_hand + at_places AS silent, 0 AS over, in_transit,
               handed_out AS given, 0 AS taken, loss AS lost
          FROM _flow
         UNION ALL
        SELECT run, 0, 0, counted, arrived, -counted - arrived - over, over, 0, 0, 0, 0 FROM _evidence
         UNION ALL
        SELECT run, 0, iif(:by = 'run', max(from_loss, 0), 0), 0, 0, 0, 0, 0, -handed_out, handed_out,
               iif(:by = 'run', max(from_loss, 0), 0)
          FROM _difference
         UNION ALL
        SELECT (SELECT min(id) FROM print_run WHERE print_run.item = _found.item), 0, found, 0, 0, 0, 0, 0, 0, 0, found
          FROM _found
         WHERE :by = 'item') AS part
  JOIN print_run ON print_run.id = part.run
