-- Open places, with the day on which copies were last sent to each, and how many: of one item, if :item names
-- one. A place to which none were ever sent has 0 copies and no day.
SELECT places.code AS place, places.name, places.kind, places.country,
       coalesce(last.copies, 0) AS copies, last.date AS last_shipped
  FROM places
  LEFT JOIN (SELECT place.code, _dispatch.date, sum(_dispatch.copies) AS copies,
                    row_number() OVER (PARTITION BY place.id ORDER BY _dispatch.date DESC) AS turn
               FROM _dispatch
               JOIN place ON place.id = _dispatch.place
               JOIN print_run ON print_run.id = _dispatch.run
              WHERE :item IS NULL OR print_run.item = :item
              GROUP BY place.id, _dispatch.date) AS last
         ON last.code = places.code AND last.turn = 1
 WHERE places.status = 'open'
