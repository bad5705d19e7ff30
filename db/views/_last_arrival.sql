-- The last day on which copies of each print run came to each place, of those that it holds. Where a place has more at the
-- end of a day than before, some came or were counted then; of other days the movements are asked.
SELECT custody.place, print_run.item, custody.run,
       (SELECT day.date
          FROM balance AS day
         WHERE day.place = custody.place AND day.run = custody.run AND day.date <= :at
           AND (
-- earlier (
                NOT EXISTS (SELECT 1 FROM command WHERE last_entry > :known_entry) AND
-- )
                day.copies > coalesce((SELECT copies FROM balance
                                        WHERE balance.place = day.place AND balance.run = day.run
                                          AND balance.date < day.date
                                        ORDER BY balance.date DESC LIMIT 1), 0)
                OR EXISTS (SELECT 1
                             FROM movement
                             JOIN entry ON entry.id = movement.entry
                            WHERE movement.date = day.date AND movement.run = day.run
                              AND movement.destination = day.place AND movement.count IS NULL
                              AND +movement.entry <= :known_entry AND entry.type <> 'void'
                              AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id)))
         ORDER BY day.date DESC LIMIT 1) AS last_arrived
  FROM print_run
 CROSS JOIN custody ON custody.run = print_run.id
 WHERE coalesce((SELECT copies FROM _balance
                  WHERE _balance.place = custody.place AND _balance.run = custody.run), 0)
-- earlier (
       + iif(EXISTS (SELECT 1 FROM command WHERE last_entry > :known_entry),
             coalesce((SELECT sum(iif(movement.destination = custody.place, quantity, -quantity))
                         FROM balance
                        CROSS JOIN movement ON movement.date = balance.date AND movement.run = balance.run
                        WHERE balance.place = custody.place AND balance.run = custody.run AND balance.date <= :at
                          AND custody.place IN (movement.source, movement.destination)
                          AND movement.entry <= :known_entry), 0), 0)
-- )
       > 0
