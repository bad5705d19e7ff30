-- The people reached by seminars and hand-outs, a row for each group: the occasion is the seminar or the hand-out. Its
-- copies are in the row of its first group; for a seminar they are all copies ever handed out there. For a booklet, it
-- has the hand-outs of that booklet, all seminars, which are of no booklet, and only copies of the booklet.
SELECT CAST(substr(reached.date, 1, 4) AS INTEGER) AS year,
       substr(reached.date, 1, 4) || '-Q' || ((CAST(substr(reached.date, 6, 2) AS INTEGER) + 2) / 3) AS quarter,
       substr(reached.date, 1, 7) AS month,
       reached.name AS audience, place.kind, place.country, place.region, place.code AS place,
       reached.date, reached.occasion, reached.seminar, reached.handout, reached.fund, reached.line, reached.people,
       CASE WHEN row_number() OVER (PARTITION BY reached.occasion ORDER BY reached.line, reached.name) > 1 THEN 0
            WHEN reached.handout IS NULL
            THEN coalesce(there.copies, 0)
            ELSE reached.copies
       END AS copies
  FROM (SELECT 'seminar ' || seminar.code AS occasion, seminar.code AS seminar, NULL AS handout, seminar.fund,
               seminar.place, seminar.date, audience.name, audience.people, audience.line, NULL AS copies
          FROM _seminar AS seminar
          JOIN audience ON audience.seminar = seminar.place AND audience.command = seminar.command
         UNION ALL
        SELECT 'entry ' || entry.id, NULL, entry.id, NULL, entry.place, entry.date, reached.name, reached.people, 1,
               (SELECT sum(quantity)
                  FROM movement
                  JOIN _edition AS edition ON edition.id = movement.run
                 WHERE movement.entry = entry.id AND movement.count IS NULL
                   AND edition.booklet = coalesce(:booklet, edition.booklet))
          FROM handout_audience AS reached
          JOIN entry ON entry.id = reached.handout
         WHERE entry.date <= :at AND entry.id <= :known_entry AND entry.id NOT IN (SELECT entry FROM _void)) AS reached
  JOIN _place AS place ON place.id = reached.place
  LEFT JOIN (SELECT trace.place, sum(handed_out) AS copies
               FROM trace
               JOIN item ON item.code = trace.item AND item.booklet = coalesce(:booklet, item.booklet)
              WHERE trace.kind = 'seminar'
              GROUP BY trace.place) AS there
         ON there.place = place.code
 WHERE :booklet IS NULL OR reached.handout IS NULL OR reached.copies > 0
