-- Requests, a row for each item: how many copies were asked for, how many were shipped, how many are open.
SELECT request, date, place.code AS place, place.name, place.kind, place.country, item, quantity, shipped,
       open, status, _request_line.note
  FROM _request_line
  JOIN place ON place.id = _request_line.place
