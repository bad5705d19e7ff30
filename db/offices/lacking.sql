-- What was recorded after the command :shared, for sheets and commands that record it again. :entry, :request and
-- :funding_grant are the last ones before that. Blank lines separate the queries; each begins with its name. Grants have
-- a # before their number, because they get new ones.

-- grants: with the old numbers.
SELECT grants."grant", fund, year, amount, currency, purpose, until, reference, date, note
  FROM grants
 WHERE "grant" IN (SELECT id FROM funding_grant WHERE command > :shared)

-- booklets: new ones.
SELECT * FROM booklets WHERE code IN (SELECT code FROM booklet WHERE command > :shared)

-- places: new ones, without seminars; the commands that close them follow.
SELECT *, 'open' AS status
  FROM places
 WHERE code IN (SELECT code FROM place WHERE command > :shared) AND code NOT IN (SELECT code FROM seminars)

-- seminars: new ones.
SELECT *, '#' || "grant" AS "grant" FROM seminars WHERE code IN (SELECT code FROM place WHERE command > :shared)

-- entries: valid ones. `slot` is the order of recording, in which a replacement takes its original's place; `root` is the
-- entry up to :entry that a row replaces or restores. A reference that an earlier entry has gets the old number too,
-- because a sheet cannot add an entry under it. A receipt recorded together with the replacement of a shipment
-- `is_included` in it. `rest_of` is the key of an imported row, so that nothing is counted twice if its sheet is imported
-- again.
WITH RECURSIVE origin AS (
    SELECT id, coalesce(replaces, restores) AS root FROM entry WHERE id > :entry AND root <= :entry
     UNION ALL
    SELECT entry.id, root FROM origin JOIN entry ON entry.replaces = origin.id),
keyed (id, "key") AS (
    SELECT id, "key" FROM entry WHERE id > :entry AND "key" >= 'import-' AND "key" < 'import.'
     UNION ALL
    SELECT entry.id, keyed."key" FROM keyed JOIN entry ON entry.replaces = keyed.id),
placed (id, shipment, slot) AS (
    SELECT id, shipment, iif(position >> 36 > :entry, position / 68719476736.0, id) FROM entry WHERE id > :entry),
lost AS (
    SELECT entry, type, date, place, carrier, coalesce(entries.shipment, entry) AS shipment,
           min(slot, coalesce((SELECT min(slot) - 0.25 FROM placed WHERE shipment = entry), slot)) AS slot,
           CASE WHEN root IS NOT NULL THEN reference
                WHEN reference IS NULL THEN 'old-' || :shared || '-' || entry
                WHEN type <> 'receive' AND EXISTS (
                    SELECT 1 FROM text JOIN entry AS other ON other.id = text.entry
                     WHERE text.reference = entries.reference COLLATE NOCASE AND other.type = entries.type
                       AND other.id < entries.entry AND other.id NOT IN (SELECT entry FROM voided))
                THEN reference || ' (old-' || :shared || '-' || entry || ')' ELSE reference END AS reference,
           iif(type = 'print', (SELECT note FROM print_runs JOIN _run USING (run) WHERE _run.entry = entries.entry), note)
               AS note,
           iif(type = 'writeoff', reason, NULL) AS reason, iif(request <= :request, request, NULL) AS request,
           iif(entries.shipment > :entry, NULL, root) AS replaces,
           type = 'receive' AND EXISTS (
               SELECT 1 FROM movement WHERE movement.entry = entries.entry AND destination = 3) AS is_close
      FROM entries
      JOIN placed ON placed.id = entry
      LEFT JOIN origin ON origin.id = entry
     WHERE type <> 'void' AND voided_by IS NULL)
SELECT lost.*, entry.is_full, reference AS ref,
       lost.replaces IS NOT NULL OR lost.request IS NOT NULL OR is_close OR is_full
           OR lost.type IN ('move', 'writeoff') AS is_typed,
       EXISTS (SELECT 1 FROM origin AS sent JOIN entry AS shipped ON shipped.id IN (sent.id, sent.root)
                JOIN entry AS received ON received.id = coalesce(origin.root, lost.entry)
               WHERE sent.id = entry.shipment AND received.command = shipped.command
                 AND coalesce(origin.root, entry.replaces, entry.restores) IS origin.root) AS is_included,
       lost.replaces IS NOT NULL AND EXISTS (
           SELECT 1 FROM entry AS receipt
            WHERE receipt.shipment = lost.entry AND receipt.command = entry.command
              AND coalesce(receipt.replaces, receipt.restores) IS NULL) AS is_received,
       (SELECT group_concat(name || '=' || people, '; ') FROM handout_audience WHERE handout = lost.entry) AS audience,
       iif(whole IS NULL, NULL, printf('%d.%02d', whole / 100, whole % 100)) AS cost, currency, fund,
       '#' || funding_grant AS "grant", (SELECT "key" FROM keyed WHERE keyed.id = lost.entry) AS rest_of
  FROM lost
  JOIN entry ON entry.id = lost.entry
  LEFT JOIN origin ON origin.id = lost.entry
  LEFT JOIN shipment_cost ON shipment_cost.shipment = lost.entry
 GROUP BY lost.entry
 ORDER BY slot

