-- The remaining copies of each item, and how many left the stores for use in the 12 months up to the day, or since the
-- item was first printed if later. A month is a twelfth of the days of those 12.
SELECT stock.item, stock.on_hand, stock.available, max(stock.available, 0) AS remaining,
       coalesce(_use.copies, 0) AS used, _last_year.day, _last_year.days AS year,
       CAST(max(min(julianday(_last_year.day) - julianday(printed.since) + 1, _last_year.days), 1) AS INTEGER) AS days
  FROM stock
  JOIN (SELECT item, min(printed_on) AS since FROM _run GROUP BY item) AS printed ON printed.item = stock.item
 CROSS JOIN _last_year
  LEFT JOIN _use ON _use.item = stock.item
