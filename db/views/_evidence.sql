-- The copies of each print run at each place with fresh evidence, and those at seminars that are over; all other copies
-- held are silent. The newest copies, going back in time to the last count that covers the run, have the dates on which
-- they arrived; the rest have the date of the count. Only counts and arrivals since the first fresh day, or since the
-- day of a seminar that is over, are read.
SELECT place, run,
       CASE WHEN over_on IS NULL THEN iif(counted_on IS NULL, 0, copies - min(copies, came))
            WHEN counted_on >= max(over_on, since) THEN copies - min(copies, came)
            ELSE 0 END AS counted,
       iif(over_on IS NULL, min(copies, came), 0) AS arrived,
       CASE WHEN over_on IS NULL THEN 0
            WHEN counted_on >= over_on THEN min(copies, came)
            ELSE copies END AS over
  FROM (WITH over AS MATERIALIZED (SELECT place, date FROM _seminar_over),
        counting AS MATERIALIZED (
             SELECT counting.place, item, run, max(counting.date || printf('%020d', position)) AS moment
               FROM _counting AS counting
               LEFT JOIN over ON over.place = counting.place
              WHERE counting.date >= (SELECT since FROM _evidence_since) OR counting.date >= over.date
              GROUP BY counting.place, item, run),
        counted AS MATERIALIZED (
             SELECT place, run, max(moment) AS moment
               FROM (SELECT place, run, moment FROM counting WHERE run IS NOT NULL
                      UNION ALL
                     SELECT place, print_run.id, moment
                       FROM counting
                       JOIN print_run ON print_run.item = counting.item
                      WHERE run IS NULL
                      UNION ALL
                     SELECT counting.place, custody.run, moment
                       FROM counting
                      CROSS JOIN custody ON custody.place = counting.place
                      WHERE item IS NULL)
              GROUP BY place, run),
        came AS (
             SELECT movement.destination AS place, movement.run, movement.date, movement.position, quantity AS copies
               FROM movement
              CROSS JOIN entry ON entry.id = movement.entry AND entry.type <> 'void'
              WHERE movement.date >= (SELECT since FROM _evidence_since) AND movement.date <= :at
                AND +movement.entry <= :known_entry AND movement.destination > 4 AND movement.count IS NULL
                AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = movement.entry)
              UNION ALL
             SELECT arrival.place, arrival.run, arrival.date, arrival.position, arrival.copies
               FROM over
              CROSS JOIN _arrival AS arrival ON arrival.place = over.place
              WHERE arrival.date >= over.date AND arrival.date < (SELECT since FROM _evidence_since))
        SELECT part.place, part.run, (SELECT since FROM _evidence_since) AS since, over.date AS over_on,
               counted_on, came,
               coalesce((SELECT copies FROM _balance
                          WHERE _balance.place = part.place AND _balance.run = part.run), 0)
-- earlier (
               + coalesce(earlier.copies, 0)
-- )
               AS copies
          FROM (SELECT place, run, substr(max(moment), 1, 10) AS counted_on, sum(copies) AS came
                  FROM (SELECT came.place, came.run, NULL AS moment, copies
                          FROM came
                          LEFT JOIN counted ON counted.place = came.place AND counted.run = came.run
                         WHERE counted.moment IS NULL
                            OR counted.moment < came.date || printf('%020d', came.position)
                         UNION ALL
                        SELECT place, run, moment, 0 FROM counted
                         UNION ALL
                        SELECT over.place, custody.run, NULL, 0
                          FROM over
                         CROSS JOIN custody ON custody.place = over.place)
                 GROUP BY place, run) AS part
          LEFT JOIN over ON over.place = part.place
-- earlier (
          LEFT JOIN (SELECT place, run, sum(change) AS copies
                       FROM _change_then
                      WHERE date <= :at
                      GROUP BY place, run) AS earlier
                 ON earlier.place = part.place AND earlier.run = part.run
-- )
       )
