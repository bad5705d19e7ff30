-- The days on which places are closed: from `since` to the day before `until`, which is NULL until they are reopened.
-- The last closing of a day applies, and one of a place that is closed already changes nothing.
SELECT place, date AS since, until
  FROM (SELECT place, date, closed, lead(date) OVER (PARTITION BY place ORDER BY date) AS until
          FROM (SELECT place, date, closed, lag(closed, 1, 0) OVER (PARTITION BY place ORDER BY date) AS before
                  FROM closing
                 WHERE command <= :known_command
                   AND NOT EXISTS (SELECT 1 FROM closing AS later
                                    WHERE later.place = closing.place AND later.date = closing.date
                                      AND later.id > closing.id AND later.command <= :known_command))
         WHERE closed <> before)
 WHERE closed = 1
