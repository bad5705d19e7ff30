-- Copies of each print run that the first store could still ship, without withdrawn runs.
SELECT run.item, run.id AS run, run.printed_on, run.number, coalesce(detail.carton, 1) AS carton, spare.spare AS copies
  FROM _spare AS spare
  JOIN place ON place.id = spare.place AND place.code = (SELECT value FROM setting WHERE name = 'default_store')
  JOIN _run_active AS run ON run.id = spare.run
  LEFT JOIN _run_detail AS detail ON detail.run = run.id
 WHERE spare.spare > 0
