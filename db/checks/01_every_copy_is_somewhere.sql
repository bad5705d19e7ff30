-- uses: _flow
-- Rule 1: printed = on hand + in transit + at places + handed out + lost.
SELECT 'Print run ' || coalesce(print_run.code, _flow.run) || ' has ' || printed || ' copies printed but '
       || (on_hand + in_transit + at_places + handed_out + lost) || ' accounted for.'
  FROM _flow
  LEFT JOIN print_run ON print_run.id = _flow.run
 WHERE printed <> on_hand + in_transit + at_places + handed_out + lost
