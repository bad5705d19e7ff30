-- uses: _request_line
-- Requests, a row for each item of one: what was asked for, what was shipped of it, what is open.
SELECT request, date, place.code AS place, place.name, place.kind, place.country, item, quantity, shipped,
       open, status, _request_line.note
  FROM _request_line
  JOIN place ON place.id = _request_line.place
