-- How many copies each count found, recorded as lost and recorded as handed out. For an item counted as a whole, all
-- its runs are added up, so copies that only change their run are neither found nor lost.
SELECT booked.count, print_run.item, max(sum(from_loss), 0) AS found, max(-sum(from_loss), 0) AS lost,
       sum(booked.handed_out) AS taken
  FROM _difference AS booked
  JOIN print_run ON print_run.id = booked.run
  LEFT JOIN count_line AS whole ON whole.count = booked.count AND whole.item = print_run.item
 GROUP BY booked.count, coalesce(whole.item, print_run.code)
