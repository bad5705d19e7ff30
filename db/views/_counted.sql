-- What each count expected and found of each run, as of now: the runs that it names, and those of which it expected or
-- found copies. What it found of an item as a whole is divided among runs by the movements that record its difference.
-- For a void count, these are the copies there before the void.
SELECT count_line.count AS entry, count_line.run,
       count_line.quantity - coalesce((SELECT sum(difference) FROM _booked
                                        WHERE _booked.count = count_line.count AND _booked.run = count_line.run), 0)
       AS expected,
       count_line.quantity AS counted
  FROM count_line
 WHERE count_line.run IS NOT NULL
 UNION ALL
SELECT entry.id, _booked.run, -sum(_booked.difference), 0
  FROM entry
  JOIN _booked ON _booked.count = entry.id
  JOIN print_run ON print_run.id = _booked.run
 WHERE entry.is_full
   AND NOT EXISTS (SELECT 1 FROM count_line
                    WHERE count_line.count = entry.id
                      AND (count_line.run = _booked.run OR count_line.item = print_run.item))
 GROUP BY entry.id, _booked.run
HAVING sum(_booked.difference) <> 0
 UNION ALL
SELECT entry, run, expected, expected + difference
  FROM _item_counted
 WHERE expected <> 0 OR difference <> 0 OR (fallback AND quantity = 0)
