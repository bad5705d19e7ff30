-- What waits for somebody: since when, for how many days up to today, what it is about, and the command that does it.
-- A parcel waits from the day on which it was sent, a request from the day on which it was made, a place from the day
-- on which it was last counted or had too few copies, a print run from the day by which it should be looked at, a grant
-- from the day on which more was spent than granted, the ledger from its last backup. The first store gets its copies
-- from the printer; the others get what it can spare, who waits longest first, and copies are printed for those for whom
-- nothing is left. A closed place is reopened before it receives. Due are parcels that are on their way for over 30 days, a backup if the last one is over a week old,
-- and all others at once.
SELECT what, place, since, CAST(julianday('now', 'localtime', 'start of day') - julianday(since) AS INTEGER) AS days,
       about, command,
       julianday('now', 'localtime', 'start of day') - julianday(since)
       > CASE what WHEN 'parcel' THEN 30 WHEN 'backup' THEN 7 ELSE -1 END AS is_due
  FROM (SELECT 'parcel' AS what, place.code AS place, entry.date AS since,
               group_concat(sent.copies || ' ' || sent.item, ', ') AS about, iif(EXISTS (SELECT 1 FROM _closed_period AS period
                            WHERE period.place = entry.place AND period.since <= date('now', 'localtime')
                              AND (period.until IS NULL OR period.until > date('now', 'localtime'))),
                   'tracker place reopen ' || place.code, 'tracker receive ' || sent.shipment) AS command
          FROM (SELECT shipment, item, copies FROM _outstanding ORDER BY shipment, item) AS sent
          JOIN entry ON entry.id = sent.shipment
          JOIN place ON place.id = entry.place
         GROUP BY sent.shipment
         UNION ALL
        SELECT 'request', place, date, group_concat(open || ' ' || item, ', '), 'tracker ship --request ' || request
          FROM (SELECT request, place, date, item, open FROM requests WHERE open > 0 ORDER BY request, item)
         GROUP BY request
         UNION ALL
        SELECT 'count', place, min(since), group_concat(item, ', '), 'tracker count ' || place
          FROM (SELECT place, item, since FROM _counted_last
                 WHERE since < date('now', 'localtime', '-12 months') ORDER BY place, since, item)
         GROUP BY place
         UNION ALL
        SELECT 'level', place, min(since), group_concat(wanted || ' ' || item, ', '),
               coalesce('tracker ship ' || place || ' ' || group_concat(item || '=' || got, ' '),
                        'tracker print ' || item || ' ' || wanted)
          FROM (SELECT place.code AS place, below.item, below.wanted, below.since,
                       nullif(max(min(below.wanted, coalesce(spare.copies, 0)
                                                    - sum(below.wanted) OVER earlier + below.wanted), 0), 0) AS got
                  FROM _below AS below
                  JOIN place ON place.id = below.place
                  LEFT JOIN (SELECT item, sum(copies) AS copies FROM _shippable GROUP BY item) AS spare
                         ON spare.item = below.item
                 WHERE place.code <> (SELECT value FROM setting WHERE name = 'default_store')
                WINDOW earlier AS (PARTITION BY below.item ORDER BY below.since, place.code)
                 ORDER BY place.code, below.item)
         GROUP BY place
         UNION ALL
        SELECT 'level', place.code, below.since, below.wanted || ' ' || below.item,
               'tracker print ' || below.item || ' ' || below.wanted
          FROM _below AS below
          JOIN place ON place.id = below.place AND place.code = (SELECT value FROM setting WHERE name = 'default_store')
         UNION ALL
        SELECT 'review', NULL, run.review_by, left_over.copies || ' ' || run.run,
               'tracker run edit ' || run.run || ' --review-by ' || date('now', 'localtime', '+12 months')
          FROM print_runs AS run
          JOIN (SELECT run, on_hand + in_transit + at_places AS copies FROM stock_by_run) AS left_over
                 ON left_over.run = run.run AND left_over.copies > 0
         WHERE run.review_by <= date('now', 'localtime') AND run.status = 'active'
         UNION ALL
        SELECT 'grant', NULL, since,
               fund || ' ' || year || ' ' || purpose || ' -' || printf('%d.%02d', (spent - granted) / 100,
                                                                      (spent - granted) % 100) || ' ' || currency,
               'tracker report grant ' || fund || ' --year ' || year
          FROM _overspent
         UNION ALL
        SELECT 'backup', NULL, substr(coalesce((SELECT max(recorded_at) FROM backup), recorded_at), 1, 10),
               iif((SELECT max(recorded_at) FROM backup) IS NULL, 'never', 'last backup'),
               'tracker backup backup-' || date('now', 'localtime') || '.db'
          FROM _command
         WHERE number = 1)
