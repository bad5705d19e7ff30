CREATE TABLE language (
    code TEXT PRIMARY KEY,          -- ISO 639
    name TEXT NOT NULL,             -- English (CLDR)
    name_lv TEXT,                   -- Latvian (CLDR)
    name_ru TEXT                    -- Russian (CLDR)
) STRICT, WITHOUT ROWID;
CREATE TABLE country (
    code TEXT PRIMARY KEY,          -- ISO 3166-1 alpha-2
    name TEXT NOT NULL,
    name_lv TEXT NOT NULL,
    name_ru TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE kind (
    code TEXT PRIMARY KEY COLLATE NOCASE,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE backup (               -- backups made to the office's backup folder; not part of a command
    id INTEGER PRIMARY KEY,
    file TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL
) STRICT;
CREATE TABLE log_cursor (           -- the shared log this ledger is a copy of, in one row; local, not part of a command
    url TEXT PRIMARY KEY,
    password_file TEXT,
    ca TEXT,                        -- the file of certificates that the log's server is verified by
    office TEXT,                    -- this office's name, which is the user in the address
    begun_here INTEGER NOT NULL,    -- whether this office shared the ledger: commands without an office are its own
    batch TEXT NOT NULL,            -- the id of the newest batch it has, or of the snapshot it began with
    in_touch TEXT NOT NULL,         -- when the log last answered
    offices TEXT NOT NULL           -- how far each office had got when this one last asked
) STRICT, WITHOUT ROWID;
CREATE TABLE kept_batch (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    prev TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE TABLE command (              -- all that one run of the program recorded
    number INTEGER PRIMARY KEY CONSTRAINT number_is_positive CHECK (number > 0),
    name TEXT NOT NULL CONSTRAINT name_is_there CHECK (name <> ''),
    clerk TEXT NOT NULL,
    recorded_at TEXT NOT NULL CONSTRAINT recorded_at_is_a_moment CHECK (
        recorded_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].'
                         || '[0-9][0-9][0-9][0-9][0-9][0-9]Z'
        AND datetime(substr(recorded_at, 1, 19)) IS replace(substr(recorded_at, 1, 19), 'T', ' ')),
    key TEXT,                       -- a repeated key with the same request means the same command
    request TEXT,                   -- the fingerprint of the request, if a key was given
    first_entry INTEGER,
    last_entry INTEGER,
    movements INTEGER NOT NULL CONSTRAINT movements_are_counted CHECK (movements >= 0),
    facts INTEGER NOT NULL CONSTRAINT facts_are_counted CHECK (facts >= 0),
    removed INTEGER NOT NULL DEFAULT 0      -- how many facts of earlier commands its removals took along
        CONSTRAINT removed_facts_are_counted CHECK (removed >= 0),
    office TEXT,                    -- the office that recorded it, in a shared ledger
    sheet TEXT,                     -- of an import: what identifies its sheet, as JSON
    CONSTRAINT entries_begin_and_end CHECK ((first_entry IS NULL) = (last_entry IS NULL)),
    CONSTRAINT entries_are_in_order CHECK (first_entry <= last_entry),
    CONSTRAINT key_has_its_request CHECK ((key IS NULL) = (request IS NULL))
) STRICT;
CREATE UNIQUE INDEX command_key ON command (key);
CREATE INDEX command_last_entry ON command (last_entry);
CREATE TABLE clock_fix (            -- the corrected moment of a command recorded under a wrong clock
    fixed INTEGER NOT NULL REFERENCES command DEFERRABLE INITIALLY DEFERRED,
    command INTEGER NOT NULL REFERENCES command DEFERRABLE INITIALLY DEFERRED,
    moment TEXT NOT NULL CONSTRAINT moment_is_a_moment CHECK (
        moment GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].'
                    || '[0-9][0-9][0-9][0-9][0-9][0-9]Z'
        AND datetime(substr(moment, 1, 19)) IS replace(substr(moment, 1, 19), 'T', ' ')),
    PRIMARY KEY (fixed, command),
    CONSTRAINT a_later_command_fixes CHECK (fixed < command)
) STRICT, WITHOUT ROWID;
CREATE INDEX clock_fix_of_command ON clock_fix (command);
CREATE TABLE undoing (              -- a command whose records another command undid completely
    undone INTEGER NOT NULL REFERENCES command DEFERRABLE INITIALLY DEFERRED,
    command INTEGER NOT NULL REFERENCES command DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (undone, command),
    CONSTRAINT a_later_command_undoes CHECK (undone < command)
) STRICT, WITHOUT ROWID;
CREATE INDEX undoing_of_command ON undoing (command);
CREATE TABLE booklet (
    code TEXT PRIMARY KEY COLLATE NOCASE,
    title TEXT NOT NULL CONSTRAINT title_is_there CHECK (title <> ''),
    note TEXT,
    url TEXT,                       -- the address of its PDF
    aliases TEXT,                   -- other titles, separated by '; '
    command INTEGER NOT NULL REFERENCES command DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX booklet_of_command ON booklet (command);
CREATE TABLE item (                 -- a booklet in one language
    booklet TEXT NOT NULL COLLATE NOCASE REFERENCES booklet DEFERRABLE INITIALLY DEFERRED,
    language TEXT NOT NULL REFERENCES language DEFERRABLE INITIALLY DEFERRED,
    code TEXT NOT NULL COLLATE NOCASE GENERATED ALWAYS AS (booklet || '/' || language) STORED,
    PRIMARY KEY (booklet, language)
) STRICT;
CREATE UNIQUE INDEX item_code ON item (code);
CREATE INDEX item_of_language ON item (language);
CREATE TABLE print_run (            -- the lot; its date, quantity and store are in its print entry
    id INTEGER PRIMARY KEY,
    item TEXT NOT NULL COLLATE NOCASE REFERENCES item (code) DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL CONSTRAINT run_number_is_positive CHECK (number > 0),
    code TEXT NOT NULL COLLATE NOCASE GENERATED ALWAYS AS (item || '/' || number) STORED,
    UNIQUE (item, number)
) STRICT;
CREATE INDEX print_run_code ON print_run (code);
CREATE TABLE fund (
    code TEXT PRIMARY KEY COLLATE NOCASE,
    name TEXT NOT NULL CONSTRAINT fund_name_is_there CHECK (name <> '')
) STRICT, WITHOUT ROWID;
CREATE TABLE funding_grant (        -- a sum granted by a fund in a year, or until a later one, for a purpose
    id INTEGER PRIMARY KEY,
    command INTEGER NOT NULL REFERENCES command DEFERRABLE INITIALLY DEFERRED,
    fund TEXT NOT NULL COLLATE NOCASE REFERENCES fund DEFERRABLE INITIALLY DEFERRED,
    year INTEGER NOT NULL CONSTRAINT year_has_four_digits CHECK (year BETWEEN 1900 AND 9999),
    amount INTEGER NOT NULL CONSTRAINT amount_is_not_negative CHECK (amount >= 0),
    currency TEXT NOT NULL CONSTRAINT currency_has_three_letters CHECK (length(currency) = 3),
    purpose TEXT,
    until INTEGER NOT NULL          -- the last year it covers
        CONSTRAINT years_are_in_order CHECK (until BETWEEN year AND 9999),
    reference TEXT,                 -- of the grant's decision, dated below
    date TEXT CONSTRAINT decision_is_on_a_day CHECK (date IS date(date)),
    note TEXT
) STRICT;
CREATE INDEX funding_grant_of_command ON funding_grant (command);
CREATE INDEX funding_grant_of_fund ON funding_grant (fund);
CREATE TABLE grant_withdrawal (     -- a withdrawn grant
    funding_grant INTEGER PRIMARY KEY REFERENCES funding_grant DEFERRABLE INITIALLY DEFERRED,
    command INTEGER NOT NULL REFERENCES command DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX grant_withdrawal_of_command ON grant_withdrawal (command);
CREATE TABLE run_detail (           -- what a run cost and who made it; each edit adds a row, the last row applies
    run INTEGER NOT NULL REFERENCES print_run DEFERRABLE INITIALLY DEFERRED,
    command INTEGER NOT NULL REFERENCES command DEFERRABLE INITIALLY DEFERRED,
    cost INTEGER CONSTRAINT cost_is_not_negative CHECK (cost >= 0),
    currency TEXT CONSTRAINT cost_currency_has_three_letters CHECK (length(currency) = 3),
    printer TEXT,
    isbn TEXT,
    review_by TEXT CONSTRAINT review_by_is_a_day CHECK (review_by IS date(review_by)),
    mark TEXT,                      -- what identifies a copy of it
    carton INTEGER CONSTRAINT carton_holds_copies CHECK (carton > 0),
    weight INTEGER CONSTRAINT weight_is_positive CHECK (weight > 0),   -- of one copy, in grams
    url TEXT,                       -- the address of its PDF
    PRIMARY KEY (run, command),
    CONSTRAINT cost_has_a_currency CHECK ((cost IS NULL) = (currency IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX run_detail_of_command ON run_detail (command);
CREATE TABLE run_share (            -- who pays for a run; belongs to the run_detail row of the same command
    run INTEGER NOT NULL,
    command INTEGER NOT NULL,
    fund TEXT NOT NULL COLLATE NOCASE REFERENCES fund DEFERRABLE INITIALLY DEFERRED,
    share INTEGER NOT NULL          -- of the cost, in hundredths of a percent
        CONSTRAINT share_is_part_of_the_whole CHECK (share BETWEEN 1 AND 10000),
    funding_grant INTEGER REFERENCES funding_grant DEFERRABLE INITIALLY DEFERRED,   -- the grant named for it
    PRIMARY KEY (run, command, fund),
    FOREIGN KEY (run, command) REFERENCES run_detail DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX run_share_of_command ON run_share (command);
CREATE INDEX run_share_of_fund ON run_share (fund);
CREATE INDEX run_share_of_grant ON run_share (funding_grant) WHERE funding_grant IS NOT NULL;
CREATE TABLE place (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL COLLATE NOCASE UNIQUE,
    name TEXT NOT NULL CONSTRAINT place_name_is_there CHECK (name <> ''),
    is_store INTEGER NOT NULL CONSTRAINT is_store_is_yes_or_no CHECK (is_store IN (0, 1)),
    address TEXT,
    postcode TEXT,
    contact TEXT,
    email TEXT,
    phone TEXT,
    note TEXT,
    is_discreet INTEGER NOT NULL DEFAULT 0      -- other people see only its kind and country
        CONSTRAINT is_discreet_is_yes_or_no CHECK (is_discreet IN (0, 1)),
    aliases TEXT,                   -- other names, separated by '; '
    link INTEGER NOT NULL DEFAULT 1     -- the generation of its link; with an even one it has none
        CONSTRAINT link_is_positive CHECK (link > 0),
    command INTEGER REFERENCES command DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT place_number_is_positive CHECK (id > 0),
    CONSTRAINT outside_is_of_no_command CHECK ((command IS NULL) = (id <= 4))
) STRICT;
CREATE INDEX place_of_command ON place (command);
CREATE TABLE place_detail (         -- kind and address of a place; each edit adds a row, the last row applies
    place INTEGER NOT NULL REFERENCES place DEFERRABLE INITIALLY DEFERRED
        CONSTRAINT outside_has_no_details CHECK (place > 4),
    command INTEGER NOT NULL REFERENCES command DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL COLLATE NOCASE REFERENCES kind DEFERRABLE INITIALLY DEFERRED,
    country TEXT NOT NULL REFERENCES country DEFERRABLE INITIALLY DEFERRED,
    region TEXT,
    city TEXT,
    PRIMARY KEY (place, command)
) STRICT, WITHOUT ROWID;
CREATE INDEX place_detail_of_command ON place_detail (command);
CREATE INDEX place_detail_of_kind ON place_detail (kind);
CREATE INDEX place_detail_of_country ON place_detail (country);
CREATE TABLE region (
    name TEXT NOT NULL CONSTRAINT region_has_a_name CHECK (name <> ''),
    command INTEGER NOT NULL REFERENCES command DEFERRABLE INITIALLY DEFERRED,
    country TEXT REFERENCES country DEFERRABLE INITIALLY DEFERRED,
    inhabitants INTEGER CONSTRAINT inhabitants_are_positive CHECK (inhabitants > 0),
    speakers TEXT,                      -- by language, such as lv=1000; ru=500
    PRIMARY KEY (name, command)
) STRICT, WITHOUT ROWID;
CREATE INDEX region_of_command ON region (command);
CREATE INDEX region_of_country ON region (country) WHERE country IS NOT NULL;
CREATE TABLE level (
    place INTEGER NOT NULL REFERENCES place DEFERRABLE INITIALLY DEFERRED
        CONSTRAINT outside_has_no_levels CHECK (place > 4),
    item TEXT NOT NULL COLLATE NOCASE REFERENCES item (code) DEFERRABLE INITIALLY DEFERRED,
    command INTEGER NOT NULL REFERENCES command DEFERRABLE INITIALLY DEFERRED,
    low INTEGER CONSTRAINT low_is_not_negative CHECK (low >= 0),
    high INTEGER CONSTRAINT high_is_positive CHECK (high > 0),
    PRIMARY KEY (place, item, command),
    CONSTRAINT low_and_high_go_together CHECK ((low IS NULL) = (high IS NULL)),
    CONSTRAINT low_is_not_over_high CHECK (low <= high)
) STRICT, WITHOUT ROWID;
CREATE INDEX level_of_command ON level (command);
CREATE INDEX level_of_item ON level (item);
CREATE TABLE closing (              -- a place closed or reopened from that day on
    id INTEGER PRIMARY KEY,
    command INTEGER NOT NULL REFERENCES command DEFERRABLE INITIALLY DEFERRED,
    place INTEGER NOT NULL REFERENCES place DEFERRABLE INITIALLY DEFERRED
        CONSTRAINT outside_is_not_closed CHECK (place > 4),
    closed INTEGER NOT NULL CONSTRAINT closed_is_yes_or_no CHECK (closed IN (0, 1)),
    date TEXT NOT NULL CONSTRAINT closing_date_is_a_day CHECK (date IS date(date))
) STRICT;
CREATE INDEX closing_of_command ON closing (command);
CREATE INDEX closing_of_place ON closing (place, date);
CREATE TABLE withdrawal (           -- a run withdrawn or reinstated from that day on
    id INTEGER PRIMARY KEY,
    command INTEGER NOT NULL REFERENCES command DEFERRABLE INITIALLY DEFERRED,
    run INTEGER NOT NULL REFERENCES print_run DEFERRABLE INITIALLY DEFERRED,
    withdrawn INTEGER NOT NULL CONSTRAINT withdrawn_is_yes_or_no CHECK (withdrawn IN (0, 1)),
    date TEXT NOT NULL CONSTRAINT withdrawal_date_is_a_day CHECK (date IS date(date))
) STRICT;
CREATE INDEX withdrawal_of_command ON withdrawal (command);
CREATE INDEX withdrawal_of_run ON withdrawal (run, date);
CREATE TABLE seminar (              -- date and cost of a place of kind seminar; the last row applies
    place INTEGER NOT NULL REFERENCES place DEFERRABLE INITIALLY DEFERRED,
    command INTEGER NOT NULL REFERENCES command DEFERRABLE INITIALLY DEFERRED,
    date TEXT NOT NULL CONSTRAINT seminar_date_is_a_day CHECK (date IS date(date)),
    fund TEXT COLLATE NOCASE REFERENCES fund DEFERRABLE INITIALLY DEFERRED,
    cost INTEGER CONSTRAINT seminar_cost_is_not_negative CHECK (cost >= 0),
    currency TEXT CONSTRAINT seminar_currency_has_three_letters CHECK (length(currency) = 3),
    is_cancelled INTEGER NOT NULL DEFAULT 0
        CONSTRAINT is_cancelled_is_yes_or_no CHECK (is_cancelled IN (0, 1)),
    funding_grant INTEGER REFERENCES funding_grant DEFERRABLE INITIALLY DEFERRED,   -- the grant named for its cost
    PRIMARY KEY (place, command),
    CONSTRAINT seminar_cost_has_a_currency CHECK ((cost IS NULL) = (currency IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX seminar_of_command ON seminar (command);
CREATE INDEX seminar_of_fund ON seminar (fund);
CREATE INDEX seminar_of_grant ON seminar (funding_grant) WHERE funding_grant IS NOT NULL;
CREATE TABLE audience (             -- the attendees of a seminar; belongs to the seminar row of the same command
    seminar INTEGER NOT NULL,
    command INTEGER NOT NULL,
    name TEXT NOT NULL CONSTRAINT audience_name_is_there CHECK (name <> ''),
    people INTEGER NOT NULL CONSTRAINT people_are_counted CHECK (people > 0),
    line INTEGER NOT NULL,          -- the position of the group in the list as given
    PRIMARY KEY (seminar, command, name),
    FOREIGN KEY (seminar, command) REFERENCES seminar DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX audience_of_command ON audience (command);
CREATE TABLE request (              -- a request by a place
    id INTEGER PRIMARY KEY,
    command INTEGER NOT NULL REFERENCES command DEFERRABLE INITIALLY DEFERRED,
    place INTEGER NOT NULL REFERENCES place DEFERRABLE INITIALLY DEFERRED
        CONSTRAINT outside_asks_for_nothing CHECK (place > 4),
    date TEXT NOT NULL CONSTRAINT request_date_is_a_day CHECK (date IS date(date)),
    key TEXT                        -- of a sheet's row: the same row is the same request until its import is undone
) STRICT;
CREATE INDEX request_key ON request (key) WHERE key IS NOT NULL;
CREATE INDEX request_of_command ON request (command);
CREATE INDEX request_of_place ON request (place);
CREATE TABLE request_line (         -- how many copies of which item; the lines of the last command apply
    request INTEGER NOT NULL REFERENCES request DEFERRABLE INITIALLY DEFERRED,
    command INTEGER NOT NULL REFERENCES command DEFERRABLE INITIALLY DEFERRED,
    item TEXT NOT NULL COLLATE NOCASE REFERENCES item (code) DEFERRABLE INITIALLY DEFERRED,
    quantity INTEGER NOT NULL CONSTRAINT requested_quantity_is_positive CHECK (quantity > 0),
    needed TEXT CONSTRAINT needed_is_a_day CHECK (needed IS date(needed)),     -- the day by which they are needed
    PRIMARY KEY (request, command, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_line_of_command ON request_line (command);
CREATE INDEX request_line_of_item ON request_line (item);
CREATE TABLE cancellation (         -- a request cancelled or reopened from that day on
    id INTEGER PRIMARY KEY,
    command INTEGER NOT NULL REFERENCES command DEFERRABLE INITIALLY DEFERRED,
    request INTEGER NOT NULL REFERENCES request DEFERRABLE INITIALLY DEFERRED,
    cancelled INTEGER NOT NULL CONSTRAINT cancelled_is_yes_or_no CHECK (cancelled IN (0, 1)),
    date TEXT NOT NULL CONSTRAINT cancellation_date_is_a_day CHECK (date IS date(date))
) STRICT;
CREATE INDEX cancellation_of_command ON cancellation (command);
CREATE INDEX cancellation_of_request ON cancellation (request, date);
CREATE TABLE entry (                -- something that happened, on one business date
    id INTEGER PRIMARY KEY CONSTRAINT entry_number_is_positive CHECK (id > 0),
    command INTEGER NOT NULL REFERENCES command DEFERRABLE INITIALLY DEFERRED,
    type TEXT NOT NULL CONSTRAINT type_is_known CHECK (     -- IN would build its list again for every row
        type = 'ship' OR type = 'receive' OR type = 'print' OR type = 'move' OR type = 'return' OR type = 'handout'
        OR type = 'writeoff' OR type = 'count' OR type = 'void'),
    date TEXT NOT NULL CONSTRAINT entry_date_is_a_day CHECK (date IS date(date)),
    position INTEGER NOT NULL,      -- its order within the day: id * 2^36, or between two of those
    place INTEGER NOT NULL REFERENCES place DEFERRABLE INITIALLY DEFERRED
        CONSTRAINT nothing_happens_outside CHECK (place > 4),
    shipment INTEGER REFERENCES entry DEFERRABLE INITIALLY DEFERRED
        CONSTRAINT receipts_have_a_shipment CHECK ((shipment IS NOT NULL) = (type = 'receive')),
    voids INTEGER REFERENCES entry DEFERRABLE INITIALLY DEFERRED
        CONSTRAINT voids_have_what_they_void CHECK ((voids IS NOT NULL) = (type = 'void')),
    replaces INTEGER REFERENCES entry DEFERRABLE INITIALLY DEFERRED
        CONSTRAINT voids_replace_nothing CHECK (replaces IS NULL OR type <> 'void'),
    restores INTEGER REFERENCES entry DEFERRABLE INITIALLY DEFERRED     -- the original entry that it restores
        CONSTRAINT what_is_recorded_again_is_itself CHECK (
            restores IS NULL OR (restores < id AND type <> 'void' AND replaces IS NULL)),
    request INTEGER REFERENCES request DEFERRABLE INITIALLY DEFERRED
        CONSTRAINT shipments_fulfil_requests CHECK (request IS NULL OR type = 'ship'),
    reason TEXT CONSTRAINT writeoffs_have_a_reason CHECK (
        (type = 'writeoff') = (reason IS NOT NULL)
        AND (reason = 'damaged' OR reason = 'lost' OR reason = 'outdated' OR reason = 'other') IS NOT 0),
    is_full INTEGER NOT NULL DEFAULT 0      -- whether it counts everything there: what it does not name is zero
        CONSTRAINT counts_are_full CHECK (is_full = 0 OR (is_full = 1 AND type = 'count')),
    key TEXT                        -- of a sheet's row: the same row is the same entry until its import is undone
) STRICT;
CREATE INDEX entry_key ON entry (key) WHERE key IS NOT NULL;
CREATE UNIQUE INDEX entry_voids ON entry (voids) WHERE voids IS NOT NULL;
CREATE UNIQUE INDEX entry_replaces ON entry (replaces) WHERE replaces IS NOT NULL;
CREATE INDEX entry_restores ON entry (restores) WHERE restores IS NOT NULL;
CREATE INDEX entry_of_command ON entry (command);
CREATE INDEX entry_of_place ON entry (place, date);
CREATE INDEX entry_of_count ON entry (place, date) WHERE type = 'count';
CREATE INDEX entry_of_return ON entry (date) WHERE type = 'return';
CREATE INDEX entry_of_writeoff ON entry (date) WHERE type = 'writeoff';
CREATE INDEX entry_of_shipment ON entry (shipment) WHERE shipment IS NOT NULL;
CREATE INDEX entry_of_request ON entry (request) WHERE request IS NOT NULL;
CREATE INDEX entry_in_time ON entry (date, position);
CREATE TABLE voided (               -- void entries, and the voids that undid them; receipts follow their shipment
    entry INTEGER PRIMARY KEY REFERENCES entry DEFERRABLE INITIALLY DEFERRED,
    void INTEGER NOT NULL REFERENCES entry DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX voided_by_void ON voided (void);
CREATE TABLE movement (
    entry INTEGER NOT NULL REFERENCES entry DEFERRABLE INITIALLY DEFERRED,
    line INTEGER NOT NULL CONSTRAINT line_is_positive CHECK (line > 0),
    run INTEGER NOT NULL,
    source INTEGER NOT NULL,
    destination INTEGER NOT NULL,
    quantity INTEGER NOT NULL CONSTRAINT quantity_is_positive CHECK (quantity > 0),
    date TEXT NOT NULL CONSTRAINT movement_date_is_a_day CHECK (date IS date(date)),
    position INTEGER NOT NULL,
    shipment INTEGER REFERENCES entry DEFERRABLE INITIALLY DEFERRED,   -- the shipment whose transit copies they are
    count INTEGER REFERENCES entry DEFERRABLE INITIALLY DEFERRED,       -- the count whose difference it records
    PRIMARY KEY (entry, line),
    CONSTRAINT movements_have_two_ends CHECK (source <> destination),
    CONSTRAINT transit_is_of_a_shipment CHECK (shipment IS NOT NULL OR (source <> 4 AND destination <> 4))
) STRICT, WITHOUT ROWID;
CREATE INDEX movement_of_shipment ON movement (shipment, run) WHERE shipment IS NOT NULL;
CREATE INDEX movement_of_count ON movement (count, run, source, destination, quantity, date) WHERE count IS NOT NULL;
CREATE INDEX movement_of_loss ON movement (shipment) WHERE shipment IS NOT NULL AND (source = 3 OR destination = 3);
CREATE INDEX movement_from_printer ON movement (run) WHERE source = 1;
CREATE INDEX movement_by_date ON movement (date, run);
CREATE TABLE count_line (
    count INTEGER NOT NULL REFERENCES entry DEFERRABLE INITIALLY DEFERRED,
    line INTEGER NOT NULL CONSTRAINT count_line_is_positive CHECK (line > 0),
    item TEXT COLLATE NOCASE REFERENCES item (code) DEFERRABLE INITIALLY DEFERRED,
    run INTEGER REFERENCES print_run DEFERRABLE INITIALLY DEFERRED,
    quantity INTEGER NOT NULL CONSTRAINT counted_quantity_is_not_negative CHECK (quantity >= 0),
    PRIMARY KEY (count, line),
    CONSTRAINT item_or_run_is_counted CHECK ((item IS NULL) <> (run IS NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX count_line_of_item ON count_line (item, count) WHERE item IS NOT NULL;
CREATE UNIQUE INDEX count_line_of_run ON count_line (run, count) WHERE run IS NOT NULL;
CREATE TABLE shipment_cost (        -- what sending an item in a shipment cost, and who paid
    shipment INTEGER NOT NULL REFERENCES entry DEFERRABLE INITIALLY DEFERRED,
    item TEXT NOT NULL COLLATE NOCASE REFERENCES item (code) DEFERRABLE INITIALLY DEFERRED,
    cost INTEGER NOT NULL CONSTRAINT sending_cost_is_not_negative CHECK (cost >= 0),
    whole INTEGER NOT NULL,         -- the whole sum that was split, of which the cost is a part
    currency TEXT NOT NULL CONSTRAINT sending_currency_has_three_letters CHECK (length(currency) = 3),
    fund TEXT COLLATE NOCASE REFERENCES fund DEFERRABLE INITIALLY DEFERRED,
    funding_grant INTEGER REFERENCES funding_grant DEFERRABLE INITIALLY DEFERRED,   -- the grant named for it
    PRIMARY KEY (shipment, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX shipment_cost_of_item ON shipment_cost (item);
CREATE INDEX shipment_cost_of_fund ON shipment_cost (fund) WHERE fund IS NOT NULL;
CREATE INDEX shipment_cost_of_grant ON shipment_cost (funding_grant) WHERE funding_grant IS NOT NULL;
CREATE TABLE handout_audience (     -- the people reached by a hand-out
    handout INTEGER NOT NULL REFERENCES entry DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL CONSTRAINT reached_group_has_a_name CHECK (name <> ''),
    people INTEGER NOT NULL CONSTRAINT people_reached_are_counted CHECK (people > 0),
    PRIMARY KEY (handout, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE text (
    id INTEGER PRIMARY KEY,
    command INTEGER NOT NULL REFERENCES command DEFERRABLE INITIALLY DEFERRED,
    entry INTEGER REFERENCES entry DEFERRABLE INITIALLY DEFERRED,
    request INTEGER REFERENCES request DEFERRABLE INITIALLY DEFERRED,
    run INTEGER REFERENCES print_run DEFERRABLE INITIALLY DEFERRED,
    reference TEXT,
    carrier TEXT,
    reason TEXT,
    note TEXT,
    redacted INTEGER REFERENCES command DEFERRABLE INITIALLY DEFERRED,  -- the command that erased it
    CONSTRAINT text_is_of_one_thing CHECK ((entry IS NOT NULL) + (request IS NOT NULL) + (run IS NOT NULL) <= 1),
    CONSTRAINT redacted_text_is_empty CHECK (
        redacted IS NULL OR coalesce(reference, carrier, reason, note) IS NULL)
) STRICT;
CREATE UNIQUE INDEX text_of_entry ON text (entry, command) WHERE entry IS NOT NULL;
CREATE UNIQUE INDEX text_of_request ON text (request, command) WHERE request IS NOT NULL;
CREATE UNIQUE INDEX text_of_run ON text (run, command) WHERE run IS NOT NULL;
CREATE INDEX text_of_reference ON text (reference COLLATE NOCASE) WHERE reference IS NOT NULL;
CREATE INDEX text_of_command ON text (command);
CREATE INDEX text_redacted ON text (redacted) WHERE redacted IS NOT NULL;
CREATE TABLE balance (
    place INTEGER NOT NULL REFERENCES place DEFERRABLE INITIALLY DEFERRED,
    run INTEGER NOT NULL,
    date TEXT NOT NULL,
    copies INTEGER NOT NULL,
    came INTEGER NOT NULL,              -- how many arrived that day, other than by a count
    PRIMARY KEY (place, run, date)
) STRICT, WITHOUT ROWID;
CREATE TABLE monthly_flow (
    run INTEGER NOT NULL REFERENCES print_run DEFERRABLE INITIALLY DEFERRED,
    month TEXT NOT NULL,
    printed INTEGER NOT NULL,
    on_hand INTEGER NOT NULL,
    in_transit INTEGER NOT NULL,
    at_places INTEGER NOT NULL,
    handed_out INTEGER NOT NULL,
    loss INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    used INTEGER NOT NULL,
    PRIMARY KEY (run, month)
) STRICT, WITHOUT ROWID;
CREATE TABLE custody (
    place INTEGER NOT NULL,
    run INTEGER NOT NULL,
    shipped INTEGER NOT NULL,
    in_transit INTEGER NOT NULL,
    supplied INTEGER NOT NULL,
    returned INTEGER NOT NULL,
    handed_out INTEGER NOT NULL,
    lost INTEGER NOT NULL,
    moved_in INTEGER NOT NULL,
    moved_out INTEGER NOT NULL,
    came_on TEXT,                       -- the last day on which copies arrived, other than by a count
    PRIMARY KEY (place, run)
) STRICT, WITHOUT ROWID;
CREATE INDEX custody_in_transit ON custody (place) WHERE in_transit > 0;
CREATE TRIGGER command_is_added BEFORE INSERT ON command
BEGIN
    SELECT RAISE(ABORT, 'commands are only ever added')
     WHERE EXISTS (SELECT 1 FROM command WHERE number = NEW.number)
        OR EXISTS (SELECT 1 FROM command WHERE key = NEW.key);
    SELECT RAISE(ABORT, 'commands are numbered without gaps')
     WHERE NEW.number <> 1 + (SELECT coalesce(max(number), 0) FROM command);
    SELECT RAISE(ABORT, 'commands are recorded one after the other')
     WHERE NEW.recorded_at <= coalesce(
               (SELECT moment FROM clock_fix WHERE fixed = NEW.number - 1 ORDER BY command DESC LIMIT 1),
               (SELECT recorded_at FROM command WHERE number = NEW.number - 1));
END;
CREATE TRIGGER command_is_not_changed BEFORE UPDATE ON command
BEGIN SELECT RAISE(ABORT, 'commands are never changed'); END;
CREATE TRIGGER command_is_not_deleted BEFORE DELETE ON command
BEGIN SELECT RAISE(ABORT, 'commands are never deleted'); END;
CREATE TRIGGER entry_is_added BEFORE INSERT ON entry
BEGIN
    SELECT RAISE(ABORT, 'entries are only ever added')
     WHERE EXISTS (SELECT 1 FROM entry WHERE id = NEW.id)
        OR EXISTS (SELECT 1 FROM entry WHERE voids = NEW.voids)
        OR EXISTS (SELECT 1 FROM entry WHERE replaces = NEW.replaces);
    SELECT RAISE(ABORT, 'a closed command gets no more entries')
     WHERE NEW.command <= (SELECT max(number) FROM command)
        OR NEW.id <= (SELECT max(last_entry) FROM command);
END;
CREATE TRIGGER entry_is_not_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'entries are never changed: void it, or replace it'); END;
CREATE TRIGGER entry_is_not_deleted BEFORE DELETE ON entry
BEGIN
    SELECT RAISE(ABORT, 'entries are never deleted: void it')
     WHERE OLD.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER movement_is_added BEFORE INSERT ON movement
BEGIN
    SELECT RAISE(ABORT, 'movements are only ever added')
     WHERE EXISTS (SELECT 1 FROM movement WHERE entry = NEW.entry AND line = NEW.line);
    SELECT RAISE(ABORT, 'a closed command gets no more movements')
     WHERE NEW.entry <= (SELECT max(last_entry) FROM command);
END;
CREATE TRIGGER movement_is_not_changed BEFORE UPDATE ON movement
BEGIN SELECT RAISE(ABORT, 'movements are never changed: void the entry, or replace it'); END;
CREATE TRIGGER movement_is_not_deleted BEFORE DELETE ON movement
BEGIN
    SELECT RAISE(ABORT, 'movements are never deleted: void the entry')
     WHERE OLD.entry <= (SELECT max(last_entry) FROM command);
END;
CREATE TRIGGER voided_is_added BEFORE INSERT ON voided
BEGIN
    SELECT RAISE(ABORT, 'voids are only ever added')
     WHERE EXISTS (SELECT 1 FROM voided WHERE entry = NEW.entry);
    SELECT RAISE(ABORT, 'a closed command gets no more voids')
     WHERE NEW.void <= (SELECT max(last_entry) FROM command);
END;
CREATE TRIGGER voided_is_not_changed BEFORE UPDATE ON voided
BEGIN SELECT RAISE(ABORT, 'voids are never changed'); END;
CREATE TRIGGER voided_is_not_deleted BEFORE DELETE ON voided
BEGIN
    SELECT RAISE(ABORT, 'voids are never deleted')
     WHERE OLD.void <= (SELECT max(last_entry) FROM command);
END;
CREATE TRIGGER count_line_is_added BEFORE INSERT ON count_line
BEGIN
    SELECT RAISE(ABORT, 'lines of counts are only ever added')
     WHERE EXISTS (SELECT 1 FROM count_line WHERE count = NEW.count AND line = NEW.line)
        OR EXISTS (SELECT 1 FROM count_line WHERE item = NEW.item AND count = NEW.count)
        OR EXISTS (SELECT 1 FROM count_line WHERE run = NEW.run AND count = NEW.count);
    SELECT RAISE(ABORT, 'counted_twice')
     WHERE EXISTS (SELECT 1 FROM count_line JOIN print_run ON print_run.id = count_line.run
                    WHERE count_line.count = NEW.count AND print_run.item = NEW.item)
        OR EXISTS (SELECT 1 FROM count_line
                    WHERE count = NEW.count AND item = (SELECT item FROM print_run WHERE id = NEW.run));
    SELECT RAISE(ABORT, 'a closed command gets no more lines of counts')
     WHERE NEW.count <= (SELECT max(last_entry) FROM command);
END;
CREATE TRIGGER count_line_is_not_changed BEFORE UPDATE ON count_line
BEGIN SELECT RAISE(ABORT, 'lines of counts are never changed'); END;
CREATE TRIGGER count_line_is_not_deleted BEFORE DELETE ON count_line
BEGIN
    SELECT RAISE(ABORT, 'lines of counts are never deleted')
     WHERE OLD.count <= (SELECT max(last_entry) FROM command);
END;
CREATE TRIGGER shipment_cost_is_added BEFORE INSERT ON shipment_cost
BEGIN
    SELECT RAISE(ABORT, 'costs of shipments are only ever added')
     WHERE EXISTS (SELECT 1 FROM shipment_cost WHERE shipment = NEW.shipment AND item = NEW.item);
    SELECT RAISE(ABORT, 'a closed command gets no more costs of shipments')
     WHERE NEW.shipment <= (SELECT max(last_entry) FROM command);
END;
CREATE TRIGGER shipment_cost_is_not_changed BEFORE UPDATE ON shipment_cost
BEGIN SELECT RAISE(ABORT, 'costs of shipments are never changed: replace the shipment'); END;
CREATE TRIGGER shipment_cost_is_not_deleted BEFORE DELETE ON shipment_cost
BEGIN
    SELECT RAISE(ABORT, 'costs of shipments are never deleted: replace the shipment')
     WHERE OLD.shipment <= (SELECT max(last_entry) FROM command);
END;
CREATE TRIGGER handout_audience_is_added BEFORE INSERT ON handout_audience
BEGIN
    SELECT RAISE(ABORT, 'audiences of hand-outs are only ever added')
     WHERE EXISTS (SELECT 1 FROM handout_audience WHERE handout = NEW.handout AND name = NEW.name);
    SELECT RAISE(ABORT, 'a closed command gets no more audiences of hand-outs')
     WHERE NEW.handout <= (SELECT max(last_entry) FROM command);
END;
CREATE TRIGGER handout_audience_is_not_changed BEFORE UPDATE ON handout_audience
BEGIN SELECT RAISE(ABORT, 'audiences of hand-outs are never changed: replace the hand-out'); END;
CREATE TRIGGER handout_audience_is_not_deleted BEFORE DELETE ON handout_audience
BEGIN
    SELECT RAISE(ABORT, 'audiences of hand-outs are never deleted: replace the hand-out')
     WHERE OLD.handout <= (SELECT max(last_entry) FROM command);
END;
CREATE TRIGGER text_is_added BEFORE INSERT ON text
BEGIN
    SELECT RAISE(ABORT, 'texts are only ever added')
     WHERE EXISTS (SELECT 1 FROM text WHERE id = NEW.id)
        OR EXISTS (SELECT 1 FROM text WHERE entry = NEW.entry AND command = NEW.command)
        OR EXISTS (SELECT 1 FROM text WHERE request = NEW.request AND command = NEW.command)
        OR EXISTS (SELECT 1 FROM text WHERE run = NEW.run AND command = NEW.command);
    SELECT RAISE(ABORT, 'a closed command gets no more texts')
     WHERE NEW.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER text_is_not_deleted BEFORE DELETE ON text
BEGIN
    SELECT RAISE(ABORT, 'texts are never deleted')
     WHERE OLD.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER text_is_only_emptied BEFORE UPDATE ON text
BEGIN
    SELECT RAISE(ABORT, 'texts are never changed: amend them, or erase them')
     WHERE (NEW.id, NEW.command) IS NOT (OLD.id, OLD.command)
        OR (NEW.entry, NEW.request, NEW.run) IS NOT (OLD.entry, OLD.request, OLD.run)
        OR OLD.redacted IS NOT NULL OR NEW.redacted IS NULL
        OR NEW.redacted <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER closing_is_added BEFORE INSERT ON closing
BEGIN
    SELECT RAISE(ABORT, 'closings are only ever added')
     WHERE EXISTS (SELECT 1 FROM closing WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'a closed command gets no more closings')
     WHERE NEW.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER closing_is_not_changed BEFORE UPDATE ON closing
BEGIN SELECT RAISE(ABORT, 'closings are never changed'); END;
CREATE TRIGGER closing_is_not_deleted BEFORE DELETE ON closing
BEGIN
    SELECT RAISE(ABORT, 'closings are never deleted')
     WHERE OLD.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER withdrawal_is_added BEFORE INSERT ON withdrawal
BEGIN
    SELECT RAISE(ABORT, 'withdrawals are only ever added')
     WHERE EXISTS (SELECT 1 FROM withdrawal WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'a closed command gets no more withdrawals')
     WHERE NEW.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER withdrawal_is_not_changed BEFORE UPDATE ON withdrawal
BEGIN SELECT RAISE(ABORT, 'withdrawals are never changed'); END;
CREATE TRIGGER withdrawal_is_not_deleted BEFORE DELETE ON withdrawal
BEGIN
    SELECT RAISE(ABORT, 'withdrawals are never deleted')
     WHERE OLD.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER request_is_added BEFORE INSERT ON request
BEGIN
    SELECT RAISE(ABORT, 'requests are only ever added')
     WHERE EXISTS (SELECT 1 FROM request WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'a closed command gets no more requests')
     WHERE NEW.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER request_is_not_changed BEFORE UPDATE ON request
BEGIN SELECT RAISE(ABORT, 'requests are never changed'); END;
CREATE TRIGGER request_is_not_deleted BEFORE DELETE ON request
BEGIN
    SELECT RAISE(ABORT, 'requests are never deleted')
     WHERE OLD.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER request_line_is_added BEFORE INSERT ON request_line
BEGIN
    SELECT RAISE(ABORT, 'lines of requests are only ever added')
     WHERE EXISTS (SELECT 1 FROM request_line
                    WHERE request = NEW.request AND command = NEW.command AND item = NEW.item);
    SELECT RAISE(ABORT, 'a closed command gets no more lines of requests')
     WHERE NEW.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER request_line_is_not_changed BEFORE UPDATE ON request_line
BEGIN SELECT RAISE(ABORT, 'lines of requests are never changed'); END;
CREATE TRIGGER request_line_is_not_deleted BEFORE DELETE ON request_line
BEGIN
    SELECT RAISE(ABORT, 'lines of requests are never deleted')
     WHERE OLD.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER cancellation_is_added BEFORE INSERT ON cancellation
BEGIN
    SELECT RAISE(ABORT, 'cancellations are only ever added')
     WHERE EXISTS (SELECT 1 FROM cancellation WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'a closed command gets no more cancellations')
     WHERE NEW.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER cancellation_is_not_changed BEFORE UPDATE ON cancellation
BEGIN SELECT RAISE(ABORT, 'cancellations are never changed'); END;
CREATE TRIGGER cancellation_is_not_deleted BEFORE DELETE ON cancellation
BEGIN
    SELECT RAISE(ABORT, 'cancellations are never deleted')
     WHERE OLD.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER funding_grant_is_added BEFORE INSERT ON funding_grant
BEGIN
    SELECT RAISE(ABORT, 'grants are only ever added')
     WHERE EXISTS (SELECT 1 FROM funding_grant WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'a closed command gets no more grants')
     WHERE NEW.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER funding_grant_is_not_changed BEFORE UPDATE ON funding_grant
BEGIN SELECT RAISE(ABORT, 'grants are never changed'); END;
CREATE TRIGGER funding_grant_is_not_deleted BEFORE DELETE ON funding_grant
BEGIN
    SELECT RAISE(ABORT, 'grants are never deleted')
     WHERE OLD.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER grant_withdrawal_is_added BEFORE INSERT ON grant_withdrawal
BEGIN
    SELECT RAISE(ABORT, 'withdrawals of grants are only ever added')
     WHERE EXISTS (SELECT 1 FROM grant_withdrawal WHERE funding_grant = NEW.funding_grant);
    SELECT RAISE(ABORT, 'a closed command gets no more withdrawals of grants')
     WHERE NEW.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER grant_withdrawal_is_not_changed BEFORE UPDATE ON grant_withdrawal
BEGIN SELECT RAISE(ABORT, 'withdrawals of grants are never changed'); END;
CREATE TRIGGER grant_withdrawal_is_not_deleted BEFORE DELETE ON grant_withdrawal
BEGIN
    SELECT RAISE(ABORT, 'withdrawals of grants are never deleted')
     WHERE OLD.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER run_detail_is_added BEFORE INSERT ON run_detail
BEGIN
    SELECT RAISE(ABORT, 'details of runs are only ever added')
     WHERE EXISTS (SELECT 1 FROM run_detail WHERE run = NEW.run AND command = NEW.command);
    SELECT RAISE(ABORT, 'a closed command gets no more details of runs')
     WHERE NEW.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER run_detail_is_not_changed BEFORE UPDATE ON run_detail
BEGIN SELECT RAISE(ABORT, 'details of runs are never changed'); END;
CREATE TRIGGER run_detail_is_not_deleted BEFORE DELETE ON run_detail
BEGIN
    SELECT RAISE(ABORT, 'details of runs are never deleted')
     WHERE OLD.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER run_share_is_added BEFORE INSERT ON run_share
BEGIN
    SELECT RAISE(ABORT, 'shares of runs are only ever added')
     WHERE EXISTS (SELECT 1 FROM run_share WHERE run = NEW.run AND command = NEW.command AND fund = NEW.fund);
    SELECT RAISE(ABORT, 'a closed command gets no more shares of runs')
     WHERE NEW.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER run_share_is_not_changed BEFORE UPDATE ON run_share
BEGIN SELECT RAISE(ABORT, 'shares of runs are never changed'); END;
CREATE TRIGGER run_share_is_not_deleted BEFORE DELETE ON run_share
BEGIN
    SELECT RAISE(ABORT, 'shares of runs are never deleted')
     WHERE OLD.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER place_detail_is_added BEFORE INSERT ON place_detail
BEGIN
    SELECT RAISE(ABORT, 'details of places are only ever added')
     WHERE EXISTS (SELECT 1 FROM place_detail WHERE place = NEW.place AND command = NEW.command);
    SELECT RAISE(ABORT, 'a closed command gets no more details of places')
     WHERE NEW.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER place_detail_is_not_changed BEFORE UPDATE ON place_detail
BEGIN SELECT RAISE(ABORT, 'details of places are never changed'); END;
CREATE TRIGGER place_detail_is_not_deleted BEFORE DELETE ON place_detail
BEGIN
    SELECT RAISE(ABORT, 'details of places are only deleted after their place')
     WHERE EXISTS (SELECT 1 FROM place WHERE id = OLD.place) AND OLD.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER region_is_added BEFORE INSERT ON region
BEGIN
    SELECT RAISE(ABORT, 'regions are only ever added')
     WHERE EXISTS (SELECT 1 FROM region WHERE name = NEW.name AND command = NEW.command);
    SELECT RAISE(ABORT, 'a closed command gets no more regions')
     WHERE NEW.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER region_is_not_changed BEFORE UPDATE ON region
BEGIN SELECT RAISE(ABORT, 'regions are never changed'); END;
CREATE TRIGGER region_is_not_deleted BEFORE DELETE ON region
BEGIN
    SELECT RAISE(ABORT, 'regions are never deleted')
     WHERE OLD.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER level_is_added BEFORE INSERT ON level
BEGIN
    SELECT RAISE(ABORT, 'levels are only ever added')
     WHERE EXISTS (SELECT 1 FROM level WHERE place = NEW.place AND item = NEW.item AND command = NEW.command);
    SELECT RAISE(ABORT, 'a closed command gets no more levels')
     WHERE NEW.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER level_is_not_changed BEFORE UPDATE ON level
BEGIN SELECT RAISE(ABORT, 'levels are never changed'); END;
CREATE TRIGGER level_is_not_deleted BEFORE DELETE ON level
BEGIN
    SELECT RAISE(ABORT, 'levels are only deleted after their place')
     WHERE EXISTS (SELECT 1 FROM place WHERE id = OLD.place) AND OLD.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER seminar_is_added BEFORE INSERT ON seminar
BEGIN
    SELECT RAISE(ABORT, 'seminars are only ever added')
     WHERE EXISTS (SELECT 1 FROM seminar WHERE place = NEW.place AND command = NEW.command);
    SELECT RAISE(ABORT, 'a closed command gets no more seminars')
     WHERE NEW.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER seminar_is_not_changed BEFORE UPDATE ON seminar
BEGIN SELECT RAISE(ABORT, 'seminars are never changed'); END;
CREATE TRIGGER seminar_is_not_deleted BEFORE DELETE ON seminar
BEGIN
    SELECT RAISE(ABORT, 'seminars are only deleted after their place')
     WHERE EXISTS (SELECT 1 FROM place WHERE id = OLD.place) AND OLD.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER audience_is_added BEFORE INSERT ON audience
BEGIN
    SELECT RAISE(ABORT, 'audiences are only ever added')
     WHERE EXISTS (SELECT 1 FROM audience WHERE seminar = NEW.seminar AND command = NEW.command AND name = NEW.name);
    SELECT RAISE(ABORT, 'a closed command gets no more audiences')
     WHERE NEW.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER audience_is_not_changed BEFORE UPDATE ON audience
BEGIN SELECT RAISE(ABORT, 'audiences are never changed'); END;
CREATE TRIGGER audience_is_not_deleted BEFORE DELETE ON audience
BEGIN
    SELECT RAISE(ABORT, 'audiences are only deleted after their place')
     WHERE EXISTS (SELECT 1 FROM place WHERE id = OLD.seminar) AND OLD.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER clock_fix_is_added BEFORE INSERT ON clock_fix
BEGIN
    SELECT RAISE(ABORT, 'clock fixes are only ever added')
     WHERE EXISTS (SELECT 1 FROM clock_fix WHERE fixed = NEW.fixed AND command = NEW.command);
    SELECT RAISE(ABORT, 'a closed command gets no more clock fixes')
     WHERE NEW.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER clock_fix_is_not_changed BEFORE UPDATE ON clock_fix
BEGIN SELECT RAISE(ABORT, 'clock fixes are never changed'); END;
CREATE TRIGGER clock_fix_is_not_deleted BEFORE DELETE ON clock_fix
BEGIN
    SELECT RAISE(ABORT, 'clock fixes are never deleted')
     WHERE OLD.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER undoing_is_added BEFORE INSERT ON undoing
BEGIN
    SELECT RAISE(ABORT, 'undoings are only ever added')
     WHERE EXISTS (SELECT 1 FROM undoing WHERE undone = NEW.undone AND command = NEW.command);
    SELECT RAISE(ABORT, 'a closed command gets no more undoings')
     WHERE NEW.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER undoing_is_not_changed BEFORE UPDATE ON undoing
BEGIN SELECT RAISE(ABORT, 'undoings are never changed'); END;
CREATE TRIGGER undoing_is_not_deleted BEFORE DELETE ON undoing
BEGIN
    SELECT RAISE(ABORT, 'undoings are never deleted')
     WHERE OLD.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER print_run_is_added BEFORE INSERT ON print_run
BEGIN
    SELECT RAISE(ABORT, 'print runs are only ever added')
     WHERE EXISTS (SELECT 1 FROM print_run WHERE id = NEW.id)
        OR EXISTS (SELECT 1 FROM print_run WHERE item = NEW.item AND number = NEW.number);
END;
CREATE TRIGGER print_run_is_not_changed BEFORE UPDATE ON print_run
BEGIN SELECT RAISE(ABORT, 'print runs are never changed: no number is used twice'); END;
CREATE TRIGGER print_run_is_not_deleted BEFORE DELETE ON print_run
BEGIN
    SELECT RAISE(ABORT, 'a run that was printed is never deleted: no number is used twice')
     WHERE EXISTS (SELECT 1 FROM movement WHERE run = OLD.id AND source = 1);
END;
CREATE TRIGGER item_is_added BEFORE INSERT ON item
BEGIN
    SELECT RAISE(ABORT, 'items are only ever added')
     WHERE EXISTS (SELECT 1 FROM item WHERE booklet = NEW.booklet AND language = NEW.language)
        OR EXISTS (SELECT 1 FROM item WHERE code = NEW.booklet || '/' || NEW.language);
END;
CREATE TRIGGER item_is_not_changed BEFORE UPDATE ON item
BEGIN SELECT RAISE(ABORT, 'items are never changed'); END;
CREATE TRIGGER item_is_not_deleted BEFORE DELETE ON item
BEGIN
    SELECT RAISE(ABORT, 'a used item is never deleted')
     WHERE EXISTS (SELECT 1 FROM print_run WHERE item = OLD.code)
        OR EXISTS (SELECT 1 FROM request_line WHERE item = OLD.code)
        OR EXISTS (SELECT 1 FROM level WHERE item = OLD.code)
        OR EXISTS (SELECT 1 FROM count_line WHERE item = OLD.code);
END;
CREATE TRIGGER booklet_is_added BEFORE INSERT ON booklet
BEGIN
    SELECT RAISE(ABORT, 'booklets are only ever added, each under a code of its own')
     WHERE EXISTS (SELECT 1 FROM booklet WHERE code = NEW.code);
    SELECT RAISE(ABORT, 'a closed command gets no more booklets')
     WHERE NEW.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER booklet_keeps_its_code BEFORE UPDATE OF code, command ON booklet
BEGIN SELECT RAISE(ABORT, 'codes are never changed'); END;
CREATE TRIGGER place_is_added BEFORE INSERT ON place
BEGIN
    SELECT RAISE(ABORT, 'places are only ever added, each under a code of its own')
     WHERE EXISTS (SELECT 1 FROM place WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM place WHERE code = NEW.code);
    SELECT RAISE(ABORT, 'a closed command gets no more places')
     WHERE NEW.command <= (SELECT max(number) FROM command);
END;
CREATE TRIGGER place_keeps_its_code BEFORE UPDATE ON place
    WHEN (NEW.id, NEW.code COLLATE BINARY, NEW.command) IS NOT (OLD.id, OLD.code, OLD.command)
BEGIN SELECT RAISE(ABORT, 'codes are never changed'); END;
CREATE TRIGGER place_outside_stays BEFORE UPDATE ON place WHEN OLD.id <= 4
BEGIN SELECT RAISE(ABORT, 'the places outside are never changed'); END;
CREATE TRIGGER place_outside_is_kept BEFORE DELETE ON place WHEN OLD.id <= 4
BEGIN SELECT RAISE(ABORT, 'the places outside are never deleted'); END;
CREATE TRIGGER place_in_use_is_kept BEFORE DELETE ON place
BEGIN
    SELECT RAISE(ABORT, 'a used place is never deleted')
     WHERE EXISTS (SELECT 1 FROM balance WHERE place = OLD.id)
        OR EXISTS (SELECT 1 FROM entry WHERE place = OLD.id);
END;
CREATE TRIGGER place_keeps_its_side BEFORE UPDATE OF is_store ON place WHEN OLD.is_store <> NEW.is_store
BEGIN
    SELECT RAISE(ABORT, 'a used place does not change between store and other')
     WHERE EXISTS (SELECT 1 FROM balance WHERE place = OLD.id)
        OR EXISTS (SELECT 1 FROM entry WHERE place = OLD.id);
END;
CREATE TRIGGER command_is_whole BEFORE INSERT ON command
BEGIN
    SELECT RAISE(ABORT, 'entries are numbered without gaps')
     WHERE NEW.first_entry <> 1 + coalesce((SELECT max(last_entry) FROM command), 0);
    SELECT RAISE(ABORT, 'a command closes just the entries that it states')
     WHERE (SELECT count(*) FROM entry WHERE command = NEW.number)
           <> coalesce(NEW.last_entry - NEW.first_entry + 1, 0)
        OR (SELECT count(*) FROM entry WHERE id BETWEEN NEW.first_entry AND NEW.last_entry AND command = NEW.number)
           <> coalesce(NEW.last_entry - NEW.first_entry + 1, 0);
    SELECT RAISE(ABORT, 'a command closes just the movements that it states')
     WHERE (SELECT count(*) FROM movement WHERE entry BETWEEN NEW.first_entry AND NEW.last_entry) <> NEW.movements;
    SELECT RAISE(ABORT, 'a command closes just the facts that it states')
     WHERE (SELECT count(*) FROM text WHERE command = NEW.number)
           + (SELECT count(*) FROM closing WHERE command = NEW.number)
           + (SELECT count(*) FROM withdrawal WHERE command = NEW.number)
           + (SELECT count(*) FROM request WHERE command = NEW.number)
           + (SELECT count(*) FROM request_line WHERE command = NEW.number)
           + (SELECT count(*) FROM cancellation WHERE command = NEW.number)
           + (SELECT count(*) FROM funding_grant WHERE command = NEW.number)
           + (SELECT count(*) FROM grant_withdrawal WHERE command = NEW.number)
           + (SELECT count(*) FROM run_detail WHERE command = NEW.number)
           + (SELECT count(*) FROM run_share WHERE command = NEW.number)
           + (SELECT count(*) FROM place_detail WHERE command = NEW.number)
           + (SELECT count(*) FROM level WHERE command = NEW.number)
           + (SELECT count(*) FROM region WHERE command = NEW.number)
           + (SELECT count(*) FROM seminar WHERE command = NEW.number)
           + (SELECT count(*) FROM audience WHERE command = NEW.number)
           + (SELECT count(*) FROM clock_fix WHERE command = NEW.number)
           + (SELECT count(*) FROM undoing WHERE command = NEW.number)
           + (SELECT count(*) FROM count_line WHERE count BETWEEN NEW.first_entry AND NEW.last_entry)
           + (SELECT count(*) FROM voided WHERE void BETWEEN NEW.first_entry AND NEW.last_entry)
           + (SELECT count(*) FROM shipment_cost WHERE shipment BETWEEN NEW.first_entry AND NEW.last_entry)
           + (SELECT count(*) FROM handout_audience WHERE handout BETWEEN NEW.first_entry AND NEW.last_entry)
           <> NEW.facts;
END;
CREATE TRIGGER command_continues BEFORE INSERT ON command
BEGIN
    SELECT RAISE(ABORT, 'places continue from the last number')
     WHERE EXISTS (SELECT 1 FROM place
                    WHERE command = NEW.number AND id > 1
                      AND NOT EXISTS (SELECT 1 FROM place AS before WHERE before.id = place.id - 1));
    SELECT RAISE(ABORT, 'requests continue from the last number')
     WHERE EXISTS (SELECT 1 FROM request
                    WHERE command = NEW.number AND id > 1
                      AND NOT EXISTS (SELECT 1 FROM request AS before WHERE before.id = request.id - 1));
    SELECT RAISE(ABORT, 'closings continue from the last number')
     WHERE EXISTS (SELECT 1 FROM closing
                    WHERE command = NEW.number AND id > 1
                      AND NOT EXISTS (SELECT 1 FROM closing AS before WHERE before.id = closing.id - 1));
    SELECT RAISE(ABORT, 'withdrawals continue from the last number')
     WHERE EXISTS (SELECT 1 FROM withdrawal
                    WHERE command = NEW.number AND id > 1
                      AND NOT EXISTS (SELECT 1 FROM withdrawal AS before WHERE before.id = withdrawal.id - 1));
END;
CREATE TRIGGER balance_is_not_short BEFORE UPDATE OF copies ON balance WHEN NEW.copies < 0
BEGIN SELECT RAISE(ABORT, 'no_place_is_short'); END;
CREATE TRIGGER balance_begins_unshort BEFORE INSERT ON balance WHEN NEW.copies < 0
BEGIN SELECT RAISE(ABORT, 'no_place_is_short'); END;
CREATE VIEW _void AS
-- Void entries, each with the void that undid it: a voided shipment takes its receipts with it.
SELECT entry, void FROM voided WHERE void <= (SELECT coalesce(max(last_entry), 0) FROM command);
CREATE VIEW _arrival AS
-- Arrivals at each place, a row for each movement, looked up by place: received there, printed for it or moved to it.
-- Returns to a store are in _homecoming.
SELECT entry.place, entry.date, entry.position, movement.run, movement.quantity AS copies
  FROM entry
 CROSS JOIN movement ON movement.entry = entry.id AND movement.destination = entry.place AND movement.count IS NULL
 WHERE entry.type IN ('receive', 'print', 'move') AND entry.date <= '9999-12-31' AND +entry.id <= (SELECT coalesce(max(last_entry), 0) FROM command)
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id);
CREATE VIEW _balance AS
-- How many copies of each run each place holds at the end of the day, from the balances, and when copies last arrived,
-- other than by a count; NULL if there never were any. Empty if entries were recorded after the moment asked for.
SELECT place, run,
       (SELECT copies FROM balance
         WHERE balance.place = custody.place AND balance.run = custody.run AND balance.date <= '9999-12-31'
         ORDER BY balance.date DESC LIMIT 1) AS copies,
            came_on
  FROM custody;
CREATE VIEW _level AS
-- The level of each item at each place, after the last change; removed levels are left out.
SELECT place, item, command, low, high
  FROM level
 WHERE low IS NOT NULL
   AND command = (SELECT max(command) FROM level AS version
                   WHERE version.place = level.place AND version.item = level.item
                     AND version.command <= (SELECT max(number) FROM command));
CREATE VIEW _closed_period AS
-- The periods in which places are closed: from `since` to the day before `until`, which is NULL until the next change.
-- The last closing of a day applies, and closing a closed place begins a new period.
SELECT place, date AS since,
       (SELECT min(date) FROM closing AS next
         WHERE next.place = closing.place AND next.date > closing.date AND next.command <= (SELECT max(number) FROM command)) AS until
  FROM closing
 WHERE closed = 1 AND command <= (SELECT max(number) FROM command)
   AND NOT EXISTS (SELECT 1 FROM closing AS later
                    WHERE later.place = closing.place AND later.date = closing.date
                      AND later.id > closing.id AND later.command <= (SELECT max(number) FROM command));
CREATE VIEW _level_open AS
-- The levels of open places.
SELECT level.place, level.item, level.command, level.low, level.high
  FROM _level AS level
 WHERE NOT EXISTS (SELECT 1 FROM _closed_period AS period
                    WHERE period.place = level.place AND period.since <= '9999-12-31'
                      AND (period.until IS NULL OR period.until > '9999-12-31'));
CREATE VIEW _movement AS
-- Movements, with the names of the outside places they come from and go to. Each outside place has the number that the
-- first migration gave it; every other place has a larger one.
SELECT entry, line, run, source, destination, quantity, date, position, shipment, count,
       source = 1 AS from_printer, destination = 1 AS to_printer,
       source = 2 AS from_public, destination = 2 AS to_public,
       source = 3 AS from_loss, destination = 3 AS to_loss,
       source = 4 AS from_transit, destination = 4 AS to_transit,
       source > 4 AS from_place, destination > 4 AS to_place
  FROM movement;
CREATE VIEW _holding AS
-- How many copies of each run each place holds at the end of the day; some runs have several rows.
SELECT place, run, copies FROM _balance WHERE copies IS NOT NULL;
CREATE VIEW _run AS
-- Valid print runs: the data of the print entry, and whether the run is withdrawn.
SELECT print_run.id,
       print_run.code AS run,
       print_run.item,
       print_run.number,
       item.booklet,
       item.language,
       entry.id AS entry,
       movement.date AS printed_on,
       movement.quantity,
       movement.destination AS store,
       coalesce((
           SELECT withdrawn FROM withdrawal
            WHERE run = print_run.id AND date <= '9999-12-31' AND command <= (SELECT max(number) FROM command)
            ORDER BY date DESC, id DESC LIMIT 1), 0) AS withdrawn
  FROM movement
 CROSS JOIN entry ON entry.id = movement.entry AND entry.type = 'print'
  JOIN print_run ON print_run.id = movement.run
  JOIN item ON item.code = print_run.item
 WHERE movement.source = 1
   AND +movement.date <= '9999-12-31'
   AND +movement.entry <= (SELECT coalesce(max(last_entry), 0) FROM command)
   AND movement.entry NOT IN (SELECT entry FROM _void);
CREATE VIEW _run_active AS
-- Valid print runs that are not withdrawn.
SELECT id, run, item, printed_on, number
  FROM _run
 WHERE NOT withdrawn;
CREATE VIEW _movement_custody AS
-- How each movement changes what a place was sent of a run, and what became of it; the copies there are in the
-- balances. A row for each place concerned: the one that copies leave and the one they reach, or the one a shipment was
-- sent to. Supplied are copies printed for a store or returned to it; moved in and out are transfers between places
-- that are not stores. What counts record elsewhere is in _difference. A void reverses what it voids, so its movements
-- count as negative. It is one union of single SELECTs: SQLite pushes no condition on the date into views within it,
-- and would read all movements.
SELECT movement.entry, movement.date, place.id AS place, movement.run,
       0 AS shipped,
       0 AS in_transit,
       came * (other.id = 1 OR (place.is_store AND other.id > 4 AND NOT other.is_store)) * quantity AS supplied,
       -came * (other.is_store AND NOT place.is_store) * quantity AS returned,
       -came * (other.id = 2 AND count IS NULL) * quantity AS handed_out,
       -came * (other.id = 3 AND count IS NULL) * quantity AS lost,
       came * (other.id > 4 AND NOT other.is_store AND NOT place.is_store
               AND (came > 0) = (entry.type <> 'void')) * quantity AS moved_in,
       -came * (other.id > 4 AND NOT other.is_store AND NOT place.is_store
                AND (came < 0) = (entry.type <> 'void')) * quantity AS moved_out
  FROM movement
 CROSS JOIN (SELECT column1 AS came FROM (VALUES (-1), (1))) AS side
  JOIN entry ON entry.id = movement.entry
  JOIN place ON place.id = iif(came > 0, movement.destination, movement.source) AND place.id > 4
  JOIN place AS other ON other.id = iif(came > 0, movement.source, movement.destination)
 WHERE movement.shipment IS NULL
 UNION ALL
SELECT movement.entry, movement.date, sent.place, movement.run,
       ((to_transit AND NOT from_loss AND movement.source <> sent.place)
        - (from_transit AND NOT to_loss AND movement.destination <> sent.place)) * quantity,
       (to_transit - from_transit) * quantity,
       0,
       0,
       0,
       (to_loss - from_loss) * quantity,
       0,
       0
  FROM _movement AS movement
  JOIN entry AS sent ON sent.id = movement.shipment;
CREATE VIEW _custody AS
-- What became of the copies of each run that each place was sent or held; the copies there are in the balances, and
-- what counts recorded elsewhere is in _difference. The sums include everything valid now; the second part adds up the
-- movements, for an earlier day or moment.
SELECT place, run, shipped, in_transit, supplied, returned, handed_out, lost, moved_in, moved_out
  FROM custody;
CREATE VIEW _request_line AS
-- The lines of each request, with how much was shipped and how much is still open.
SELECT request, date, place, item, quantity, shipped, needed,
       CASE WHEN cancelled THEN 0 ELSE max(quantity - shipped, 0) END AS open,
       CASE WHEN shipped >= quantity THEN 'shipped' WHEN cancelled THEN 'cancelled' ELSE 'open' END AS status
  FROM (SELECT request.id AS request, request.date, request.place, request_line.item, request_line.quantity,
               request_line.needed,
               coalesce((
                   SELECT cancelled FROM cancellation
                    WHERE cancellation.request = request.id
                      AND cancellation.date <= '9999-12-31' AND cancellation.command <= (SELECT max(number) FROM command)
                    ORDER BY cancellation.date DESC, cancellation.id DESC LIMIT 1), 0) AS cancelled,
               coalesce((
                   SELECT sum(movement.quantity)
                     FROM entry
                     JOIN movement ON movement.entry = entry.id AND movement.destination = 4
                     JOIN print_run ON print_run.id = movement.run
                    WHERE entry.request = request.id
                      AND print_run.item = request_line.item
                      AND entry.date <= '9999-12-31' AND entry.id <= (SELECT coalesce(max(last_entry), 0) FROM command)
                      AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id)), 0) AS shipped
          FROM request
          JOIN request_line ON request_line.request = request.id
           AND request_line.command = (SELECT max(version.command) FROM request_line AS version
                                        WHERE version.request = request.id AND version.command <= (SELECT max(number) FROM command))
         WHERE request.date <= '9999-12-31' AND request.command <= (SELECT max(number) FROM command));
CREATE VIEW _supply AS
-- What open places with a level of an item have of it: here and in transit, without withdrawn runs, and in open
-- requests. If that is less than the lowest level, enough copies are wanted to reach the highest. Without levels,
-- nothing is added up; LIMIT -1 makes SQLite read the runs once, not for each place.
SELECT place, item, command, low, high, here, in_transit, requested,
       iif(coming < low, high - coming, 0) AS wanted
  FROM (SELECT level.place, level.item, level.command, level.low, level.high,
               coalesce(held.copies, 0) AS here,
               coalesce(sent.copies, 0) AS in_transit,
               coalesce(asked.copies, 0) AS requested,
               coalesce(held.copies, 0) + coalesce(sent.copies, 0) + coalesce(asked.copies, 0) AS coming
          FROM _level_open AS level
          LEFT JOIN (SELECT held.place, run.item, sum(held.copies) AS copies
                       FROM _holding AS held
                       JOIN (SELECT * FROM _run_active LIMIT -1) AS run ON run.id = held.run
                      WHERE EXISTS (SELECT 1 FROM level)
                      GROUP BY held.place, run.item) AS held
                 ON held.place = level.place AND held.item = level.item
          LEFT JOIN (SELECT sent.place, run.item, sum(sent.in_transit) AS copies
                       FROM _custody AS sent
                       JOIN (SELECT * FROM _run_active LIMIT -1) AS run ON run.id = sent.run
                      WHERE EXISTS (SELECT 1 FROM level)
                      GROUP BY sent.place, run.item) AS sent
                 ON sent.place = level.place AND sent.item = level.item
          LEFT JOIN (SELECT place, item, sum(open) AS copies
                       FROM _request_line
                      WHERE EXISTS (SELECT 1 FROM level)
                      GROUP BY place, item) AS asked
                 ON asked.place = level.place AND asked.item = level.item);
CREATE VIEW _command AS
-- Commands, each with the moment at which it was recorded, corrected if the clock was wrong.
SELECT number, name, clerk, first_entry, last_entry,
       coalesce((SELECT moment FROM clock_fix
                  WHERE fixed = command.number AND clock_fix.command <= (SELECT max(number) FROM command)
                  ORDER BY clock_fix.command DESC LIMIT 1), recorded_at) AS recorded_at
  FROM command;
CREATE VIEW _below AS
-- The places that have fewer copies of an item than the lowest level: how many they want, and since when: the day after
-- which they always held fewer, or the day on which the level was set, if later.
SELECT supply.place, supply.item, supply.wanted,
       max(substr(command.recorded_at, 1, 10),
           coalesce((SELECT min(fell.date)
                       FROM (SELECT date, copies, max(iif(copies >= supply.low, date, '')) OVER () AS last_enough
                               FROM (SELECT date, sum(sum(change)) OVER (ORDER BY date) AS copies
                                       FROM (SELECT balance.date,
                                                    balance.copies - lag(balance.copies, 1, 0) OVER runs AS change
                                               FROM balance
                                               JOIN print_run ON print_run.id = balance.run
                                                AND print_run.item = supply.item
                                              WHERE balance.place = supply.place
                                             WINDOW runs AS (PARTITION BY balance.run ORDER BY balance.date))
                                      GROUP BY date)) AS fell
                      WHERE fell.date > fell.last_enough), '')) AS since
  FROM _supply AS supply
  JOIN _command AS command ON command.number = supply.command
 WHERE supply.wanted > 0;
CREATE VIEW _booked AS
-- The movements that record the differences of counts: how many copies more, or fewer, were found than expected. Those
-- that void a count are left out.
SELECT movement.count, movement.run, (from_public + from_loss - to_public - to_loss) * quantity AS difference
  FROM _movement AS movement
  JOIN entry ON entry.id = movement.entry
 WHERE movement.count IS NOT NULL AND movement.entry <= (SELECT coalesce(max(last_entry), 0) FROM command)
   AND (entry.voids IS NULL OR entry.voids <> movement.count);
CREATE VIEW _command_undone AS
-- Undone commands, each with the command that undid it, unless that was undone itself.
SELECT undone AS number, command AS undone_by
  FROM undoing
 WHERE command <= (SELECT max(number) FROM command)
   AND NOT EXISTS (SELECT 1 FROM undoing AS again
                    WHERE again.undone = undoing.command AND again.command <= (SELECT max(number) FROM command));
CREATE VIEW _item_counted AS
-- For each count of an item as a whole, and each run of the item: how many copies were expected, and the recorded
-- difference. Expected is the balance of the day before and the movements of the count's own day before it, less what
-- the balance includes but was not known then, or came with or after the count's void. The newest run printed by then
-- is marked: copies found of an item that was not there are added to it.
SELECT counted.entry, counted.run, counted.quantity,
       coalesce((SELECT copies FROM balance
                  WHERE balance.place = counted.place AND balance.run = counted.run AND balance.date < counted.date
                  ORDER BY balance.date DESC LIMIT 1), 0)
       + coalesce((SELECT sum(CASE WHEN destination = counted.place THEN movement.quantity ELSE -movement.quantity END)
                     FROM movement
                    WHERE movement.date = counted.date AND movement.run = counted.run
                      AND counted.place IN (source, destination)
                      AND movement.position < counted.position AND movement.entry <= counted.known), 0)
       - coalesce((SELECT sum(CASE WHEN destination = counted.place THEN movement.quantity ELSE -movement.quantity END)
                     FROM movement
                    WHERE movement.entry > counted.known AND movement.entry <= (SELECT max(last_entry) FROM command)
                      AND movement.run = counted.run AND counted.place IN (source, destination)
                      AND movement.date < counted.date), 0) AS expected,
       coalesce((SELECT sum(difference) FROM _booked
                  WHERE _booked.count = counted.entry AND _booked.run = counted.run), 0) AS difference,
       counted.run = (SELECT newest.id FROM _run AS newest
                       WHERE newest.item = counted.item AND newest.printed_on <= counted.date
                       ORDER BY newest.printed_on DESC, newest.number DESC LIMIT 1) AS fallback
  FROM (SELECT entry.id AS entry, entry.place, entry.date, entry.position, count_line.item, count_line.quantity,
               print_run.id AS run,
               min((SELECT coalesce(max(last_entry), 0) FROM command), coalesce((SELECT void - 1 FROM _void WHERE _void.entry = entry.id), (SELECT coalesce(max(last_entry), 0) FROM command)))
               AS known
          FROM count_line
         CROSS JOIN entry ON entry.id = count_line.count
          JOIN print_run ON print_run.item = count_line.item
         WHERE count_line.item IS NOT NULL AND entry.type = 'count' AND entry.id <= (SELECT coalesce(max(last_entry), 0) FROM command)) AS counted;
CREATE VIEW _counted AS
-- What each count expected and found of each run, as of now: the runs that it names, and those of which it expected or
-- found copies. What it found of an item as a whole is divided among runs by the movements that record its difference.
-- For a void count, these are the copies there before the void.
SELECT count_line.count AS entry, count_line.run,
       count_line.quantity - coalesce((SELECT sum(difference) FROM _booked
                                        WHERE _booked.count = count_line.count AND _booked.run = count_line.run), 0)
       AS expected,
       count_line.quantity AS counted
  FROM count_line
 WHERE count_line.run IS NOT NULL
 UNION ALL
SELECT entry.id, _booked.run, -sum(_booked.difference), 0
  FROM entry
  JOIN _booked ON _booked.count = entry.id
  JOIN print_run ON print_run.id = _booked.run
 WHERE entry.is_full
   AND NOT EXISTS (SELECT 1 FROM count_line
                    WHERE count_line.count = entry.id
                      AND (count_line.run = _booked.run OR count_line.item = print_run.item))
 GROUP BY entry.id, _booked.run
HAVING sum(_booked.difference) <> 0
 UNION ALL
SELECT entry, run, expected, expected + difference
  FROM _item_counted
 WHERE expected <> 0 OR difference <> 0 OR (fallback AND quantity = 0);
CREATE VIEW _counting AS
-- What each valid count counted: an item as a whole, one of its runs, or everything there, whose item is NULL.
SELECT entry.place, entry.date, entry.position, coalesce(count_line.item, print_run.item) AS item, count_line.run
  FROM entry
 CROSS JOIN count_line ON count_line.count = entry.id
  LEFT JOIN print_run ON print_run.id = count_line.run
 WHERE entry.type = 'count' AND +entry.date <= '9999-12-31' AND +entry.id <= (SELECT coalesce(max(last_entry), 0) FROM command)
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id)
 UNION ALL
SELECT entry.place, entry.date, entry.position, NULL, NULL
  FROM entry
 WHERE entry.type = 'count' AND entry.is_full AND +entry.date <= '9999-12-31' AND +entry.id <= (SELECT coalesce(max(last_entry), 0) FROM command)
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id);
CREATE VIEW _counted_last AS
-- When the copies each store holds now were last counted or, if never, since when they have been there.
SELECT place.code AS place, held.item,
       coalesce(max(named.date, whole.date), named.date, whole.date, held.first) AS since
  FROM (SELECT custody.place, print_run.item,
               min((SELECT min(date) FROM balance
                     WHERE balance.place = custody.place AND balance.run = custody.run)) AS first,
               sum((SELECT copies FROM balance
                     WHERE balance.place = custody.place AND balance.run = custody.run
                     ORDER BY date DESC LIMIT 1)) AS copies
          FROM place AS store
         CROSS JOIN custody ON custody.place = store.id
          JOIN print_run ON print_run.id = custody.run
         WHERE store.is_store
         GROUP BY custody.place, print_run.item) AS held
  JOIN place ON place.id = held.place
  LEFT JOIN (SELECT place, item, max(date) AS date FROM _counting WHERE item IS NOT NULL GROUP BY place, item) AS named
         ON named.place = held.place AND named.item = held.item
  LEFT JOIN (SELECT place, max(date) AS date FROM _counting WHERE item IS NULL GROUP BY place) AS whole
         ON whole.place = held.place
 WHERE held.copies > 0;
CREATE VIEW _difference AS
-- The difference of each count, by run, as recorded after all corrections: the net copies that came from `loss`, so
-- found or, if negative, lost; and those recorded as handed out.
SELECT count, run,
       sum(((source = 3) - (destination = 3)) * quantity) AS from_loss,
       sum(((destination = 2) - (source = 2)) * quantity) AS handed_out
  FROM movement
 WHERE count IS NOT NULL AND +date <= '9999-12-31' AND +entry <= (SELECT coalesce(max(last_entry), 0) FROM command)
 GROUP BY count, run;
CREATE VIEW _sent AS
-- What each valid shipment sent: a row for each line, which has its own print run.
SELECT movement.entry AS shipment, movement.line, sent.date, sent.place, movement.run, movement.quantity AS copies
  FROM movement
 CROSS JOIN entry AS sent ON sent.id = movement.entry
 WHERE movement.destination = 4 AND +movement.shipment = movement.entry AND movement.entry <= (SELECT coalesce(max(last_entry), 0) FROM command)
   AND +sent.date <= '9999-12-31'
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = movement.entry);
CREATE VIEW _transit AS
-- Copies in transit now, by run and shipment. The sums tell how many copies are in transit to which places; of each
-- such place the shipments are searched, the latest first, until all copies are found.
SELECT movement.shipment, movement.run, sum((to_transit - from_transit) * movement.quantity) AS copies
  FROM (WITH RECURSIVE walk (place, date, shipment, missing) AS (
             SELECT place, '9999-12-32', 0, sum(in_transit) FROM custody WHERE in_transit > 0 GROUP BY place
              UNION ALL
             SELECT walk.place, sent.date, sent.id,
                    walk.missing - coalesce((SELECT sum((to_transit - from_transit) * movement.quantity)
                                               FROM _movement AS movement
                                              WHERE movement.shipment = sent.id), 0)
               FROM walk
               JOIN entry AS sent
                 ON sent.id = (SELECT id FROM entry
                                WHERE place = walk.place AND type = 'ship'
                                  AND (date, id) < (walk.date, walk.shipment)
                                ORDER BY date DESC, id DESC LIMIT 1)
              WHERE walk.missing > 0)
        SELECT shipment FROM walk WHERE shipment > 0) AS late
 CROSS JOIN _movement AS movement ON movement.shipment = late.shipment
 GROUP BY movement.shipment, movement.run
HAVING sum((to_transit - from_transit) * movement.quantity) > 0;
CREATE VIEW _missing AS
-- Copies of each run of each shipment that have not arrived by now: in transit, or lost there.
SELECT shipment, run, sum(copies) AS copies
  FROM (SELECT shipment, run, copies FROM _transit
         UNION ALL
        SELECT shipment, run, ((destination = 3) - (source = 3)) * quantity
          FROM movement
         WHERE shipment IS NOT NULL AND (source = 3 OR destination = 3)
           AND +entry <= (SELECT max(last_entry) FROM command))
 GROUP BY shipment, run;
CREATE VIEW _dispatch AS
-- What each valid shipment sent, and how much of it has arrived: a row for each of its print runs. As of now, that is
-- what was sent, less the little that is missing; for an earlier day or moment, each shipment's movements are added up.
SELECT _sent.shipment, _sent.date, _sent.place, _sent.run, _sent.copies,
       _sent.copies - coalesce(_missing.copies, 0) AS received
  FROM _sent
  LEFT JOIN _missing ON _missing.shipment = _sent.shipment AND _missing.run = _sent.run;
CREATE VIEW _returned AS
-- Returns from each place: a row for each print run of a return.
SELECT entry.id AS entry, entry.date, entry.place, movement.run, sum(movement.quantity) AS copies
  FROM entry
 CROSS JOIN movement ON movement.entry = entry.id AND movement.count IS NULL
 WHERE entry.type = 'return' AND +entry.date <= '9999-12-31' AND +entry.id <= (SELECT coalesce(max(last_entry), 0) FROM command)
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id)
 GROUP BY +entry.id, movement.run;
CREATE VIEW _distributed AS
-- The lines behind `distribution`, with the numbers of places and runs: a row for each print run of a shipment,
-- including transfers to stores, and for each run of a return, whose shipment is NULL.
SELECT date, place, run, shipment, copies, received, 0 AS returned, shipment AS entry
  FROM _dispatch
 UNION ALL
SELECT date, place, run, NULL, 0, 0, copies, entry
  FROM _returned;
CREATE VIEW _run_detail AS
-- The cost, payer, printer and other details of each print run, after the last edit. A run that several funds paid for
-- has all of them, by code, as `fund`, and with the part each paid as `shares`.
SELECT run, command, cost, currency,
       (SELECT group_concat(fund, '+')
          FROM (SELECT fund FROM run_share
                 WHERE run_share.run = run_detail.run AND run_share.command = run_detail.command
                 ORDER BY fund)) AS fund,
       (SELECT group_concat(CASE share WHEN 10000 THEN fund
                                 ELSE fund || '=' || rtrim(rtrim(printf('%d.%02d', share / 100, share % 100), '0'), '.')
                                      || '%' END, '+')
          FROM (SELECT fund, share FROM run_share
                 WHERE run_share.run = run_detail.run AND run_share.command = run_detail.command
                 ORDER BY fund)) AS shares,
       (SELECT group_concat(funding_grant, '+')
          FROM (SELECT funding_grant FROM run_share
                 WHERE run_share.run = run_detail.run AND run_share.command = run_detail.command
                   AND funding_grant IS NOT NULL
                 ORDER BY fund)) AS named,
       printer, isbn, review_by, mark, carton, weight, url
  FROM run_detail
 WHERE command = (SELECT max(command) FROM run_detail AS version
                   WHERE version.run = run_detail.run AND version.command <= (SELECT max(number) FROM command));
CREATE VIEW _edition AS
-- The columns of each print run that `distribution` can be grouped by.
SELECT print_run.id, item.booklet, item.language, item.code AS item, print_run.code AS run,
       (SELECT fund FROM _run_detail WHERE _run_detail.run = print_run.id) AS fund
  FROM print_run
  JOIN item ON item.code = print_run.item;
CREATE VIEW _entry_text AS
-- The texts of each entry, after the last amendment.
SELECT entry, command, reference, carrier, reason, note, redacted
  FROM text
 WHERE entry IS NOT NULL
   AND command = (SELECT max(command) FROM text AS version
                   WHERE version.entry = text.entry AND version.command <= (SELECT max(number) FROM command));
CREATE VIEW _evidence_since AS
-- The day of the report, and the first day on which evidence is fresh: the same day that many months earlier, or the
-- last day of that month.
SELECT day, coalesce(min(date(day, '-' || 12 || ' months'),
                         date(day, 'start of month', '-' || (12 - 1) || ' months', '-1 day')), '') AS since
  FROM (SELECT CASE '9999-12-31' WHEN '9999-12-31' THEN date('now', 'localtime') ELSE '9999-12-31' END AS day);
CREATE VIEW _seminar_over AS
-- Seminars that were cancelled or are over before the day, as now known.
SELECT place, date, is_cancelled
  FROM (SELECT place, max(command), date, is_cancelled
          FROM seminar
         WHERE command <= (SELECT max(number) FROM command)
         GROUP BY place)
 WHERE is_cancelled OR date < (SELECT day FROM _evidence_since);
CREATE VIEW _evidence AS
-- The copies of each print run at each place with fresh evidence, and those at seminars that are over; all other copies
-- held are silent. The newest copies, going back in time to the last count that covers the run, have the dates on which
-- they arrived; the rest have the date of the count. Only counts and arrivals since the first fresh day, or since the
-- day of a seminar that is over, are read.
SELECT place, run,
       CASE WHEN over_on IS NULL THEN iif(counted_on IS NULL, 0, copies - min(copies, came))
            WHEN counted_on >= max(over_on, since) THEN copies - min(copies, came)
            ELSE 0 END AS counted,
       iif(over_on IS NULL, min(copies, came), 0) AS arrived,
       CASE WHEN over_on IS NULL THEN 0
            WHEN counted_on >= over_on THEN min(copies, came)
            ELSE copies END AS over
  FROM (WITH over AS MATERIALIZED (SELECT place, date FROM _seminar_over),
        counting AS MATERIALIZED (
             SELECT counting.place, item, run, max(counting.date || printf('%020d', position)) AS moment
               FROM _counting AS counting
               LEFT JOIN over ON over.place = counting.place
              WHERE counting.date >= (SELECT since FROM _evidence_since) OR counting.date >= over.date
              GROUP BY counting.place, item, run),
        counted AS MATERIALIZED (
             SELECT place, run, max(moment) AS moment
               FROM (SELECT place, run, moment FROM counting WHERE run IS NOT NULL
                      UNION ALL
                     SELECT place, print_run.id, moment
                       FROM counting
                       JOIN print_run ON print_run.item = counting.item
                      WHERE run IS NULL
                      UNION ALL
                     SELECT counting.place, custody.run, moment
                       FROM counting
                      CROSS JOIN custody ON custody.place = counting.place
                      WHERE item IS NULL)
              GROUP BY place, run),
        came AS (
             SELECT movement.destination AS place, movement.run, movement.date, movement.position, quantity AS copies
               FROM movement
              CROSS JOIN entry ON entry.id = movement.entry AND entry.type <> 'void'
              WHERE movement.date >= (SELECT since FROM _evidence_since) AND movement.date <= '9999-12-31'
                AND +movement.entry <= (SELECT coalesce(max(last_entry), 0) FROM command) AND movement.destination > 4 AND movement.count IS NULL
                AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = movement.entry)
              UNION ALL
             SELECT arrival.place, arrival.run, arrival.date, arrival.position, arrival.copies
               FROM over
              CROSS JOIN _arrival AS arrival ON arrival.place = over.place
              WHERE arrival.date >= over.date AND arrival.date < (SELECT since FROM _evidence_since))
        SELECT part.place, part.run, (SELECT since FROM _evidence_since) AS since, over.date AS over_on,
               counted_on, came,
               coalesce((SELECT copies FROM _balance
                          WHERE _balance.place = part.place AND _balance.run = part.run), 0)
               AS copies
          FROM (SELECT place, run, substr(max(moment), 1, 10) AS counted_on, sum(copies) AS came
                  FROM (SELECT came.place, came.run, NULL AS moment, copies
                          FROM came
                          LEFT JOIN counted ON counted.place = came.place AND counted.run = came.run
                         WHERE counted.moment IS NULL
                            OR counted.moment < came.date || printf('%020d', came.position)
                         UNION ALL
                        SELECT place, run, moment, 0 FROM counted
                         UNION ALL
                        SELECT over.place, custody.run, NULL, 0
                          FROM over
                         CROSS JOIN custody ON custody.place = over.place)
                 GROUP BY place, run) AS part
          LEFT JOIN over ON over.place = part.place
       );
CREATE VIEW _movement_flow AS
-- By how many copies each movement changes where the copies of its run are; how many it sent to places other than
-- stores, and how many others it used: handed out at stores, less returns. Reversals count as negative.
SELECT movement.entry, movement.count, movement.date, movement.run,
       (from_printer - to_printer) * quantity AS printed,
       (destination.is_store - source.is_store) * quantity AS on_hand,
       (to_transit - from_transit) * quantity AS in_transit,
       ((to_place AND NOT destination.is_store) - (from_place AND NOT source.is_store)) * quantity AS at_places,
       (to_public - from_public) * quantity AS handed_out,
       (to_loss - from_loss) * quantity AS loss,
       iif(recipient.is_store IS 0, (to_transit AND NOT from_loss AND movement.source <> recipient.id)
                                    - (from_transit AND NOT to_loss AND movement.destination <> recipient.id), 0)
       * quantity AS sent,
       CASE WHEN movement.shipment IS NOT NULL THEN 0
            WHEN source.is_store THEN (to_public AND count IS NULL) + (to_place AND NOT destination.is_store)
            WHEN destination.is_store THEN -((from_public AND count IS NULL) + from_place)
            ELSE 0 END * quantity AS used_besides
  FROM _movement AS movement
  JOIN place AS source ON source.id = movement.source
  JOIN place AS destination ON destination.id = movement.destination
  LEFT JOIN entry AS parcel ON parcel.id = movement.shipment
  LEFT JOIN place AS recipient ON recipient.id = parcel.place;
CREATE VIEW _flow AS
-- Where the copies of each run are: printed = on hand + in transit + at places + handed out + loss, where `loss` is the
-- copies lost, less those found by counts. The months are added up separately, in the order of their table.
SELECT run, sum(printed) AS printed, sum(on_hand) AS on_hand, sum(in_transit) AS in_transit,
       sum(at_places) AS at_places, sum(handed_out) AS handed_out, sum(loss) AS loss
  FROM (SELECT run, sum(printed) AS printed, sum(on_hand) AS on_hand, sum(in_transit) AS in_transit,
               sum(at_places) AS at_places, sum(handed_out) AS handed_out, sum(loss) AS loss
          FROM monthly_flow WHERE month < substr('9999-12-31', 1, 7)
         GROUP BY run
       )
 GROUP BY run;
CREATE VIEW _found AS
-- How many copies each count found, recorded as lost and recorded as handed out. For an item counted as a whole, all
-- its runs are added up, so copies that only change their run are neither found nor lost.
SELECT booked.count, print_run.item, max(sum(from_loss), 0) AS found, max(-sum(from_loss), 0) AS lost,
       sum(booked.handed_out) AS taken
  FROM _difference AS booked
  JOIN print_run ON print_run.id = booked.run
  LEFT JOIN count_line AS whole ON whole.count = booked.count AND whole.item = print_run.item
 GROUP BY booked.count, coalesce(whole.item, print_run.code);
CREATE VIEW _grant AS
-- Valid grants. A grant for several years, or for a purpose that no cost has by itself, is reported separately, under
-- its number as `own`; others are added up by fund, year and purpose.
SELECT id, command, fund, year, amount, currency, purpose, until, reference, date, note,
       CASE WHEN until > year OR purpose NOT IN ('printing', 'seminars', 'distribution') THEN id END AS own
  FROM funding_grant
 WHERE command <= (SELECT max(number) FROM command)
   AND NOT EXISTS (SELECT 1 FROM grant_withdrawal AS withdrawn
                    WHERE withdrawn.funding_grant = funding_grant.id AND withdrawn.command <= (SELECT max(number) FROM command));
CREATE VIEW _homecoming AS
-- Returns to each store, a row for each movement.
SELECT movement.destination AS place, entry.date, movement.run, movement.quantity AS copies
  FROM entry
 CROSS JOIN movement ON movement.entry = entry.id AND movement.count IS NULL
 WHERE entry.type = 'return' AND entry.date <= '9999-12-31' AND +entry.id <= (SELECT coalesce(max(last_entry), 0) FROM command)
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id);
CREATE VIEW _last_year AS
-- The 12 months up to the day, starting the day after `since`. Without a day, the 12 months up to today.
SELECT day, since, CAST(julianday(day) - julianday(since) AS INTEGER) AS days
  FROM (SELECT day, date(day, '-12 months') AS since
          FROM (SELECT CASE '9999-12-31' WHEN '9999-12-31' THEN date('now', 'localtime') ELSE '9999-12-31' END AS day));
CREATE VIEW _outstanding AS
-- Copies in transit now: how many of each item of each shipment.
SELECT _transit.shipment, print_run.item, sum(_transit.copies) AS copies
  FROM _transit
  JOIN print_run ON print_run.id = _transit.run
 GROUP BY _transit.shipment, print_run.item;
CREATE VIEW _run_payment AS
-- The part of the cost of each print run that each fund paid, in cents, and how many of its copies that is: the fund's
-- share of each, rounded down; the rest goes to the largest remainders, for equal ones to the first code. The cents are
-- NULL if only the fund is known.
SELECT run, fund, currency, named,
       cents + (by_cents <= cost - sum(cents) OVER of_run) AS cents,
       copies + (by_copies <= quantity - sum(copies) OVER of_run) AS copies
  FROM (SELECT _run.id AS run, run_share.fund, run_share.funding_grant AS named, detail.currency, detail.cost, _run.quantity,
               detail.cost * coalesce(share, 10000) / 10000 AS cents,
               _run.quantity * coalesce(share, 10000) / 10000 AS copies,
               row_number() OVER (PARTITION BY _run.id
                                  ORDER BY detail.cost * coalesce(share, 10000) % 10000 DESC, run_share.fund) AS by_cents,
               row_number() OVER (PARTITION BY _run.id
                                  ORDER BY _run.quantity * coalesce(share, 10000) % 10000 DESC, run_share.fund)
                   AS by_copies
          FROM _run
          JOIN _run_detail AS detail ON detail.run = _run.id
          LEFT JOIN run_share ON run_share.run = detail.run AND run_share.command = detail.command
         WHERE detail.cost IS NOT NULL OR run_share.fund IS NOT NULL)
WINDOW of_run AS (PARTITION BY run);
CREATE VIEW _place AS
-- Places that can hold copies, with their kind and address; outside places are left out. With max(), SQLite takes the
-- other columns from the row that has the maximum (https://sqlite.org/lang_select.html, section 2.5).
SELECT place.id, place.code, place.name, place.is_store, detail.kind, detail.country, detail.region, detail.city,
       place.address, place.postcode, place.contact, place.email, place.phone, place.note, place.is_discreet,
       place.aliases
  FROM (SELECT place, max(command) AS command, kind, country, region, city
          FROM place_detail
         WHERE command <= (SELECT max(number) FROM command)
         GROUP BY place) AS detail
  JOIN place ON place.id = detail.place;
CREATE VIEW _seminar AS
-- Seminars held by the day, as now known, with the number of attendees.
SELECT seminar.place, seminar.command, place.code, place.name, seminar.date, substr(seminar.date, 1, 4) AS year,
       place.country, seminar.fund, seminar.cost, seminar.currency,
       seminar.funding_grant AS named, place.note,
       (SELECT sum(people) FROM audience
         WHERE audience.seminar = seminar.place AND audience.command = seminar.command) AS attendees
  FROM seminar
  JOIN _place AS place ON place.id = seminar.place
 WHERE seminar.date <= '9999-12-31'
   AND seminar.is_cancelled = 0
   AND seminar.command = (SELECT max(command) FROM seminar AS version
                           WHERE version.place = seminar.place AND version.command <= (SELECT max(number) FROM command));
CREATE VIEW _spending AS
-- What was spent, in cents: on which day, from which fund if known, and on what: a print run, a seminar, or an item of
-- a shipment. Copies are those printed or sent. A cost is charged in full to one grant of its fund in its currency: the
-- one it names; otherwise, of those for its year, one for its purpose before one without a purpose, then the one for
-- the fewest years, then the first. The year and purpose are the grant's or, without a grant, the cost's. A print run or
-- a seminar with a fund and no cost has no cents, and the grant that would be charged.
SELECT cost.fund, cost.date, given.id AS "grant", given.own,
       coalesce(given.year, CAST(substr(cost.date, 1, 4) AS INTEGER)) AS year,
       iif(given.id IS NULL, cost.purpose, given.purpose) AS purpose,
       cost.currency, cost.cents, cost.copies, cost.run, cost.seminar, cost.shipment, cost.item
  FROM (SELECT payment.fund, _run.printed_on AS date, 'printing' AS purpose, payment.currency, payment.cents,
               payment.copies, payment.named, _run.run, NULL AS seminar, NULL AS shipment, _run.item
          FROM _run_payment AS payment
          JOIN _run ON _run.id = payment.run
         UNION ALL
        SELECT fund, date, 'seminars', currency, cost, 0, named, NULL, code, NULL, NULL
          FROM _seminar
         WHERE cost IS NOT NULL OR fund IS NOT NULL
         UNION ALL
        SELECT cost.fund, entry.date, 'distribution', cost.currency, cost.cost,
               (SELECT sum(movement.quantity)
                  FROM movement
                  JOIN print_run ON print_run.id = movement.run
                 WHERE movement.entry = cost.shipment AND movement.count IS NULL AND print_run.item = cost.item),
               cost.funding_grant, NULL, NULL, cost.shipment, cost.item
          FROM shipment_cost AS cost
         CROSS JOIN entry ON entry.id = cost.shipment
         WHERE entry.date <= '9999-12-31' AND entry.id <= (SELECT coalesce(max(last_entry), 0) FROM command) AND entry.id NOT IN (SELECT entry FROM _void)) AS cost
  LEFT JOIN _grant AS given
         ON given.id = coalesce((SELECT id FROM _grant AS other WHERE other.id = cost.named),
                                (SELECT id FROM _grant AS other
                                  WHERE other.fund = cost.fund AND other.currency = coalesce(cost.currency, other.currency)
                                    AND CAST(substr(cost.date, 1, 4) AS INTEGER) BETWEEN other.year AND other.until
                                    AND (other.purpose = cost.purpose OR other.purpose IS NULL)
                                  ORDER BY other.purpose IS NULL, other.until - other.year, other.id
                                  LIMIT 1));
CREATE VIEW _overspent AS
-- Grants that were overspent by today, in cents, and since which day.
SELECT given.fund, given.year, given.purpose, given.currency, given.own, given.granted, max(spent.through) AS spent,
       min(CASE WHEN spent.through > given.granted THEN spent.date END) AS since
  FROM (SELECT fund, year, purpose, currency, own, sum(amount) AS granted
          FROM _grant GROUP BY fund, year, purpose, currency, own) AS given
  JOIN (SELECT fund, year, purpose, currency, own, date,
               sum(cents) OVER (PARTITION BY fund, year, purpose, currency, own ORDER BY date) AS through
          FROM _spending
         WHERE date <= date('now', 'localtime')) AS spent
    ON (spent.fund, spent.year, spent.currency) = (given.fund, given.year, given.currency)
   AND spent.purpose IS given.purpose AND spent.own IS given.own
 WHERE given.granted > 0
 GROUP BY given.fund, given.year, given.purpose, given.currency, given.own
HAVING max(spent.through) > given.granted;
CREATE VIEW _spare AS
-- How many copies of each run each store could still ship on the day: the lowest number at the end of that day, at the
-- end of any later day before the run's next valid count there, and just before that count. The first part reads the
-- balances; the second adds up the movements, if entries were recorded after the moment asked for.
SELECT place.id AS place, print_run.id AS run,
       min(9e18,
           coalesce((SELECT copies FROM balance
                      WHERE balance.place = place.id AND balance.run = print_run.id AND balance.date <= '9999-12-31'
                      ORDER BY balance.date DESC LIMIT 1), 0)) AS spare
  FROM place
 CROSS JOIN print_run
 WHERE place.is_store;
CREATE VIEW _stock AS
-- Where the copies of each print run are, and how many are available; `loss` is the copies lost, less those found by
-- counts. Found copies differ by run and by item, so each view adds its own.
SELECT _run.id,
       _run.run,
       _run.item,
       _run.printed_on,
       CASE WHEN _run.withdrawn THEN 'withdrawn' ELSE 'active' END AS status,
       _flow.printed,
       _flow.on_hand,
       CASE WHEN _run.withdrawn THEN 0 ELSE coalesce(spare.copies, 0) END AS available,
       _flow.in_transit,
       _flow.at_places,
       _flow.handed_out,
       _flow.loss
  FROM _run
  JOIN _flow ON _flow.run = _run.id
  LEFT JOIN (SELECT run, sum(max(spare, 0)) AS copies FROM _spare GROUP BY run) AS spare ON spare.run = _run.id;
CREATE VIEW stock AS
-- Stock by item: printed + found = on hand + in transit + at places + handed out + lost. Available copies are those
-- that could still be shipped on the day, less those requested. A count of an item records one difference for all its
-- runs.
SELECT item.code AS item,
       booklet.title,
       coalesce(sum(printed), 0) AS printed,
       coalesce(sum(on_hand), 0) AS on_hand,
       coalesce(requested.copies, 0) AS requested,
       coalesce(sum(available), 0) - coalesce(requested.copies, 0) AS available,
       coalesce(sum(in_transit), 0) AS in_transit,
       coalesce(sum(at_places), 0) AS at_places,
       coalesce(sum(handed_out), 0) AS handed_out,
       coalesce(sum(loss), 0) + coalesce(found.copies, 0) AS lost,
       coalesce(found.copies, 0) AS found
  FROM item
  JOIN booklet ON booklet.code = item.booklet
  LEFT JOIN _stock ON _stock.item = item.code
  LEFT JOIN (SELECT item, sum(found) AS copies FROM _found GROUP BY item) AS found
         ON found.item = item.code
  LEFT JOIN (SELECT item, sum(open) AS copies FROM _request_line GROUP BY item) AS requested
         ON requested.item = item.code AND requested.copies > 0
 WHERE _stock.run IS NOT NULL OR requested.item IS NOT NULL
 GROUP BY item.code;
CREATE VIEW _use AS
-- Copies of each item that left the stores for use in the 12 months up to the day, or later if no day is given: shipped
-- to places other than stores or handed out at stores, less returns to stores. Whole months are in the sums; for the
-- first and the last one the movements are added up, and those of whole months that were not known at the moment asked
-- for are subtracted.
SELECT print_run.item, sum(part.used) AS copies
  FROM (SELECT run, used FROM monthly_flow
         WHERE month > (SELECT substr(since, 1, 7) FROM _last_year) AND month < substr('9999-12-31', 1, 7)
         UNION ALL
        SELECT run, sent + used_besides FROM _movement_flow
         WHERE date > (SELECT since FROM _last_year)
           AND date < (SELECT date(since, 'start of month', '+1 month') FROM _last_year)
           AND date <= '9999-12-31' AND +entry <= (SELECT coalesce(max(last_entry), 0) FROM command)
         UNION ALL
        SELECT run, sent + used_besides FROM _movement_flow
         WHERE date >= substr('9999-12-31', 1, 7) AND date <= '9999-12-31'
           AND date >= (SELECT date(since, 'start of month', '+1 month') FROM _last_year)
           AND +entry <= (SELECT coalesce(max(last_entry), 0) FROM command)
       ) AS part
  JOIN print_run ON print_run.id = part.run
 GROUP BY print_run.item;
CREATE VIEW _pace AS
-- The remaining copies of each item, and how many left the stores for use in the 12 months up to the day, or since the
-- item was first printed if later. A month is a twelfth of the days of those 12.
SELECT stock.item, stock.on_hand, stock.available, max(stock.available, 0) AS remaining,
       coalesce(_use.copies, 0) AS used, _last_year.day, _last_year.days AS year,
       CAST(max(min(julianday(_last_year.day) - julianday(printed.since) + 1, _last_year.days), 1) AS INTEGER) AS days
  FROM stock
  JOIN (SELECT item, min(printed_on) AS since FROM _run GROUP BY item) AS printed ON printed.item = stock.item
 CROSS JOIN _last_year
  LEFT JOIN _use ON _use.item = stock.item;
CREATE VIEW _place_value AS
-- The printing cost of the copies of each print run at each place or in transit, in cents. Each part is the value of
-- all parts up to it, rounded half down, less the parts before it: so they add up to the value of the run's stock, and
-- to its cost while all its copies are there. Silent copies, without fresh evidence or at seminars that are over, have
-- their part of that, rounded alike.
SELECT place, run, copies, currency, cents, silent,
       iif(silent = copies, cents,
           cost / quantity * silent + (2 * (cost % quantity) * silent + quantity - 1) / (2 * quantity)) AS silent_cents
  FROM (SELECT *,
               cost / quantity * copies + (2 * (cost % quantity) * through + quantity - 1) / (2 * quantity)
               - (2 * (cost % quantity) * (through - copies) + quantity - 1) / (2 * quantity) AS cents,
               iif(place = 4, 0, copies - proven) AS silent
          FROM (SELECT part.place, part.run, part.copies, coalesce(_evidence.counted + arrived, 0) AS proven,
                       detail.currency, detail.cost, _run.quantity,
                       sum(part.copies) OVER (PARTITION BY part.run ORDER BY part.place) AS through
                  FROM (SELECT place, run, sum(copies) AS copies
                          FROM (SELECT place, run, copies FROM _holding
                                 UNION ALL
                                SELECT 4, run, in_transit FROM _flow)
                         GROUP BY place, run
                        HAVING sum(copies) <> 0) AS part
                  JOIN _run ON _run.id = part.run
                  LEFT JOIN _run_detail AS detail ON detail.run = part.run
                  LEFT JOIN _evidence ON _evidence.place = part.place AND _evidence.run = part.run));
CREATE VIEW _request_text AS
-- The texts of each request.
SELECT request, command, note, redacted
  FROM text
 WHERE request IS NOT NULL
   AND command = (SELECT max(command) FROM text AS version
                   WHERE version.request = text.request AND version.command <= (SELECT max(number) FROM command));
CREATE VIEW _run_named AS
-- The runs that entries name: those of their own movements, and those counted separately by a count.
SELECT entry, run FROM movement WHERE count IS NULL
 UNION ALL
SELECT count, run FROM count_line WHERE run IS NOT NULL;
CREATE VIEW _run_text AS
-- The texts of each print run, after the last edit.
SELECT run, note, redacted
  FROM text
 WHERE run IS NOT NULL
   AND command = (SELECT max(command) FROM text AS version
                   WHERE version.run = text.run AND version.command <= (SELECT max(number) FROM command));
CREATE VIEW _run_value AS
-- How many copies of each print run are in stock, at stores, at places or in transit, and their printing cost, in
-- cents: the cost of the run by copies, rounded half down, so that it adds up to the whole cost with that of the other
-- copies, which _destroyed rounds half up. Silent copies, without fresh evidence or at seminars that are over, have
-- their part of that, rounded alike.
SELECT _run.id AS run, _run.run AS code, _run.item, detail.fund, stock.copies, detail.currency,
       cost / quantity * stock.copies + (2 * (cost % quantity) * stock.copies + quantity - 1) / (2 * quantity) AS cents,
       stock.held - coalesce(proven.copies, 0) AS silent,
       cost / quantity * (stock.held - coalesce(proven.copies, 0))
       + (2 * (cost % quantity) * (stock.held - coalesce(proven.copies, 0)) + quantity - 1) / (2 * quantity)
       AS silent_cents
  FROM _run
  JOIN (SELECT run, on_hand + in_transit + at_places AS copies, on_hand + at_places AS held FROM _flow) AS stock ON stock.run = _run.id
  LEFT JOIN _run_detail AS detail ON detail.run = _run.id
  LEFT JOIN (SELECT run, sum(counted + arrived) AS copies FROM _evidence GROUP BY run) AS proven ON proven.run = _run.id
 WHERE stock.copies > 0;
CREATE VIEW _seminar_copies AS
-- How many copies were shipped to each seminar, less its returns.
SELECT entry.place, sum(CASE entry.type WHEN 'ship' THEN movement.quantity ELSE -movement.quantity END) AS copies
  FROM entry
 CROSS JOIN (SELECT DISTINCT place FROM seminar) AS seminar ON seminar.place = entry.place
 CROSS JOIN movement ON movement.entry = entry.id AND movement.count IS NULL
 WHERE entry.type IN ('ship', 'return')
   AND entry.date <= '9999-12-31' AND entry.id <= (SELECT coalesce(max(last_entry), 0) FROM command)
   AND entry.id NOT IN (SELECT entry FROM _void)
 GROUP BY entry.place;
CREATE VIEW _sending AS
-- Shipments to each place, a row for each movement; looked up by place.
SELECT entry.place, entry.date, movement.run, movement.quantity AS copies
  FROM entry
 CROSS JOIN _movement AS movement ON movement.entry = entry.id AND movement.to_transit
 WHERE entry.type = 'ship' AND entry.date <= '9999-12-31' AND +entry.id <= (SELECT coalesce(max(last_entry), 0) FROM command)
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id);
CREATE VIEW _shippable AS
-- Copies of each print run that the first store could still ship, without withdrawn runs.
SELECT run.item, run.id AS run, run.printed_on, run.number, coalesce(detail.carton, 1) AS carton, spare.spare AS copies
  FROM _spare AS spare
  JOIN place ON place.id = spare.place AND place.code = (SELECT value FROM setting WHERE name = 'default_store')
  JOIN _run_active AS run ON run.id = spare.run
  LEFT JOIN _run_detail AS detail ON detail.run = run.id
 WHERE spare.spare > 0;
CREATE VIEW _standing AS
-- Valid entries: those not voided, themselves or with their shipment, and not voids. Unlike other queries this includes
-- what the command being recorded has recorded so far.
SELECT *
  FROM entry
 WHERE type <> 'void' AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id);
CREATE VIEW funding AS
-- What each fund granted in a year for a purpose, what was spent, and what is left: print runs count as printing,
-- seminars as seminars, sending costs as distribution. A grant without a purpose pays for everything in its fund that
-- no other grant of that year pays for. Each grant for several years or a purpose of its own has its own row, in its
-- first year. Copies are those printed or sent; if several funds paid for a print run, each has its share of them. Each
-- currency has its own row.
SELECT fund, year, purpose, currency,
       printf('%d.%02d', sum(granted) / 100, sum(granted) % 100) AS granted,
       printf('%d.%02d', sum(spent) / 100, sum(spent) % 100) AS spent,
       sum(copies) AS copies,
       printf('%s%d.%02d', iif(sum(granted) < sum(spent), '-', ''), abs(sum(granted) - sum(spent)) / 100,
              abs(sum(granted) - sum(spent)) % 100) AS "left",
       max(until) AS until, own AS "grant", max(reference) AS reference, max(date) AS date
  FROM (SELECT fund, year, purpose, currency, amount AS granted, 0 AS spent, 0 AS copies, own,
               iif(own IS NULL, NULL, until) AS until, iif(own IS NULL, NULL, reference) AS reference,
               iif(own IS NULL, NULL, date) AS date
          FROM _grant
         WHERE year <= CAST(substr('9999-12-31', 1, 4) AS INTEGER)
         UNION ALL
        SELECT fund, year, purpose, currency, 0, cents, copies, own, NULL, NULL, NULL
          FROM _spending
         WHERE cents IS NOT NULL)
 GROUP BY fund, year, purpose, currency, own;
CREATE VIEW _waiting AS
-- Open tasks: since when, for how many days up to today, what they are about, and the command for them. A parcel waits
-- from the day it was sent, a request from its date, a store from its last count, a place from the day it had too few
-- copies, a seminar from its own day, the silent places of a kind from the first day on which one of them was last
-- counted or, if never, got copies, a print run from its review date, a grant from the day it was overspent or, if
-- money is left, from the middle of its last year to the end of the next, the ledger from its last backup. Requests,
-- and then places, get what the first store can spare: the earliest needed first, then the longest wait. No command
-- ships more than there is, prints copies, or records what nobody has checked. A closed place is reopened before it
-- receives, from its closing date. Due are parcels in transit for over 30 days, a backup if the last one is over a week
-- old, and all other tasks at once. For silent places and seminars that are over, it gives the number of places, and of
-- their copies without fresh evidence.
SELECT what, place, since, CAST(julianday('now', 'localtime', 'start of day') - julianday(since) AS INTEGER) AS days,
       about, command, needed, places, copies,
       julianday('now', 'localtime', 'start of day') - julianday(since)
       > CASE what WHEN 'parcel' THEN 30 WHEN 'backup' THEN 7 ELSE -15 END AS is_due
  FROM (SELECT 'parcel' AS what, place.code AS place, entry.date AS since,
               group_concat(sent.copies || ' ' || sent.item, ', ') AS about,
               coalesce((SELECT 'tracker place reopen ' || place.code || ' --date ' || period.since
                           FROM _closed_period AS period
                          WHERE period.place = entry.place AND period.since <= date('now', 'localtime')
                            AND (period.until IS NULL OR period.until > date('now', 'localtime'))),
                        'tracker receive ' || sent.shipment) AS command,
               NULL AS needed, NULL AS places, NULL AS copies
          FROM (SELECT shipment, item, copies FROM _outstanding ORDER BY shipment, item) AS sent
          JOIN entry ON entry.id = sent.shipment
          JOIN place ON place.id = entry.place
         GROUP BY sent.shipment
         UNION ALL
        SELECT 'count', place, min(since), group_concat(item, ', '), 'tracker count ' || place, NULL, NULL, NULL
          FROM (SELECT place, item, since FROM _counted_last
                 WHERE since < date('now', 'localtime', '-12 months') ORDER BY place, since, item)
         GROUP BY place
         UNION ALL
        SELECT iif(over_on IS NULL, 'silent', 'over'), iif(over_on IS NULL, NULL, code), min(coalesce(over_on, since)),
               iif(over_on IS NULL,
                   sum(unproven) || iif(sum(unproven) = 1, ' copy at ', ' copies at ')
                   || count(*) || iif(count(*) = 1, ' place', ' places'),
                   (SELECT group_concat(copies || ' ' || item, ', ')
                      FROM (SELECT print_run.item, sum(copies) AS copies
                              FROM _holding
                              JOIN print_run ON print_run.id = _holding.run
                             WHERE _holding.place = part.id
                             GROUP BY print_run.item
                            HAVING sum(copies) > 0))),
               iif(over_on IS NULL, 'tracker paper sheet count --kind ' || kind,
                   iif(is_cancelled, 'tracker return ', 'tracker handout ') || code || ' --all --date ' || moved_on),
               NULL, count(*), sum(unproven)
          FROM (SELECT place.id, place.code, place.kind, part.held, part.unproven, over.date AS over_on, over.is_cancelled,
                       coalesce((SELECT max(entry.date) FROM entry
                                  WHERE entry.place = place.id AND entry.type = 'count'
                                    AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id)),
                                (SELECT date FROM _arrival WHERE _arrival.place = place.id ORDER BY date LIMIT 1)) AS since,
                       CASE WHEN over.place IS NOT NULL
                            THEN max(min(over.date, date('now', 'localtime')),
                                     (SELECT max(date) FROM balance WHERE balance.place = place.id)) END AS moved_on
                  FROM (SELECT place, sum(held) AS held, sum(held) - sum(proven) AS unproven
                          FROM (SELECT place, sum(shipped - in_transit - returned - handed_out - lost + moved_in - moved_out)
                                              AS held, 0 AS proven
                                  FROM custody
                                 GROUP BY place
                                 UNION ALL
                                SELECT entry.place, from_loss - handed_out, 0
                                  FROM _difference
                                  JOIN entry ON entry.id = _difference.count
                                 UNION ALL
                                SELECT place, 0, counted + arrived FROM _evidence)
                         GROUP BY place) AS part
                  JOIN _place AS place ON place.id = part.place AND NOT place.is_store
                  LEFT JOIN _seminar_over AS over ON over.place = place.id
                 WHERE part.unproven > 0 OR (over.place IS NOT NULL AND part.held > 0)) AS part
         GROUP BY iif(over_on IS NULL, kind, code), over_on IS NULL
         UNION ALL
        SELECT 'seminar', seminar.code, seminar.date, seminar.name, 'tracker ship ' || seminar.code, seminar.date,
               NULL, NULL
          FROM _seminar AS seminar
         WHERE seminar.date BETWEEN date('now', 'localtime') AND date('now', 'localtime', '+14 days')
           AND NOT EXISTS (SELECT 1 FROM _custody WHERE _custody.place = seminar.place AND _custody.in_transit > 0)
           AND NOT EXISTS (SELECT 1 FROM _holding WHERE _holding.place = seminar.place AND _holding.copies > 0)
         UNION ALL
        SELECT what, place, min(since), group_concat(wanted || ' ' || item, ', '),
               CASE WHEN what = 'request' AND sum(got) = sum(wanted) THEN 'tracker ship --request ' || request
                    WHEN what = 'request' THEN 'tracker request edit ' || request
                    WHEN sum(got) = sum(wanted)
                    THEN 'tracker ship ' || place || ' ' || group_concat(item || '=' || got, ' ')
                    ELSE 'tracker report runout' END,
               needed, NULL, NULL
          FROM (SELECT want.what, want.request, place.code AS place, want.since, want.needed, want.item, want.wanted,
                       iif(place.code = first.value, 0,
                           max(min(want.wanted, coalesce(spare.copies, 0) + want.wanted
                                                - sum(iif(place.code = first.value, 0, want.wanted)) OVER earlier), 0))
                       AS got
                  FROM (SELECT 'request' AS what, request, place, date AS since, needed, item, open AS wanted
                          FROM _request_line WHERE open > 0
                         UNION ALL
                        SELECT 'level', NULL, place, since, NULL, item, wanted FROM _below) AS want
                  JOIN place ON place.id = want.place
                  JOIN setting AS first ON first.name = 'default_store'
                  LEFT JOIN (SELECT item, sum(copies) AS copies
                               FROM _shippable
                              WHERE EXISTS (SELECT 1 FROM request UNION ALL SELECT 1 FROM level)
                              GROUP BY item) AS spare
                         ON spare.item = want.item
                WINDOW earlier AS (PARTITION BY want.item
                                   ORDER BY want.what DESC, coalesce(want.needed, '9999-12-32'), want.since,
                                            want.request, place.code)
                 ORDER BY place.code, want.request, want.item)
         GROUP BY what, request, place, what = 'level' AND got < wanted
         UNION ALL
        SELECT 'review', NULL, review_by, copies || ' ' || run, 'tracker run show ' || run, NULL, NULL, NULL
          FROM (SELECT run.run, detail.review_by,
                       (SELECT on_hand + in_transit + at_places FROM _flow WHERE _flow.run = run.id) AS copies
                  FROM _run_active AS run
                  JOIN _run_detail AS detail ON detail.run = run.id
                 WHERE detail.review_by <= date('now', 'localtime'))
         WHERE copies > 0
         UNION ALL
        SELECT 'grant', NULL, since,
               fund || ' ' || year || ' ' || coalesce(purpose || ' ', '')
               || printf('-%d.%02d ', (spent - granted) / 100, (spent - granted) % 100) || currency,
               'tracker report grant ' || fund || coalesce(' --grant ' || own, ' --year ' || year), NULL, NULL, NULL
          FROM _overspent
         UNION ALL
        SELECT 'grant', NULL, coalesce(until, year) || '-07-01',
               fund || ' ' || year || ' ' || coalesce(purpose || ' ', '') || "left" || ' ' || currency,
               'tracker report grant ' || fund || coalesce(' --grant ' || "grant", ' --year ' || year), NULL, NULL, NULL
          FROM funding
         WHERE date('now', 'localtime') BETWEEN coalesce(until, year) || '-07-01'
                                            AND (coalesce(until, year) + 1) || '-12-31'
           AND "left" <> '0.00' AND "left" NOT LIKE '-%'
         UNION ALL
        SELECT 'backup', NULL, substr(coalesce((SELECT max(recorded_at) FROM backup), recorded_at), 1, 10),
               iif((SELECT max(recorded_at) FROM backup) IS NULL, 'never', 'last backup'),
               'tracker backup backup-' || date('now', 'localtime') || '.db', NULL, NULL, NULL
          FROM _command
         WHERE number = 1);
CREATE VIEW _written AS
-- Every text written about an entry, a row for each, as of now.
SELECT entry.id AS entry, entry.date, text.value AS text
  FROM (SELECT entry, reference AS value FROM _entry_text
         UNION ALL
        SELECT entry, carrier FROM _entry_text
         UNION ALL
        SELECT entry, reason FROM _entry_text
         UNION ALL
        SELECT entry, note FROM _entry_text
         UNION ALL
        SELECT id, reason FROM entry WHERE type = 'writeoff') AS text
  JOIN entry ON entry.id = text.entry
 WHERE text.value IS NOT NULL AND entry.id <= (SELECT coalesce(max(last_entry), 0) FROM command);
CREATE VIEW booklets AS
-- Booklets, with the languages they were printed in.
SELECT code, title,
       (SELECT group_concat(language, ' ')
          FROM (SELECT DISTINCT language FROM _run WHERE _run.booklet = booklet.code ORDER BY language))
           AS languages,
       note, aliases, url
  FROM booklet
 WHERE command <= (SELECT max(number) FROM command);
CREATE VIEW counts AS
-- Valid counts, a row for each item or print run counted, with the columns of an import.
SELECT entry.id AS entry, entry.date, place.code AS place, coalesce(count_line.item, print_run.code) AS item,
       count_line.quantity, text.reference, text.note
  FROM entry
  JOIN place ON place.id = entry.place
  JOIN count_line ON count_line.count = entry.id
  LEFT JOIN print_run ON print_run.id = count_line.run
  LEFT JOIN _entry_text AS text ON text.entry = entry.id
 WHERE entry.type = 'count' AND entry.date <= '9999-12-31' AND entry.id <= (SELECT coalesce(max(last_entry), 0) FROM command)
   AND entry.id NOT IN (SELECT entry FROM _void)
 ORDER BY entry.id, count_line.line;
CREATE VIEW places AS
-- Places that can hold copies, and whether they are open; outside places are left out.
SELECT code, name, kind, country, city, address, contact, email, phone, note,
       CASE WHEN (SELECT closed FROM closing
                   WHERE closing.place = _place.id AND date <= '9999-12-31' AND closing.command <= (SELECT max(number) FROM command)
                   ORDER BY date DESC, closing.id DESC LIMIT 1) = 1
            THEN 'closed' ELSE 'open' END AS status,
       region, CASE WHEN is_discreet THEN 'yes' END AS discreet, postcode, aliases
  FROM _place;
CREATE VIEW coverage AS
-- Open places, with what was last sent to each and when, what last arrived and when, and what it holds: of one item, if
-- the parameter names one. Copies lost on the way or still in transit did not arrive. Only the last days are read.
SELECT last.code AS place, last.name, last.kind, last.country,
       coalesce((SELECT sum(copies) FROM _sending
                  WHERE _sending.place = last.id AND date = last_shipped
                    AND (NULL IS NULL OR run IN (SELECT id FROM print_run WHERE item = NULL))), 0) AS copies,
       last_shipped,
       coalesce((SELECT sum(copies) FROM _arrival
                  WHERE _arrival.place = last.id AND date = last_received
                    AND (NULL IS NULL OR run IN (SELECT id FROM print_run WHERE item = NULL))), 0)
       + CASE WHEN is_store
              THEN coalesce((SELECT sum(copies) FROM _homecoming
                              WHERE _homecoming.place = last.id AND date = last_received
                                AND (NULL IS NULL OR run IN (SELECT id FROM print_run WHERE item = NULL))), 0)
              ELSE 0 END AS received,
       last_received,
       coalesce(held.copies, 0) AS here
  FROM (WITH days AS MATERIALIZED (
             SELECT places.code, places.name, places.kind, places.country, place.id, place.is_store,
                    (SELECT date FROM _sending
                      WHERE _sending.place = place.id
                        AND (NULL IS NULL OR run IN (SELECT id FROM print_run WHERE item = NULL))
                      ORDER BY date DESC LIMIT 1) AS last_shipped,
                    (SELECT date FROM _arrival
                      WHERE _arrival.place = place.id
                        AND (NULL IS NULL OR run IN (SELECT id FROM print_run WHERE item = NULL))
                      ORDER BY date DESC LIMIT 1) AS last_arrived,
                    CASE WHEN place.is_store
                         THEN (SELECT max(date) FROM _homecoming
                                WHERE _homecoming.place = place.id
                                  AND (NULL IS NULL OR run IN (SELECT id FROM print_run WHERE item = NULL))) END
                    AS last_returned
               FROM places
               JOIN place ON place.code = places.code
              WHERE places.status = 'open')
        SELECT *, nullif(max(coalesce(last_arrived, ''), coalesce(last_returned, '')), '') AS last_received
          FROM days) AS last
  LEFT JOIN (SELECT place, sum(copies) AS copies
               FROM (SELECT place, run, copies FROM _balance
                    )
              WHERE NULL IS NULL OR run IN (SELECT id FROM print_run WHERE item = NULL)
              GROUP BY place) AS held
         ON held.place = last.id;
CREATE VIEW distribution_lines AS
-- The lines of `distribution`: a row for each print run of a shipment to a place other than a store, and for each run
-- of a return, whose shipment is NULL. Received copies count on the shipment's date, returned ones on the return's.
-- Void entries are left out.
SELECT CAST(substr(line.date, 1, 4) AS INTEGER) AS year,
       substr(line.date, 1, 4) || '-Q' || ((CAST(substr(line.date, 6, 2) AS INTEGER) + 2) / 3) AS quarter,
       substr(line.date, 1, 7) AS month,
       edition.booklet, edition.language, edition.item, edition.run,
       place.kind, place.country, place.code AS place,
       edition.fund,
       line.date, line.shipment, line.copies, line.received, line.returned,
       place.region, place.city, line.entry
  FROM _distributed AS line
  JOIN _place AS place ON place.id = line.place AND NOT place.is_store
  JOIN _edition AS edition ON edition.id = line.run;
CREATE VIEW distribution AS
-- Distribution by year, kind of place and language: the number of shipments, the copies sent, received and returned. A
-- shipment in two languages counts in both rows, so do not add up the shipments.
SELECT year, kind, language,
       count(DISTINCT shipment) AS shipments, sum(copies) AS copies, sum(received) AS received,
       sum(returned) AS returned
  FROM distribution_lines
 GROUP BY year, kind, language;
CREATE VIEW due AS
-- Tasks due today: parcels in transit for over 30 days, open requests, places below their level, stores last counted
-- over a year ago, seminars within 14 days without copies and past ones that still have some, kinds of places with
-- copies without evidence from the last 12 months, print runs to be reviewed, grants that are overspent or about to end
-- unspent, and a backup if the last one is over a week old.
SELECT what, place, since, days, about, command, needed FROM _waiting WHERE is_due;
CREATE VIEW entries AS
-- Entries: what happened, where and on which day, and when and by whom each was recorded.
SELECT entry.id AS entry, entry.type, entry.date, place.code AS place, text.reference, text.carrier,
       coalesce(entry.reason, text.reason) AS reason, text.note, entry.shipment, entry.request, entry.voids,
       _void.void AS voided_by, entry.replaces, command.recorded_at, command.clerk AS recorded_by, entry.command
  FROM entry
  JOIN place ON place.id = entry.place
  JOIN _command AS command ON command.number = entry.command
  LEFT JOIN _entry_text AS text ON text.entry = entry.id
  LEFT JOIN _void ON _void.entry = entry.id
 WHERE entry.date <= '9999-12-31' AND entry.id <= (SELECT coalesce(max(last_entry), 0) FROM command)
 ORDER BY entry.id;
CREATE VIEW print_runs AS
-- Print runs, with their cost, printer and other details.
SELECT _run.run, _run.item, _run.printed_on, _run.quantity,
       store.code AS store,
       CASE WHEN detail.cost IS NOT NULL
            THEN printf('%d.%02d', detail.cost / 100, detail.cost % 100) END AS cost,
       detail.currency, detail.shares AS fund, detail.printer, detail.isbn,
       CASE WHEN _run.withdrawn THEN 'withdrawn' ELSE 'active' END AS status,
       printed.reference,
       text.note,
       detail.review_by, detail.mark, detail.carton, detail.weight, detail.url, detail.named AS "grant"
  FROM _run
  JOIN place AS store ON store.id = _run.store
  LEFT JOIN _run_detail AS detail ON detail.run = _run.id
  LEFT JOIN _run_text AS text ON text.run = _run.id
  LEFT JOIN _entry_text AS printed ON printed.entry = _run.entry;
CREATE VIEW funds AS
-- Funds.
SELECT code, name
  FROM fund;
CREATE VIEW find AS
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
         WHERE request.command <= (SELECT max(number) FROM command)
         UNION ALL
        SELECT 'fund', code, NULL, code FROM funds
         UNION ALL
        SELECT 'fund', code, NULL, name FROM funds
         UNION ALL
        SELECT 'fund', fund, NULL, purpose FROM funding_grant WHERE command <= (SELECT max(number) FROM command))
 WHERE text IS NOT NULL;
CREATE VIEW funds_and_grants AS
-- Funds and their grants: a row for each grant, and one for each fund without grants.
SELECT fund.code, fund.name, given.year,
       CASE WHEN given.amount IS NOT NULL
            THEN printf('%d.%02d', given.amount / 100, given.amount % 100) END AS amount,
       given.currency, given.purpose, given.id AS "grant",
       given.until, given.reference, given.date, given.note
  FROM fund
  LEFT JOIN _grant AS given ON given.fund = fund.code;
CREATE VIEW grants AS
-- Valid grants, in the order in which they were recorded.
SELECT given.fund, given.year, printf('%d.%02d', given.amount / 100, given.amount % 100) AS amount, given.currency,
       given.purpose, command.recorded_at, command.clerk AS recorded_by, given.id AS "grant",
       given.until, given.reference, given.date, given.note
  FROM _grant AS given
  JOIN _command AS command ON command.number = given.command
 ORDER BY given.id;
CREATE VIEW handouts AS
-- Valid hand-outs, a row for each item, with the columns of an import.
SELECT entry.id AS entry, entry.date, place.code AS place, print_run.item, sum(movement.quantity) AS quantity,
       (SELECT group_concat(name || '=' || people, '; ') FROM handout_audience WHERE handout = entry.id) AS audience,
       text.reference, text.note
  FROM entry
  JOIN place ON place.id = entry.place
  JOIN movement ON movement.entry = entry.id AND movement.count IS NULL
  JOIN print_run ON print_run.id = movement.run
  LEFT JOIN _entry_text AS text ON text.entry = entry.id
 WHERE entry.type = 'handout' AND entry.date <= '9999-12-31' AND entry.id <= (SELECT coalesce(max(last_entry), 0) FROM command)
   AND entry.id NOT IN (SELECT entry FROM _void)
 GROUP BY entry.id, print_run.item
 ORDER BY entry.id, print_run.item;
CREATE VIEW levels AS
-- The lowest and highest level of each item at each place.
SELECT place.code AS place, level.item, level.low, level.high
  FROM _level AS level
  JOIN place ON place.id = level.place;
CREATE VIEW log AS
-- The ledger's log: a row for each movement, for each run that a count found as expected, and for each entry that moved
-- nothing. A condition on the entry reaches each part of the UNION, so that SQLite looks up the rows of an entry
-- instead of searching for them.
SELECT line.entry,
       entry.type,
       coalesce(line.date, entry.date) AS date,
       place.code AS place,
       print_run.code AS run,
       line.quantity,
       source.code AS source,
       destination.code AS destination,
       text.reference,
       text.note,
       command.recorded_at,
       command.clerk AS recorded_by,
       entry.voids,
       _void.void AS voided_by,
       line.counted,
       entry.command,
       line.shipment,
       line.count
  FROM (SELECT movement.entry, movement.line, movement.run, movement.quantity, movement.source,
               movement.destination, movement.date, movement.shipment, movement.count,
               CASE WHEN movement.count = movement.entry
                    THEN (SELECT counted FROM _counted
                           WHERE _counted.entry = movement.entry AND _counted.run = movement.run) END AS counted
          FROM movement
         WHERE movement.date <= '9999-12-31'
         UNION ALL
        SELECT _counted.entry, 0, _counted.run, NULL, NULL, NULL, NULL, NULL, NULL, _counted.counted
          FROM _counted
         WHERE NOT EXISTS (SELECT 1 FROM movement
                            WHERE movement.entry = _counted.entry AND movement.count = _counted.entry
                              AND movement.run = _counted.run)
         UNION ALL
        SELECT entry.id, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
          FROM entry
         WHERE NOT EXISTS (SELECT 1 FROM movement WHERE movement.entry = entry.id AND movement.date <= '9999-12-31')
           AND NOT EXISTS (SELECT 1 FROM _counted WHERE _counted.entry = entry.id)) AS line
  JOIN entry ON entry.id = line.entry
  JOIN place ON place.id = entry.place
  JOIN _command AS command ON command.number = entry.command
  LEFT JOIN print_run ON print_run.id = line.run
  LEFT JOIN place AS source ON source.id = line.source
  LEFT JOIN place AS destination ON destination.id = line.destination
  LEFT JOIN _entry_text AS text ON text.entry = line.entry
  LEFT JOIN _void ON _void.entry = line.entry
 WHERE entry.date <= '9999-12-31' AND line.entry <= (SELECT coalesce(max(last_entry), 0) FROM command)
 ORDER BY line.entry, line.line;
CREATE VIEW receipts AS
-- Valid receipts, a row for each item, with the columns of an import. A shipment is named by its reference, which
-- another ledger knows, otherwise by its number.
SELECT entry.id AS entry, coalesce(sent.reference, CAST(entry.shipment AS TEXT)) AS shipment, entry.date,
       place.code AS place, print_run.item, sum(movement.quantity) AS quantity, text.reference, text.note
  FROM entry
  JOIN place ON place.id = entry.place
  JOIN movement ON movement.entry = entry.id AND movement.destination = entry.place AND movement.count IS NULL
  JOIN print_run ON print_run.id = movement.run
  LEFT JOIN _entry_text AS text ON text.entry = entry.id
  LEFT JOIN _entry_text AS sent ON sent.entry = entry.shipment
 WHERE entry.type = 'receive' AND entry.date <= '9999-12-31' AND entry.id <= (SELECT coalesce(max(last_entry), 0) FROM command)
   AND entry.id NOT IN (SELECT entry FROM _void)
 GROUP BY entry.id, print_run.item
 ORDER BY entry.id, print_run.item;
CREATE VIEW regions AS
-- Regions: their country, inhabitants, and speakers of each language. With max(), SQLite takes the other columns from
-- the row that has the maximum.
SELECT name, country, inhabitants, speakers
  FROM (SELECT name, max(command), country, inhabitants, speakers
          FROM region
         WHERE command <= (SELECT max(number) FROM command)
         GROUP BY name)
 WHERE country IS NOT NULL;
CREATE VIEW requests AS
-- Requests, a row for each item: how many copies were requested, shipped, and are still open.
SELECT _request_line.request, date, place.code AS place, place.name, place.kind, place.country, item, quantity, shipped,
       open, status, text.note, needed
  FROM _request_line
  LEFT JOIN _request_text AS text ON text.request = _request_line.request
  JOIN _place AS place ON place.id = _request_line.place;
CREATE VIEW returns AS
-- Valid returns, a row for each item, with the columns of an import.
SELECT entry.id AS entry, entry.date, place.code AS place, print_run.item, sum(movement.quantity) AS quantity,
       store.code AS store, text.reference, text.note
  FROM entry
  JOIN place ON place.id = entry.place
  JOIN movement ON movement.entry = entry.id AND movement.count IS NULL
  JOIN place AS store ON store.id = movement.destination
  JOIN print_run ON print_run.id = movement.run
  LEFT JOIN _entry_text AS text ON text.entry = entry.id
 WHERE entry.type = 'return' AND entry.date <= '9999-12-31' AND entry.id <= (SELECT coalesce(max(last_entry), 0) FROM command)
   AND entry.id NOT IN (SELECT entry FROM _void)
 GROUP BY entry.id, print_run.item
 ORDER BY entry.id, print_run.item;
CREATE VIEW runout AS
-- When each item runs out: the available copies, at the average rate at which copies left the stores for use in the 12
-- months up to the day, or since the item was first printed if later. A month is a twelfth of the days of those 12.
-- There is no forecast for an item if no more copies left than came back, or for dates past the year 9999.
SELECT item, on_hand,
       round(used / months, 1) AS per_month,
       round(remaining * months / nullif(max(used, 0), 0), 1) AS months_left,
       date(day, '+' || (remaining * days / nullif(max(used, 0), 0)) || ' days') AS runs_out_on,
       available,
       round(months, 1) AS months_known
  FROM (SELECT item, on_hand, available, remaining, used, day, days, days * 12.0 / year AS months FROM _pace);
CREATE VIEW runout_orders AS
-- When each item runs out, and what to order: on which day, if printing takes 8 weeks, and how many copies, so that
-- they last 18 months at the same rate, plus requests beyond the stock.
SELECT runout.item, runout.on_hand, runout.per_month, runout.months_left, runout.runs_out_on, runout.available,
       runout.months_known,
       date(runout.runs_out_on, '-' || (8 * 7) || ' days') AS order_by,
       CASE WHEN _pace.used > 0
            THEN (_pace.used * _pace.year * 18 + 12 * _pace.days - 1) / (12 * _pace.days)
                 + max(-_pace.available, 0)
            ELSE max(-_pace.available, 0) END AS "order"
  FROM runout
  JOIN _pace ON _pace.item = runout.item;
CREATE VIEW seminars AS
-- Seminars, with their audience, their cost and the copies shipped to them, less returns.
SELECT code, name, date,
       (SELECT group_concat(name || '=' || people, '; ')
          FROM (SELECT name, people FROM audience 
                 WHERE audience.seminar = _seminar.place AND audience.command = _seminar.command
                 ORDER BY name)) AS audience,
       attendees, coalesce(copies, 0) AS copies, fund,
       CASE WHEN cost IS NOT NULL THEN printf('%d.%02d', cost / 100, cost % 100) END AS cost,
       currency, country, note, named AS "grant"
  FROM _seminar
  LEFT JOIN _seminar_copies ON _seminar_copies.place = _seminar.place;
CREATE VIEW seminars_by_audience AS
-- How many people of each group attended seminars.
SELECT audience.name AS audience, sum(audience.people) AS attendees
  FROM _seminar
  JOIN audience ON audience.seminar = _seminar.place AND audience.command = _seminar.command
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
-- Shipments, a row for each item: what became of it, what sending it cost, and for how many days it has been in
-- transit. The status is that of the row's item. Without a day, the days are those up to today (none if the date is
-- tomorrow: a clerk far in the east has that date already).
SELECT sent.entry, date, place, name, kind, country, sent.item, quantity, received, lost,
       CASE WHEN voided THEN 'voided'
            WHEN quantity > received + lost
            THEN CASE WHEN received + lost > 0 THEN 'partly-received' ELSE 'in-transit' END
            WHEN lost > 0 THEN 'closed'
            ELSE 'received' END AS status,
       text.reference, text.carrier, text.note, store, received_on,
       CASE WHEN cost.cost IS NOT NULL THEN printf('%d.%02d', cost.cost / 100, cost.cost % 100) END AS cost,
       cost.currency, cost.fund,
       CASE WHEN NOT voided AND quantity > received + lost
            THEN max(0, CAST(julianday(CASE '9999-12-31' WHEN '9999-12-31' THEN date('now', 'localtime') ELSE '9999-12-31' END)
                             - julianday(date) AS INTEGER)) END AS days,
       cost.funding_grant AS "grant"
  FROM (SELECT entry.id AS entry, entry.date, place.code AS place, place.name, place.kind, place.country,
               print_run.item,
               sum(CASE WHEN movement.entry = entry.id AND movement.to_transit
                        THEN movement.quantity ELSE 0 END) AS quantity,
               sum(((movement.destination = entry.place) - (movement.source = entry.place))
                   * movement.quantity) AS received,
               sum((movement.to_loss - movement.from_loss) * movement.quantity) AS lost,
               entry.id IN (SELECT entry FROM _void) AS voided,
               max(CASE WHEN movement.entry = entry.id THEN store.code END) AS store,
               max(CASE WHEN movement.destination = entry.place
                         AND movement.entry NOT IN (SELECT entry FROM _void)
                        THEN movement.date END) AS received_on
          FROM entry
         CROSS JOIN _movement AS movement ON movement.shipment = entry.id
         CROSS JOIN _place AS place ON place.id = entry.place  -- so that SQLite does not start with all places
          JOIN place AS store ON store.id = movement.source
          JOIN print_run ON print_run.id = movement.run
         WHERE entry.type = 'ship'
           AND entry.date <= '9999-12-31' AND entry.id <= (SELECT coalesce(max(last_entry), 0) FROM command)
           AND movement.date <= '9999-12-31' AND movement.entry <= (SELECT coalesce(max(last_entry), 0) FROM command)
         GROUP BY entry.id, print_run.item) AS sent
  LEFT JOIN _entry_text AS text ON text.entry = sent.entry
  LEFT JOIN shipment_cost AS cost ON cost.shipment = sent.entry AND cost.item = sent.item;
CREATE VIEW stock_by_place AS
-- Stock by place and item: how many copies each place holds, stores included, when they were last counted, and the day
-- of the newest evidence: of that count, or of the arrival of copies there. Items that are gone are listed only if
-- counted: a full count does not count what never was there, such as a voided parcel. Items that an open place should
-- hold, or that were counted there by name, are listed too, even if it never had any.
SELECT place.code AS place, place.name, place.kind, place.country, held.item, held.copies, held.last_counted,
       level.low, level.high,
       nullif(max(coalesce(held.last_counted, ''), coalesce(held.came_on, '')), '') AS evidence
  FROM (SELECT held.place, print_run.item, sum(held.copies) AS copies,
               max(iif(held.copies > 0, held.came_on, NULL)) AS came_on,
               (SELECT max(entry.date)
                  FROM entry
                 WHERE entry.place = held.place AND entry.type = 'count'
                   AND entry.date <= '9999-12-31' AND entry.id <= (SELECT coalesce(max(last_entry), 0) FROM command)
                   AND entry.id NOT IN (SELECT entry FROM _void)
                   AND (entry.is_full
                        OR EXISTS (SELECT 1 FROM count_line
                                     LEFT JOIN print_run AS counted ON counted.id = count_line.run
                                    WHERE count_line.count = entry.id
                                      AND print_run.item IN (count_line.item, counted.item)))
               ) AS last_counted
          FROM (SELECT place, run, copies, came_on FROM _balance
                 LIMIT -1) AS held  -- so that SQLite looks the copies up once, not wherever they are used
          JOIN print_run ON print_run.id = held.run
         GROUP BY held.place, print_run.item
        HAVING sum(held.copies) IS NOT NULL) AS held
  JOIN _place AS place ON place.id = held.place
  LEFT JOIN _level_open AS level ON level.place = held.place AND level.item = held.item
 WHERE held.copies <> 0
    OR level.low IS NOT NULL
    OR held.last_counted IS NOT NULL
   AND (EXISTS (SELECT 1
                  FROM entry
                  JOIN count_line ON count_line.count = entry.id
                  LEFT JOIN print_run AS counted ON counted.id = count_line.run
                 WHERE entry.place = place.id AND entry.type = 'count'
                   AND entry.date <= '9999-12-31' AND entry.id <= (SELECT coalesce(max(last_entry), 0) FROM command)
                   AND entry.id NOT IN (SELECT entry FROM _void)
                   AND held.item IN (count_line.item, counted.item))
        OR EXISTS (SELECT 1
                     FROM print_run AS printed
                    CROSS JOIN balance ON balance.place = place.id AND balance.run = printed.id
                    CROSS JOIN movement ON movement.date = balance.date AND movement.run = printed.id
                     JOIN entry ON entry.id = coalesce(movement.count, movement.entry)
                    WHERE printed.item = held.item AND movement.destination = place.id
                      AND movement.date <= '9999-12-31' AND movement.entry <= (SELECT coalesce(max(last_entry), 0) FROM command) AND entry.type <> 'void'
                      AND entry.id NOT IN (SELECT entry FROM _void)))
 UNION ALL
SELECT place.code, place.name, place.kind, place.country, missing.item, 0,
       missing.last_counted, level.low, level.high, missing.last_counted
  FROM (SELECT place, item,
               (SELECT max(counted.date)
                  FROM _counting AS counted
                 WHERE counted.place = asked.place AND (counted.item IS NULL OR counted.item = asked.item))
               AS last_counted
          FROM (SELECT place, item FROM _level_open
                 UNION
                SELECT place, item FROM _counting WHERE item IS NOT NULL) AS asked) AS missing
  JOIN _place AS place ON place.id = missing.place
  LEFT JOIN _level_open AS level ON level.place = missing.place AND level.item = missing.item
 WHERE NOT EXISTS (SELECT 1 FROM _holding AS held
                     JOIN print_run ON print_run.id = held.run
                    WHERE held.place = missing.place AND print_run.item = missing.item);
CREATE VIEW stock_by_run AS
-- Stock by print run. Requests are for items, not runs, so available copies include those requested.
SELECT _stock.run, item, printed_on, status, printed, on_hand, NULL AS requested, available, in_transit, at_places,
       handed_out,
       loss + coalesce(found.copies, 0) AS lost,
       coalesce(found.copies, 0) AS found
  FROM _stock
  LEFT JOIN (SELECT run, sum(max(from_loss, 0)) AS copies FROM _difference GROUP BY run) AS found ON found.run = _stock.id;
CREATE VIEW trace AS
-- The recall list: each place that ever held or was sent copies of a run, and what became of them: shipped + moved in +
-- counted in = in transit + here + returned + handed out + lost + moved out. A store also has copies printed for it or
-- returned to it, and sends copies on.
SELECT place.code AS place, place.name, place.kind, place.country, print_run.code AS run,
       part.shipped, part.in_transit, part.returned, part.handed_out, part.lost, part.here,
       nullif(coalesce(place.contact || ' ', '') || coalesce(place.email || ' ', '')
              || coalesce(place.phone, ''), '') AS contact,
       part.moved_in, part.moved_out, part.counted_in, print_run.item
  FROM (SELECT place, run, sum(supplied) AS supplied, sum(shipped) AS shipped, sum(counted_in) AS counted_in,
               sum(in_transit) AS in_transit, sum(returned) AS returned, sum(handed_out) AS handed_out,
               sum(lost) AS lost, sum(here) AS here, sum(moved_in) AS moved_in, sum(moved_out) AS moved_out
          FROM (SELECT place, run, supplied, shipped, 0 AS counted_in, in_transit, returned, handed_out, lost, 0 AS here,
                       moved_in, moved_out
                  FROM _custody
                 UNION ALL
                SELECT entry.place, run, 0, 0, max(from_loss, 0), 0, 0, handed_out, max(-from_loss, 0), 0, 0, 0
                  FROM _difference
                  JOIN entry ON entry.id = _difference.count
                 UNION ALL
                SELECT place, run, 0, 0, 0, 0, 0, 0, 0, copies, 0, 0 FROM _holding)
         WHERE NULL IS NULL OR run IN (SELECT id FROM print_run WHERE item = NULL)
         GROUP BY place, run) AS part
  JOIN _place AS place ON place.id = part.place
  JOIN print_run ON print_run.id = part.run
 WHERE part.supplied > 0 OR part.shipped > 0 OR part.counted_in > 0 OR part.moved_in > 0;
CREATE VIEW value_by_fund AS
-- The printing cost of the copies in stock of each fund's print runs, or of several funds' together; copies whose cost
-- is not known have their own row, without currency and value.
SELECT fund, sum(copies) AS copies, currency,
       CASE WHEN sum(cents) IS NOT NULL THEN printf('%d.%02d', sum(cents) / 100, sum(cents) % 100) END AS value,
       sum(silent) AS silent,
       CASE WHEN sum(cents) IS NOT NULL
            THEN printf('%d.%02d', sum(silent_cents) / 100, sum(silent_cents) % 100) END AS silent_value
  FROM _run_value
 GROUP BY fund, currency;
CREATE VIEW value_by_item AS
-- The printing cost of the copies of each item in stock; copies whose cost is not known have their own row, without
-- currency and value.
SELECT item, sum(copies) AS copies, currency,
       CASE WHEN sum(cents) IS NOT NULL THEN printf('%d.%02d', sum(cents) / 100, sum(cents) % 100) END AS value,
       sum(silent) AS silent,
       CASE WHEN sum(cents) IS NOT NULL
            THEN printf('%d.%02d', sum(silent_cents) / 100, sum(silent_cents) % 100) END AS silent_value
  FROM _run_value
 GROUP BY item, currency;
CREATE VIEW value_by_place AS
-- The printing cost of the copies at each place, or in transit; copies whose cost is not known have their own row,
-- without currency and value.
SELECT place.code AS place, sum(part.copies) AS copies, part.currency,
       CASE WHEN sum(cents) IS NOT NULL THEN printf('%d.%02d', sum(cents) / 100, sum(cents) % 100) END AS value,
       sum(silent) AS silent,
       CASE WHEN sum(cents) IS NOT NULL
            THEN printf('%d.%02d', sum(silent_cents) / 100, sum(silent_cents) % 100) END AS silent_value
  FROM _place_value AS part
  JOIN place ON place.id = part.place
 GROUP BY place.id, part.currency;
CREATE VIEW value_by_run AS
-- The printing cost of the copies of each print run in stock; copies whose cost is not known have their own row,
-- without currency and value.
SELECT code AS run, sum(copies) AS copies, currency,
       CASE WHEN sum(cents) IS NOT NULL THEN printf('%d.%02d', sum(cents) / 100, sum(cents) % 100) END AS value,
       sum(silent) AS silent,
       CASE WHEN sum(cents) IS NOT NULL
            THEN printf('%d.%02d', sum(silent_cents) / 100, sum(silent_cents) % 100) END AS silent_value
  FROM _run_value
 GROUP BY code, currency;
CREATE TRIGGER command_is_booked BEFORE INSERT ON command
BEGIN
INSERT INTO balance (place, run, date, copies, came)
SELECT place, run, date, sum(change) OVER (PARTITION BY place, run ORDER BY date), came
  FROM (SELECT place, run, date, sum(change) AS change, sum(came) AS came
          FROM (SELECT source AS place, run, date, -quantity AS change,
                       iif(count IS NULL AND entry IN (SELECT void FROM voided
                                                        WHERE void BETWEEN NEW.first_entry AND NEW.last_entry), -quantity, 0)
                       AS came
                  FROM movement
                 WHERE entry BETWEEN NEW.first_entry AND NEW.last_entry AND source > 4
                 UNION ALL
                SELECT destination, run, date, quantity,
                       iif(count IS NULL AND entry NOT IN (SELECT void FROM voided
                                                            WHERE void BETWEEN NEW.first_entry AND NEW.last_entry), quantity, 0)
                  FROM movement
                 WHERE entry BETWEEN NEW.first_entry AND NEW.last_entry AND destination > 4
                 UNION ALL
                SELECT place, run, balance.date, copies - lag(copies, 1, 0) OVER (PARTITION BY place, run ORDER BY date), 0
                  FROM (SELECT place, run,
                               coalesce((SELECT max(date) FROM balance
                                          WHERE balance.place = changed.place AND balance.run = changed.run
                                            AND balance.date < changed.date), '') AS since
                          FROM (SELECT place, run, min(date) AS date
                                  FROM (SELECT source AS place, run, date FROM movement
                                         WHERE entry BETWEEN NEW.first_entry AND NEW.last_entry AND source > 4
                                         UNION ALL
                                        SELECT destination, run, date FROM movement
                                         WHERE entry BETWEEN NEW.first_entry AND NEW.last_entry AND destination > 4)
                                 GROUP BY place << 32 | run) AS changed)
                 CROSS JOIN balance USING (place, run)
                 WHERE balance.date >= since)
         GROUP BY place << 32 | run, date)
 WHERE true
    ON CONFLICT DO UPDATE SET copies = excluded.copies, came = came + excluded.came
 WHERE copies <> excluded.copies OR excluded.came <> 0;
INSERT INTO custody (place, run, shipped, in_transit, supplied, returned, handed_out, lost, moved_in, moved_out, came_on)
SELECT place, run, sum(shipped), sum(in_transit), sum(supplied), sum(returned), sum(handed_out), sum(lost),
       sum(moved_in), sum(moved_out),
       (SELECT date FROM balance
         WHERE balance.place = moved.place AND balance.run = moved.run AND came > 0 ORDER BY date DESC LIMIT 1)
  FROM _movement_custody AS moved
 WHERE entry BETWEEN NEW.first_entry AND NEW.last_entry
 GROUP BY place << 32 | run
    ON CONFLICT DO UPDATE
   SET shipped = shipped + excluded.shipped,
       in_transit = in_transit + excluded.in_transit,
       supplied = supplied + excluded.supplied,
       returned = returned + excluded.returned,
       handed_out = handed_out + excluded.handed_out,
       lost = lost + excluded.lost,
       moved_in = moved_in + excluded.moved_in,
       moved_out = moved_out + excluded.moved_out,
       came_on = excluded.came_on;
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
END;
CREATE TRIGGER command_fits AFTER INSERT ON command
BEGIN
    SELECT RAISE(ABORT, 'undoing_unfit')
     WHERE EXISTS (SELECT 1 FROM (
SELECT undone.undone_by AS command, undone.number AS undone
  FROM _command_undone AS undone
 WHERE (SELECT name FROM command WHERE command.number = undone.number) = 'undo'
    OR EXISTS (SELECT 1 FROM _command_undone AS earlier
                WHERE earlier.number = undone.number AND earlier.undone_by < undone.undone_by)
    OR EXISTS (SELECT 1 FROM entry
                WHERE entry.command = undone.number AND entry.type <> 'void'
                  AND NOT EXISTS (SELECT 1 FROM voided AS _void WHERE _void.entry = entry.id))
    OR EXISTS (SELECT 1 FROM entry AS again
                 JOIN entry AS first ON first.id = again.restores
                WHERE first.command = undone.number AND again.id <= (SELECT coalesce(max(last_entry), 0) FROM command)
                  AND NOT EXISTS (SELECT 1 FROM voided AS _void WHERE _void.entry = again.id))
) AS _undoing_unfit WHERE command = NEW.number);
    SELECT RAISE(ABORT, 'date_ahead')
     WHERE EXISTS (SELECT 1 FROM (
SELECT command, date, 'entry' AS what, id
  FROM entry
 WHERE type <> 'void' AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id)
 UNION ALL
SELECT command, date, 'closing', id
  FROM closing
 WHERE NOT EXISTS (SELECT 1 FROM closing AS opposite
                    WHERE opposite.place = closing.place AND opposite.date = closing.date
                      AND opposite.closed <> closing.closed)
 UNION ALL
SELECT command, date, 'withdrawal', id
  FROM withdrawal
 WHERE NOT EXISTS (SELECT 1 FROM withdrawal AS opposite
                    WHERE opposite.run = withdrawal.run AND opposite.date = withdrawal.date
                      AND opposite.withdrawn <> withdrawal.withdrawn)
 UNION ALL
SELECT command, date, 'request', id
  FROM request
 WHERE NOT EXISTS (SELECT 1 FROM cancellation
                    WHERE cancellation.request = request.id AND cancellation.date = request.date
                      AND cancellation.cancelled = 1)
 UNION ALL
SELECT command, date, 'cancellation', request
  FROM cancellation
 WHERE NOT EXISTS (SELECT 1 FROM request
                    WHERE request.id = cancellation.request AND request.date = cancellation.date)
   AND NOT EXISTS (SELECT 1 FROM cancellation AS opposite
                    WHERE opposite.request = cancellation.request AND opposite.date = cancellation.date
                      AND opposite.cancelled <> cancellation.cancelled)
) AS _date WHERE command = NEW.number
                      AND date > date(substr(NEW.recorded_at, 1, 19), '+14 hours'));
    SELECT RAISE(ABORT, 'fact_unfit')
     WHERE EXISTS (SELECT 1 FROM (
SELECT detail.command, 'kind_unfit' AS finding, place.code AS place, detail.kind
  FROM place_detail AS detail
  JOIN place ON place.id = detail.place
 WHERE place.is_store <> (detail.kind = 'store')
   AND NOT EXISTS (SELECT 1 FROM place_detail AS later WHERE later.place = detail.place AND later.command > detail.command
                      AND later.command <= NEW.number)
 UNION ALL
SELECT place.command, 'kind_missing', place.code, NULL
  FROM place
 WHERE place.command IS NOT NULL AND NOT EXISTS (SELECT 1 FROM place_detail AS detail
                                                  WHERE detail.place = place.id AND detail.command <= NEW.number)
 UNION ALL
SELECT request.command, 'request_empty', place.code, NULL
  FROM request
  JOIN place ON place.id = request.place
 WHERE NOT EXISTS (SELECT 1 FROM request_line WHERE request_line.request = request.id)
 UNION ALL
SELECT closing.command, 'closed_too_soon', place.code, NULL
  FROM closing
  JOIN place ON place.id = closing.place
  JOIN entry AS shipment ON shipment.place = closing.place AND shipment.type = 'ship'
                        AND shipment.command <= closing.command
 WHERE closing.closed = 1
   AND (SELECT sum(((destination = 4) - (source = 4)) * quantity)
          FROM movement
         WHERE movement.shipment = shipment.id
           AND movement.entry <= (SELECT last_entry FROM command
                                   WHERE number <= closing.command AND last_entry IS NOT NULL
                                   ORDER BY number DESC LIMIT 1)) > 0
) AS _fact_unfit WHERE command = NEW.number);
    SELECT RAISE(ABORT, 'shares_unfit')
     WHERE EXISTS (SELECT 1 FROM (
SELECT run_share.command, print_run.code AS run, sum(run_share.share) AS shares
  FROM run_share
  JOIN print_run ON print_run.id = run_share.run
 GROUP BY run_share.command, run_share.run
HAVING sum(run_share.share) <> 10000
) AS _shares_unfit WHERE command = NEW.number);
    SELECT RAISE(ABORT, 'clock_fix_unfit')
     WHERE EXISTS (SELECT 1 FROM (
SELECT fix.command, fix.fixed, fix.moment
  FROM clock_fix AS fix
 WHERE NOT EXISTS (SELECT 1 FROM clock_fix AS later
                    WHERE later.fixed = fix.fixed AND later.command > fix.command AND later.command <= NEW.number)
   AND (fix.moment >= (SELECT recorded_at FROM _command WHERE number = fix.fixed + 1)
        OR fix.moment <= (SELECT recorded_at FROM _command WHERE number = fix.fixed - 1))
) AS _clock_fix_unfit WHERE command = NEW.number);
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
CREATE TRIGGER command_closes AFTER INSERT ON command
BEGIN
    SELECT RAISE(ABORT, 'movement_unfit')
     WHERE EXISTS (SELECT 1 FROM (
SELECT entry.command,
       CASE WHEN print_run.id IS NULL THEN 'movement_of_no_run'
            WHEN source.id IS NULL OR destination.id IS NULL THEN 'movement_of_no_place'
            ELSE 'movement_unfit' END AS finding,
       entry.id AS entry, entry.type, movement.line, coalesce(print_run.code, movement.run) AS run,
       coalesce(source.code, movement.source) AS source, coalesce(destination.code, movement.destination) AS destination,
       movement.date
  FROM entry
  JOIN _movement AS movement ON movement.entry = entry.id
  JOIN entry AS whose ON whose.id = coalesce(movement.count, entry.id)
  LEFT JOIN print_run ON print_run.id = movement.run
  LEFT JOIN place AS source ON source.id = movement.source
  LEFT JOIN place AS destination ON destination.id = movement.destination
 WHERE print_run.id IS NULL OR source.id IS NULL OR destination.id IS NULL
    OR CASE WHEN movement.count IS NOT NULL
            THEN movement.date <> whose.date OR movement.position <> whose.position OR whose.type <> 'count'
                 OR whose.place NOT IN (source.id, destination.id)
                 OR NOT (from_public OR from_loss OR to_public OR to_loss) OR movement.shipment IS NOT NULL
                 OR NOT whose.is_full
                    AND NOT EXISTS (SELECT 1 FROM count_line
                                     WHERE count_line.count = whose.id
                                       AND (count_line.run = movement.run OR count_line.item = print_run.item))
            WHEN entry.type = 'void' THEN 0
            WHEN movement.date <> entry.date OR movement.position <> entry.position THEN 1
            WHEN entry.type = 'print'
            THEN movement.line <> 1 OR NOT from_printer OR NOT destination.is_store OR destination.id <> entry.place
            WHEN entry.type = 'ship'
            THEN NOT source.is_store OR NOT to_transit OR movement.shipment IS NOT entry.id OR source.id = entry.place
            WHEN entry.type = 'receive'
            THEN NOT (from_transit OR from_loss) OR NOT (to_loss OR destination.id = entry.place)
                 OR movement.shipment IS NOT entry.shipment
            WHEN entry.type = 'move'
            THEN destination.id <> entry.place OR destination.is_store OR NOT from_place OR source.is_store
            WHEN entry.type = 'return' THEN source.id <> entry.place OR source.is_store OR NOT destination.is_store
            WHEN entry.type = 'handout' THEN source.id <> entry.place OR NOT to_public
            WHEN entry.type = 'writeoff' THEN source.id <> entry.place OR NOT to_loss
            ELSE 1 END
    OR movement.shipment IS NOT NULL AND entry.type NOT IN ('ship', 'receive', 'void')
) AS _movement_unfit WHERE command = NEW.number);
    SELECT RAISE(ABORT, 'void_incomplete')
     WHERE EXISTS (SELECT 1 FROM (
SELECT entry.command, entry.id AS void
  FROM entry
 WHERE entry.type = 'void'
   AND (EXISTS (SELECT 1
                  FROM (SELECT run, date, position, shipment, source, destination, quantity
                          FROM movement
                         WHERE movement.entry = entry.id AND count IS NULL
                         UNION ALL
                        SELECT run, date, position, shipment, source, destination, quantity
                          FROM voided AS _void
                         CROSS JOIN movement ON movement.entry = _void.entry
                         WHERE _void.void = entry.id AND count IS NULL
                         UNION ALL
                        SELECT run, date, position, shipment, source, destination, quantity
                          FROM movement
                         WHERE movement.count = entry.voids AND movement.entry <= NEW.last_entry)
                 CROSS JOIN (SELECT column1 AS came FROM (VALUES (-1), (1)))
                 GROUP BY run, date, position, shipment, iif(came > 0, destination, source)
                HAVING sum(came * quantity) <> 0)
        OR EXISTS (SELECT 1
                     FROM movement
                    WHERE movement.entry = entry.id AND movement.count IS NULL
                      AND NOT EXISTS (SELECT 1
                                        FROM voided AS _void
                                       CROSS JOIN movement AS undone ON undone.entry = _void.entry
                                       WHERE _void.void = entry.id
                                         AND (undone.source, undone.destination, undone.run)
                                             = (movement.destination, movement.source, movement.run)
                                         AND (undone.date, undone.position) = (movement.date, movement.position)
                                         AND undone.quantity = movement.quantity)))
) AS _void_incomplete WHERE command = NEW.number);

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
     WHERE EXISTS (SELECT 1 FROM (
SELECT entry.command, wrong.finding, entry.id AS entry, entry.type, shipment.id AS other, shipment.type AS other_type
  FROM entry
  JOIN entry AS shipment ON shipment.id = entry.shipment
 CROSS JOIN (SELECT 'receipt_elsewhere' AS finding UNION ALL SELECT 'receipt_early') AS wrong
 WHERE (shipment.type <> 'ship' OR shipment.place <> entry.place
        OR (entry.date, entry.position) < (shipment.date, shipment.position))
   AND CASE wrong.finding
       WHEN 'receipt_elsewhere' THEN shipment.type <> 'ship' OR shipment.place <> entry.place
       ELSE (entry.date, entry.position) < (shipment.date, shipment.position) END
 UNION ALL
SELECT entry.command, 'request_elsewhere', entry.id, entry.type, request.id, NULL
  FROM entry
  JOIN request ON request.id = entry.request
 WHERE request.place <> entry.place
 UNION ALL
SELECT entry.command, 'request_for_others', entry.id, entry.type, entry.request, NULL
  FROM entry
  JOIN request ON request.id = entry.request
 CROSS JOIN movement ON movement.entry = entry.id AND movement.count IS NULL
  JOIN print_run ON print_run.id = movement.run
 WHERE NOT EXISTS (SELECT 1 FROM request_line
                    WHERE request_line.request = request.id AND request_line.item = print_run.item)
 UNION ALL
SELECT entry.command, 'replacement_unfit', entry.id, entry.type, replaced.id, replaced.type
  FROM entry
  JOIN entry AS replaced ON replaced.id = entry.replaces
 WHERE entry.type <> replaced.type
    OR NOT EXISTS (SELECT 1 FROM voided AS _void JOIN entry AS void ON void.id = _void.void
                    WHERE _void.entry = replaced.id AND void.command = entry.command)
 UNION ALL
SELECT entry.command, 'restored_unfit', entry.id, entry.type, first.id, first.type
  FROM entry
  JOIN entry AS first ON first.id = entry.restores
 WHERE (entry.type, entry.date, entry.position, entry.place) IS NOT (first.type, first.date, first.position, first.place)
    OR (entry.request, entry.reason, entry.is_full, entry.key)
       IS NOT (first.request, first.reason, first.is_full, first.key)
    OR first.restores IS NOT NULL
    OR NOT EXISTS (SELECT 1 FROM voided AS _void WHERE _void.entry = first.id)
 UNION ALL
SELECT void.command, 'void_unfit', void.id, void.type, entry.id, entry.type
  FROM entry AS void
  JOIN entry ON entry.id = void.voids
 WHERE entry.type = 'void' OR void.place <> entry.place OR void.date <> entry.date OR void.position <> entry.position
    OR NOT EXISTS (SELECT 1 FROM voided AS _void WHERE _void.entry = entry.id AND _void.void = void.id)
 UNION ALL
SELECT void.command, 'void_unfit', void.id, void.type, entry.id, entry.type
  FROM entry AS void
  JOIN voided AS _void ON _void.void = void.id
  JOIN entry ON entry.id = _void.entry
 WHERE void.type <> 'void' OR void.voids IS NOT entry.id AND void.voids IS NOT entry.shipment
 UNION ALL
SELECT void.command, 'receipt_left', void.id, void.type, receipt.id, receipt.type
  FROM entry AS void
  JOIN entry AS receipt ON receipt.shipment = void.voids AND +receipt.id <= NEW.last_entry
 WHERE NOT EXISTS (SELECT 1 FROM voided AS _void WHERE _void.entry = receipt.id)
 UNION ALL
SELECT receipt.command, 'receipt_left', _void.void, 'void', receipt.id, receipt.type
  FROM entry AS receipt
  JOIN voided AS _void ON _void.entry = receipt.shipment
 WHERE NOT EXISTS (SELECT 1 FROM voided AS _void WHERE _void.entry = receipt.id)
 UNION ALL
SELECT entry.command, CASE entry.type WHEN 'count' THEN 'count_empty' ELSE 'moved_nothing' END, entry.id, entry.type,
       NULL, NULL
  FROM entry
 WHERE CASE entry.type
       WHEN 'void' THEN 0
       WHEN 'count' THEN NOT is_full AND NOT EXISTS (SELECT 1 FROM count_line WHERE count_line.count = entry.id)
       ELSE NOT EXISTS (SELECT 1 FROM movement WHERE movement.entry = entry.id) END
 UNION ALL
SELECT entry.command, 'not_a_count', entry.id, entry.type, NULL, NULL
  FROM entry
  JOIN count_line ON count_line.count = entry.id
 WHERE entry.type <> 'count'
 UNION ALL
SELECT entry.command, 'cost_unfit', entry.id, entry.type, NULL, NULL
  FROM entry
  JOIN shipment_cost AS cost ON cost.shipment = entry.id
 WHERE entry.type <> 'ship'
    OR NOT EXISTS (SELECT 1 FROM movement JOIN print_run ON print_run.id = movement.run
                    WHERE movement.entry = entry.id AND print_run.item = cost.item)
 UNION ALL
SELECT entry.command, 'audience_unfit', entry.id, entry.type, NULL, NULL
  FROM entry
  JOIN handout_audience ON handout_audience.handout = entry.id
 WHERE entry.type <> 'handout'
 UNION ALL
SELECT entry.command, 'printed_twice', entry.id, entry.type, first.id, first.type
  FROM entry
  JOIN movement ON movement.entry = entry.id AND movement.source = 1
  JOIN movement AS earlier ON earlier.run = movement.run AND earlier.source = 1
                          AND (earlier.entry, earlier.line) < (movement.entry, movement.line)
  JOIN entry AS first ON first.id = earlier.entry AND first.type = 'print'
 WHERE entry.type = 'print'
   AND NOT EXISTS (SELECT 1 FROM voided AS _void WHERE _void.entry IN (entry.id, first.id))
) AS _entry_unfit WHERE command = NEW.number);

    SELECT RAISE(ABORT, 'run_unprinted')
     WHERE EXISTS (
        SELECT 1 FROM (
SELECT entry.command, entry.id AS entry, entry.type, _run_named.run
  FROM entry
 CROSS JOIN _run_named ON _run_named.entry = entry.id
  JOIN print_run ON print_run.id = _run_named.run
 WHERE entry.type <> 'void'
   AND NOT EXISTS (SELECT 1 FROM voided AS _void WHERE _void.entry = entry.id)
   AND NOT EXISTS (SELECT 1
                     FROM movement AS printed
                     JOIN entry AS print ON print.id = printed.entry AND print.type = 'print'
                    WHERE printed.run = _run_named.run AND printed.source = 1
                      AND NOT EXISTS (SELECT 1 FROM voided AS _void WHERE _void.entry = print.id)
                      AND (entry.type <> 'count' OR (print.date, print.position) < (entry.date, entry.position)))
) AS _run_unprinted
         WHERE entry BETWEEN iif(EXISTS (SELECT 1 FROM movement
                                          WHERE entry BETWEEN NEW.first_entry AND NEW.last_entry AND destination = 1),
                                 1, NEW.first_entry) AND NEW.last_entry
           AND (entry >= NEW.first_entry
                OR run IN (SELECT run FROM movement
                            WHERE entry BETWEEN NEW.first_entry AND NEW.last_entry AND destination = 1)));
    SELECT RAISE(ABORT, 'time_shared')
     WHERE EXISTS (SELECT 1 FROM (
SELECT entry.command, entry.id AS entry, other.id AS other, entry.date
  FROM entry
  JOIN entry AS other ON other.date = entry.date AND other.position = entry.position AND other.id <> entry.id
                      AND other.id <= NEW.last_entry
 WHERE entry.type <> 'void' AND other.type <> 'void'
   AND NOT EXISTS (SELECT 1 FROM voided AS _void WHERE _void.entry = entry.id)
   AND NOT EXISTS (SELECT 1 FROM voided AS _void WHERE _void.entry = other.id)
) AS _time_shared WHERE command = NEW.number);
    SELECT RAISE(ABORT, 'key_shared')
     WHERE EXISTS (SELECT 1 FROM (
SELECT entry.command, entry.id AS entry, other.id AS other
  FROM entry
  JOIN entry AS other ON other.key = entry.key AND other.id < entry.id
 WHERE NOT EXISTS (SELECT 1 FROM voided AS _void WHERE _void.entry = entry.id)
   AND NOT EXISTS (SELECT 1 FROM voided AS _void WHERE _void.entry = other.id)
) AS _key_shared WHERE command = NEW.number);
    SELECT RAISE(ABORT, 'entry_at_closed_place')
     WHERE EXISTS (SELECT 1 FROM (
SELECT entry.command, entry.id AS entry, entry.place, entry.date
  FROM closing
  JOIN entry ON entry.place = closing.place AND entry.date >= closing.date AND entry.command > closing.command
  JOIN entry AS first ON first.id = coalesce(entry.restores, entry.id) AND first.command > closing.command
 WHERE closing.closed = 1 AND entry.type <> 'void'
   AND NOT EXISTS (SELECT 1 FROM voided AS _void WHERE _void.entry = entry.id)
   AND closing.id = (SELECT last.id FROM closing AS last
                      WHERE last.place = entry.place AND last.date <= entry.date AND last.command < first.command
                      ORDER BY last.date DESC, last.id DESC LIMIT 1)
) AS _entry_at_closed WHERE command = NEW.number);
    SELECT RAISE(ABORT, 'withdrawn_shipped')
     WHERE EXISTS (SELECT 1 FROM withdrawal WHERE withdrawn = 1)
       AND EXISTS (SELECT 1 FROM (
SELECT entry.command, entry.id AS entry, movement.run, entry.date
  FROM entry
  JOIN entry AS first ON first.id = coalesce(entry.restores, entry.id)
  JOIN movement ON movement.entry = entry.id AND movement.count IS NULL
               AND movement.run IN (SELECT run FROM withdrawal WHERE withdrawn = 1)
 WHERE entry.type IN ('ship', 'move')
   AND NOT EXISTS (SELECT 1 FROM voided AS _void WHERE _void.entry = entry.id)
   AND NOT EXISTS (SELECT 1 FROM closing JOIN place ON place.id = entry.place AND place.is_store
                    WHERE closing.command = first.command AND closing.place = movement.source AND closing.closed = 1
                      AND entry.type = 'ship')
   AND (SELECT last.withdrawn FROM withdrawal AS last
         WHERE last.run = movement.run AND last.date <= entry.date AND last.command < first.command
         ORDER BY last.date DESC, last.id DESC LIMIT 1) = 1
) AS _withdrawn_shipped WHERE command = NEW.number);
    SELECT RAISE(ABORT, 'no_closed_place_holds')
     WHERE EXISTS (SELECT 1 FROM closing)
       AND EXISTS (
        SELECT 1 FROM (
SELECT period.place, period.since, period.until, balance.run, max(balance.date, period.since) AS date, balance.copies
  FROM _closed_period AS period
 CROSS JOIN balance ON balance.place = period.place AND balance.copies <> 0
               AND balance.date < coalesce(period.until, '9999-12-31')
 WHERE NOT EXISTS (SELECT 1 FROM balance AS later
                    WHERE later.place = balance.place AND later.run = balance.run
                      AND later.date > balance.date AND later.date <= period.since)
) AS _closed_holding
         WHERE place IN (SELECT source FROM movement WHERE entry BETWEEN NEW.first_entry AND NEW.last_entry
                          UNION
                         SELECT destination FROM movement WHERE entry BETWEEN NEW.first_entry AND NEW.last_entry
                          UNION
                         SELECT place FROM closing WHERE command = NEW.number));
END;
