-- Where the copies of each print run are, and how many are available; `loss` is the copies lost, less those found by
-- counts. Found copies differ by run and by item, so each view adds its own.
SELECT _run.id,
       _run.run,
       _run.item,
       _run.printed_on,
       CASE WHEN _run.withdrawn THEN 'withdrawn' ELSE 'active' END AS status,
       _flow.printed,
       _flow.on_hand,
       CASE WHEN _run.withdrawn THEN 0 ELSE coalesce(spare.copies, 0) END AS available,
       _flow.in_transit,
       _flow.at_places,
       _flow.handed_out,
       _flow.loss
  FROM _run
  JOIN _flow ON _flow.run = _run.id
  LEFT JOIN (SELECT run, sum(max(spare, 0)) AS copies FROM _spare GROUP BY run) AS spare ON spare.run = _run.id
