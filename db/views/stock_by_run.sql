-- Stock by print run. Requests are for items, not runs, so available copies include those requested.
SELECT _stock.run, item, printed_on, status, printed, on_hand, NULL AS requested, available, in_transit, at_places,
       handed_out,
       loss + coalesce(found.copies, 0) AS lost,
       coalesce(found.copies, 0) AS found
  FROM _stock
  LEFT JOIN (SELECT run, sum(max(from_loss, 0)) AS copies FROM _difference GROUP BY run) AS found ON found.run = _stock.id
