-- Requests, a row for each item: how many copies were requested, shipped, and are still open.
SELECT _request_line.request, date, place.code AS place, place.name, place.kind, place.country, item, quantity, shipped,
       open, status, text.note, needed
  FROM _request_line
  LEFT JOIN _request_text AS text ON text.request = _request_line.request
  JOIN _place AS place ON place.id = _request_line.place
