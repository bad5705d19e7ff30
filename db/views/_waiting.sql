-- What waits for somebody: since when, for how many days up to today, what it is about, and the command that does it.
-- A parcel waits from the day on which it was sent, a request from the day on which it was made, a place from the day
-- on which it was last counted or had too few copies, a print run from the day by which it should be looked at, a grant
-- from the day on which more was spent than granted or, if money is left, from the middle of its last year to the end of
-- it, the ledger from its last backup. The first store gets its copies
-- from the printer; requests, and after them places, get what it can spare, who waits longest first, and copies are
-- printed for those for whom nothing is left. A closed place is reopened before it receives, from the day of its closing
-- on. Due are parcels that are on their way for over 30 days, a backup if the last one is over a week old, and all
-- others at once.
SELECT what, place, since, CAST(julianday('now', 'localtime', 'start of day') - julianday(since) AS INTEGER) AS days,
       about, command,
       julianday('now', 'localtime', 'start of day') - julianday(since)
       > CASE what WHEN 'parcel' THEN 30 WHEN 'backup' THEN 7 ELSE -1 END AS is_due
  FROM (SELECT 'parcel' AS what, place.code AS place, entry.date AS since,
               group_concat(sent.copies || ' ' || sent.item, ', ') AS about, 
               coalesce((SELECT 'tracker place reopen ' || place.code || ' --date ' || period.since
                           FROM _closed_period AS period
                          WHERE period.place = entry.place AND period.since <= date('now', 'localtime')
                            AND (period.until IS NULL OR period.until > date('now', 'localtime'))),
                        'tracker receive ' || sent.shipment) AS command
          FROM (SELECT shipment, item, copies FROM _outstanding ORDER BY shipment, item) AS sent
          JOIN entry ON entry.id = sent.shipment
          JOIN place ON place.id = entry.place
         GROUP BY sent.shipment
         UNION ALL
        SELECT 'count', place, min(since), group_concat(item, ', '), 'tracker count ' || place
          FROM (SELECT place, item, since FROM _counted_last
                 WHERE since < date('now', 'localtime', '-12 months') ORDER BY place, since, item)
         GROUP BY place
         UNION ALL
        SELECT what, place, min(since), group_concat(wanted || ' ' || item, ', '),
               CASE WHEN what = 'request' AND sum(got) = sum(wanted) THEN 'tracker ship --request ' || request
                    WHEN sum(got) > 0
                    THEN 'tracker ship ' || iif(what = 'request', '--request ' || request, place) || ' '
                         || group_concat(item || '=' || nullif(got, 0), ' ')
                    ELSE 'tracker print ' || item || ' ' || wanted END
          FROM (SELECT want.what, want.request, place.code AS place, want.since, want.item, want.wanted,
                       place.code = first.value AS is_first,
                       iif(place.code = first.value, 0,
                           max(min(want.wanted, coalesce(spare.copies, 0) + want.wanted
                                                - sum(iif(place.code = first.value, 0, want.wanted)) OVER earlier), 0))
                       AS got
                  FROM (SELECT 'request' AS what, request, place, date AS since, item, open AS wanted
                          FROM _request_line WHERE open > 0
                         UNION ALL
                        SELECT 'level', NULL, place, since, item, wanted FROM _below) AS want
                  JOIN place ON place.id = want.place
                  JOIN setting AS first ON first.name = 'default_store'
                  LEFT JOIN (SELECT item, sum(copies) AS copies
                               FROM _shippable
                              WHERE EXISTS (SELECT 1 FROM request UNION ALL SELECT 1 FROM level)
                              GROUP BY item) AS spare
                         ON spare.item = want.item
                WINDOW earlier AS (PARTITION BY want.item ORDER BY want.what DESC, want.since, want.request, place.code)
                 ORDER BY place.code, want.request, want.item)
         GROUP BY what, request, place, iif(is_first AND what = 'level', item, NULL)
         UNION ALL
        SELECT 'review', NULL, review_by, copies || ' ' || run,
               'tracker run edit ' || run || ' --review-by ' || date('now', 'localtime', '+12 months')
          FROM (SELECT run.run, detail.review_by,
                       (SELECT on_hand + in_transit + at_places FROM _flow WHERE _flow.run = run.id) AS copies
                  FROM _run_active AS run
                  JOIN _run_detail AS detail ON detail.run = run.id
                 WHERE detail.review_by <= date('now', 'localtime'))
         WHERE copies > 0
         UNION ALL
        SELECT 'grant', NULL, since,
               fund || ' ' || year || ' ' || coalesce(purpose || ' ', '')
               || printf('-%d.%02d ', (spent - granted) / 100, (spent - granted) % 100) || currency,
               'tracker report grant ' || fund || coalesce(' --grant ' || own, ' --year ' || year)
          FROM _overspent
         UNION ALL
        SELECT 'grant', NULL, coalesce(until, year) || '-07-01',
               fund || ' ' || year || ' ' || coalesce(purpose || ' ', '') || "left" || ' ' || currency,
               'tracker report grant ' || fund || coalesce(' --grant ' || "grant", ' --year ' || year)
          FROM funding
         WHERE coalesce(until, year) = CAST(strftime('%Y', 'now', 'localtime') AS INTEGER)
           AND strftime('%m', 'now', 'localtime') >= '07'
           AND "left" <> '0.00' AND "left" NOT LIKE '-%'
         UNION ALL
        SELECT 'backup', NULL, substr(coalesce((SELECT max(recorded_at) FROM backup), recorded_at), 1, 10),
               iif((SELECT max(recorded_at) FROM backup) IS NULL, 'never', 'last backup'),
               'tracker backup backup-' || date('now', 'localtime') || '.db'
          FROM _command
         WHERE number = 1)
