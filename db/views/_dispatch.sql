-- What each standing shipment sent, and how much of it has arrived: a row for each of its print runs.
SELECT sent.id AS shipment, sent.date, sent.place, parcel.run, parcel.copies, parcel.received
  FROM (SELECT shipment, run,
               sum((entry = shipment) * quantity) AS copies,
               sum((entry <> shipment) * (to_place - from_place) * quantity) AS received
          FROM _movement
         WHERE shipment IS NOT NULL AND +date <= :at AND +entry <= :known_entry
         GROUP BY shipment, run) AS parcel
 CROSS JOIN entry AS sent ON sent.id = parcel.shipment
 WHERE sent.date <= :at AND sent.id NOT IN (SELECT entry FROM _void)
