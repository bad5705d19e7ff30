-- Places that can hold copies, with their kind and address; outside places are left out. With max(), SQLite takes the
-- other columns from the row that has the maximum (https://sqlite.org/lang_select.html, section 2.5).
SELECT place.id, place.code, place.name, place.is_store, detail.kind, detail.country, detail.region, detail.city,
       place.address, place.postcode, place.contact, place.email, place.phone, place.note, place.is_discreet,
       place.aliases
  FROM (SELECT place, max(command) AS command, kind, country, region, city
          FROM place_detail
         WHERE command <= :known_command
         GROUP BY place) AS detail
  JOIN place ON place.id = detail.place
