-- uses: _run, _flow, _spare
-- Stock by print run. What is available is gross: requests ask for items, not for runs.
SELECT _run.run,
       _run.item,
       _run.printed_on,
       CASE WHEN _run.withdrawn THEN 'withdrawn' ELSE 'active' END AS status,
       _flow.printed,
       _flow.on_hand,
       NULL AS requested,
       CASE WHEN _run.withdrawn THEN 0
            ELSE (SELECT coalesce(sum(spare), 0) FROM _spare WHERE _spare.run = _run.id) END AS available,
       _flow.in_transit,
       _flow.at_places,
       _flow.handed_out,
       _flow.lost
  FROM _run
  JOIN _flow ON _flow.run = _run.id
