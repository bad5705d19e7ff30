-- What was recorded after the command :shared, for sheets and commands that record it again. :entry and :request are
-- the last ones before that. Blank lines separate the queries.

-- Valid entries. `slot` is the order of recording, in which a replacement takes its original's place; `root` is the
-- entry up to :entry that a row replaces or restores. A receipt recorded together with the replacement of a shipment
-- `is_included` in it.
WITH RECURSIVE origin AS (
    SELECT id, coalesce(replaces, restores) AS root FROM entry WHERE id > :entry AND root <= :entry
     UNION ALL
    SELECT entry.id, root FROM origin JOIN entry ON entry.replaces = origin.id),
placed (id, shipment, slot) AS (
    SELECT id, shipment, iif(position >> 36 > :entry, position / 68719476736.0, id) FROM entry WHERE id > :entry),
lost AS (
    SELECT entry, type, date, place, carrier, coalesce(entries.shipment, entry) AS shipment,
           min(slot, coalesce((SELECT min(slot) - 0.25 FROM placed WHERE shipment = entry), slot)) AS slot,
           coalesce(reference, iif(root IS NULL, 'old-' || :shared || '-' || entry, NULL)) AS reference,
           coalesce(note, (SELECT note FROM print_runs JOIN _run USING (run) WHERE _run.entry = entries.entry)) AS note,
           iif(type = 'writeoff', reason, NULL) AS reason, request,
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
       (SELECT json_group_array(name || '=' || people) FROM handout_audience WHERE handout = lost.entry) AS groups,
       iif(whole IS NULL, NULL, printf('%d.%02d', whole / 100, whole % 100)) AS cost, currency, fund
  FROM lost
  JOIN entry ON entry.id = lost.entry
  LEFT JOIN origin ON origin.id = lost.entry
  LEFT JOIN shipment_cost ON shipment_cost.shipment = lost.entry
 GROUP BY lost.entry
 ORDER BY slot

-- The lines of the entry :number, as recorded: by print run or, for a count, by what was counted. The cost of sending
-- an item is in the first of its lines.
SELECT print_run.item, print_run.code AS run, source.code AS source,
       iif(entry.type = 'receive', place.code, destination.code) AS destination,
       sum(iif(entry.type = 'receive' AND movement.destination = 3, 0, movement.quantity)) AS quantity,
       CASE entry.type WHEN 'ship' THEN source.code WHEN 'return' THEN destination.code
                       WHEN 'print' THEN destination.code END AS store,
       coalesce(printed.cost, iif(whole IS NULL, NULL, printf('%d.%02d', cost.cost / 100, cost.cost % 100))) AS cost,
       coalesce(printed.currency, cost.currency) AS currency, coalesce(printed.fund, cost.fund) AS fund,
       (SELECT id FROM funding_grant
         WHERE id IN (printed."grant", cost.funding_grant) AND command <= :shared) AS "grant",
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

-- New requests, as they are now: their lines without cancelled copies. A request comes before what it fulfils.
SELECT line.request, min(recorded.last + 0.5, coalesce((
           SELECT min(position) / 68719476736.0 - 0.5 FROM entry WHERE entry.request = line.request), 9e18)) AS slot,
       '["request","add",' || json_quote(line.place) || ',' || group_concat(json_quote(
           item || '=' || iif(status = 'cancelled', shipped, quantity))) || ',"--date",' || json_quote(line.date)
           || ',"--needed",' || json_quote(max(needed)) || ',"--note",' || json_quote(note) || ']' AS words
  FROM requests AS line
  JOIN request ON request.id = line.request
  JOIN (SELECT number, coalesce(max(last_entry) OVER (ORDER BY number), 0) AS last FROM command) AS recorded
    ON recorded.number = request.command
 WHERE line.request > :request AND (status <> 'cancelled' OR shipped > 0)
 GROUP BY line.request

-- Commands that fit no sheet: the entry after which they were recorded, and their words; options without a value are
-- left out.
WITH RECURSIVE origin AS (
    SELECT id, coalesce(replaces, restores) AS root FROM entry WHERE id > :entry AND root <= :entry
     UNION ALL
    SELECT entry.id, root FROM origin JOIN entry ON entry.replaces = origin.id),
fact (command, words) AS (
    SELECT entry.command, '["void","' || group_concat(voids, '","') || '","--reason",'
           || json_quote(coalesce(text.reason, text.note, 'void')) || ',"--yes"]'
      FROM entry
      LEFT JOIN _entry_text AS text ON text.entry = entry.id
     WHERE entry.id > :entry AND voids <= :entry
       AND voids NOT IN (SELECT root FROM origin WHERE id NOT IN (SELECT entry FROM voided))
     GROUP BY entry.command, text.reason
     UNION ALL
    SELECT max(command), json_array('fix', entry, '--ref', reference, '--carrier', carrier, '--note', note)
      FROM text
     WHERE command > :shared AND entry <= :entry AND redacted IS NULL AND entry NOT IN (SELECT entry FROM voided)
       AND NOT EXISTS (SELECT 1 FROM entry AS receipt JOIN text AS sent ON sent.entry = receipt.shipment
                        WHERE receipt.id = text.entry AND sent.command = text.command)     -- they are edited together
     GROUP BY entry
     UNION ALL
    SELECT redacted, json_array('redact', entry, '--yes')
      FROM text
     WHERE redacted > :shared AND entry <= :entry
     GROUP BY entry
     UNION ALL
    SELECT command, json_array('clock', 'fix', fixed, moment)
      FROM clock_fix
     WHERE command > :shared AND fixed <= :shared
     UNION ALL
    SELECT closing.command, json_array('place', iif(closed, 'close', 'reopen'), place.code, '--date', date)
      FROM closing
      JOIN place ON place.id = place
     WHERE closing.command > :shared
     UNION ALL
    SELECT withdrawal.command, json_array(iif(withdrawn, 'withdraw', 'reinstate'), print_run.code, '--date', date,
           '--reason', iif(withdrawn, text.reason, NULL), '--note', text.note)
      FROM withdrawal
      JOIN print_run ON print_run.id = withdrawal.run
      LEFT JOIN text ON text.command = withdrawal.command
     WHERE withdrawal.command > :shared
     UNION ALL
    SELECT command, json_array('request', 'cancel', request, '--date', date)
      FROM cancellation
     WHERE command > :shared AND cancelled AND request <= :request
       AND id IN (SELECT max(id) FROM cancellation GROUP BY request)
     UNION ALL
    SELECT command, '["request","edit","' || request || '",'
           || group_concat(json_quote(item || '=' || quantity)) || ']'
      FROM request_line
     WHERE command > :shared AND request <= :request
     GROUP BY command, request
     UNION ALL
    SELECT level.command, json_array('level', 'remove', place.code, item)
      FROM level
      JOIN place ON place.id = place
     WHERE level.command > :shared AND low IS NULL
     UNION ALL
    SELECT command, json_array('region', 'remove', name)
      FROM region
     WHERE command > :shared AND country IS NULL
     UNION ALL
    SELECT command, json_array('fund', 'ungrant', funding_grant)
      FROM grant_withdrawal
     WHERE command > :shared AND funding_grant IN (SELECT id FROM funding_grant WHERE command <= :shared)
     UNION ALL
    SELECT seminar.command, json_array('seminar', iif(is_cancelled, 'cancel', 'edit'), place.code, '--date',
           iif(is_cancelled, NULL, date), '--cost',
           iif(is_cancelled OR cost IS NULL, NULL, printf('%d.%02d', cost / 100, cost % 100)),
           '--currency', iif(is_cancelled, NULL, currency), '--fund', iif(is_cancelled, NULL, fund))
      FROM seminar
      JOIN place ON place.id = place
     WHERE seminar.command > :shared AND place.command <= :shared
     UNION ALL
    SELECT place_detail.command, json_array('place', 'edit', place.code, '--kind', kind, '--country', country,
           '--region', region, '--city', city)
      FROM place_detail
      JOIN place ON place.id = place
     WHERE place_detail.command > :shared AND place.command <= :shared
     UNION ALL
    SELECT run_detail.command, json_array('run', 'edit', print_run.code, '--cost',
           iif(cost IS NULL, NULL, printf('%d.%02d', cost / 100, cost % 100)), '--currency', currency, '--printer', printer, '--isbn', isbn,
           '--review-by', review_by, '--mark', mark, '--carton', carton, '--weight', weight, '--url', url)
      FROM run_detail
      JOIN print_run ON print_run.id = run
     WHERE run_detail.command > :shared AND run IN (SELECT run FROM run_detail WHERE command <= :shared))
SELECT coalesce((SELECT max(last_entry) FROM command AS earlier WHERE earlier.number <= fact.command), 0) + 0.5 AS slot,
       words
  FROM fact
 ORDER BY command
