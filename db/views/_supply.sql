-- What open places with a level of an item have of it: here and in transit, without withdrawn runs, and in open
-- requests. If that is less than the lowest level, enough copies are wanted to reach the highest. Without levels,
-- nothing is added up; LIMIT -1 makes SQLite read the runs once, not for each place.
SELECT place, item, command, low, high, here, in_transit, requested,
       iif(coming < low, high - coming, 0) AS wanted
  FROM (SELECT level.place, level.item, level.command, level.low, level.high,
               coalesce(held.copies, 0) AS here,
               coalesce(sent.copies, 0) AS in_transit,
               coalesce(asked.copies, 0) AS requested,
               coalesce(held.copies, 0) + coalesce(sent.copies, 0) + coalesce(asked.copies, 0) AS coming
          FROM _level_open AS level
          LEFT JOIN (SELECT held.place, run.item, sum(held.copies) AS copies
                       FROM _holding AS held
                       JOIN (SELECT * FROM _run_active LIMIT -1) AS run ON run.id = held.run
                      WHERE EXISTS (SELECT 1 FROM level)
                      GROUP BY held.place, run.item) AS held
                 ON held.place = level.place AND held.item = level.item
          LEFT JOIN (SELECT sent.place, run.item, sum(sent.in_transit) AS copies
                       FROM _custody AS sent
                       JOIN (SELECT * FROM _run_active LIMIT -1) AS run ON run.id = sent.run
                      WHERE EXISTS (SELECT 1 FROM level)
                      GROUP BY sent.place, run.item) AS sent
                 ON sent.place = level.place AND sent.item = level.item
          LEFT JOIN (SELECT place, item, sum(open) AS copies
                       FROM _request_line
                      WHERE EXISTS (SELECT 1 FROM level)
                      GROUP BY place, item) AS asked
                 ON asked.place = level.place AND asked.item = level.item)
