-- What the sums of each month add up, in one or several rows for each movement.
SELECT entry, date, run, printed, on_hand, in_transit, at_places, handed_out, lost, 0 AS sent, 0 AS used
  FROM _movement_flow
 UNION ALL
SELECT entry, date, run, 0, 0, 0, 0, 0, 0, sent, used
  FROM _movement_use
