-- Rule 1: printed + found = on hand + in transit + at places + handed out + lost. That found and lost are not negative
-- follows from what the other checks prove about shipments, counts and movements.
SELECT 'copies_unaccounted' AS finding,
       coalesce(print_run.code, _flow.run) AS run,
       printed,
       coalesce(found.copies, 0) AS found,
       on_hand + in_transit + at_places + handed_out + loss + coalesce(found.copies, 0) AS accounted
  FROM _flow
  LEFT JOIN (SELECT run, sum(max(from_loss, 0)) AS copies FROM _difference GROUP BY run) AS found ON found.run = _flow.run
  LEFT JOIN print_run ON print_run.id = _flow.run
 WHERE printed + coalesce(found.copies, 0) <> accounted
