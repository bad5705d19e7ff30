-- The log in rqlite, created with `tracker share`; blank lines separate the statements. Bodies are base64.

CREATE TABLE IF NOT EXISTS tracker_batch (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,               -- SHA-256 of its text
    prev TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS tracker_snapshot (
    number INTEGER,
    part INTEGER,                   -- numbered down to 0, so that part 0 is there once all are
    id TEXT NOT NULL,               -- of the batch with that number
    body TEXT NOT NULL,
    PRIMARY KEY (number, part)
) STRICT;

CREATE TABLE IF NOT EXISTS tracker_seen (
    office TEXT PRIMARY KEY,
    number INTEGER NOT NULL,
    day TEXT NOT NULL
) STRICT;
