-- What moved in each month, so that stock is added up from few rows however many movements there are; and
-- the movements of a shipment by run.

CREATE TABLE monthly_flow (         -- how many more copies of a run were in each state at a month's end than before it
    run INTEGER NOT NULL REFERENCES print_run,
    month TEXT NOT NULL,
    printed INTEGER NOT NULL,
    on_hand INTEGER NOT NULL,
    in_transit INTEGER NOT NULL,
    at_places INTEGER NOT NULL,
    handed_out INTEGER NOT NULL,
    lost INTEGER NOT NULL,
    PRIMARY KEY (run, month)
) STRICT, WITHOUT ROWID;

-- Whether a place is a store never changes once copies moved there.
CREATE TRIGGER movement_flows AFTER INSERT ON movement
BEGIN
    INSERT INTO monthly_flow (run, month, printed, on_hand, in_transit, at_places, handed_out, lost)
    SELECT NEW.run,
           substr(NEW.date, 1, 7),
           ((source.id = 1) - (destination.id = 1)) * NEW.quantity,
           ((destination.kind = 'store') - (source.kind = 'store')) * NEW.quantity,
           ((destination.id = 4) - (source.id = 4)) * NEW.quantity,
           ((destination.kind NOT IN ('store', 'outside')) - (source.kind NOT IN ('store', 'outside'))) * NEW.quantity,
           ((destination.id = 2) - (source.id = 2)) * NEW.quantity,
           ((destination.id = 3) - (source.id = 3)) * NEW.quantity
      FROM place AS source
      JOIN place AS destination
     WHERE source.id = NEW.source AND destination.id = NEW.destination
        ON CONFLICT DO UPDATE
       SET printed = printed + excluded.printed,
           on_hand = on_hand + excluded.on_hand,
           in_transit = in_transit + excluded.in_transit,
           at_places = at_places + excluded.at_places,
           handed_out = handed_out + excluded.handed_out,
           lost = lost + excluded.lost;
END;

INSERT INTO monthly_flow (run, month, printed, on_hand, in_transit, at_places, handed_out, lost)
SELECT movement.run,
       substr(movement.date, 1, 7),
       sum(((source.id = 1) - (destination.id = 1)) * movement.quantity),
       sum(((destination.kind = 'store') - (source.kind = 'store')) * movement.quantity),
       sum(((destination.id = 4) - (source.id = 4)) * movement.quantity),
       sum(((destination.kind NOT IN ('store', 'outside')) - (source.kind NOT IN ('store', 'outside')))
           * movement.quantity),
       sum(((destination.id = 2) - (source.id = 2)) * movement.quantity),
       sum(((destination.id = 3) - (source.id = 3)) * movement.quantity)
  FROM movement
  JOIN place AS source ON source.id = movement.source
  JOIN place AS destination ON destination.id = movement.destination
 GROUP BY movement.run, substr(movement.date, 1, 7);

DROP INDEX movement_of_shipment;
CREATE INDEX movement_of_shipment ON movement (shipment, run) WHERE shipment IS NOT NULL;
