-- Copies handed out at each place, a row for each movement to the public or back, including those recorded by counts.
SELECT movement.date, place.code AS place, place.kind, place.country, place.region, print_run.code AS run, item.language,
       (to_public - from_public) * movement.quantity AS copies
  FROM _movement AS movement
  JOIN _place AS place ON place.id = iif(to_public, movement.source, movement.destination)
  JOIN print_run ON print_run.id = movement.run
  JOIN item ON item.code = print_run.item
 WHERE (to_public OR from_public) AND movement.date <= :at AND movement.entry <= :known_entry
