-- What was spent: on which day, of which fund if it is known, for which purpose, and in cents. Copies are those printed,
-- or sent. A cost of printing, seminars or distribution for which the fund has no grant in that year and currency is
-- spent on the fund's grant without a purpose, which then is the purpose here: NULL.
SELECT fund, date,
       CASE WHEN purpose IN (SELECT purpose FROM _grant
                              WHERE (fund, year, currency)
                                    = (cost.fund, CAST(substr(cost.date, 1, 4) AS INTEGER), cost.currency))
              OR NOT EXISTS (SELECT 1 FROM _grant
                              WHERE purpose IS NULL AND (fund, year, currency)
                                    = (cost.fund, CAST(substr(cost.date, 1, 4) AS INTEGER), cost.currency))
            THEN purpose END AS purpose,
       currency, cents, copies
  FROM (SELECT payment.fund, _run.printed_on AS date, 'printing' AS purpose, payment.currency, payment.cents, payment.copies
          FROM _run_payment AS payment
          JOIN _run ON _run.id = payment.run
         UNION ALL
        SELECT fund, date, 'seminars', currency, cost, 0
          FROM _seminar
         WHERE cost IS NOT NULL
         UNION ALL
        SELECT cost.fund, entry.date, 'distribution', cost.currency, cost.cost,
               (SELECT sum(movement.quantity)
                  FROM movement
                  JOIN print_run ON print_run.id = movement.run
                 WHERE movement.entry = cost.shipment AND movement.count IS NULL AND print_run.item = cost.item)
          FROM shipment_cost AS cost
         CROSS JOIN entry ON entry.id = cost.shipment
         WHERE entry.date <= :at AND entry.id <= :known_entry AND entry.id NOT IN (SELECT entry FROM _void)) AS cost
