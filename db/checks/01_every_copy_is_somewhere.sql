-- Rule 1: printed = on hand + in transit + at places + handed out + lost.
SELECT 'copies_unaccounted' AS finding,
       coalesce(print_run.code, _flow.run) AS run,
       printed,
       on_hand + in_transit + at_places + handed_out + lost AS accounted
  FROM _flow
  LEFT JOIN print_run ON print_run.id = _flow.run
 WHERE printed <> accounted
