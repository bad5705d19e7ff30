-- A place is empty on every day on which it is closed.
SELECT 'closed_place_holds' AS finding, place.code AS place, print_run.code AS run, copies, date
  FROM _closed_holding
  JOIN place ON place.id = _closed_holding.place
  JOIN print_run ON print_run.id = _closed_holding.run
