-- How many copies of each run each place holds at the end of each day on which that changed, and how many arrived that
-- day, other than by a count. Later days change too, so the copies there before count as a change, from the last day
-- before the first new one.
INSERT INTO balance (place, run, date, copies, came)
SELECT place, run, date, sum(change) OVER (PARTITION BY place, run ORDER BY date), came
  FROM (SELECT place, run, date, sum(change) AS change, sum(came) AS came
          FROM (SELECT source AS place, run, date, -quantity AS change,
                       iif(count IS NULL AND entry IN (SELECT void FROM voided
                                                        WHERE void BETWEEN :first_entry AND :last_entry), -quantity, 0)
                       AS came
                  FROM movement
                 WHERE entry BETWEEN :first_entry AND :last_entry AND source > 4
                 UNION ALL
                SELECT destination, run, date, quantity,
                       iif(count IS NULL AND entry NOT IN (SELECT void FROM voided
                                                            WHERE void BETWEEN :first_entry AND :last_entry), quantity, 0)
                  FROM movement
                 WHERE entry BETWEEN :first_entry AND :last_entry AND destination > 4
                 UNION ALL
                SELECT place, run, balance.date, copies - lag(copies, 1, 0) OVER (PARTITION BY place, run ORDER BY date), 0
                  FROM (SELECT place, run,
                               coalesce((SELECT max(date) FROM balance
                                          WHERE balance.place = changed.place AND balance.run = changed.run
                                            AND balance.date < changed.date), '') AS since
                          FROM (SELECT place, run, min(date) AS date
                                  FROM (SELECT source AS place, run, date FROM movement
                                         WHERE entry BETWEEN :first_entry AND :last_entry AND source > 4
                                         UNION ALL
                                        SELECT destination, run, date FROM movement
                                         WHERE entry BETWEEN :first_entry AND :last_entry AND destination > 4)
                                 GROUP BY place << 32 | run) AS changed)
                 CROSS JOIN balance USING (place, run)
                 WHERE balance.date >= since)
         GROUP BY place << 32 | run, date)  -- sorting by one number is faster than by two
 WHERE true
    ON CONFLICT DO UPDATE SET copies = excluded.copies, came = came + excluded.came
 WHERE copies <> excluded.copies OR excluded.came <> 0
