-- uses: _change, _count
-- How many copies of each run a store could still ship on that day: the fewest it holds at the end of
-- that day and of every later one up to the run's next standing count there, and just before that count.
SELECT place, run, min(CASE WHEN min(date) <= :at THEN min(copies) ELSE 0 END, coalesce(before_count, 9e18)) AS spare
  FROM (SELECT held.place, held.run, held.date, held.copies, held.until, following.date AS counted_on,
               (SELECT sum(CASE WHEN destination = held.place THEN quantity ELSE -quantity END)
                  FROM movement
                 WHERE run = held.run AND held.place IN (source, destination) AND entry <= :known_entry
                   AND (date, position) < (following.date, following.position)) AS before_count
          FROM (SELECT _change.place, _change.run, _change.date,
                       sum(_change.change) OVER through AS copies,
                       lead(_change.date) OVER through AS until
                  FROM _change
                  JOIN place ON place.id = _change.place AND place.kind = 'store'
                WINDOW through AS (PARTITION BY _change.place, _change.run ORDER BY _change.date)) AS held
          LEFT JOIN (SELECT place, run, date, position,
                            row_number() OVER (PARTITION BY place, run ORDER BY date, position) AS turn
                       FROM _count
                      WHERE date > :at) AS following
                 ON following.place = held.place AND following.run = held.run AND following.turn = 1)
 WHERE (until IS NULL OR until > :at) AND (counted_on IS NULL OR date < counted_on)
 GROUP BY place, run
