-- Open places, with what was last sent to each and when, what last arrived and when, and what it holds: of one item,
-- if :item names one. What was lost on the way or is still in transit did not arrive. Beside max(), SQLite takes the
-- other columns from the row that has the maximum (https://sqlite.org/lang_select.html, section 2.5).
SELECT places.code AS place, places.name, places.kind, places.country,
       coalesce(sent.copies, 0) AS copies, sent.date AS last_shipped,
       coalesce(arrived.copies, 0) AS received, arrived.date AS last_received,
       coalesce(held.copies, 0) AS here
  FROM places
  JOIN place ON place.code = places.code
  LEFT JOIN (SELECT place, max(date) AS date, copies
               FROM (SELECT place, date, sum(copies) AS copies
                       FROM _sending
                      WHERE :item IS NULL OR run IN (SELECT id FROM print_run WHERE item = :item)
                      GROUP BY place, date)
              GROUP BY place) AS sent
         ON sent.place = place.id
  LEFT JOIN (SELECT place, max(date) AS date, copies
               FROM (SELECT place, date, sum(copies) AS copies
                       FROM _arrival
                      WHERE :item IS NULL OR run IN (SELECT id FROM print_run WHERE item = :item)
                      GROUP BY place, date)
              GROUP BY place) AS arrived
         ON arrived.place = place.id
  LEFT JOIN (SELECT place, sum(copies) AS copies
               FROM _holding
              WHERE :item IS NULL OR run IN (SELECT id FROM print_run WHERE item = :item)
              GROUP BY place) AS held
         ON held.place = place.id
 WHERE places.status = 'open'
