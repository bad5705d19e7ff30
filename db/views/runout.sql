-- When each item runs out: the available copies, at the average rate at which copies left the stores for use in the 12
-- months up to the day, or since the item was first printed if later. A month is a twelfth of the days of those 12.
-- There is no forecast for an item if no more copies left than came back, or for dates past the year 9999.
SELECT item, on_hand,
       round(used / months, 1) AS per_month,
       round(remaining * months / nullif(max(used, 0), 0), 1) AS months_left,
       date(day, '+' || (remaining * days / nullif(max(used, 0), 0)) || ' days') AS runs_out_on,
       available,
       round(months, 1) AS months_known
  FROM (SELECT item, on_hand, available, remaining, used, day, days, days * 12.0 / year AS months FROM _pace)