-- lines: those of the entry :number, as recorded: by print run or, for a count, by what was counted. The cost of sending
-- an item is in the first of its lines.
SELECT print_run.item, print_run.code AS run, source.code AS source,
       iif(entry.type = 'receive', place.code, destination.code) AS destination,
       sum(iif(entry.type = 'receive' AND movement.destination = 3, 0, movement.quantity)) AS quantity,
       CASE entry.type WHEN 'ship' THEN source.code WHEN 'return' THEN destination.code
                       WHEN 'print' THEN destination.code END AS store,
       coalesce(printed.cost, iif(whole IS NULL, NULL, printf('%d.%02d', cost.cost / 100, cost.cost % 100))) AS cost,
       coalesce(printed.currency, cost.currency) AS currency, coalesce(printed.fund, cost.fund) AS fund,
       '#' || replace(coalesce(printed."grant", cost.funding_grant), '+', '+#') AS "grant",
       printed_on, printer, isbn, review_by, mark, carton, weight, url
  FROM entry
  JOIN place ON place.id = entry.place
  JOIN movement ON movement.entry = entry.id AND count IS NULL
  JOIN print_run ON print_run.id = movement.run
  JOIN place AS source ON source.id = movement.source
  JOIN place AS destination ON destination.id = movement.destination
  LEFT JOIN shipment_cost AS cost ON cost.shipment = entry.id AND cost.item = print_run.item AND movement.line = (
      SELECT min(line) FROM movement AS other JOIN print_run AS its ON its.id = other.run
       WHERE other.entry = entry.id AND its.item = print_run.item)
  LEFT JOIN print_runs AS printed ON entry.type = 'print' AND printed.run = print_run.code
 WHERE entry.id = :number
 GROUP BY movement.run
 UNION ALL
SELECT coalesce(count_line.item, print_run.item), coalesce(count_line.item, print_run.code), NULL, NULL, quantity,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM count_line
  LEFT JOIN print_run ON print_run.id = count_line.run
 WHERE count = :number

-- facts: commands that fit no sheet, with the entry after which they were recorded, and their words. Edits have only
-- what was changed, because the log may have newer values of the rest.
WITH RECURSIVE origin AS (
    SELECT id, coalesce(replaces, restores) AS root FROM entry WHERE id > :entry AND root <= :entry
     UNION ALL
    SELECT entry.id, root FROM origin JOIN entry ON entry.replaces = origin.id),
own AS (SELECT command, reason, note FROM text WHERE coalesce(entry, request, run) IS NULL),
valid AS (                          -- commands that were not undone, without those that only undid lost ones
    SELECT number AS command FROM command
     WHERE number > :shared AND number NOT IN (SELECT number FROM _command_undone)
       AND number NOT IN (SELECT command FROM undoing WHERE undone > :shared)),
payer AS (
    SELECT run, command, json_group_array(json_array(fund, share, funding_grant)) AS shares
      FROM (SELECT * FROM run_share ORDER BY fund)
     GROUP BY run, command),
