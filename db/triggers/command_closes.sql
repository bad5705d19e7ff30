-- A command closes: its movements are booked, and its entries are judged.
--
-- The rows of several days of one place and run are added from balances before this command, so that each of
-- them begins with what was there; then each day gets the sum of the changes up to it, and is refused when that is
-- below zero.
CREATE TRIGGER command_closes AFTER INSERT ON command
BEGIN
    INSERT INTO balance (place, run, date, copies)
    SELECT place, run, date, coalesce(
               (SELECT copies FROM balance
                 WHERE balance.place = changed.place AND balance.run = changed.run AND balance.date < changed.date
                 ORDER BY balance.date DESC LIMIT 1), 0)
      FROM (SELECT source AS place, run, date FROM movement
             WHERE entry BETWEEN NEW.first_entry AND NEW.last_entry AND source > 4
             UNION
            SELECT destination, run, date FROM movement
             WHERE entry BETWEEN NEW.first_entry AND NEW.last_entry AND destination > 4) AS changed
     WHERE NOT EXISTS (SELECT 1 FROM balance
                        WHERE balance.place = changed.place AND balance.run = changed.run
                          AND balance.date = changed.date);

    UPDATE balance
       SET copies = copies + added.copies_added
      FROM (SELECT place, run, date,
                   sum(sum(change)) OVER through AS copies_added,
                   lead(date, 1, 'later') OVER through AS until
              FROM (SELECT source AS place, run, date, -quantity AS change FROM movement
                     WHERE entry BETWEEN NEW.first_entry AND NEW.last_entry AND source > 4
                     UNION ALL
                    SELECT destination, run, date, quantity FROM movement
                     WHERE entry BETWEEN NEW.first_entry AND NEW.last_entry AND destination > 4)
             GROUP BY place, run, date
            WINDOW through AS (PARTITION BY place, run ORDER BY date)) AS added
     WHERE balance.place = added.place AND balance.run = added.run
       AND balance.date >= added.date AND balance.date < added.until;

    INSERT INTO monthly_flow (run, month, printed, on_hand, in_transit, at_places, handed_out, loss, sent, used)
    SELECT run, substr(date, 1, 7), sum(printed), sum(on_hand), sum(in_transit), sum(at_places), sum(handed_out),
           sum(loss), sum(sent), sum(sent + used_besides)
      FROM _movement_flow
     WHERE entry BETWEEN NEW.first_entry AND NEW.last_entry
     GROUP BY run, substr(date, 1, 7)
        ON CONFLICT DO UPDATE
       SET printed = printed + excluded.printed,
           on_hand = on_hand + excluded.on_hand,
           in_transit = in_transit + excluded.in_transit,
           at_places = at_places + excluded.at_places,
           handed_out = handed_out + excluded.handed_out,
           loss = loss + excluded.loss,
           sent = sent + excluded.sent,
           used = used + excluded.used;

    INSERT INTO custody (place, run, shipped, in_transit, supplied, returned, handed_out, lost, moved_in, moved_out)
    SELECT place, run, sum(shipped), sum(in_transit), sum(supplied), sum(returned), sum(handed_out), sum(lost),
           sum(moved_in), sum(moved_out)
      FROM _movement_custody
     WHERE entry BETWEEN NEW.first_entry AND NEW.last_entry
     GROUP BY place, run
        ON CONFLICT DO UPDATE
       SET shipped = shipped + excluded.shipped,
           in_transit = in_transit + excluded.in_transit,
           supplied = supplied + excluded.supplied,
           returned = returned + excluded.returned,
           handed_out = handed_out + excluded.handed_out,
           lost = lost + excluded.lost,
           moved_in = moved_in + excluded.moved_in,
           moved_out = moved_out + excluded.moved_out;

    SELECT RAISE(ABORT, 'movement_unfit')
     WHERE EXISTS (SELECT 1 FROM _movement_unfit WHERE command = NEW.number);
    SELECT RAISE(ABORT, 'void_incomplete')
     WHERE EXISTS (SELECT 1 FROM _void_incomplete WHERE command = NEW.number);
    -- Of a shipment that is void nothing is left anywhere: void_incomplete and entry_unfit hold that.
    SELECT RAISE(ABORT, 'no_shipment_is_short')
     WHERE EXISTS (
        SELECT 1
          FROM (SELECT DISTINCT shipment, run FROM movement
                 WHERE entry BETWEEN NEW.first_entry AND NEW.last_entry AND shipment IS NOT NULL
                   AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = movement.shipment)) AS changed
         WHERE EXISTS (
            SELECT 1
              FROM (SELECT sum(sum(((destination = 4) - (source = 4)) * quantity)) OVER (ORDER BY date) AS in_transit,
                           sum(sum(((destination = 3) - (source = 3)) * quantity)) OVER (ORDER BY date) AS lost
                      FROM movement
                     WHERE movement.shipment = changed.shipment AND movement.run = changed.run
                     GROUP BY date)
             WHERE in_transit < 0 OR lost < 0));

    SELECT RAISE(ABORT, 'entry_unfit')
     WHERE EXISTS (SELECT 1 FROM _entry_unfit WHERE command = NEW.number);
    -- When a print is taken back, all entries are asked whether they name its run.
    SELECT RAISE(ABORT, 'run_unprinted')
     WHERE EXISTS (
        SELECT 1 FROM _run_unprinted
         WHERE entry BETWEEN iif(EXISTS (SELECT 1 FROM movement
                                          WHERE entry BETWEEN NEW.first_entry AND NEW.last_entry AND destination = 1),
                                 1, NEW.first_entry) AND NEW.last_entry
           AND (entry >= NEW.first_entry
                OR run IN (SELECT run FROM movement
                            WHERE entry BETWEEN NEW.first_entry AND NEW.last_entry AND destination = 1)));
    SELECT RAISE(ABORT, 'time_shared')
     WHERE EXISTS (SELECT 1 FROM _time_shared WHERE command = NEW.number);
    SELECT RAISE(ABORT, 'key_shared')
     WHERE EXISTS (SELECT 1 FROM _key_shared WHERE command = NEW.number);
    SELECT RAISE(ABORT, 'entry_at_closed_place')
     WHERE EXISTS (SELECT 1 FROM _entry_at_closed WHERE command = NEW.number);
    SELECT RAISE(ABORT, 'withdrawn_shipped')
     WHERE EXISTS (SELECT 1 FROM withdrawal WHERE withdrawn = 1)
       AND EXISTS (SELECT 1 FROM _withdrawn_shipped WHERE command = NEW.number);
    SELECT RAISE(ABORT, 'no_closed_place_holds')
     WHERE EXISTS (SELECT 1 FROM closing)
       AND EXISTS (
        SELECT 1 FROM _closed_holding
         WHERE place IN (SELECT source FROM movement WHERE entry BETWEEN NEW.first_entry AND NEW.last_entry
                          UNION
                         SELECT destination FROM movement WHERE entry BETWEEN NEW.first_entry AND NEW.last_entry
                          UNION
                         SELECT place FROM closing WHERE command = NEW.number));
END;
