-- uses: _change, _count
-- How many copies of each run a store could still ship on that day: the fewest it holds at the end of
-- that day and of every later one up to the run's next standing count there, and just before that.
SELECT place, run, CASE WHEN min(date) <= :at THEN min(copies) ELSE 0 END AS spare
  FROM (SELECT held.place, held.run, held.date, held.copies, held.until,
               (SELECT min(date) FROM _count
                 WHERE _count.place = held.place AND _count.run = held.run AND _count.date > :at) AS counted_on
          FROM (SELECT _change.place, _change.run, _change.date,
                       sum(_change.change) OVER through AS copies,
                       lead(_change.date) OVER through AS until
                  FROM _change
                  JOIN place ON place.id = _change.place AND place.kind = 'store'
                WINDOW through AS (PARTITION BY _change.place, _change.run ORDER BY _change.date)) AS held)
 WHERE (until IS NULL OR until > :at) AND (counted_on IS NULL OR date < counted_on)
 GROUP BY place, run
