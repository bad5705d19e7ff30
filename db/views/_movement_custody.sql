-- What each movement changes of what a place was sent of a run, and of what became of it; what is there is in the
-- balances.
SELECT entry, date, place, run, shipped, in_transit, 0 AS supplied, 0 AS returned, 0 AS handed_out, lost, 0 AS moved_in,
       0 AS moved_out
  FROM _parcel_custody
 UNION ALL
SELECT entry, date, place, run, 0, 0, supplied, returned, handed_out, lost, moved_in, moved_out
  FROM _shelf_custody
