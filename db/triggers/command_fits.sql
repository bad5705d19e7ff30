-- The rest of a command is checked: its facts, its dates, and open requests of closed places.
CREATE TRIGGER command_fits AFTER INSERT ON command
BEGIN
    SELECT RAISE(ABORT, 'undoing_unfit')
     WHERE EXISTS (SELECT 1 FROM _undoing_unfit WHERE command = NEW.number);
    SELECT RAISE(ABORT, 'date_ahead')
     WHERE EXISTS (SELECT 1 FROM _date WHERE command = NEW.number
                      AND date > date(substr(NEW.recorded_at, 1, 19), '+14 hours'));
    SELECT RAISE(ABORT, 'fact_unfit')
     WHERE EXISTS (SELECT 1 FROM _fact_unfit WHERE command = NEW.number);
    SELECT RAISE(ABORT, 'shares_unfit')
     WHERE EXISTS (SELECT 1 FROM _shares_unfit WHERE command = NEW.number);
    SELECT RAISE(ABORT, 'clock_fix_unfit')
     WHERE EXISTS (SELECT 1 FROM _clock_fix_unfit WHERE command = NEW.number);
    SELECT RAISE(ABORT, 'no_closed_place_asks')
     WHERE EXISTS (SELECT 1 FROM closing)
       AND EXISTS (
        SELECT 1 FROM _request_line AS line
         WHERE line.open > 0
           AND (SELECT closed FROM closing
                 WHERE closing.place = line.place ORDER BY closing.date DESC, closing.id DESC LIMIT 1)
           AND line.place IN (SELECT place FROM entry WHERE command = NEW.number
                               UNION
                              SELECT request.place FROM request_line JOIN request ON request.id = request_line.request
                               WHERE request_line.command = NEW.number
                               UNION
                              SELECT place FROM closing WHERE command = NEW.number));
END;
