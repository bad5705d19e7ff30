-- When each item runs out: what of it is available, at the average rate at which copies left the stores for use in
-- the 12 months up to the day, or since the item was first printed if that is later. A month is a twelfth of the
-- days of those 12. There is no forecast for an item of which no more left than came back, or past the year 9999.
SELECT item, on_hand,
       round(used / months, 1) AS per_month,
       round(remaining * months / nullif(max(used, 0), 0), 1) AS months_left,
       date(day, '+' || (remaining * days / nullif(max(used, 0), 0)) || ' days') AS runs_out_on,
       available,
       round(months, 1) AS months_known
  FROM (SELECT item, on_hand, available, max(available, 0) AS remaining, used, day, days, days * 12.0 / year AS months
          FROM (SELECT stock.item, stock.on_hand, stock.available, coalesce(_use.copies, 0) AS used,
                       _last_year.day, _last_year.days AS year,
                       CAST(max(min(julianday(_last_year.day) - julianday(printed.since) + 1, _last_year.days), 1)
                            AS INTEGER) AS days
                  FROM stock
                  JOIN (SELECT item, min(printed_on) AS since FROM _run GROUP BY item) AS printed
                       ON printed.item = stock.item
                 CROSS JOIN _last_year
                  LEFT JOIN _use ON _use.item = stock.item))
