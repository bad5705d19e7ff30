-- uses: _held, _next_count
-- How many copies of each run a store could still ship on that day: the fewest it holds at the end of
-- that day and of every later one up to the run's next standing count there, and just before that count.
SELECT place, run, min(CASE WHEN min(date) <= :at THEN min(copies) ELSE 0 END, coalesce(before, 9e18)) AS spare
  FROM (SELECT _held.place, _held.run, _held.date, _held.copies, _next_count.before
          FROM _held
          LEFT JOIN _next_count ON _next_count.place = _held.place AND _next_count.run = _held.run
         WHERE _held.copies IS NOT NULL AND (_next_count.date IS NULL OR _held.date < _next_count.date))
 GROUP BY place, run
