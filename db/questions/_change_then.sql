-- The changes in each place's stock, as known at an earlier moment, and the day if copies arrived, other than by a
-- count. Empty if everything known now was known then: the balances then have the answer.
SELECT source AS place, run, date, -quantity AS change, NULL AS came_on
  FROM _movement
 WHERE from_place
   AND entry <= iif(EXISTS (SELECT 1 FROM command WHERE last_entry > :known_entry), :known_entry, 0)
 UNION ALL
SELECT destination, run, date, quantity,
       iif(count IS NULL AND NOT EXISTS (SELECT 1 FROM voided WHERE _movement.entry IN (voided.entry, voided.void)
                                            AND voided.void <= :known_entry), date, NULL)
  FROM _movement
 WHERE to_place
   AND entry <= iif(EXISTS (SELECT 1 FROM command WHERE last_entry > :known_entry), :known_entry, 0)
