-- The items of which copies ever arrived, for each place.
SELECT DISTINCT arrival.place, print_run.item
  FROM _arrival AS arrival
  JOIN print_run ON print_run.id = arrival.run
