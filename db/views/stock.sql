-- Stock by item: printed + found = on hand + in transit + at places + handed out + lost. Available copies are those
-- that could still be shipped on the day, less those requested. A count of an item records one difference for all its
-- runs.
SELECT item.code AS item,
       booklet.title,
       coalesce(sum(printed), 0) AS printed,
       coalesce(sum(on_hand), 0) AS on_hand,
       coalesce(requested.copies, 0) AS requested,
       coalesce(sum(available), 0) - coalesce(requested.copies, 0) AS available,
       coalesce(sum(in_transit), 0) AS in_transit,
       coalesce(sum(at_places), 0) AS at_places,
       coalesce(sum(handed_out), 0) AS handed_out,
       coalesce(sum(loss), 0) + coalesce(found.copies, 0) AS lost,
       coalesce(found.copies, 0) AS found
  FROM item
  JOIN booklet ON booklet.code = item.booklet
  LEFT JOIN _stock ON _stock.item = item.code
  LEFT JOIN (SELECT item, sum(found) AS copies FROM _found GROUP BY item) AS found
         ON found.item = item.code
  LEFT JOIN (SELECT item, sum(open) AS copies FROM _request_line GROUP BY item) AS requested
         ON requested.item = item.code AND requested.copies > 0
 WHERE _stock.run IS NOT NULL OR requested.item IS NOT NULL
 GROUP BY item.code
