-- The log in PostgreSQL, made by its owner with `tracker share`. Whoever may connect may read and add batches, and
-- change the row of `seen` that has the own name; only the owner removes anything.

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
    part integer,
    id text NOT NULL,               -- of the batch of that number
    body bytea NOT NULL,
    PRIMARY KEY (number, part)
);

CREATE TABLE tracker.seen (         -- how far each office has come
    office text PRIMARY KEY DEFAULT SESSION_USER,
    number bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE tracker.seen ENABLE ROW LEVEL SECURITY;
CREATE POLICY anybody ON tracker.seen FOR SELECT USING (true);
CREATE POLICY added ON tracker.seen FOR INSERT WITH CHECK (office = SESSION_USER);
CREATE POLICY own ON tracker.seen FOR UPDATE USING (office = SESSION_USER);

GRANT USAGE ON SCHEMA tracker TO PUBLIC;
GRANT SELECT ON tracker.batch, tracker.snapshot, tracker.seen TO PUBLIC;
GRANT INSERT (number, id, prev, body) ON tracker.batch TO PUBLIC;
GRANT INSERT (number), UPDATE (number, at) ON tracker.seen TO PUBLIC;
