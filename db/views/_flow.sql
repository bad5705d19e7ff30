-- Where the copies of each run are: printed = on hand + in transit + at places + handed out + loss, where `loss` is the
-- copies lost, less those found by counts. The months are added up separately, in the order of their table.
SELECT run, sum(printed) AS printed, sum(on_hand) AS on_hand, sum(in_transit) AS in_transit,
       sum(at_places) AS at_places, sum(handed_out) AS handed_out, sum(loss) AS loss
  FROM (SELECT run, sum(printed) AS printed, sum(on_hand) AS on_hand, sum(in_transit) AS in_transit,
               sum(at_places) AS at_places, sum(handed_out) AS handed_out, sum(loss) AS loss
          FROM monthly_flow WHERE month < substr(:at, 1, 7)
         GROUP BY run
-- earlier (
         UNION ALL
        SELECT run, printed, on_hand, in_transit, at_places, handed_out, loss FROM _recent_flow
-- )
       )
 GROUP BY run
