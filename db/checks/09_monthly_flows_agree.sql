-- The flows of each month are the sums of its movements, no more and no fewer.
SELECT 'The flow of ' || coalesce(print_run.code, summed.run) || ' in ' || summed.month || ' is '
       || coalesce(summed.booked, 'missing') || ', but the movements say ' || coalesce(summed.moved, 'nothing') || '.'
  FROM (SELECT run, month, max(booked) AS booked, max(moved) AS moved
          FROM (SELECT run, month,
                       printf('%+d printed, %+d on hand, %+d in transit, %+d at places, %+d handed out, %+d lost',
                              printed, on_hand, in_transit, at_places, handed_out, lost) AS booked,
                       NULL AS moved
                  FROM monthly_flow
                 UNION ALL
                SELECT run, month, NULL,
                       printf('%+d printed, %+d on hand, %+d in transit, %+d at places, %+d handed out, %+d lost',
                              -sum(change * (place = 1)), sum(change * is_store), sum(change * (place = 4)),
                              sum(change * (place > 4) * NOT is_store), sum(change * (place = 2)),
                              sum(change * (place = 3)))
                  FROM (SELECT ends.run, substr(ends.date, 1, 7) AS month, place.id AS place,
                               place.kind = 'store' AS is_store, ends.change
                          FROM (SELECT run, date, source AS place, -quantity AS change FROM movement
                                 UNION ALL
                                SELECT run, date, destination, quantity FROM movement) AS ends
                          JOIN place ON place.id = ends.place)
                 GROUP BY run, month)
         GROUP BY run, month) AS summed
  LEFT JOIN print_run ON print_run.id = summed.run
 WHERE booked IS NULL OR moved IS NULL OR booked <> moved
