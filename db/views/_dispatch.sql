-- uses: _void
-- What each standing shipment sent, and what of that has arrived, a row for each print run of it.
SELECT sent.id AS shipment, sent.date, sent.place, parcel.run, parcel.copies, parcel.received
  FROM (SELECT shipment, run,
               sum((entry = shipment) * quantity) AS copies,
               sum((entry <> shipment) * ((destination > 4) - (source > 4)) * quantity) AS received
          FROM movement
         WHERE shipment IS NOT NULL AND +date <= :at AND +entry <= :known_entry
         GROUP BY shipment, run) AS parcel
 CROSS JOIN entry AS sent ON sent.id = parcel.shipment
 WHERE sent.date <= :at AND sent.id NOT IN (SELECT entry FROM _void)
