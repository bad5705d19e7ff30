-- The difference of each count, by run, as recorded after all corrections: the net copies that came from `loss`, so
-- found or, if negative, lost; and those recorded as handed out.
SELECT count, run,
       sum(((source = 3) - (destination = 3)) * quantity) AS from_loss,
       sum(((destination = 2) - (source = 2)) * quantity) AS handed_out
  FROM movement
 WHERE count IS NOT NULL AND +date <= :at AND +entry <= :known_entry
 GROUP BY count, run
