-- The open places, other than stores, to which a new print run can be spread, with the copies each has of the item
-- :item. A seminar gets copies up to its day only.
SELECT place.code AS place, place.name, place.kind, place.country, place.region, :item AS item,
       coalesce(held.copies, 0) AS here, coalesce(sent.copies, 0) AS in_transit, coalesce(asked.copies, 0) AS requested,
       NULL AS low, NULL AS high, NULL AS wanted, served.place IS NULL AS is_never_served,
       (SELECT iif(is_cancelled, '0001-01-01', date) FROM seminar
         WHERE seminar.place = place.id AND seminar.command <= :known_command
         ORDER BY seminar.command DESC LIMIT 1) AS held_on
  FROM places
  JOIN _place AS place ON place.code = places.code AND NOT place.is_store
  LEFT JOIN (SELECT held.place, sum(held.copies) AS copies
               FROM _holding AS held
               JOIN _run_active AS run ON run.id = held.run AND run.item = :item
              GROUP BY held.place) AS held
         ON held.place = place.id
  LEFT JOIN (SELECT sent.place, sum(sent.in_transit) AS copies
               FROM _custody AS sent
               JOIN _run_active AS run ON run.id = sent.run AND run.item = :item
              GROUP BY sent.place) AS sent
         ON sent.place = place.id
  LEFT JOIN (SELECT place, sum(open) AS copies FROM _request_line WHERE item = :item GROUP BY place) AS asked
         ON asked.place = place.id
  LEFT JOIN (SELECT place FROM _served WHERE item = :item) AS served ON served.place = place.id
 WHERE places.status = 'open'
