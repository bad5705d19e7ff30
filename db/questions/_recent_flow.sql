-- The part missing from the flows of the earlier months: the movements of the day's own month up to the day, and, with
-- the opposite sign, the movements of earlier months that were not known at the moment asked for.
SELECT run, printed, on_hand, in_transit, at_places, handed_out, loss
  FROM _movement_flow
 WHERE date >= substr(:at, 1, 7) AND date <= :at AND entry <= :known_entry
 UNION ALL
SELECT run, -printed, -on_hand, -in_transit, -at_places, -handed_out, -loss
  FROM _movement_flow
 WHERE date < substr(:at, 1, 7) AND entry > :known_entry AND entry <= (SELECT max(last_entry) FROM command)
