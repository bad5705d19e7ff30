-- The days on which places are closed: from `since` to the day before `until`, which is NULL until they are reopened.
SELECT place, since, until
  FROM (SELECT place, closed, date AS since, lead(date) OVER (PARTITION BY place ORDER BY date, id) AS until
          FROM closing)
 WHERE closed = 1 AND since IS NOT until
