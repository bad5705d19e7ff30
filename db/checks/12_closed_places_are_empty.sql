-- A place is empty on every day on which it is closed, and has no entries then.
SELECT 'closed_place_holds' AS finding, NULL AS entry, place.code AS place, print_run.code AS run, copies, date
  FROM _closed_holding
  JOIN place ON place.id = _closed_holding.place
  JOIN print_run ON print_run.id = _closed_holding.run
 UNION ALL
SELECT 'entry_at_closed_place', entry, place.code, NULL, NULL, date
  FROM _entry_at_closed
  JOIN place ON place.id = _entry_at_closed.place
 WHERE +_entry_at_closed.command <= :known_command  -- the index would read all entries, one by one
   AND _entry_at_closed.place IN (SELECT place FROM closing)
