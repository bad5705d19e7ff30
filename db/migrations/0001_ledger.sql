-- The ledger and its catalogue. Quantities are whole copies, amounts whole cents, business dates
-- ISO days, moments UTC to the microsecond. Triggers hold what a CHECK cannot say; the rules'
-- numbers are those of the README's section on the ledger.

-- Reference data, filled from db/reference --------------------------------------------------------

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

-- The catalogue -----------------------------------------------------------------------------------

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

-- The ledger --------------------------------------------------------------------------------------

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

CREATE INDEX movement_of_shipment ON movement (shipment) WHERE shipment IS NOT NULL;
CREATE INDEX movement_of_count ON movement (count) WHERE count IS NOT NULL;
CREATE INDEX movement_from_printer ON movement (run) WHERE source = 1;
CREATE INDEX movement_by_date ON movement (date, run);

-- What a count found, and what it covers: its runs, and every other run of its items at zero.
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

-- How many copies of a run a place holds at the end of each day on which that changed. Derived
-- from the movements by the triggers below; outside places are not in it, having no floor, and
-- neither are shipments in transit, which are judged one by one.
CREATE TABLE balance (
    place INTEGER NOT NULL REFERENCES place,
    run INTEGER NOT NULL REFERENCES print_run,
    date TEXT NOT NULL,
    copies INTEGER NOT NULL,
    PRIMARY KEY (place, run, date)
) STRICT, WITHOUT ROWID;

-- Rule 2: no place and no shipment is ever short, on any day --------------------------------------
-- A shipment is short when it has fewer than zero copies in transit, or booked as lost on its way.
-- It is judged after each movement, so within an entry those out of the places outside come first and
-- those into them last. Only a void and the entry that replaces what it voids are judged together,
-- when the replacement has all its movements; a receipt that comes with it, as the next entry, has its
-- own before that. It is RAISE that refuses, not a CHECK: a statement such
-- as INSERT OR IGNORE imposes its conflict clause on all that its triggers do, and would turn a failed
-- CHECK into a skipped row.

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

-- Rule 3: nothing is rewritten --------------------------------------------------------------------
-- INSERT OR REPLACE would delete without asking the DELETE triggers, so inserts look first.

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

-- Smaller rules -----------------------------------------------------------------------------------

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

-- The places outside, known by number in the triggers and views -----------------------------------

INSERT INTO kind (code, name) VALUES ('outside', 'Outside');
INSERT INTO place (id, code, name, kind, recorded_at) VALUES
    (1, 'printer', 'Printer', 'outside', ''),
    (2, 'public', 'Public', 'outside', ''),
    (3, 'loss', 'Loss', 'outside', ''),
    (4, 'transit', 'In transit', 'outside', '');
