-- What became of the copies of each run that each place was sent or held.
INSERT INTO custody (place, run, shipped, in_transit, supplied, returned, handed_out, lost, moved_in, moved_out)
SELECT place, run, sum(shipped), sum(in_transit), sum(supplied), sum(returned), sum(handed_out), sum(lost),
       sum(moved_in), sum(moved_out)
  FROM _movement_custody
 WHERE entry BETWEEN :first_entry AND :last_entry
 GROUP BY place << 32 | run
    ON CONFLICT DO UPDATE
   SET shipped = shipped + excluded.shipped,
       in_transit = in_transit + excluded.in_transit,
       supplied = supplied + excluded.supplied,
       returned = returned + excluded.returned,
       handed_out = handed_out + excluded.handed_out,
       lost = lost + excluded.lost,
       moved_in = moved_in + excluded.moved_in,
       moved_out = moved_out + excluded.moved_out
