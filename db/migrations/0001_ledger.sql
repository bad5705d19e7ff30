-- The ledger and its catalogue. Quantities are whole copies, amounts whole cents, business dates
-- ISO days, moments UTC to the microsecond. Triggers hold what a CHECK cannot say; the rules'
-- numbers are those of 'tracker help rules'.
-- Everything one run of the program records ends with its row in `command`, whose triggers update the sums and check
-- the whole; those that run queries are in db/triggers. Rows whose command has no such row are not part of the ledger.
-- Foreign keys are deferred, so the order within a command does not matter; each column that has one has an index,
-- because SQLite looks for child rows of every row added meanwhile.

-- Reference data, filled from db/reference --------------------------------------------------------

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

-- The newest batches of the log, from which the log can be repaired; local, not part of a command.
CREATE TABLE kept_batch (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    prev TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT;

-- Commands ----------------------------------------------------------------------------------------

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

-- The catalogue -----------------------------------------------------------------------------------

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

-- Anything that can hold copies. `is_store` decides which figure its copies count in, and never changes once the place
-- is used; the kind and address are in place_detail.
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

-- What a region is. Each change adds a row, and the last row applies; a row without a country removes the region.
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

-- The lowest and the highest level: how many copies of an item a place should hold. Each change adds a row, and the
-- last row applies; a row without figures removes the level.
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

-- The ledger --------------------------------------------------------------------------------------

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

-- Copies of one run moved from one place to another. Indexes on these columns would be the largest of all, so
-- monthly_flow checks that the run exists, and balance that the places exist.
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

-- The result of a count: copies of a run, or of all runs of an item together.
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

-- What people wrote about an entry, a request or a run, otherwise about whatever else its command recorded. Each
-- amendment adds a row, and the last row applies. Erasing a text empties all its versions, and shows that it did.
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

-- Sums, updated by the trigger on `command` -------------------------------------------------------

-- How many copies of a run a place holds at the end of each day on which that changed. Outside places have no rows, as
-- they have no minimum; nor have shipments in transit, which are checked one by one.
CREATE TABLE balance (
    place INTEGER NOT NULL REFERENCES place DEFERRABLE INITIALLY DEFERRED,
    run INTEGER NOT NULL,
    date TEXT NOT NULL,
    copies INTEGER NOT NULL,
    came INTEGER NOT NULL,              -- how many arrived that day, other than by a count
    PRIMARY KEY (place, run, date)
) STRICT, WITHOUT ROWID;

-- By how many copies of a run each figure changed in a month; how many copies were sent to places other than stores in
-- the month, and how many were used: sent there or handed out at stores, less returns. `loss` is net: copies lost, less
-- copies found by counts.
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

-- What became of a run's copies that a place was ever sent or held, except those still there, which are in balance.
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

-- Rule 3: nothing is rewritten --------------------------------------------------------------------
-- INSERT OR REPLACE deletes without firing the DELETE triggers, so inserts first check each unique index. Rows whose
-- command does not exist may be deleted: a program that does not check foreign keys can leave them behind.

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

-- Other rules -------------------------------------------------------------------------------------

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

-- Not UPDATE OF its columns: a row's number has other names too, such as rowid.
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

-- The end of a command: it is rejected unless complete ---------------------------------------------

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

-- A number far above the last one would leave none for later rows.
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

-- Rule 2. RAISE rejects the row, not a CHECK: a statement such as INSERT OR IGNORE imposes its conflict clause on
-- everything its triggers do, and would turn a failed CHECK into a balance that is not written.
CREATE TRIGGER balance_is_not_short BEFORE UPDATE OF copies ON balance WHEN NEW.copies < 0
BEGIN SELECT RAISE(ABORT, 'no_place_is_short'); END;

CREATE TRIGGER balance_begins_unshort BEFORE INSERT ON balance WHEN NEW.copies < 0
BEGIN SELECT RAISE(ABORT, 'no_place_is_short'); END;

-- The outside places, whose numbers the triggers and views use ------------------------------------

INSERT INTO place (id, code, name, is_store) VALUES
    (1, 'printer', 'Printer', 0),
    (2, 'public', 'Public', 0),
    (3, 'loss', 'Loss', 0),
    (4, 'transit', 'In transit', 0);
