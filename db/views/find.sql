-- Every text that can be searched, a row for each, with what it is about; each as of now.
SELECT what, code, date, text
  FROM (SELECT 'entry' AS what, CAST(entry AS TEXT) AS code, date, text FROM _written
         UNION ALL
        SELECT iif(seminar.date IS NULL, 'place', 'seminar'), place.code, seminar.date, text.value
          FROM (SELECT id, code AS value FROM _place
                 UNION ALL
                SELECT id, name FROM _place
                 UNION ALL
                SELECT id, region FROM _place
                 UNION ALL
                SELECT id, city FROM _place
                 UNION ALL
                SELECT id, address FROM _place
                 UNION ALL
                SELECT id, postcode FROM _place
                 UNION ALL
                SELECT id, contact FROM _place
                 UNION ALL
                SELECT id, email FROM _place
                 UNION ALL
                SELECT id, phone FROM _place
                 UNION ALL
                SELECT id, note FROM _place
                 UNION ALL
                SELECT _seminar.place, audience.name
                  FROM _seminar
                  JOIN audience ON audience.seminar = _seminar.place AND audience.command = _seminar.command) AS text
          JOIN _place AS place ON place.id = text.id
          LEFT JOIN _seminar AS seminar ON seminar.place = text.id
         UNION ALL
        SELECT 'booklet', code, NULL, code FROM booklets
         UNION ALL
        SELECT 'booklet', code, NULL, title FROM booklets
         UNION ALL
        SELECT 'booklet', code, NULL, note FROM booklets
         UNION ALL
        SELECT 'run', run, printed_on, run FROM print_runs
         UNION ALL
        SELECT 'run', run, printed_on, printer FROM print_runs
         UNION ALL
        SELECT 'run', run, printed_on, isbn FROM print_runs
         UNION ALL
        SELECT 'run', run, printed_on, note FROM print_runs
         UNION ALL
        SELECT 'request', CAST(request.id AS TEXT), request.date, text.note
          FROM request
          JOIN _request_text AS text ON text.request = request.id
         WHERE request.command <= :known_command
         UNION ALL
        SELECT 'fund', code, NULL, code FROM funds
         UNION ALL
        SELECT 'fund', code, NULL, name FROM funds
         UNION ALL
        SELECT 'fund', fund, NULL, purpose FROM funding_grant WHERE command <= :known_command)
 WHERE text IS NOT NULL
