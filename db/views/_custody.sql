-- What became of the copies of each run that each place was sent or held; the copies there are in the balances, and
-- what counts recorded elsewhere is in _difference. The sums include everything valid now; the second part adds up the
-- movements, for an earlier day or moment.
SELECT place, run, shipped, in_transit, supplied, returned, handed_out, lost, moved_in, moved_out
  FROM custody
-- earlier (
 WHERE :at = '9999-12-31' AND NOT EXISTS (SELECT 1 FROM command WHERE last_entry > :known_entry)
 UNION ALL
SELECT place, run, shipped, in_transit, supplied, returned, handed_out, lost, moved_in, moved_out
  FROM _movement_custody
 WHERE +date <= :at
   AND entry <= iif(:at <> '9999-12-31' OR EXISTS (SELECT 1 FROM command WHERE last_entry > :known_entry),
                    :known_entry, 0)
-- )
