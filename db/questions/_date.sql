-- The business dates of everything that happened: none may be later than the moment of its command. Void entries did
-- not happen, and a void has the date of what it voids. What was undone on the same day did not happen either.
SELECT command, date, 'entry' AS what, id
  FROM entry
 WHERE type <> 'void' AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id)
 UNION ALL
SELECT command, date, 'closing', id
  FROM closing
 WHERE NOT EXISTS (SELECT 1 FROM closing AS opposite
                    WHERE opposite.place = closing.place AND opposite.date = closing.date
                      AND opposite.closed <> closing.closed)
 UNION ALL
SELECT command, date, 'withdrawal', id
  FROM withdrawal
 WHERE NOT EXISTS (SELECT 1 FROM withdrawal AS opposite
                    WHERE opposite.run = withdrawal.run AND opposite.date = withdrawal.date
                      AND opposite.withdrawn <> withdrawal.withdrawn)
 UNION ALL
SELECT command, date, 'request', id
  FROM request
 WHERE NOT EXISTS (SELECT 1 FROM cancellation
                    WHERE cancellation.request = request.id AND cancellation.date = request.date
                      AND cancellation.cancelled = 1)
 UNION ALL
SELECT command, date, 'cancellation', request
  FROM cancellation
 WHERE NOT EXISTS (SELECT 1 FROM request
                    WHERE request.id = cancellation.request AND request.date = cancellation.date)
   AND NOT EXISTS (SELECT 1 FROM cancellation AS opposite
                    WHERE opposite.request = cancellation.request AND opposite.date = cancellation.date
                      AND opposite.cancelled <> cancellation.cancelled)
