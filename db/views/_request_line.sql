-- The lines of each request, with how much was shipped and how much is still open.
SELECT request, date, place, item, quantity, shipped, needed,
       CASE WHEN cancelled THEN 0 ELSE max(quantity - shipped, 0) END AS open,
       CASE WHEN shipped >= quantity THEN 'shipped' WHEN cancelled THEN 'cancelled' ELSE 'open' END AS status
  FROM (SELECT request.id AS request, request.date, request.place, request_line.item, request_line.quantity,
               request_line.needed,
               coalesce((
                   SELECT cancelled FROM cancellation
                    WHERE cancellation.request = request.id
                      AND cancellation.date <= :at AND cancellation.command <= :known_command
                    ORDER BY cancellation.date DESC, cancellation.id DESC LIMIT 1), 0) AS cancelled,
               coalesce((
                   SELECT sum(movement.quantity)
                     FROM entry
                     JOIN movement ON movement.entry = entry.id AND movement.destination = 4
                     JOIN print_run ON print_run.id = movement.run
                    WHERE entry.request = request.id
                      AND print_run.item = request_line.item
                      AND entry.date <= :at AND entry.id <= :known_entry
                      AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id)), 0) AS shipped
          FROM request
          JOIN request_line ON request_line.request = request.id
           AND request_line.command = (SELECT max(version.command) FROM request_line AS version
                                        WHERE version.request = request.id AND version.command <= :known_command)
         WHERE request.date <= :at AND request.command <= :known_command)
