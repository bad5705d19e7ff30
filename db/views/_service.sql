-- How many places of each kind are open, stores aside, and at how many of them nothing ever arrived.
SELECT places.kind, count(*) AS places,
       sum(NOT EXISTS (SELECT 1 FROM _arrival WHERE _arrival.place = place.id)) AS never
  FROM places
  JOIN place ON place.code = places.code
 WHERE places.status = 'open' AND NOT place.is_store
 GROUP BY places.kind
