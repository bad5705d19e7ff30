-- Stock by print run. Requests ask for items, not for runs, so available copies include those requested.
SELECT _run.run,
       _run.item,
       _run.printed_on,
       CASE WHEN _run.withdrawn THEN 'withdrawn' ELSE 'active' END AS status,
       _flow.printed,
       _flow.on_hand,
       NULL AS requested,
       CASE WHEN _run.withdrawn THEN 0 ELSE coalesce(spare.copies, 0) END AS available,
       _flow.in_transit,
       _flow.at_places,
       _flow.handed_out,
       _flow.lost
  FROM _run
  JOIN _flow ON _flow.run = _run.id
  LEFT JOIN (SELECT run, sum(max(spare, 0)) AS copies FROM _spare GROUP BY run) AS spare ON spare.run = _run.id
