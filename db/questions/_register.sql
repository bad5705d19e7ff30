-- How each valid entry since the day :since changed :figure of the item or print run :what or, if :place is not NULL,
-- its copies at that place. Later additions to a count's difference belong to the count. A count of an item as a whole
-- found or lost the total of its runs. The days are found one by one, because movements are stored by day and run.
SELECT entry.id AS entry, entry.date, entry.type, place.code AS place, changed.change, text.reference, entry.request,
       entry.position
  FROM (SELECT entry,
               sum(CASE :figure WHEN 'lost' THEN iif(is_count, max(change, 0), change)
                                WHEN 'found' THEN iif(is_count, max(-change, 0), 0)
                                ELSE change END) AS change
          FROM (SELECT coalesce(moved.count, entry) AS entry, moved.count IS NOT NULL AS is_count, sum(change) AS change
                  FROM (WITH RECURSIVE passed (day) AS (
                             SELECT max(date) FROM movement WHERE :place IS NULL AND date <= :at
                              UNION ALL
                             SELECT (SELECT max(date) FROM movement WHERE movement.date < day) FROM passed
                              WHERE day >= :since)
                        SELECT entry, count, date, run,
                               CASE :figure WHEN 'printed' THEN printed WHEN 'on_hand' THEN on_hand
                                            WHEN 'in_transit' THEN in_transit WHEN 'at_places' THEN at_places
                                            WHEN 'handed_out' THEN handed_out ELSE loss END AS change
                          FROM passed
                         CROSS JOIN print_run ON :what IN (item, code)
                         CROSS JOIN _movement_flow AS flow ON flow.date = day AND flow.run = print_run.id
                         WHERE day >= :since
                         UNION ALL
                        SELECT movement.entry, movement.count, movement.date, movement.run,
                               iif(movement.destination = :place, quantity, -quantity)
                          FROM balance
                         CROSS JOIN movement ON movement.date = balance.date AND movement.run = balance.run
                         WHERE balance.place = :place AND :place IN (movement.source, movement.destination)) AS moved
                  JOIN print_run ON print_run.id = moved.run AND :what IN (print_run.item, print_run.code)
                  LEFT JOIN count_line AS whole ON whole.count = moved.count AND whole.item = print_run.item
                 WHERE change <> 0 AND moved.date <= :at AND moved.entry <= :known_entry
                 GROUP BY coalesce(moved.count, entry), is_count,
                          coalesce(whole.item, iif(is_count, print_run.code, '')))
         GROUP BY entry) AS changed
  JOIN entry ON entry.id = changed.entry
  JOIN place ON place.id = entry.place
  LEFT JOIN _entry_text AS text ON text.entry = changed.entry
 WHERE changed.change <> 0 AND entry.type <> 'void' AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id)
