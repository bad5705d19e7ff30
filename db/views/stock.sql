-- Stock by item. Every printed copy is on hand, in transit, at a place, handed out or lost. Available copies are
-- those that could still be shipped on the day, less those requested.
SELECT item.code AS item,
       booklet.title,
       coalesce(sum(printed), 0) AS printed,
       coalesce(sum(on_hand), 0) AS on_hand,
       coalesce(requested.copies, 0) AS requested,
       coalesce(sum(available), 0) - coalesce(requested.copies, 0) AS available,
       coalesce(sum(in_transit), 0) AS in_transit,
       coalesce(sum(at_places), 0) AS at_places,
       coalesce(sum(handed_out), 0) AS handed_out,
       coalesce(sum(lost), 0) AS lost
  FROM item
  JOIN booklet ON booklet.code = item.booklet
  LEFT JOIN stock_by_run ON stock_by_run.item = item.code
  LEFT JOIN (SELECT item, sum(open) AS copies FROM _request_line GROUP BY item) AS requested
         ON requested.item = item.code
 WHERE stock_by_run.run IS NOT NULL OR requested.item IS NOT NULL
 GROUP BY item.code
