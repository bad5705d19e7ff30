CREATE TABLE language (
    code TEXT PRIMARY KEY,          -- ISO 639
    name TEXT NOT NULL,             -- English (CLDR)
    name_lv TEXT                    -- Latvian (CLDR)
) STRICT, WITHOUT ROWID;
CREATE TABLE country (
    code TEXT PRIMARY KEY,          -- ISO 3166-1 alpha-2
    name TEXT NOT NULL,
    name_lv TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE kind (
    code TEXT PRIMARY KEY COLLATE NOCASE,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE booklet (
    code TEXT PRIMARY KEY COLLATE NOCASE,
    title TEXT NOT NULL CHECK (title <> ''),
    note TEXT,
    recorded_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE item (                 -- a booklet in one language
    booklet TEXT NOT NULL COLLATE NOCASE REFERENCES booklet,
    language TEXT NOT NULL REFERENCES language,
    code TEXT NOT NULL COLLATE NOCASE GENERATED ALWAYS AS (booklet || '/' || language) STORED,
    PRIMARY KEY (booklet, language)
) STRICT;
CREATE UNIQUE INDEX item_code ON item (code);
CREATE TABLE print_run (            -- the lot; its date, quantity and store are its print entry's
    id INTEGER PRIMARY KEY,
    item TEXT NOT NULL COLLATE NOCASE REFERENCES item (code),
    number INTEGER NOT NULL CHECK (number > 0),
    code TEXT NOT NULL COLLATE NOCASE GENERATED ALWAYS AS (item || '/' || number) STORED,
    UNIQUE (item, number)
) STRICT;
CREATE UNIQUE INDEX print_run_code ON print_run (code);
CREATE TABLE fund (
    code TEXT PRIMARY KEY COLLATE NOCASE,
    name TEXT NOT NULL CHECK (name <> '')
) STRICT, WITHOUT ROWID;
CREATE TABLE funding_grant (        -- so much of a fund in a year, for a purpose
    id INTEGER PRIMARY KEY,
    fund TEXT NOT NULL COLLATE NOCASE REFERENCES fund,
    year INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 9999),
    amount INTEGER NOT NULL CHECK (amount >= 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    purpose TEXT,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL
) STRICT;
CREATE TABLE run_detail (           -- what a run cost and who made it; each edit adds a row, the last one holds
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES print_run,
    cost INTEGER CHECK (cost >= 0),
    currency TEXT CHECK (length(currency) = 3),
    fund TEXT COLLATE NOCASE REFERENCES fund,
    printer TEXT,
    isbn TEXT,
    note TEXT,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    CHECK ((cost IS NULL) = (currency IS NULL))
) STRICT;
CREATE INDEX run_detail_of_run ON run_detail (run);
CREATE TABLE place (                -- anything that can hold copies
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL COLLATE NOCASE UNIQUE,
    name TEXT NOT NULL CHECK (name <> ''),
    kind TEXT NOT NULL COLLATE NOCASE REFERENCES kind,
    country TEXT REFERENCES country,
    city TEXT,
    address TEXT,
    contact TEXT,
    email TEXT,
    phone TEXT,
    note TEXT,
    recorded_at TEXT NOT NULL,
    CHECK ((kind = 'outside') = (id <= 4)),
    CHECK ((country IS NULL) = (id <= 4))
) STRICT;
CREATE TABLE closing (              -- a place closed, or opened again, from that day on
    id INTEGER PRIMARY KEY,
    place INTEGER NOT NULL REFERENCES place CHECK (place > 4),
    closed INTEGER NOT NULL CHECK (closed IN (0, 1)),
    date TEXT NOT NULL CHECK (date IS date(date)),
    note TEXT,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX closing_of_place ON closing (place);
CREATE TABLE withdrawal (           -- a run withdrawn, or reinstated, from that day on
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES print_run,
    withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
    date TEXT NOT NULL CHECK (date IS date(date)),
    reason TEXT,
    note TEXT,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX withdrawal_of_run ON withdrawal (run);
CREATE TABLE seminar (              -- a place of kind seminar, with its day and its cost
    place INTEGER PRIMARY KEY REFERENCES place,
    date TEXT NOT NULL CHECK (date IS date(date)),
    fund TEXT COLLATE NOCASE REFERENCES fund,
    cost INTEGER CHECK (cost >= 0),
    currency TEXT CHECK (length(currency) = 3),
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    CHECK ((cost IS NULL) = (currency IS NULL))
) STRICT;
CREATE TABLE audience (
    seminar INTEGER NOT NULL REFERENCES seminar,
    name TEXT NOT NULL CHECK (name <> ''),
    people INTEGER NOT NULL CHECK (people > 0),
    PRIMARY KEY (seminar, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE request (              -- what a place asked for
    id INTEGER PRIMARY KEY,
    place INTEGER NOT NULL REFERENCES place CHECK (place > 4),
    date TEXT NOT NULL CHECK (date IS date(date)),
    note TEXT,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL
) STRICT;
CREATE TABLE request_line (
    request INTEGER NOT NULL REFERENCES request,
    item TEXT NOT NULL COLLATE NOCASE REFERENCES item (code),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (request, item)
) STRICT, WITHOUT ROWID;
CREATE TABLE cancellation (
    request INTEGER PRIMARY KEY REFERENCES request,
    date TEXT NOT NULL CHECK (date IS date(date)),
    note TEXT,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL
) STRICT;
CREATE TABLE entry (                -- one thing that happened, on one business date
    id INTEGER PRIMARY KEY CHECK (id > 0),
    type TEXT NOT NULL CHECK (
        type IN ('print', 'ship', 'receive', 'return', 'handout', 'writeoff', 'count', 'void')),
    date TEXT NOT NULL CHECK (date IS date(date)),
    position INTEGER NOT NULL,      -- its place within the day: id * 2^36, or between two of those
    place INTEGER NOT NULL REFERENCES place CHECK (place > 4),
    shipment INTEGER REFERENCES entry CHECK ((shipment IS NOT NULL) = (type = 'receive')),
    voids INTEGER REFERENCES entry CHECK ((voids IS NOT NULL) = (type = 'void')),
    replaces INTEGER REFERENCES entry,
    request INTEGER REFERENCES request CHECK (request IS NULL OR type = 'ship'),
    reference TEXT,
    carrier TEXT,
    reason TEXT,
    note TEXT,
    lines INTEGER NOT NULL CHECK (lines >= 0),  -- how many movements it has
    key TEXT NOT NULL,              -- the same key with the same request is the same entry
    asked TEXT,                     -- the request's fingerprint, when the key was given
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX entry_key ON entry (key);
CREATE UNIQUE INDEX entry_voids ON entry (voids) WHERE voids IS NOT NULL;
CREATE UNIQUE INDEX entry_replaces ON entry (replaces) WHERE replaces IS NOT NULL;
CREATE INDEX entry_of_shipment ON entry (shipment) WHERE shipment IS NOT NULL;
CREATE INDEX entry_of_request ON entry (request) WHERE request IS NOT NULL;
CREATE TABLE movement (             -- so many copies of one run from one place to another
    entry INTEGER NOT NULL REFERENCES entry,
    line INTEGER NOT NULL CHECK (line > 0),
    run INTEGER NOT NULL REFERENCES print_run,
    source INTEGER NOT NULL REFERENCES place,
    destination INTEGER NOT NULL REFERENCES place,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    date TEXT NOT NULL CHECK (date IS date(date)),
    position INTEGER NOT NULL,
    shipment INTEGER REFERENCES entry,      -- whose transit the copies enter or leave
    count INTEGER REFERENCES entry,         -- the count whose difference it books
    PRIMARY KEY (entry, line),
    CHECK (source <> destination),
    CHECK (shipment IS NOT NULL OR (source <> 4 AND destination <> 4))
) STRICT, WITHOUT ROWID;
CREATE INDEX movement_of_count ON movement (count) WHERE count IS NOT NULL;
CREATE INDEX movement_from_printer ON movement (run) WHERE source = 1;
CREATE INDEX movement_by_date ON movement (date, run);
CREATE TABLE count_line (
    count INTEGER NOT NULL REFERENCES entry,
    run INTEGER NOT NULL REFERENCES print_run,
    quantity INTEGER NOT NULL CHECK (quantity >= 0),
    PRIMARY KEY (count, run)
) STRICT, WITHOUT ROWID;
CREATE TABLE count_scope (
    count INTEGER NOT NULL REFERENCES entry,
    item TEXT COLLATE NOCASE REFERENCES item (code),    -- NULL: all items, those to come included
    UNIQUE (count, item)
) STRICT;
CREATE INDEX entry_of_count ON entry (place, date) WHERE type = 'count';
CREATE TABLE balance (
    place INTEGER NOT NULL REFERENCES place,
    run INTEGER NOT NULL REFERENCES print_run,
    date TEXT NOT NULL,
    copies INTEGER NOT NULL,
    PRIMARY KEY (place, run, date)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER movement_is_booked AFTER INSERT ON movement
BEGIN
    INSERT INTO balance (place, run, date, copies)
    SELECT NEW.source, NEW.run, NEW.date, coalesce(
        (SELECT copies FROM balance
          WHERE place = NEW.source AND run = NEW.run AND date < NEW.date ORDER BY date DESC LIMIT 1), 0)
     WHERE NEW.source > 4
       AND NOT EXISTS (SELECT 1 FROM balance WHERE place = NEW.source AND run = NEW.run AND date = NEW.date);
    UPDATE balance SET copies = copies - NEW.quantity
     WHERE NEW.source > 4 AND place = NEW.source AND run = NEW.run AND date >= NEW.date;

    INSERT INTO balance (place, run, date, copies)
    SELECT NEW.destination, NEW.run, NEW.date, coalesce(
        (SELECT copies FROM balance
          WHERE place = NEW.destination AND run = NEW.run AND date < NEW.date ORDER BY date DESC LIMIT 1), 0)
     WHERE NEW.destination > 4
       AND NOT EXISTS (
           SELECT 1 FROM balance WHERE place = NEW.destination AND run = NEW.run AND date = NEW.date);
    UPDATE balance SET copies = copies + NEW.quantity
     WHERE NEW.destination > 4 AND place = NEW.destination AND run = NEW.run AND date >= NEW.date;

    -- an entry by itself; of places, the balance's own trigger judges it
    SELECT RAISE(ABORT, 'no_shipment_is_short')
     WHERE NEW.source IN (3, 4) AND NEW.shipment IS NOT NULL
       AND NOT EXISTS (
           SELECT 1 FROM entry
            WHERE id >= NEW.entry - 1 AND replaces IS NOT NULL
              AND (SELECT count(*) FROM movement WHERE movement.entry = entry.id) < lines)
       AND EXISTS (
           SELECT 1
             FROM (SELECT sum(sum(((destination = NEW.source) - (source = NEW.source)) * quantity))
                          OVER (ORDER BY date) AS copies
                     FROM movement
                    WHERE shipment = NEW.shipment AND run = NEW.run
                    GROUP BY date)
            WHERE copies < 0);

    -- a void, what replaces the voided entry, and the receipt that comes with that, together
    SELECT RAISE(ABORT, 'no_place_is_short')
      FROM entry
      JOIN entry AS void ON void.voids = entry.replaces
      JOIN movement ON movement.entry IN (entry.id, void.id, entry.id + 1)
      JOIN balance ON balance.run = movement.run AND balance.place = movement.source
                  AND balance.date >= movement.date AND balance.copies < 0
     WHERE entry.id = NEW.entry
       AND (SELECT count(*) FROM movement WHERE entry = NEW.entry) = entry.lines
     LIMIT 1;
    SELECT RAISE(ABORT, 'no_shipment_is_short')
      FROM entry
      JOIN entry AS void ON void.voids = entry.replaces
      JOIN movement AS moved ON moved.entry IN (entry.id, void.id, entry.id + 1)
                             AND moved.source IN (3, 4) AND moved.shipment IS NOT NULL
     WHERE entry.id = NEW.entry
       AND (SELECT count(*) FROM movement WHERE entry = NEW.entry) = entry.lines
       AND EXISTS (
           SELECT 1
             FROM (SELECT sum(sum(((destination = moved.source) - (source = moved.source)) * quantity))
                          OVER (ORDER BY date) AS copies
                     FROM movement
                    WHERE shipment = moved.shipment AND run = moved.run
                    GROUP BY date)
            WHERE copies < 0)
     LIMIT 1;
END;
CREATE TRIGGER balance_is_not_short BEFORE UPDATE OF copies ON balance WHEN NEW.copies < 0
BEGIN
    SELECT RAISE(ABORT, 'no_place_is_short')
     WHERE NOT EXISTS (
        SELECT 1 FROM entry
         WHERE id >= (SELECT max(id) - 1 FROM entry) AND replaces IS NOT NULL
           AND (SELECT count(*) FROM movement WHERE movement.entry = entry.id) < lines);
END;
CREATE TRIGGER balance_begins_unshort BEFORE INSERT ON balance WHEN NEW.copies < 0
BEGIN
    SELECT RAISE(ABORT, 'no_place_is_short')
     WHERE NOT EXISTS (
        SELECT 1 FROM entry
         WHERE id >= (SELECT max(id) - 1 FROM entry) AND replaces IS NOT NULL
           AND (SELECT count(*) FROM movement WHERE movement.entry = entry.id) < lines);
END;
CREATE TRIGGER entry_is_added BEFORE INSERT ON entry
BEGIN
    SELECT RAISE(ABORT, 'entries are only ever added')
     WHERE EXISTS (SELECT 1 FROM entry WHERE id = NEW.id)
        OR EXISTS (SELECT 1 FROM entry WHERE key = NEW.key)
        OR EXISTS (SELECT 1 FROM entry WHERE voids = NEW.voids)
        OR EXISTS (SELECT 1 FROM entry WHERE replaces = NEW.replaces);
    SELECT RAISE(ABORT, 'entries are numbered without gaps, in the order of their moments')
     WHERE NEW.id <> 1
       AND NOT EXISTS (SELECT 1 FROM entry WHERE id = NEW.id - 1 AND recorded_at < NEW.recorded_at);
    SELECT RAISE(ABORT, 'a void cannot be voided')
     WHERE EXISTS (SELECT 1 FROM entry WHERE id = NEW.voids AND type = 'void');
    SELECT RAISE(ABORT, 'a receipt belongs to a shipment')
     WHERE NEW.shipment IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM entry WHERE id = NEW.shipment AND type = 'ship');
END;
CREATE TRIGGER movement_is_added BEFORE INSERT ON movement
BEGIN
    SELECT RAISE(ABORT, 'movements are only ever added')
     WHERE EXISTS (SELECT 1 FROM movement WHERE entry = NEW.entry AND line = NEW.line);
    SELECT RAISE(ABORT, 'an entry has no more movements than it says')
     WHERE NEW.line > (SELECT lines FROM entry WHERE id = NEW.entry);
END;
CREATE TRIGGER entry_is_not_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'entries are never changed: void it, or replace it'); END;
CREATE TRIGGER entry_is_not_deleted BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'entries are never deleted: void it'); END;
CREATE TRIGGER movement_is_not_changed BEFORE UPDATE ON movement
BEGIN SELECT RAISE(ABORT, 'movements are never changed: void the entry, or replace it'); END;
CREATE TRIGGER movement_is_not_deleted BEFORE DELETE ON movement
BEGIN SELECT RAISE(ABORT, 'movements are never deleted: void the entry'); END;
CREATE TRIGGER closing_is_not_changed BEFORE UPDATE ON closing
BEGIN SELECT RAISE(ABORT, 'closings are never changed'); END;
CREATE TRIGGER closing_is_not_deleted BEFORE DELETE ON closing
BEGIN SELECT RAISE(ABORT, 'closings are never deleted'); END;
CREATE TRIGGER withdrawal_is_not_changed BEFORE UPDATE ON withdrawal
BEGIN SELECT RAISE(ABORT, 'withdrawals are never changed'); END;
CREATE TRIGGER withdrawal_is_not_deleted BEFORE DELETE ON withdrawal
BEGIN SELECT RAISE(ABORT, 'withdrawals are never deleted'); END;
CREATE TRIGGER request_is_not_changed BEFORE UPDATE ON request
BEGIN SELECT RAISE(ABORT, 'requests are never changed'); END;
CREATE TRIGGER request_is_not_deleted BEFORE DELETE ON request
BEGIN SELECT RAISE(ABORT, 'requests are never deleted'); END;
CREATE TRIGGER request_line_is_not_changed BEFORE UPDATE ON request_line
BEGIN SELECT RAISE(ABORT, 'requests are never changed'); END;
CREATE TRIGGER request_line_is_not_deleted BEFORE DELETE ON request_line
BEGIN SELECT RAISE(ABORT, 'requests are never deleted'); END;
CREATE TRIGGER cancellation_is_not_changed BEFORE UPDATE ON cancellation
BEGIN SELECT RAISE(ABORT, 'cancellations are never changed'); END;
CREATE TRIGGER cancellation_is_not_deleted BEFORE DELETE ON cancellation
BEGIN SELECT RAISE(ABORT, 'cancellations are never deleted'); END;
CREATE TRIGGER count_line_is_not_changed BEFORE UPDATE ON count_line
BEGIN SELECT RAISE(ABORT, 'counts are never changed'); END;
CREATE TRIGGER count_line_is_not_deleted BEFORE DELETE ON count_line
BEGIN SELECT RAISE(ABORT, 'counts are never deleted'); END;
CREATE TRIGGER count_scope_is_not_changed BEFORE UPDATE ON count_scope
BEGIN SELECT RAISE(ABORT, 'counts are never changed'); END;
CREATE TRIGGER count_scope_is_not_deleted BEFORE DELETE ON count_scope
BEGIN SELECT RAISE(ABORT, 'counts are never deleted'); END;
CREATE TRIGGER place_outside_stays BEFORE UPDATE ON place WHEN OLD.id <= 4
BEGIN SELECT RAISE(ABORT, 'the places outside are never changed'); END;
CREATE TRIGGER place_outside_is_kept BEFORE DELETE ON place WHEN OLD.id <= 4
BEGIN SELECT RAISE(ABORT, 'the places outside are never deleted'); END;
CREATE TRIGGER place_keeps_its_side BEFORE UPDATE OF kind ON place
WHEN (OLD.kind = 'store') <> (NEW.kind = 'store')
BEGIN
    SELECT RAISE(ABORT, 'a used place does not change between store and other')
     WHERE EXISTS (SELECT 1 FROM balance WHERE place = OLD.id)
        OR EXISTS (SELECT 1 FROM entry WHERE place = OLD.id);
END;
CREATE TABLE backup (
    id INTEGER PRIMARY KEY,
    file TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL
) STRICT;
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
CREATE INDEX movement_of_shipment ON movement (shipment, run) WHERE shipment IS NOT NULL;
CREATE VIEW _movement AS
-- Movements, with names for the places outside that they come from and go to. Each such place has the number
-- that the first migration gave it; every other place has a larger one.
SELECT entry, line, run, source, destination, quantity, date, position, shipment, count,
       source = 1 AS from_printer, destination = 1 AS to_printer,
       source = 2 AS from_public, destination = 2 AS to_public,
       source = 3 AS from_loss, destination = 3 AS to_loss,
       source = 4 AS from_transit, destination = 4 AS to_transit,
       source > 4 AS from_place, destination > 4 AS to_place
  FROM movement;
CREATE VIEW _void AS
-- The entries that are void, each with the void that undid it: a voided shipment takes its receipts with it.
-- There are few voids among the entries: unlikely() tells SQLite, so that it begins with them, unless with one entry.
SELECT voids AS entry, id AS void
  FROM entry
 WHERE voids IS NOT NULL AND id <= 9223372036854775807
 UNION ALL
SELECT receipt.id, void.id
  FROM entry AS void
  JOIN entry AS receipt ON receipt.shipment = void.voids AND receipt.id < void.id
 WHERE void.voids IS NOT NULL AND unlikely(+void.id <= 9223372036854775807)
   AND NOT EXISTS (SELECT 1 FROM entry AS earlier WHERE earlier.voids = receipt.id AND earlier.id < void.id);
CREATE VIEW _arrival AS
-- What arrived at each place, a row for each movement: received there, printed for it or returned to it.
SELECT movement.destination AS place, movement.date, movement.run, movement.quantity AS copies
  FROM _movement AS movement
 CROSS JOIN entry ON entry.id = movement.entry
 WHERE movement.to_place AND movement.count IS NULL
   AND entry.type IN ('receive', 'print', 'return')
   AND +movement.date <= '9999-12-31' AND +movement.entry <= 9223372036854775807
   AND movement.entry NOT IN (SELECT entry FROM _void);
CREATE VIEW _balance AS
-- How many copies of each run each place holds at the end of the day, by the balances. Empty when entries were
-- recorded since the moment asked about. Beside max(), SQLite takes the other columns from the row that has the
-- maximum (https://sqlite.org/lang_select.html, section 2.5).
SELECT place, run, max(date) AS date, copies
  FROM balance
 WHERE date <= '9999-12-31' AND NOT EXISTS (SELECT 1 FROM movement WHERE entry > 9223372036854775807)
 GROUP BY place, run;
CREATE VIEW _change AS
-- By how many copies of each run each place's stock changed on each day; the places outside are left out.
SELECT place, run, date, sum(change) AS change
  FROM (SELECT source AS place, run, date, -quantity AS change
          FROM _movement WHERE from_place AND entry <= 9223372036854775807
         UNION ALL
        SELECT destination, run, date, quantity
          FROM _movement WHERE to_place AND entry <= 9223372036854775807)
 GROUP BY place, run, date;
CREATE VIEW _change_then AS
-- The changes in each place's stock, as they were known at an earlier moment. Empty when all that is known now
-- was known then: the balances then have the answer.
SELECT source AS place, run, date, -quantity AS change
  FROM _movement
 WHERE from_place
   AND entry <= iif(EXISTS (SELECT 1 FROM movement WHERE entry > 9223372036854775807), 9223372036854775807, 0)
 UNION ALL
SELECT destination, run, date, quantity
  FROM _movement
 WHERE to_place
   AND entry <= iif(EXISTS (SELECT 1 FROM movement WHERE entry > 9223372036854775807), 9223372036854775807, 0);
CREATE VIEW _closed_period AS
-- The days on which places are closed: from `since` to the day before `until`, which is NULL until they are reopened.
SELECT place, since, until
  FROM (SELECT place, closed, date AS since, lead(date) OVER (PARTITION BY place ORDER BY date, id) AS until
          FROM closing)
 WHERE closed = 1 AND since IS NOT until;
CREATE VIEW _closed_holding AS
-- What a place holds on a day on which it is closed: there should be no such rows.
SELECT period.place, period.since, period.until, balance.run, max(balance.date, period.since) AS date, balance.copies
  FROM _closed_period AS period
  JOIN balance ON balance.place = period.place AND balance.copies <> 0
              AND balance.date < coalesce(period.until, '9999-12-31')
 WHERE NOT EXISTS (SELECT 1 FROM balance AS later
                    WHERE later.place = balance.place AND later.run = balance.run
                      AND later.date > balance.date AND later.date <= period.since);
CREATE VIEW _count AS
-- What each standing count found of each run: none of a run that it covers but does not name.
SELECT entry.id AS entry, entry.place, entry.date, entry.position, count_line.run, count_line.quantity
  FROM count_line
 CROSS JOIN entry ON entry.id = count_line.count
 WHERE entry.type = 'count' AND entry.id <= 9223372036854775807
   AND entry.id NOT IN (SELECT entry FROM _void)
 UNION ALL
SELECT entry.id, entry.place, entry.date, entry.position, print_run.id, 0
  FROM count_scope
 CROSS JOIN entry ON entry.id = count_scope.count
  JOIN print_run ON count_scope.item IS NULL OR print_run.item = count_scope.item
 WHERE entry.type = 'count' AND entry.id <= 9223372036854775807
   AND entry.id NOT IN (SELECT entry FROM _void)
   AND NOT EXISTS (SELECT 1 FROM count_line WHERE count_line.count = entry.id AND count_line.run = print_run.id);
CREATE VIEW _custody AS
-- What came to each place and left it, a row for each movement; what counts booked elsewhere is in _difference.
-- Supplied is what was printed for a store or returned to it. A void takes back what it voids.
SELECT movement.source AS place, movement.run,
       (to_printer OR (place.kind = 'store' AND other.kind NOT IN ('store', 'outside'))) * -quantity AS supplied,
       (place.kind <> 'store' AND other.kind = 'store') * quantity AS returned,
       (to_public AND count IS NULL) * quantity AS handed_out,
       (to_loss AND count IS NULL AND shipment IS NULL) * quantity AS lost,
       -quantity AS here
  FROM _movement AS movement
  JOIN place ON place.id = movement.source
  JOIN place AS other ON other.id = movement.destination
 WHERE from_place AND movement.date <= '9999-12-31' AND movement.entry <= 9223372036854775807
 UNION ALL
SELECT movement.destination, movement.run,
       (from_printer OR (place.kind = 'store' AND other.kind NOT IN ('store', 'outside'))) * quantity,
       (place.kind <> 'store' AND other.kind = 'store') * -quantity,
       (from_public AND count IS NULL) * -quantity,
       (from_loss AND count IS NULL AND shipment IS NULL) * -quantity,
       quantity
  FROM _movement AS movement
  JOIN place ON place.id = movement.destination
  JOIN place AS other ON other.id = movement.source
 WHERE to_place AND movement.date <= '9999-12-31' AND movement.entry <= 9223372036854775807;
CREATE VIEW _difference AS
-- What each count found of each run beyond what was expected, or missed, as it is booked after all corrections.
SELECT counted.place, movement.run,
       max(sum((from_loss - to_loss) * movement.quantity), 0) AS found,
       max(sum((to_loss - from_loss) * movement.quantity), 0) AS lost,
       sum((to_public - from_public) * movement.quantity) AS handed_out
  FROM _movement AS movement
  JOIN entry AS counted ON counted.id = movement.count
 WHERE movement.date <= '9999-12-31' AND movement.entry <= 9223372036854775807
 GROUP BY movement.count, movement.run;
CREATE VIEW _dispatch AS
-- What each standing shipment sent, and how much of it has arrived: a row for each of its print runs.
SELECT sent.id AS shipment, sent.date, sent.place, parcel.run, parcel.copies, parcel.received
  FROM (SELECT shipment, run,
               sum((entry = shipment) * quantity) AS copies,
               sum((entry <> shipment) * (to_place - from_place) * quantity) AS received
          FROM _movement
         WHERE shipment IS NOT NULL AND +date <= '9999-12-31' AND +entry <= 9223372036854775807
         GROUP BY shipment, run) AS parcel
 CROSS JOIN entry AS sent ON sent.id = parcel.shipment
 WHERE sent.date <= '9999-12-31' AND sent.id NOT IN (SELECT entry FROM _void);
CREATE VIEW _movement_flow AS
-- By how many copies each movement changes where the copies of its run are.
SELECT movement.entry, movement.date, movement.run,
       (from_printer - to_printer) * quantity AS printed,
       ((destination.kind = 'store') - (source.kind = 'store')) * quantity AS on_hand,
       (to_transit - from_transit) * quantity AS in_transit,
       ((destination.kind NOT IN ('store', 'outside')) - (source.kind NOT IN ('store', 'outside'))) * quantity
       AS at_places,
       (to_public - from_public) * quantity AS handed_out,
       (to_loss - from_loss) * quantity AS lost
  FROM _movement AS movement
  JOIN place AS source ON source.id = movement.source
  JOIN place AS destination ON destination.id = movement.destination;
CREATE VIEW _recent_flow AS
-- What the flows of the earlier months leave out: the movements of the day's own month up to the day, and, with
-- the opposite sign, the movements of earlier months that were not known at the moment asked about.
SELECT run, printed, on_hand, in_transit, at_places, handed_out, lost
  FROM _movement_flow
 WHERE date >= substr('9999-12-31', 1, 7) AND date <= '9999-12-31' AND entry <= 9223372036854775807
 UNION ALL
SELECT run, -printed, -on_hand, -in_transit, -at_places, -handed_out, -lost
  FROM _movement_flow
 WHERE date < substr('9999-12-31', 1, 7) AND entry > 9223372036854775807;
CREATE VIEW _flow AS
-- Where the copies of each run are: printed = on hand + in transit + at places + handed out + lost.
SELECT run, sum(printed) AS printed, sum(on_hand) AS on_hand, sum(in_transit) AS in_transit,
       sum(at_places) AS at_places, sum(handed_out) AS handed_out, sum(lost) AS lost
  FROM (SELECT run, printed, on_hand, in_transit, at_places, handed_out, lost
          FROM monthly_flow WHERE month < substr('9999-12-31', 1, 7)
         UNION ALL
        SELECT run, printed, on_hand, in_transit, at_places, handed_out, lost FROM _recent_flow)
 GROUP BY run;
CREATE VIEW _holding AS
-- How many copies of each run each place holds at the end of the day; of some runs in several rows.
SELECT place, run, copies FROM _balance
 UNION ALL
SELECT place, run, change FROM _change_then WHERE date <= '9999-12-31';
CREATE VIEW _last_year AS
-- The 12 months up to the day, from the day after `since` on. For no day they are those up to today.
SELECT day, since, CAST(julianday(day) - julianday(since) AS INTEGER) AS days
  FROM (SELECT day, date(day, '-12 months') AS since
          FROM (SELECT CASE '9999-12-31' WHEN '9999-12-31' THEN date('now', 'localtime') ELSE '9999-12-31' END AS day));
CREATE VIEW _next_count AS
-- The first standing count of each run at each place after the day, and how many copies the place holds just
-- before it: the balance of the day before, and the movements of the count's own day that come before it, less
-- what the balance includes but was not known at the moment asked about.
SELECT place, run, date,
       coalesce((SELECT copies FROM balance
                  WHERE balance.place = following.place AND balance.run = following.run
                    AND balance.date < following.date
                  ORDER BY balance.date DESC LIMIT 1), 0)
       + coalesce((SELECT sum(CASE WHEN destination = following.place THEN quantity ELSE -quantity END)
                     FROM movement
                    WHERE movement.date = following.date AND movement.run = following.run
                      AND following.place IN (source, destination)
                      AND position < following.position AND entry <= 9223372036854775807), 0)
       - coalesce((SELECT sum(CASE WHEN destination = following.place THEN quantity ELSE -quantity END)
                     FROM movement
                    WHERE entry > 9223372036854775807 AND movement.run = following.run
                      AND following.place IN (source, destination)
                      AND movement.date < following.date), 0) AS before
  FROM (SELECT place, run, date, position,
               row_number() OVER (PARTITION BY place, run ORDER BY date, position) AS turn
          FROM _count
         WHERE date > '9999-12-31') AS following
 WHERE turn = 1;
CREATE VIEW _parcel AS
-- What was sent to each place, lost on the way and is still on the way: a row for each movement. A void takes
-- back what it voids.
SELECT sent.place, movement.run,
       ((to_transit AND NOT from_loss AND movement.source <> sent.place)
        - (from_transit AND NOT to_loss AND movement.destination <> sent.place)) * movement.quantity AS shipped,
       (to_transit - from_transit) * movement.quantity AS in_transit,
       (to_loss - from_loss) * movement.quantity AS lost
  FROM _movement AS movement
  JOIN entry AS sent ON sent.id = movement.shipment
 WHERE movement.date <= '9999-12-31' AND movement.entry <= 9223372036854775807;
CREATE VIEW _request_line AS
-- Each line of each request: how much of it was shipped, and how much is still open.
SELECT request, date, place, item, quantity, shipped,
       CASE WHEN cancelled THEN 0 ELSE max(quantity - shipped, 0) END AS open,
       CASE WHEN shipped >= quantity THEN 'shipped' WHEN cancelled THEN 'cancelled' ELSE 'open' END AS status,
       note
  FROM (SELECT request.id AS request, request.date, request.place, request_line.item, request_line.quantity,
               request.note,
               EXISTS (SELECT 1 FROM cancellation
                        WHERE cancellation.request = request.id
                          AND cancellation.date <= '9999-12-31' AND cancellation.recorded_at <= '9999-12-31') AS cancelled,
               coalesce((
                   SELECT sum(movement.quantity)
                     FROM entry
                     JOIN _movement AS movement ON movement.entry = entry.id AND movement.to_transit
                     JOIN print_run ON print_run.id = movement.run
                    WHERE entry.request = request.id
                      AND print_run.item = request_line.item
                      AND entry.date <= '9999-12-31' AND entry.id <= 9223372036854775807
                      AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id)), 0) AS shipped
          FROM request
          JOIN request_line ON request_line.request = request.id
         WHERE request.date <= '9999-12-31' AND request.recorded_at <= '9999-12-31');
CREATE VIEW _run AS
-- Each standing print run: what its print entry says, and whether it is withdrawn.
SELECT print_run.id,
       print_run.code AS run,
       print_run.item,
       print_run.number,
       item.booklet,
       item.language,
       entry.id AS entry,
       entry.reference,
       movement.date AS printed_on,
       movement.quantity,
       movement.destination AS store,
       coalesce((
           SELECT withdrawn FROM withdrawal
            WHERE run = print_run.id AND date <= '9999-12-31' AND recorded_at <= '9999-12-31'
            ORDER BY date DESC, id DESC LIMIT 1), 0) AS withdrawn
  FROM _movement AS movement
 CROSS JOIN entry ON entry.id = movement.entry AND entry.type = 'print'
  JOIN print_run ON print_run.id = movement.run
  JOIN item ON item.code = print_run.item
 WHERE movement.from_printer
   AND +movement.date <= '9999-12-31'
   AND +movement.entry <= 9223372036854775807
   AND movement.entry NOT IN (SELECT entry FROM _void);
CREATE VIEW _seminar AS
-- Each seminar held by the day, with how many people attended.
SELECT seminar.place, place.code, place.name, seminar.date, substr(seminar.date, 1, 4) AS year, place.country,
       seminar.fund, seminar.cost, seminar.currency, place.note,
       (SELECT sum(people) FROM audience WHERE audience.seminar = seminar.place) AS attendees
  FROM seminar
  JOIN place ON place.id = seminar.place
 WHERE seminar.date <= '9999-12-31' AND seminar.recorded_at <= '9999-12-31';
CREATE VIEW _seminar_copies AS
-- How many copies were shipped to each seminar, less those that it returned.
SELECT entry.place, sum(CASE entry.type WHEN 'ship' THEN movement.quantity ELSE -movement.quantity END) AS copies
  FROM entry
 CROSS JOIN seminar ON seminar.place = entry.place
 CROSS JOIN movement ON movement.entry = entry.id AND movement.count IS NULL
 WHERE entry.type IN ('ship', 'return')
   AND entry.date <= '9999-12-31' AND entry.id <= 9223372036854775807
   AND entry.id NOT IN (SELECT entry FROM _void)
 GROUP BY entry.place;
CREATE VIEW _sending AS
-- What was sent to each place, a row for each movement.
SELECT entry.place, movement.date, movement.run, movement.quantity AS copies
  FROM _movement AS movement
 CROSS JOIN entry ON entry.id = movement.entry
 WHERE movement.to_transit AND entry.type = 'ship'
   AND +movement.date <= '9999-12-31' AND +movement.entry <= 9223372036854775807
   AND movement.entry NOT IN (SELECT entry FROM _void);
CREATE VIEW _spare AS
-- How many copies of each run each store could still ship on the day: the fewest that it holds at the end of
-- that day, at the end of any later day before the run's next standing count there, and just before that count.
-- The first part asks the balances; the second adds up the movements, for a moment since when entries were recorded.
SELECT place.id AS place, print_run.id AS run,
       min(coalesce((SELECT copies FROM balance
                      WHERE balance.place = place.id AND balance.run = print_run.id AND balance.date <= '9999-12-31'
                      ORDER BY balance.date DESC LIMIT 1), 0),
           coalesce((SELECT min(copies) FROM balance
                      WHERE balance.place = place.id AND balance.run = print_run.id AND balance.date > '9999-12-31'
                        AND balance.date < coalesce(_next_count.date, '9999-12-32')), 9e18),
           coalesce(_next_count.before, 9e18)) AS spare
  FROM place
 CROSS JOIN print_run
  LEFT JOIN _next_count ON _next_count.place = place.id AND _next_count.run = print_run.id
 WHERE place.kind = 'store' AND NOT EXISTS (SELECT 1 FROM movement WHERE entry > 9223372036854775807)
 UNION ALL
SELECT held.place, held.run,
       min(CASE WHEN min(held.date) <= '9999-12-31' THEN min(held.copies) ELSE 0 END, coalesce(_next_count.before, 9e18))
  FROM (SELECT changed.place, changed.run, changed.date, sum(sum(changed.change)) OVER through AS copies,
               lead(changed.date) OVER through AS until
          FROM _change_then AS changed
          JOIN place ON place.id = changed.place AND place.kind = 'store'
         GROUP BY changed.place, changed.run, changed.date
        WINDOW through AS (PARTITION BY changed.place, changed.run ORDER BY changed.date)) AS held
  LEFT JOIN _next_count ON _next_count.place = held.place AND _next_count.run = held.run
 WHERE (held.until IS NULL OR held.until > '9999-12-31') AND (_next_count.date IS NULL OR held.date < _next_count.date)
 GROUP BY held.place, held.run;
CREATE VIEW _standing AS
-- Standing entries: those that are not voided, themselves or with their shipment, and are not voids. This is the
-- fast way to look up single entries; to go through all entries, leave out those in _void.
SELECT *
  FROM entry
 WHERE type <> 'void'
   AND NOT EXISTS (SELECT 1 FROM entry AS void WHERE void.voids = entry.id)
   AND NOT EXISTS (SELECT 1 FROM entry AS void WHERE void.voids = entry.shipment);
CREATE VIEW _use AS
-- Copies of each item that left the stores to be used, in the 12 months up to the day: shipped to places other
-- than stores or handed out at stores, less those that were returned to stores.
SELECT print_run.item,
       sum(CASE entry.type WHEN 'return' THEN -movement.quantity ELSE movement.quantity END) AS copies
  FROM _last_year
 CROSS JOIN movement ON movement.date > _last_year.since AND movement.date <= _last_year.day
 CROSS JOIN entry ON entry.id = movement.entry
  JOIN place ON place.id = entry.place
  JOIN print_run ON print_run.id = movement.run
 WHERE (entry.type, place.kind = 'store') IN (VALUES ('ship', 0), ('handout', 1), ('return', 0))
   AND movement.count IS NULL
   AND movement.date <= '9999-12-31' AND movement.entry <= 9223372036854775807
   AND movement.entry NOT IN (SELECT entry FROM _void)
 GROUP BY print_run.item;
CREATE VIEW booklets AS
-- Booklets, with the languages they have been printed in.
SELECT code, title,
       (SELECT group_concat(language, ' ')
          FROM (SELECT DISTINCT language FROM _run WHERE _run.booklet = booklet.code ORDER BY language))
           AS languages,
       note
  FROM booklet
 WHERE recorded_at <= '9999-12-31';
CREATE VIEW places AS
-- Places that can hold copies, and whether they are open; the places outside are left out.
SELECT code, name, kind, country, city, address, contact, email, phone, note,
       CASE WHEN (SELECT closed FROM closing
                   WHERE closing.place = place.id AND date <= '9999-12-31' AND closing.recorded_at <= '9999-12-31'
                   ORDER BY date DESC, id DESC LIMIT 1) = 1
            THEN 'closed' ELSE 'open' END AS status
  FROM place
 WHERE kind <> 'outside' AND recorded_at <= '9999-12-31';
CREATE VIEW coverage AS
-- Open places, with what was last sent to each and when, what last arrived and when, and what it holds: of one item,
-- if NULL names one. What was lost on the way or is still in transit did not arrive. Beside max(), SQLite takes the
-- other columns from the row that has the maximum (https://sqlite.org/lang_select.html, section 2.5).
SELECT places.code AS place, places.name, places.kind, places.country,
       coalesce(sent.copies, 0) AS copies, sent.date AS last_shipped,
       coalesce(arrived.copies, 0) AS received, arrived.date AS last_received,
       coalesce(held.copies, 0) AS here
  FROM places
  JOIN place ON place.code = places.code
  LEFT JOIN (SELECT place, max(date) AS date, copies
               FROM (SELECT place, date, sum(copies) AS copies
                       FROM _sending
                      WHERE NULL IS NULL OR run IN (SELECT id FROM print_run WHERE item = NULL)
                      GROUP BY place, date)
              GROUP BY place) AS sent
         ON sent.place = place.id
  LEFT JOIN (SELECT place, max(date) AS date, copies
               FROM (SELECT place, date, sum(copies) AS copies
                       FROM _arrival
                      WHERE NULL IS NULL OR run IN (SELECT id FROM print_run WHERE item = NULL)
                      GROUP BY place, date)
              GROUP BY place) AS arrived
         ON arrived.place = place.id
  LEFT JOIN (SELECT place, sum(copies) AS copies
               FROM _holding
              WHERE NULL IS NULL OR run IN (SELECT id FROM print_run WHERE item = NULL)
              GROUP BY place) AS held
         ON held.place = place.id
 WHERE places.status = 'open';
CREATE VIEW distribution_lines AS
-- What distribution adds up: a row for each print run of a shipment to a place other than a store, and for each
-- run of a return, whose shipment is NULL. What was received counts on the shipment's date, what was returned on
-- the return's. Voided entries are left out.
SELECT CAST(substr(line.date, 1, 4) AS INTEGER) AS year,
       substr(line.date, 1, 4) || '-Q' || ((CAST(substr(line.date, 6, 2) AS INTEGER) + 2) / 3) AS quarter,
       substr(line.date, 1, 7) AS month,
       item.booklet, item.language, item.code AS item, print_run.code AS run,
       place.kind, place.country, place.code AS place,
       (SELECT fund FROM run_detail
         WHERE run = line.run AND recorded_at <= '9999-12-31'
         ORDER BY id DESC LIMIT 1) AS fund,
       line.date, line.shipment, line.copies, line.received, line.returned
  FROM (SELECT date, place, run, shipment, copies, received, 0 AS returned FROM _dispatch
         UNION ALL
        SELECT entry.date, entry.place, movement.run, NULL, 0, 0, sum(movement.quantity)
          FROM entry
         CROSS JOIN movement ON movement.entry = entry.id AND movement.count IS NULL
         WHERE entry.type = 'return'
           AND entry.date <= '9999-12-31' AND entry.id <= 9223372036854775807
           AND entry.id NOT IN (SELECT entry FROM _void)
         GROUP BY entry.id, movement.run) AS line
  JOIN place ON place.id = line.place AND place.kind <> 'store'
  JOIN print_run ON print_run.id = line.run
  JOIN item ON item.code = print_run.item;
CREATE VIEW distribution AS
-- Distribution by year, kind of place and language: how many shipments, the copies they sent, how many of
-- those were received, and how many copies were returned. A shipment in two languages counts in both rows, so
-- do not add up the shipments.
SELECT year, kind, language,
       count(DISTINCT shipment) AS shipments, sum(copies) AS copies, sum(received) AS received,
       sum(returned) AS returned
  FROM distribution_lines
 GROUP BY year, kind, language;
CREATE VIEW entries AS
-- Entries: what happened, where and on which day, and when and by whom it was recorded.
SELECT entry.id AS entry, entry.type, entry.date, place.code AS place, entry.reference, entry.carrier,
       entry.reason, entry.note, entry.shipment, entry.request, entry.voids, _void.void AS voided_by,
       entry.replaces, entry.recorded_at, entry.recorded_by
  FROM entry
  JOIN place ON place.id = entry.place
  LEFT JOIN _void ON _void.entry = entry.id
 WHERE entry.date <= '9999-12-31' AND entry.id <= 9223372036854775807
 ORDER BY entry.id;
CREATE VIEW funding AS
-- What each fund granted in a year for a purpose, and what was spent: print runs count as printing, seminars as
-- seminars. Copies are those printed. Each currency has a row of its own.
SELECT fund, CAST(year AS INTEGER) AS year, purpose, currency,
       printf('%d.%02d', sum(granted) / 100, sum(granted) % 100) AS granted,
       printf('%d.%02d', sum(spent) / 100, sum(spent) % 100) AS spent,
       sum(copies) AS copies
  FROM (SELECT fund, year, purpose, currency, amount AS granted, 0 AS spent, 0 AS copies
          FROM funding_grant
         WHERE year <= CAST(substr('9999-12-31', 1, 4) AS INTEGER) AND recorded_at <= '9999-12-31'
         UNION ALL
        SELECT detail.fund, CAST(substr(_run.printed_on, 1, 4) AS INTEGER), 'printing', detail.currency,
               0, detail.cost, _run.quantity
          FROM _run
          JOIN run_detail AS detail ON detail.id = (
               SELECT max(id) FROM run_detail WHERE run = _run.id AND recorded_at <= '9999-12-31')
         WHERE detail.cost IS NOT NULL
         UNION ALL
        SELECT fund, CAST(year AS INTEGER), 'seminars', currency, 0, cost, 0
          FROM _seminar
         WHERE cost IS NOT NULL)
 GROUP BY fund, year, purpose, currency;
CREATE VIEW funds AS
-- Funds.
SELECT code, name
  FROM fund;
CREATE VIEW funds_and_grants AS
-- Funds and their grants: a row for each grant, and one for a fund without grants.
SELECT fund.code, fund.name, given.year,
       CASE WHEN given.amount IS NOT NULL
            THEN printf('%d.%02d', given.amount / 100, given.amount % 100) END AS amount,
       given.currency, given.purpose
  FROM fund
  LEFT JOIN funding_grant AS given ON given.fund = fund.code AND given.recorded_at <= '9999-12-31';
CREATE VIEW grants AS
-- Grants, in the order in which they were recorded.
SELECT fund, year, printf('%d.%02d', amount / 100, amount % 100) AS amount, currency, purpose,
       recorded_at, recorded_by
  FROM funding_grant
 WHERE recorded_at <= '9999-12-31'
 ORDER BY id;
CREATE VIEW log AS
-- The ledger as it was logged: a row for each movement, for each run of which a count found what was expected,
-- and for each entry that moved nothing.
SELECT entry.id AS entry,
       entry.type,
       coalesce(line.date, entry.date) AS date,
       place.code AS place,
       print_run.code AS run,
       line.quantity,
       source.code AS source,
       destination.code AS destination,
       entry.reference,
       entry.note,
       entry.recorded_at,
       entry.recorded_by,
       entry.voids,
       _void.void AS voided_by,
       line.counted
  FROM entry
  JOIN place ON place.id = entry.place
  LEFT JOIN (
       SELECT movement.entry, movement.line, movement.run, movement.quantity, movement.source,
              movement.destination, movement.date, count_line.quantity AS counted
         FROM movement
         LEFT JOIN count_line ON count_line.count = movement.entry AND count_line.run = movement.run
                             AND movement.count = movement.entry
        WHERE movement.date <= '9999-12-31'
        UNION ALL
       SELECT count_line.count, 0, count_line.run, NULL, NULL, NULL, NULL, count_line.quantity
         FROM count_line
        WHERE NOT EXISTS (SELECT 1 FROM movement
                           WHERE movement.entry = count_line.count AND movement.count = count_line.count
                             AND movement.run = count_line.run)) AS line
         ON line.entry = entry.id
  LEFT JOIN print_run ON print_run.id = line.run
  LEFT JOIN place AS source ON source.id = line.source
  LEFT JOIN place AS destination ON destination.id = line.destination
  LEFT JOIN _void ON _void.entry = entry.id
 WHERE entry.date <= '9999-12-31' AND entry.id <= 9223372036854775807
 ORDER BY entry.id, line.line;
CREATE VIEW print_runs AS
-- Print runs, with their cost, printer and other details.
SELECT _run.run, _run.item, _run.printed_on, _run.quantity,
       store.code AS store,
       CASE WHEN detail.cost IS NOT NULL
            THEN printf('%d.%02d', detail.cost / 100, detail.cost % 100) END AS cost,
       detail.currency, detail.fund, detail.printer, detail.isbn,
       CASE WHEN _run.withdrawn THEN 'withdrawn' ELSE 'active' END AS status,
       _run.reference,
       detail.note
  FROM _run
  JOIN place AS store ON store.id = _run.store
  LEFT JOIN run_detail AS detail ON detail.id = (
       SELECT max(id) FROM run_detail WHERE run = _run.id AND recorded_at <= '9999-12-31');
CREATE VIEW requests AS
-- Requests, a row for each item: how many copies were asked for, how many were shipped, how many are open.
SELECT request, date, place.code AS place, place.name, place.kind, place.country, item, quantity, shipped,
       open, status, _request_line.note
  FROM _request_line
  JOIN place ON place.id = _request_line.place;
CREATE VIEW stock_by_run AS
-- Stock by print run. Requests ask for items, not for runs, so available copies include those requested.
SELECT _run.run,
       _run.item,
       _run.printed_on,
       CASE WHEN _run.withdrawn THEN 'withdrawn' ELSE 'active' END AS status,
       _flow.printed,
       _flow.on_hand,
       NULL AS requested,
       CASE WHEN _run.withdrawn THEN 0 ELSE coalesce(spare.copies, 0) END AS available,
       _flow.in_transit,
       _flow.at_places,
       _flow.handed_out,
       _flow.lost
  FROM _run
  JOIN _flow ON _flow.run = _run.id
  LEFT JOIN (SELECT run, sum(max(spare, 0)) AS copies FROM _spare GROUP BY run) AS spare ON spare.run = _run.id;
CREATE VIEW stock AS
-- Stock by item. Every printed copy is on hand, in transit, at a place, handed out or lost. Available copies are
-- those that could still be shipped on the day, less those requested.
SELECT item.code AS item,
       booklet.title,
       coalesce(sum(printed), 0) AS printed,
       coalesce(sum(on_hand), 0) AS on_hand,
       coalesce(requested.copies, 0) AS requested,
       coalesce(sum(available), 0) - coalesce(requested.copies, 0) AS available,
       coalesce(sum(in_transit), 0) AS in_transit,
       coalesce(sum(at_places), 0) AS at_places,
       coalesce(sum(handed_out), 0) AS handed_out,
       coalesce(sum(lost), 0) AS lost
  FROM item
  JOIN booklet ON booklet.code = item.booklet
  LEFT JOIN stock_by_run ON stock_by_run.item = item.code
  LEFT JOIN (SELECT item, sum(open) AS copies FROM _request_line GROUP BY item) AS requested
         ON requested.item = item.code
 WHERE stock_by_run.run IS NOT NULL OR requested.item IS NOT NULL
 GROUP BY item.code;
CREATE VIEW runout AS
-- When each item runs out: what of it is available, at the average rate at which copies left the stores for use in
-- the 12 months up to the day, or since the item was first printed if that is later. A month is a twelfth of the
-- days of those 12. There is no forecast for an item of which no more left than came back, or past the year 9999.
SELECT item, on_hand,
       round(used / months, 1) AS per_month,
       round(remaining * months / nullif(max(used, 0), 0), 1) AS months_left,
       date(day, '+' || (remaining * days / nullif(max(used, 0), 0)) || ' days') AS runs_out_on,
       available,
       round(months, 1) AS months_known
  FROM (SELECT item, on_hand, available, max(available, 0) AS remaining, used, day, days, days * 12.0 / year AS months
          FROM (SELECT stock.item, stock.on_hand, stock.available, coalesce(_use.copies, 0) AS used,
                       _last_year.day, _last_year.days AS year,
                       CAST(max(min(julianday(_last_year.day) - julianday(printed.since) + 1, _last_year.days), 1)
                            AS INTEGER) AS days
                  FROM stock
                  JOIN (SELECT item, min(printed_on) AS since FROM _run GROUP BY item) AS printed
                       ON printed.item = stock.item
                 CROSS JOIN _last_year
                  LEFT JOIN _use ON _use.item = stock.item));
CREATE VIEW seminars AS
-- Seminars, with their audience, their cost and the copies shipped to them, less those that they returned.
SELECT code, name, date,
       (SELECT group_concat(name || '=' || people, '; ')
          FROM (SELECT name, people FROM audience WHERE audience.seminar = _seminar.place ORDER BY name)) AS audience,
       attendees, coalesce(copies, 0) AS copies, fund,
       CASE WHEN cost IS NOT NULL THEN printf('%d.%02d', cost / 100, cost % 100) END AS cost,
       currency, country, note
  FROM _seminar
  LEFT JOIN _seminar_copies ON _seminar_copies.place = _seminar.place;
CREATE VIEW seminars_by_audience AS
-- How many people of each group attended the seminars.
SELECT audience.name AS audience, sum(audience.people) AS attendees
  FROM _seminar
  JOIN audience ON audience.seminar = _seminar.place
 GROUP BY audience.name;
CREATE VIEW seminars_by_year AS
-- Seminars by year and currency.
SELECT CAST(year AS INTEGER) AS year, count(*) AS seminars, coalesce(sum(attendees), 0) AS attendees,
       coalesce(sum(copies), 0) AS copies, currency,
       CASE WHEN sum(cost) IS NOT NULL THEN printf('%d.%02d', sum(cost) / 100, sum(cost) % 100) END AS cost
  FROM _seminar
  LEFT JOIN _seminar_copies ON _seminar_copies.place = _seminar.place
 GROUP BY year, currency;
CREATE VIEW shipments AS
-- Shipments, a row for each item. The status is that of the row's item.
SELECT entry, date, place, name, kind, country, item, quantity, received, lost,
       CASE WHEN voided THEN 'voided'
            WHEN quantity > received + lost
            THEN CASE WHEN received + lost > 0 THEN 'partly-received' ELSE 'in-transit' END
            WHEN lost > 0 THEN 'closed'
            ELSE 'received' END AS status,
       reference, carrier, note, store, received_on
  FROM (SELECT entry.id AS entry, entry.date, place.code AS place, place.name, place.kind, place.country,
               print_run.item,
               sum(CASE WHEN movement.entry = entry.id AND movement.to_transit
                        THEN movement.quantity ELSE 0 END) AS quantity,
               sum(((movement.destination = entry.place) - (movement.source = entry.place))
                   * movement.quantity) AS received,
               sum((movement.to_loss - movement.from_loss) * movement.quantity) AS lost,
               entry.id IN (SELECT entry FROM _void) AS voided,
               entry.reference, entry.carrier, entry.note,
               max(CASE WHEN movement.entry = entry.id THEN store.code END) AS store,
               max(CASE WHEN movement.destination = entry.place
                         AND movement.entry NOT IN (SELECT entry FROM _void)
                        THEN movement.date END) AS received_on
          FROM entry
          JOIN _movement AS movement ON movement.shipment = entry.id
          JOIN place ON place.id = entry.place
          JOIN place AS store ON store.id = movement.source
          JOIN print_run ON print_run.id = movement.run
         WHERE entry.type = 'ship'
           AND entry.date <= '9999-12-31' AND entry.id <= 9223372036854775807
           AND movement.date <= '9999-12-31' AND movement.entry <= 9223372036854775807
         GROUP BY entry.id, print_run.item);
CREATE VIEW stock_by_place AS
-- Stock by place and item: how many copies each place holds, stores included, and when they were last counted.
SELECT place.code AS place, place.name, place.kind, place.country, held.item, held.copies, held.last_counted
  FROM (SELECT held.place, print_run.item, sum(held.copies) AS copies,
               (SELECT max(entry.date)
                  FROM entry
                 WHERE entry.place = held.place AND entry.type = 'count'
                   AND entry.date <= '9999-12-31' AND entry.id <= 9223372036854775807
                   AND entry.id NOT IN (SELECT entry FROM _void)
                   AND (EXISTS (SELECT 1 FROM count_scope
                                 WHERE count_scope.count = entry.id
                                   AND (count_scope.item IS NULL OR count_scope.item = print_run.item))
                        OR EXISTS (SELECT 1 FROM count_line
                                     JOIN print_run AS counted ON counted.id = count_line.run
                                    WHERE count_line.count = entry.id AND counted.item = print_run.item))
               ) AS last_counted
          FROM _holding AS held
          JOIN print_run ON print_run.id = held.run
         GROUP BY held.place, print_run.item) AS held
  JOIN place ON place.id = held.place
 WHERE held.copies <> 0 OR held.last_counted IS NOT NULL;
CREATE VIEW trace AS
-- The recall list: each place that ever held copies of a run, or was sent any, and what became of them: shipped
-- + moved in + counted in = in transit + here + returned + handed out + lost + moved out. A store also has
-- copies that were printed for it or returned to it, and sends copies on. No entry moves copies between
-- other places yet.
SELECT place.code AS place, place.name, place.kind, place.country, print_run.code AS run, print_run.item,
       part.shipped, part.in_transit, part.returned, part.handed_out, part.lost, part.here,
       nullif(coalesce(place.contact || ' ', '') || coalesce(place.email || ' ', '')
              || coalesce(place.phone, ''), '') AS contact,
       0 AS moved_in, 0 AS moved_out, part.counted_in
  FROM (SELECT place, run, sum(supplied) AS supplied, sum(shipped) AS shipped, sum(counted_in) AS counted_in,
               sum(in_transit) AS in_transit, sum(returned) AS returned, sum(handed_out) AS handed_out,
               sum(lost) AS lost, sum(here) AS here
          FROM (SELECT place, run, 0 AS supplied, shipped, 0 AS counted_in, in_transit, 0 AS returned,
                       0 AS handed_out, lost, 0 AS here
                  FROM _parcel
                 UNION ALL
                SELECT place, run, 0, 0, found, 0, 0, handed_out, lost, 0 FROM _difference
                 UNION ALL
                SELECT place, run, supplied, 0, 0, 0, returned, handed_out, lost, here FROM _custody)
         WHERE NULL IS NULL OR run IN (SELECT id FROM print_run WHERE item = NULL)
         GROUP BY place, run) AS part
  JOIN place ON place.id = part.place
  JOIN print_run ON print_run.id = part.run
 WHERE part.supplied > 0 OR part.shipped > 0 OR part.counted_in > 0;
