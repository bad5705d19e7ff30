-- Shipments, a row for each item: what became of it, what sending it cost, and for how many days it has been in
-- transit. The status is that of the row's item. Without a day, the days are those up to today (none if the date is
-- tomorrow: a clerk far in the east has that date already).
SELECT sent.entry, date, place, name, kind, country, sent.item, quantity, received, lost,
       CASE WHEN voided THEN 'voided'
            WHEN quantity > received + lost
            THEN CASE WHEN received + lost > 0 THEN 'partly-received' ELSE 'in-transit' END
            WHEN lost > 0 THEN 'closed'
            ELSE 'received' END AS status,
       text.reference, text.carrier, text.note, store, received_on,
       CASE WHEN cost.cost IS NOT NULL THEN printf('%d.%02d', cost.cost / 100, cost.cost % 100) END AS cost,
       cost.currency, cost.fund,
       CASE WHEN NOT voided AND quantity > received + lost
            THEN max(0, CAST(julianday(CASE :at WHEN '9999-12-31' THEN date('now', 'localtime') ELSE :at END)
                             - julianday(date) AS INTEGER)) END AS days,
       cost.funding_grant AS "grant"
  FROM (SELECT entry.id AS entry, entry.date, place.code AS place, place.name, place.kind, place.country,
               print_run.item,
               sum(CASE WHEN movement.entry = entry.id AND movement.to_transit
                        THEN movement.quantity ELSE 0 END) AS quantity,
               sum(((movement.destination = entry.place) - (movement.source = entry.place))
                   * movement.quantity) AS received,
               sum((movement.to_loss - movement.from_loss) * movement.quantity) AS lost,
               entry.id IN (SELECT entry FROM _void) AS voided,
               max(CASE WHEN movement.entry = entry.id THEN store.code END) AS store,
               max(CASE WHEN movement.destination = entry.place
                         AND movement.entry NOT IN (SELECT entry FROM _void)
                        THEN movement.date END) AS received_on
          FROM entry
         CROSS JOIN _movement AS movement ON movement.shipment = entry.id
         CROSS JOIN _place AS place ON place.id = entry.place  -- so that SQLite does not start with all places
          JOIN place AS store ON store.id = movement.source
          JOIN print_run ON print_run.id = movement.run
         WHERE entry.type = 'ship'
           AND entry.date <= :at AND entry.id <= :known_entry
           AND movement.date <= :at AND movement.entry <= :known_entry
         GROUP BY entry.id, print_run.item) AS sent
  LEFT JOIN _entry_text AS text ON text.entry = sent.entry
  LEFT JOIN shipment_cost AS cost ON cost.shipment = sent.entry AND cost.item = sent.item
