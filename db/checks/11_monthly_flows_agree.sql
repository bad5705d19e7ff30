-- The flows of each month are the sums of its movements, and there are no others.
SELECT finding, coalesce(print_run.code, flow.run) AS run, month,
       printed, on_hand, in_transit, at_places, handed_out, lost, sent, used
  FROM (WITH part AS (
             SELECT run, substr(date, 1, 7) AS month, sum(printed) AS printed, sum(on_hand) AS on_hand,
                    sum(in_transit) AS in_transit, sum(at_places) AS at_places, sum(handed_out) AS handed_out,
                    sum(lost) AS lost, 0 AS sent, 0 AS used
               FROM _movement_flow
              WHERE entry <= :known_entry
              GROUP BY run, substr(date, 1, 7)
              UNION ALL
             SELECT run, substr(date, 1, 7), 0, 0, 0, 0, 0, 0, sum(sent), sum(used)
               FROM _movement_use
              WHERE entry <= :known_entry
              GROUP BY run, substr(date, 1, 7)),
             moved AS MATERIALIZED (
             SELECT run, month, sum(printed) AS printed, sum(on_hand) AS on_hand, sum(in_transit) AS in_transit,
                    sum(at_places) AS at_places, sum(handed_out) AS handed_out, sum(lost) AS lost, sum(sent) AS sent,
                    sum(used) AS used
               FROM part
              GROUP BY run, month)
        SELECT 'flow_wrong' AS finding, * FROM (SELECT * FROM monthly_flow EXCEPT SELECT * FROM moved)
         UNION ALL
        SELECT 'flow_missing', * FROM (SELECT * FROM moved EXCEPT SELECT * FROM monthly_flow)) AS flow
  LEFT JOIN print_run ON print_run.id = flow.run
 ORDER BY run, month, finding DESC
