-- What each standing count of an item as a whole makes of each of its runs: how many copies were there before, none
-- if fewer, and how many it leaves there; beside them the same of all runs together.
SELECT _item_count.entry, _item_count.place, _item_count.date, _item_count.item, _item_count.quantity AS counted,
       found.run, max(found.expected, 0) AS before, found.expected + found.difference AS held,
       sum(max(found.expected, 0)) OVER counts AS expected,
       sum(found.expected + found.difference) OVER counts AS total
  FROM _item_count
  JOIN _item_counted AS found ON found.entry = _item_count.entry
  JOIN print_run ON print_run.id = found.run AND print_run.item = _item_count.item
WINDOW counts AS (PARTITION BY _item_count.entry, _item_count.item)
