-- uses: _change
-- How many copies of each run a store could still ship on that day: what it holds then and on every
-- later day.
SELECT place, run, CASE WHEN min(date) <= :at THEN min(copies) ELSE 0 END AS spare
  FROM (SELECT _change.place, _change.run, _change.date,
               sum(_change.change) OVER through AS copies,
               lead(_change.date) OVER through AS until
          FROM _change
          JOIN place ON place.id = _change.place AND place.kind = 'store'
        WINDOW through AS (PARTITION BY _change.place, _change.run ORDER BY _change.date))
 WHERE until IS NULL OR until > :at
 GROUP BY place, run
