-- The lowest and highest level of each item at each place.
SELECT place.code AS place, level.item, level.low, level.high
  FROM _level AS level
  JOIN place ON place.id = level.place
