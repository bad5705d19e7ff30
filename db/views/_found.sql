-- What each count found, what it booked as lost, and what it booked as handed out: of an item that it counted as a whole
-- all runs together, so that copies which only change their run are neither found nor lost.
SELECT booked.count, print_run.item, max(sum(from_loss), 0) AS found, max(-sum(from_loss), 0) AS lost,
       sum(booked.handed_out) AS taken
  FROM _difference AS booked
  JOIN print_run ON print_run.id = booked.run
  LEFT JOIN count_line AS whole ON whole.count = booked.count AND whole.item = print_run.item
 GROUP BY booked.count, coalesce(whole.item, print_run.code)
