-- What waits for somebody: since when, for how many days up to today, what it is about, and the command that does it.
-- A parcel waits from the day on which it was sent, a request from the day on which it was made, a place from the day
-- on which it was last counted or had too few copies, a print run from the day by which it should be looked at, a grant
-- from the day on which more was spent than granted, the ledger from its last backup. The first store gets its copies
-- from the printer. Due are parcels that are on their way for over 30 days, a backup if the last one is over a week old,
-- and all others at once.
SELECT what, place, since, CAST(julianday('now', 'localtime', 'start of day') - julianday(since) AS INTEGER) AS days,
       about, command,
       julianday('now', 'localtime', 'start of day') - julianday(since)
       > CASE what WHEN 'parcel' THEN 30 WHEN 'backup' THEN 7 ELSE -1 END AS is_due
  FROM (SELECT 'parcel' AS what, place.code AS place, entry.date AS since,
               group_concat(sent.copies || ' ' || sent.item, ', ') AS about, 'tracker receive ' || sent.shipment AS command
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
               'tracker ship ' || place || ' ' || group_concat(item || '=' || wanted, ' ')
          FROM (SELECT place.code AS place, below.item, below.wanted, below.since
                  FROM _below AS below
                  JOIN place ON place.id = below.place
                 WHERE place.code <> (SELECT value FROM setting WHERE name = 'default_store')
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
