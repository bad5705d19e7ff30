-- Open tasks: since when, for how many days up to today, what they are about, and the command for them. A parcel waits
-- from the day it was sent, a request from its date, a store from its last count, a place from the day it had too few
-- copies, a seminar from its own day, the silent places of a kind from the first day on which one of them was last
-- counted or, if never, got copies, a print run from its review date, a grant from the day it was overspent or, if
-- money is left, from the middle of its last year to the end of the next, the ledger from its last backup. Requests,
-- and then places, get what the first store can spare: the earliest needed first, then the longest wait. No command
-- ships more than there is, prints copies, or records what nobody has checked. A closed place is reopened before it
-- receives, from its closing date. Due are parcels in transit for over 30 days, a backup if the last one is over a week
-- old, and all other tasks at once. For silent places and seminars that are over, it gives the number of places, and of
-- their copies without fresh evidence.
SELECT what, place, since, CAST(julianday('now', 'localtime', 'start of day') - julianday(since) AS INTEGER) AS days,
       about, command, needed, places, copies,
       julianday('now', 'localtime', 'start of day') - julianday(since)
       > CASE what WHEN 'parcel' THEN 30 WHEN 'backup' THEN 7 ELSE -15 END AS is_due
  FROM (SELECT 'parcel' AS what, place.code AS place, entry.date AS since,
               group_concat(sent.copies || ' ' || sent.item, ', ') AS about,
               coalesce((SELECT 'tracker place reopen ' || place.code || ' --date ' || period.since
                           FROM _closed_period AS period
                          WHERE period.place = entry.place AND period.since <= date('now', 'localtime')
                            AND (period.until IS NULL OR period.until > date('now', 'localtime'))),
                        'tracker receive ' || sent.shipment) AS command,
               NULL AS needed, NULL AS places, NULL AS copies
          FROM (SELECT shipment, item, copies FROM _outstanding ORDER BY shipment, item) AS sent
          JOIN entry ON entry.id = sent.shipment
          JOIN place ON place.id = entry.place
         GROUP BY sent.shipment
         UNION ALL
        SELECT 'count', place, min(since), group_concat(item, ', '), 'tracker count ' || place, NULL, NULL, NULL
          FROM (SELECT place, item, since FROM _counted_last
                 WHERE since < date('now', 'localtime', '-12 months') ORDER BY place, since, item)
         GROUP BY place
         UNION ALL
        SELECT iif(over_on IS NULL, 'silent', 'over'), iif(over_on IS NULL, NULL, code), min(coalesce(over_on, since)),
               iif(over_on IS NULL,
                   sum(unproven) || iif(sum(unproven) = 1, ' copy at ', ' copies at ')
                   || count(*) || iif(count(*) = 1, ' place', ' places'),
                   (SELECT group_concat(copies || ' ' || item, ', ')
                      FROM (SELECT print_run.item, sum(copies) AS copies
                              FROM _holding
                              JOIN print_run ON print_run.id = _holding.run
                             WHERE _holding.place = part.id
                             GROUP BY print_run.item
                            HAVING sum(copies) > 0))),
               iif(over_on IS NULL, 'tracker paper sheet count --kind ' || kind,
                   iif(is_cancelled, 'tracker return ', 'tracker handout ') || code || ' --all --date ' || moved_on),
               NULL, count(*), sum(unproven)
          FROM (SELECT place.id, place.code, place.kind, part.held, part.unproven, over.date AS over_on, over.is_cancelled,
                       coalesce((SELECT max(entry.date) FROM entry
                                  WHERE entry.place = place.id AND entry.type = 'count'
                                    AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id)),
                                (SELECT date FROM _arrival WHERE _arrival.place = place.id ORDER BY date LIMIT 1)) AS since,
                       CASE WHEN over.place IS NOT NULL
                            THEN max(min(over.date, date('now', 'localtime')),
                                     (SELECT max(date) FROM balance WHERE balance.place = place.id)) END AS moved_on
                  FROM (SELECT place, sum(held) AS held, sum(held) - sum(proven) AS unproven
                          FROM (SELECT place, sum(shipped - in_transit - returned - handed_out - lost + moved_in - moved_out)
                                              AS held, 0 AS proven
                                  FROM custody
                                 GROUP BY place
                                 UNION ALL
                                SELECT entry.place, from_loss - handed_out, 0
                                  FROM _difference
                                  JOIN entry ON entry.id = _difference.count
                                 UNION ALL
                                SELECT place, 0, counted + arrived FROM _evidence)
                         GROUP BY place) AS part
                  JOIN _place AS place ON place.id = part.place AND NOT place.is_store
                  LEFT JOIN _seminar_over AS over ON over.place = place.id
                 WHERE part.unproven > 0 OR (over.place IS NOT NULL AND part.held > 0)) AS part
         GROUP BY iif(over_on IS NULL, kind, code), over_on IS NULL
         UNION ALL
        SELECT 'seminar', seminar.code, seminar.date, seminar.name, 'tracker ship ' || seminar.code, seminar.date,
               NULL, NULL
          FROM _seminar AS seminar
         WHERE seminar.date BETWEEN date('now', 'localtime') AND date('now', 'localtime', '+14 days')
           AND NOT EXISTS (SELECT 1 FROM _custody WHERE _custody.place = seminar.place AND _custody.in_transit > 0)
           AND NOT EXISTS (SELECT 1 FROM _holding WHERE _holding.place = seminar.place AND _holding.copies > 0)
         UNION ALL
        SELECT what, place, min(since), group_concat(wanted || ' ' || item, ', '),
               CASE WHEN what = 'request' AND sum(got) = sum(wanted) THEN 'tracker ship --request ' || request
                    WHEN what = 'request' THEN 'tracker request edit ' || request
                    WHEN sum(got) = sum(wanted)
                    THEN 'tracker ship ' || place || ' ' || group_concat(item || '=' || got, ' ')
                    ELSE 'tracker report runout' END,
               needed, NULL, NULL
          FROM (SELECT want.what, want.request, place.code AS place, want.since, want.needed, want.item, want.wanted,
                       iif(place.code = first.value, 0,
                           max(min(want.wanted, coalesce(spare.copies, 0) + want.wanted
                                                - sum(iif(place.code = first.value, 0, want.wanted)) OVER earlier), 0))
                       AS got
                  FROM (SELECT 'request' AS what, request, place, date AS since, needed, item, open AS wanted
                          FROM _request_line WHERE open > 0
                         UNION ALL
                        SELECT 'level', NULL, place, since, NULL, item, wanted FROM _below) AS want
                  JOIN place ON place.id = want.place
                  JOIN setting AS first ON first.name = 'default_store'
                  LEFT JOIN (SELECT item, sum(copies) AS copies
                               FROM _shippable
                              WHERE EXISTS (SELECT 1 FROM request UNION ALL SELECT 1 FROM level)
                              GROUP BY item) AS spare
                         ON spare.item = want.item
                WINDOW earlier AS (PARTITION BY want.item
                                   ORDER BY want.what DESC, coalesce(want.needed, '9999-12-32'), want.since,
                                            want.request, place.code)
                 ORDER BY place.code, want.request, want.item)
         GROUP BY what, request, place, what = 'level' AND got < wanted
         UNION ALL
        SELECT 'review', NULL, review_by, copies || ' ' || run, 'tracker run show ' || run, NULL, NULL, NULL
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
               'tracker report grant ' || fund || coalesce(' --grant ' || own, ' --year ' || year), NULL, NULL, NULL
          FROM _overspent
         UNION ALL
        SELECT 'grant', NULL, coalesce(until, year) || '-07-01',
               fund || ' ' || year || ' ' || coalesce(purpose || ' ', '') || "left" || ' ' || currency,
               'tracker report grant ' || fund || coalesce(' --grant ' || "grant", ' --year ' || year), NULL, NULL, NULL
          FROM funding
         WHERE date('now', 'localtime') BETWEEN coalesce(until, year) || '-07-01'
                                            AND (coalesce(until, year) + 1) || '-12-31'
           AND "left" <> '0.00' AND "left" NOT LIKE '-%'
         UNION ALL
        SELECT 'backup', NULL, substr(coalesce((SELECT max(recorded_at) FROM backup), recorded_at), 1, 10),
               iif((SELECT max(recorded_at) FROM backup) IS NULL, 'never', 'last backup'),
               'tracker backup backup-' || date('now', 'localtime') || '.db', NULL, NULL, NULL
          FROM _command
         WHERE number = 1)
