-- The copies each place with a level has and wants of an item, and whether it ever got any; the first store is left
-- out.
SELECT place.code AS place, place.name, place.kind, place.country, place.region, supply.item,
       supply.here, supply.in_transit, supply.requested, supply.low, supply.high, supply.wanted,
       served.place IS NULL AS is_never_served
  FROM _supply AS supply
  JOIN _place AS place ON place.id = supply.place
  LEFT JOIN _served AS served ON served.place = supply.place AND served.item = supply.item
 WHERE place.code <> (SELECT value FROM setting WHERE name = 'default_store')
