-- Rule 2: no place holds fewer than zero copies of a run at the end of any day.
SELECT 'place_short' AS finding, place.code AS place, print_run.code AS run, date, copies
  FROM (SELECT place, run, date, sum(change) OVER (PARTITION BY place, run ORDER BY date) AS copies
          FROM _change) AS held
  JOIN place ON place.id = held.place
  JOIN print_run ON print_run.id = held.run
 WHERE copies < 0
