-- How each valid entry changed the copies of the item or print run :what, by figure of the stock, and the copies at the
-- place :place. Later additions to a count's difference belong to the count. A count of an item as a whole found or
-- lost the total of its runs.
SELECT entry.id AS entry, entry.date, entry.type, place.code AS place, changed.printed, changed.on_hand,
       changed.in_transit, changed.at_places, changed.handed_out, changed.lost, changed.found, changed.copies,
       text.reference, entry.request, entry.position
  FROM (SELECT entry, sum(printed) AS printed, sum(on_hand) AS on_hand, sum(in_transit) AS in_transit,
               sum(at_places) AS at_places, sum(handed_out) AS handed_out,
               sum(iif(is_count, max(loss, 0), loss)) AS lost, sum(iif(is_count, max(-loss, 0), 0)) AS found,
               sum(copies) AS copies
          FROM (SELECT coalesce(moved.count, moved.entry) AS entry, moved.count IS NOT NULL AS is_count,
                       sum(printed) AS printed, sum(on_hand) AS on_hand, sum(in_transit) AS in_transit,
                       sum(at_places) AS at_places, sum(handed_out) AS handed_out, sum(loss) AS loss,
                       sum(copies) AS copies
                  FROM (SELECT entry, count, date, run, printed, on_hand, in_transit, at_places, handed_out, loss,
                               0 AS copies
                          FROM _movement_flow
                         WHERE :place IS NULL
                         UNION ALL
                        SELECT movement.entry, movement.count, movement.date, movement.run, 0, 0, 0, 0, 0, 0,
                               iif(movement.destination = :place, quantity, -quantity)
                          FROM balance
                         CROSS JOIN movement ON movement.date = balance.date AND movement.run = balance.run
                         WHERE balance.place = :place AND :place IN (movement.source, movement.destination)) AS moved
                  JOIN print_run ON print_run.id = moved.run AND :what IN (print_run.item, print_run.code)
                  LEFT JOIN count_line AS whole ON whole.count = moved.count AND whole.item = print_run.item
                 WHERE moved.date <= :at AND moved.entry <= :known_entry
                 GROUP BY coalesce(moved.count, moved.entry), is_count, coalesce(whole.item, iif(is_count, print_run.code, '')))
         GROUP BY entry) AS changed
  JOIN entry ON entry.id = changed.entry
  JOIN place ON place.id = entry.place
  LEFT JOIN _entry_text AS text ON text.entry = changed.entry
 WHERE entry.type <> 'void' AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id)
