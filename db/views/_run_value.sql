-- How many copies of each print run are in stock, at stores, at places or in transit, and their printing cost, in
-- cents: the cost of the run by copies, rounded half down, so that it adds up to the whole cost with that of the other
-- copies, which _destroyed rounds half up. Silent copies, without fresh evidence or at seminars that are over, have
-- their part of that, rounded alike.
SELECT _run.id AS run, _run.run AS code, _run.item, detail.fund, stock.copies, detail.currency,
       cost / quantity * stock.copies + (2 * (cost % quantity) * stock.copies + quantity - 1) / (2 * quantity) AS cents,
       stock.held - coalesce(proven.copies, 0) AS silent,
       cost / quantity * (stock.held - coalesce(proven.copies, 0))
       + (2 * (cost % quantity) * (stock.held - coalesce(proven.copies, 0)) + quantity - 1) / (2 * quantity)
       AS silent_cents
  FROM _run
  JOIN (SELECT run, on_hand + in_transit + at_places AS copies, on_hand + at_places AS held FROM _flow) AS stock ON stock.run = _run.id
  LEFT JOIN _run_detail AS detail ON detail.run = _run.id
  LEFT JOIN (SELECT run, sum(counted + arrived) AS copies FROM _evidence GROUP BY run) AS proven ON proven.run = _run.id
 WHERE stock.copies > 0
