-- What became of the copies of each run that each place was sent or held, and when copies last arrived.
INSERT INTO custody (place, run, shipped, in_transit, supplied, returned, handed_out, lost, moved_in, moved_out, came_on)
SELECT place, run, sum(shipped), sum(in_transit), sum(supplied), sum(returned), sum(handed_out), sum(lost),
       sum(moved_in), sum(moved_out),
       (SELECT date FROM balance
         WHERE balance.place = moved.place AND balance.run = moved.run AND came > 0 ORDER BY date DESC LIMIT 1)
  FROM _movement_custody AS moved
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
       moved_out = moved_out + excluded.moved_out,
       came_on = excluded.came_on