fact (command, words) AS (
    SELECT entry.command, '["void","' || group_concat(voids, '","') || '","--reason",'
           || json_quote(coalesce(text.reason, text.note, 'void')) || ']'
      FROM entry
      LEFT JOIN _entry_text AS text ON text.entry = entry.id
     WHERE entry.id > :entry AND voids <= :entry
       AND voids NOT IN (SELECT root FROM origin WHERE id NOT IN (SELECT entry FROM voided))
     GROUP BY entry.command, text.reason
     UNION ALL
    SELECT text.command, json_array('fix', text.entry,
           '--ref', nullif(coalesce(text.reference, ''), coalesce(before.reference, '')),
           '--carrier', nullif(coalesce(text.carrier, ''), coalesce(before.carrier, '')),
           '--note', nullif(coalesce(text.note, ''), coalesce(before.note, '')))
      FROM _entry_text AS text
      LEFT JOIN text AS before ON before.entry = text.entry AND before.command = (
          SELECT max(command) FROM text AS earlier WHERE earlier.entry = text.entry AND earlier.command <= :shared)
     WHERE text.command > :shared AND text.entry <= :entry AND text.redacted IS NULL
       AND (text.reference, text.carrier, text.note) IS NOT (before.reference, before.carrier, before.note)
       AND text.entry NOT IN (SELECT entry FROM voided)
       AND NOT EXISTS (SELECT 1 FROM entry AS receipt JOIN text AS sent ON sent.entry = receipt.shipment
                        WHERE receipt.id = text.entry AND sent.command = text.command)     -- they are edited together
     UNION ALL
    SELECT max(redacted), CASE WHEN entry IS NOT NULL THEN json_array('redact', entry)
                               WHEN request IS NOT NULL THEN json_array('redact', '--request', request)
                               ELSE json_array('redact', '--command', command) END AS words
      FROM text
     WHERE redacted > :shared AND command <= :shared
     GROUP BY words
     UNION ALL
    SELECT command, json_array('clock', 'fix', fixed, moment)
      FROM clock_fix
     WHERE command > :shared AND fixed <= :shared
     UNION ALL
    SELECT closing.command, json_array('place', iif(closed, 'close', 'reopen'), place.code, '--date', date,
           '--note', text.note)
      FROM closing
      JOIN place ON place.id = place
      LEFT JOIN own AS text ON text.command = closing.command
     WHERE closing.command IN valid AND closing.id IN (SELECT min(id) FROM closing GROUP BY place, command)
     UNION ALL
    SELECT withdrawal.command, json_array(iif(withdrawn, 'withdraw', 'reinstate'), print_run.code, '--date', date,
           '--reason', iif(withdrawn, text.reason, NULL), '--note', text.note)
      FROM withdrawal
      JOIN print_run ON print_run.id = withdrawal.run
      LEFT JOIN own AS text ON text.command = withdrawal.command
     WHERE withdrawal.command IN valid AND withdrawal.id IN (SELECT min(id) FROM withdrawal GROUP BY run, command)
     UNION ALL
    SELECT cancellation.command, json_array('request', 'cancel', cancellation.request, '--date', date,
           '--note', text.note)
      FROM cancellation
      LEFT JOIN own AS text ON text.command = cancellation.command
     WHERE cancellation.command > :shared AND cancelled AND cancellation.request <= :request
       AND cancellation.id IN (SELECT max(id) FROM cancellation GROUP BY request)
     UNION ALL
    SELECT command, '["request","edit","' || request || '",'
           || group_concat(json_quote(item || '=' || quantity)) || ']'
      FROM request_line
     WHERE command > :shared AND request <= :request
     GROUP BY command, request
     UNION ALL
    SELECT max(level.command), json_array('level', 'remove', place.code, item)
      FROM level
      JOIN place ON place.id = place
     WHERE (place, item) IN (SELECT place, item FROM level WHERE command <= :shared)
     GROUP BY place, item
    HAVING max(level.command) > :shared AND low IS NULL
     UNION ALL
    SELECT command, json_array('region', 'remove', name)
      FROM region
     WHERE command > :shared AND country IS NULL AND name IN (SELECT name FROM region WHERE command <= :shared)
     UNION ALL
    SELECT command, json_array('fund', 'ungrant', funding_grant)
      FROM grant_withdrawal
     WHERE command > :shared AND funding_grant IN (SELECT id FROM funding_grant WHERE command <= :shared)
     UNION ALL
    SELECT seminar.command, iif(seminar.is_cancelled, json_array('seminar', 'cancel', code), json_array(
           'seminar', 'edit', code,
           '--date', iif(before.is_cancelled, seminar.date, nullif(seminar.date, before.date)),
           '--fund', iif((seminar.fund, seminar.funding_grant) IS (before.fund, before.funding_grant), NULL,
                         seminar.fund),
           '--grant', iif((seminar.fund, seminar.funding_grant) IS (before.fund, before.funding_grant), NULL,
                          '#' || seminar.funding_grant),
           '--cost', iif((seminar.cost, seminar.currency) IS (before.cost, before.currency), NULL,
                         printf('%d.%02d', seminar.cost / 100, seminar.cost % 100)),
           '--currency', iif((seminar.cost, seminar.currency) IS (before.cost, before.currency), NULL,
                             seminar.currency),
           '--audience', (
               SELECT group_concat(name || '=' || people, '; ')
                 FROM (SELECT name, sum(iif(command = seminar.command, people, 0)) AS people
                         FROM audience
                        WHERE audience.seminar = seminar.place AND command IN (seminar.command, before.command)
                        GROUP BY name
                       HAVING sum(iif(command = seminar.command, people, -people)) <> 0))))
      FROM seminar
      JOIN seminar AS before ON before.place = seminar.place AND before.command = (
          SELECT max(command) FROM seminar AS earlier WHERE earlier.place = seminar.place AND command <= :shared)
      JOIN place ON place.id = seminar.place
     WHERE seminar.command = (SELECT max(command) FROM seminar AS version WHERE version.place = seminar.place)
       AND seminar.command > :shared
     UNION ALL
    SELECT place_detail.command, json_array('place', 'edit', place.code,
           '--kind', nullif(place_detail.kind, before.kind), '--country', nullif(place_detail.country, before.country),
           '--region', nullif(coalesce(place_detail.region, ''), coalesce(before.region, '')),
           '--city', nullif(coalesce(place_detail.city, ''), coalesce(before.city, '')))
      FROM place_detail
      JOIN place ON place.id = place_detail.place
      JOIN place_detail AS before ON before.place = place_detail.place AND before.command = (
          SELECT max(command) FROM place_detail AS earlier
           WHERE earlier.place = place_detail.place AND earlier.command < place_detail.command)
     WHERE place_detail.command > :shared AND place.command <= :shared
     UNION ALL
    SELECT detail.command, json_array('run', 'edit', print_runs.run,
           '--cost', iif((detail.cost, detail.currency) IS (before.cost, before.currency), NULL,
                         coalesce(print_runs.cost, '')),
           '--currency', iif((detail.cost, detail.currency) IS (before.cost, before.currency), NULL, detail.currency),
           '--fund', iif(payer.shares IS payer_before.shares, NULL, coalesce(print_runs.fund, '')),
           '--grant', iif(payer.shares IS payer_before.shares, NULL, '#' || replace("grant", '+', '+#')),
           '--printer', nullif(coalesce(detail.printer, ''), coalesce(before.printer, '')),
           '--isbn', nullif(coalesce(detail.isbn, ''), coalesce(before.isbn, '')),
           '--review-by', nullif(coalesce(detail.review_by, ''), coalesce(before.review_by, '')),
           '--mark', nullif(coalesce(detail.mark, ''), coalesce(before.mark, '')),
           '--carton', nullif(coalesce(detail.carton, ''), coalesce(before.carton, '')),
           '--weight', nullif(coalesce(detail.weight, ''), coalesce(before.weight, '')),
           '--url', nullif(coalesce(detail.url, ''), coalesce(before.url, '')))
      FROM _run_detail AS detail
      JOIN print_run ON print_run.id = detail.run
      JOIN print_runs ON print_runs.run = print_run.code
      JOIN run_detail AS before ON before.run = detail.run AND before.command = (
          SELECT max(command) FROM run_detail AS earlier WHERE earlier.run = detail.run AND command <= :shared)
      LEFT JOIN payer ON payer.run = detail.run AND payer.command = detail.command
      LEFT JOIN payer AS payer_before ON payer_before.run = before.run AND payer_before.command = before.command
     WHERE detail.command > :shared
     UNION ALL
    SELECT max(text.command), json_array('run', 'edit', print_run.code, '--note', coalesce(note, ''))
      FROM text
      JOIN print_run ON print_run.id = run
     WHERE text.command > :shared AND redacted IS NULL AND run IN (SELECT run FROM run_detail WHERE command <= :shared)
     GROUP BY run)
SELECT coalesce((SELECT max(last_entry) FROM command AS earlier WHERE earlier.number <= fact.command), 0) + 0.5 AS slot,
       words
  FROM fact
 ORDER BY command

-- requests: new ones, if copies are still open. Which shipments fulfilled the others is not recorded again.
SELECT date, place, item, quantity, open, note, needed, (SELECT "key" FROM request WHERE id = requests.request) AS rest_of
  FROM requests
 WHERE request > :request AND open > 0

-- levels: new ones.
SELECT place.code AS place, item, low, high
  FROM _level
  JOIN place ON place.id = place
 WHERE _level.command > :shared AND low IS NOT NULL

-- regions: changed ones.
SELECT * FROM regions WHERE name IN (SELECT name FROM region WHERE command > :shared)
