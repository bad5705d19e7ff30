-- The places that hold copies of each run at the end of the day, by the code of the place.
SELECT place.code AS place, held.run
  FROM _holding AS held
  JOIN place ON place.id = held.place
 GROUP BY held.place, held.run
HAVING sum(held.copies) > 0
