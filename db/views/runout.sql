-- When each item runs out: what the stores hold, at the average rate at which copies left them in the 12 months
-- up to the day, shipped to other places or handed out. There is no forecast for an item of which none left, or
-- past the year 9999.
SELECT item, on_hand,
       round(used / 12.0, 1) AS per_month,
       round(on_hand * 12.0 / nullif(used, 0), 1) AS months_left,
       date(day, '+' || (on_hand * days / nullif(used, 0)) || ' days') AS runs_out_on
  FROM (SELECT stock.item, stock.on_hand, period.day, period.days, coalesce(sum(_use.copies), 0) AS used
          FROM (SELECT _run.item, sum(_flow.on_hand) AS on_hand
                  FROM _run
                  JOIN _flow ON _flow.run = _run.id
                 GROUP BY _run.item) AS stock
         CROSS JOIN (SELECT day, since, CAST(julianday(day) - julianday(since) AS INTEGER) AS days
                       FROM (SELECT day, date(day, '-12 months') AS since
                               FROM (SELECT CASE :at WHEN '9999-12-31' THEN date('now', 'localtime')
                                                     ELSE :at END AS day))) AS period
          LEFT JOIN _use ON _use.item = stock.item AND _use.date > period.since AND _use.date <= period.day
         GROUP BY stock.item)
