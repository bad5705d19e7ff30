-- What was spent, in cents: on which day, from which fund if known, and on what: a print run, a seminar, or an item of
-- a shipment. Copies are those printed or sent. A cost is charged in full to one grant of its fund in its currency: the
-- one it names; otherwise, of those for its year, one for its purpose before one without a purpose, then the one for
-- the fewest years, then the first. The year and purpose are the grant's or, without a grant, the cost's. A print run or
-- a seminar with a fund and no cost has no cents, and the grant that would be charged.
SELECT cost.fund, cost.date, given.id AS "grant", given.own,
       coalesce(given.year, CAST(substr(cost.date, 1, 4) AS INTEGER)) AS year,
       iif(given.id IS NULL, cost.purpose, given.purpose) AS purpose,
       cost.currency, cost.cents, cost.copies, cost.run, cost.seminar, cost.shipment, cost.item
  FROM (SELECT payment.fund, _run.printed_on AS date, 'printing' AS purpose, payment.currency, payment.cents,
               payment.copies, payment.named, _run.run, NULL AS seminar, NULL AS shipment, _run.item
          FROM _run_payment AS payment
          JOIN _run ON _run.id = payment.run
         UNION ALL
        SELECT fund, date, 'seminars', currency, cost, 0, named, NULL, code, NULL, NULL
          FROM _seminar
         WHERE cost IS NOT NULL OR fund IS NOT NULL
         UNION ALL
        SELECT cost.fund, entry.date, 'distribution', cost.currency, cost.cost,
               (SELECT sum(movement.quantity)
                  FROM movement
                  JOIN print_run ON print_run.id = movement.run
                 WHERE movement.entry = cost.shipment AND movement.count IS NULL AND print_run.item = cost.item),
               cost.funding_grant, NULL, NULL, cost.shipment, cost.item
          FROM shipment_cost AS cost
         CROSS JOIN entry ON entry.id = cost.shipment
         WHERE entry.date <= :at AND entry.id <= :known_entry AND entry.id NOT IN (SELECT entry FROM _void)) AS cost
  LEFT JOIN _grant AS given
         ON given.id = coalesce((SELECT id FROM _grant AS other WHERE other.id = cost.named),
                                (SELECT id FROM _grant AS other
                                  WHERE other.fund = cost.fund AND other.currency = coalesce(cost.currency, other.currency)
                                    AND CAST(substr(cost.date, 1, 4) AS INTEGER) BETWEEN other.year AND other.until
                                    AND (other.purpose = cost.purpose OR other.purpose IS NULL)
                                  ORDER BY other.purpose IS NULL, other.until - other.year, other.id
                                  LIMIT 1))
