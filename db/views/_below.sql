-- The places that have fewer copies of an item than the lowest level: how many they want, and since when: the day after
-- which they always held fewer, or the day on which the level was set, if later.
SELECT supply.place, supply.item, supply.wanted,
       max(substr(command.recorded_at, 1, 10),
           coalesce((SELECT min(fell.date)
                       FROM (SELECT date, copies, max(iif(copies >= supply.low, date, '')) OVER () AS last_enough
                               FROM (SELECT date, sum(sum(change)) OVER (ORDER BY date) AS copies
                                       FROM (SELECT balance.date,
                                                    balance.copies - lag(balance.copies, 1, 0) OVER runs AS change
                                               FROM balance
                                               JOIN print_run ON print_run.id = balance.run
                                                AND print_run.item = supply.item
                                              WHERE balance.place = supply.place
                                             WINDOW runs AS (PARTITION BY balance.run ORDER BY balance.date))
                                      GROUP BY date)) AS fell
                      WHERE fell.date > fell.last_enough), '')) AS since
  FROM _supply AS supply
  JOIN _command AS command ON command.number = supply.command
 WHERE supply.wanted > 0
