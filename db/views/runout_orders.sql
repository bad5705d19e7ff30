-- When each item runs out, and what to order: on which day, if printing takes 8 weeks, and how many copies, so that
-- they last 18 months at the same rate, plus requests beyond the stock.
SELECT runout.item, runout.on_hand, runout.per_month, runout.months_left, runout.runs_out_on, runout.available,
       runout.months_known,
       date(runout.runs_out_on, '-' || (:lead * 7) || ' days') AS order_by,
       CASE WHEN _pace.used > 0
            THEN (_pace.used * _pace.year * :months + 12 * _pace.days - 1) / (12 * _pace.days)
                 + max(-_pace.available, 0)
            ELSE max(-_pace.available, 0) END AS "order"
  FROM runout
  JOIN _pace ON _pace.item = runout.item
