-- How certain all copies are: a row for those at stores, in transit, handed out and lost, and one for those at other
-- places. The figures equal the sums of the evidence by place, but what each place holds is not read.
SELECT is_store, sum(counted) AS counted, sum(arrived) AS arrived, sum(held - counted - arrived - over) AS silent,
       sum(over) AS over, sum(in_transit) AS in_transit, sum(given) AS given, sum(taken) AS taken, sum(lost) AS lost
  FROM (SELECT 1 AS is_store, 0 AS held, 0 AS counted, 0 AS arrived, 0 AS over, 0 AS in_transit, 0 AS given, 0 AS taken,
               0 AS lost
         UNION ALL
        SELECT 0, 0, 0, 0, 0, 0, 0, 0, 0
         UNION ALL
        SELECT 1, on_hand, 0, 0, 0, in_transit, handed_out, 0, loss FROM _flow
         UNION ALL
        SELECT 0, at_places, 0, 0, 0, 0, 0, 0, 0 FROM _flow
         UNION ALL
        SELECT place.is_store, 0, counted, arrived, over, 0, 0, 0, 0
          FROM _evidence
          JOIN place ON place.id = _evidence.place
         UNION ALL
        SELECT 1, 0, 0, 0, 0, 0, -taken, taken, found FROM _found)
 GROUP BY is_store
