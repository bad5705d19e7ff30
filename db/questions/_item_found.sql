-- How many copies each valid count of an item as a whole leaves of all its runs together, next to the result it found.
SELECT _item_count.entry, _item_count.place, _item_count.date, _item_count.item, _item_count.quantity AS counted,
       sum(found.expected + found.difference) AS total
  FROM _item_count
  JOIN _item_counted AS found ON found.entry = _item_count.entry
  JOIN print_run ON print_run.id = found.run AND print_run.item = _item_count.item
 GROUP BY _item_count.entry, _item_count.item
