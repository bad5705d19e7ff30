-- How many places of each kind are open, without stores and seminars, and at how many of them nothing ever arrived.
-- Where the current sums prove an arrival, the place's entries are not read: more was sent there than is in transit or
-- lost, or other places gave it some.
SELECT places.kind, count(*) AS places,
       sum(CASE WHEN :at = '9999-12-31' AND NOT EXISTS (SELECT 1 FROM command WHERE last_entry > :known_entry)
                     AND EXISTS (SELECT 1 FROM custody
                                  WHERE custody.place = place.id
                                    AND (shipped - in_transit - lost > 0 OR moved_in > 0))
                THEN 0
                ELSE NOT EXISTS (SELECT 1 FROM _arrival WHERE _arrival.place = place.id) END) AS never
  FROM places
  JOIN place ON place.code = places.code
 WHERE places.status = 'open' AND NOT place.is_store AND places.kind <> 'seminar'
 GROUP BY places.kind
