-- Closed places have no open requests.
SELECT 'closed_place_asks' AS finding, place.code AS place, request, item
  FROM _request_line
  JOIN _closed_period AS period ON period.place = _request_line.place AND period.until IS NULL
  JOIN place ON place.id = _request_line.place
 WHERE open > 0
