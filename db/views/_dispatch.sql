-- What each valid shipment sent, and how much of it has arrived: a row for each of its print runs. As of now, that is
-- what was sent, less the little that is missing; for an earlier day or moment, each shipment's movements are added up.
SELECT _sent.shipment, _sent.date, _sent.place, _sent.run, _sent.copies,
       _sent.copies - coalesce(_missing.copies, 0) AS received
  FROM _sent
  LEFT JOIN _missing ON _missing.shipment = _sent.shipment AND _missing.run = _sent.run
-- earlier (
 WHERE _sent.shipment <= iif(:at = '9999-12-31' AND NOT EXISTS (SELECT 1 FROM command WHERE last_entry > :known_entry),
                             9223372036854775807, 0)
 UNION ALL
SELECT sent.id, sent.date, sent.place, parcel.run, parcel.copies, parcel.received
  FROM (SELECT shipment, run,
               sum((entry = shipment) * quantity) AS copies,
               sum((entry <> shipment) * (to_place - from_place) * quantity) AS received
          FROM _movement
         WHERE shipment <= iif(:at <> '9999-12-31' OR EXISTS (SELECT 1 FROM command WHERE last_entry > :known_entry),
                               9223372036854775807, 0)
           AND +date <= :at AND +entry <= :known_entry
         GROUP BY shipment, run) AS parcel
 CROSS JOIN entry AS sent ON sent.id = parcel.shipment
 WHERE sent.date <= :at AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = sent.id)
-- )
