-- What each place that is not outside won and lost of each run, as it was known once; nothing when that is
-- all that is known by now, for then the balances say it.
SELECT source AS place, run, date, -quantity AS change
  FROM movement
 WHERE source > 4
   AND entry <= iif(EXISTS (SELECT 1 FROM movement WHERE entry > :known_entry), :known_entry, 0)
 UNION ALL
SELECT destination, run, date, quantity
  FROM movement
 WHERE destination > 4
   AND entry <= iif(EXISTS (SELECT 1 FROM movement WHERE entry > :known_entry), :known_entry, 0)
