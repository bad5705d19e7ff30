-- The periods in which places are closed: from `since` to the day before `until`, which is NULL until the next change.
-- The last closing of a day applies, and closing a closed place begins a new period.
SELECT place, date AS since,
       (SELECT min(date) FROM closing AS next
         WHERE next.place = closing.place AND next.date > closing.date AND next.command <= :known_command) AS until
  FROM closing
 WHERE closed = 1 AND command <= :known_command
   AND NOT EXISTS (SELECT 1 FROM closing AS later
                    WHERE later.place = closing.place AND later.date = closing.date
                      AND later.id > closing.id AND later.command <= :known_command)
