-- The days on which places are closed: from `since` to the day before `until`, which is NULL until they are reopened.
SELECT place, date AS since, until
  FROM (SELECT place, closed, date,
               (SELECT next.date FROM closing AS next
                 WHERE next.place = closing.place AND (next.date, next.id) > (closing.date, closing.id)
                   AND next.command <= :known_command
                 ORDER BY next.date, next.id LIMIT 1) AS until
          FROM closing
         WHERE command <= :known_command)
 WHERE closed = 1 AND date IS NOT until
