-- uses: _change
-- Stock by place and item: what each place holds, stores included.
SELECT place.code AS place, place.name, place.kind, place.country, print_run.item,
       sum(_change.change) AS copies,
       NULL AS last_counted
  FROM _change
  JOIN place ON place.id = _change.place
  JOIN print_run ON print_run.id = _change.run
 WHERE _change.date <= :at
 GROUP BY place.id, print_run.item
HAVING copies <> 0
