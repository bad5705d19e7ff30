-- How sure we are of the copies at each place: what is on its way to it, and what of that was lost, included. What is
-- printed and found there is the sum of the other figures only of all places together.
SELECT place.code AS place, place.kind, place.country, place.region, place.is_store,
       printed, found, counted, arrived, silent, over, in_transit, given, taken, lost
  FROM (SELECT place, 0 AS printed, 0 AS found, 0 AS counted, 0 AS arrived, sum(copies) AS silent, 0 AS over,
               0 AS in_transit, 0 AS given, 0 AS taken, 0 AS lost
          FROM _balance
         GROUP BY place
-- earlier (
         UNION ALL
        SELECT place, 0, 0, 0, 0, change, 0, 0, 0, 0, 0 FROM _change_then WHERE date <= :at
-- )
         UNION ALL
        SELECT store, quantity, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM _run
         UNION ALL
        SELECT place, 0, 0, sum(counted), sum(arrived), -sum(counted + arrived + over), sum(over), 0, 0, 0, 0
          FROM _evidence
         GROUP BY place
         UNION ALL
        SELECT place, 0, 0, 0, 0, 0, 0, sum(in_transit), sum(handed_out), 0, sum(lost) FROM custody GROUP BY place
-- earlier (
         UNION ALL
        SELECT place, 0, 0, 0, 0, 0, 0, -in_transit, -handed_out, 0, -lost
          FROM _movement_custody
         WHERE date > :at AND +entry <= (SELECT max(last_entry) FROM command)
         UNION ALL
        SELECT place, 0, 0, 0, 0, 0, 0, -in_transit, -handed_out, 0, -lost
          FROM _movement_custody
         WHERE +date <= :at AND entry > :known_entry AND +entry <= (SELECT max(last_entry) FROM command)
-- )
         UNION ALL
        SELECT entry.place, 0, found, 0, 0, 0, 0, 0, 0, taken, _found.lost
          FROM _found
          JOIN entry ON entry.id = _found.count) AS part
  JOIN _place AS place ON place.id = part.place
