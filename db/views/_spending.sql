-- What was spent: on which day, of which fund if it is known, on what, and in cents. Print runs count as printing,
-- seminars as seminars, what sending cost as distribution. Copies are those printed, or sent.
SELECT payment.fund, _run.printed_on AS date, 'printing' AS purpose, payment.currency, payment.cents, payment.copies
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
 WHERE entry.date <= :at AND entry.id <= :known_entry AND entry.id NOT IN (SELECT entry FROM _void)
