-- The fewest and the most copies of each item that each place should hold.
SELECT place.code AS place, level.item, level.low, level.high
  FROM _level AS level
  JOIN place ON place.id = level.place
