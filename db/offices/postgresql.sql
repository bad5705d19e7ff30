-- The log in PostgreSQL, created by its owner with `tracker share`. Everyone who may connect may read and add batches,
-- and change the row of `seen` with their own name; only the owner removes anything.

CREATE SCHEMA tracker;

CREATE TABLE tracker.batch (
    number bigint PRIMARY KEY,
    id text NOT NULL,               -- SHA-256 of its text
    prev text NOT NULL,
    office text NOT NULL DEFAULT SESSION_USER,
    body bytea NOT NULL CHECK (octet_length(body) <= 16777216)
);

CREATE TABLE tracker.snapshot (
    number bigint,
    part integer,                   -- numbered down to 0, so that part 0 is there once all are
    id text NOT NULL,               -- of the batch with that number
    body bytea NOT NULL,
    PRIMARY KEY (number, part)
);

CREATE TABLE tracker.seen (         -- how far each office has got
    office text PRIMARY KEY,
    number bigint NOT NULL,
    day text NOT NULL
);

ALTER TABLE tracker.seen ENABLE ROW LEVEL SECURITY;
CREATE POLICY anybody ON tracker.seen FOR SELECT USING (true);
CREATE POLICY added ON tracker.seen FOR INSERT WITH CHECK (office = SESSION_USER);
CREATE POLICY own ON tracker.seen FOR UPDATE USING (office = SESSION_USER);

GRANT USAGE ON SCHEMA tracker TO PUBLIC;
GRANT SELECT ON tracker.batch, tracker.snapshot, tracker.seen TO PUBLIC;
GRANT INSERT (number, id, prev, body) ON tracker.batch TO PUBLIC;
GRANT INSERT, UPDATE (number, day) ON tracker.seen TO PUBLIC;
