-- For each count of an item as a whole, and each run of the item: how many copies were expected, and the recorded
-- difference. Expected is the balance of the day before and the movements of the count's own day before it, less what
-- the balance includes but was not known then, or came with or after the count's void. The newest run printed by then
-- is marked: copies found of an item that was not there are added to it.
SELECT counted.entry, counted.run, counted.quantity,
       coalesce((SELECT copies FROM balance
                  WHERE balance.place = counted.place AND balance.run = counted.run AND balance.date < counted.date
                  ORDER BY balance.date DESC LIMIT 1), 0)
       + coalesce((SELECT sum(CASE WHEN destination = counted.place THEN movement.quantity ELSE -movement.quantity END)
                     FROM movement
                    WHERE movement.date = counted.date AND movement.run = counted.run
                      AND counted.place IN (source, destination)
                      AND movement.position < counted.position AND movement.entry <= counted.known), 0)
       - coalesce((SELECT sum(CASE WHEN destination = counted.place THEN movement.quantity ELSE -movement.quantity END)
                     FROM movement
                    WHERE movement.entry > counted.known AND movement.entry <= (SELECT max(last_entry) FROM command)
                      AND movement.run = counted.run AND counted.place IN (source, destination)
                      AND movement.date < counted.date), 0) AS expected,
       coalesce((SELECT sum(difference) FROM _booked
                  WHERE _booked.count = counted.entry AND _booked.run = counted.run), 0) AS difference,
       counted.run = (SELECT newest.id FROM _run AS newest
                       WHERE newest.item = counted.item AND newest.printed_on <= counted.date
                       ORDER BY newest.printed_on DESC, newest.number DESC LIMIT 1) AS fallback
  FROM (SELECT entry.id AS entry, entry.place, entry.date, entry.position, count_line.item, count_line.quantity,
               print_run.id AS run,
               min(:known_entry, coalesce((SELECT void - 1 FROM _void WHERE _void.entry = entry.id), :known_entry))
               AS known
          FROM count_line
         CROSS JOIN entry ON entry.id = count_line.count
          JOIN print_run ON print_run.item = count_line.item
         WHERE count_line.item IS NOT NULL AND entry.type = 'count' AND entry.id <= :known_entry) AS counted
