-- What each place holds of each print run at the end of the day, stores included; of some runs in several rows.
SELECT place.code AS place, place.kind, place.country, place.region, print_run.code AS run, item.language, held.copies
  FROM _holding AS held
  JOIN _place AS place ON place.id = held.place
  JOIN print_run ON print_run.id = held.run
  JOIN item ON item.code = print_run.item
