-- The movements of a command are checked: its entries, its shipments, and the places and runs they name.
CREATE TRIGGER command_closes AFTER INSERT ON command
BEGIN
    SELECT RAISE(ABORT, 'movement_unfit')
     WHERE EXISTS (SELECT 1 FROM _movement_unfit WHERE command = NEW.number);
    SELECT RAISE(ABORT, 'void_incomplete')
     WHERE EXISTS (SELECT 1 FROM _void_incomplete WHERE command = NEW.number);
    -- Void shipments leave nothing in transit: void_incomplete and entry_unfit check that.
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
    -- When a print is voided, all entries are checked for its run.
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
