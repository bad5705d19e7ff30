-- The log in rqlite, made with `tracker share`: a statement after each blank line.
--
-- What is compressed stands as base64 text, in parts that are small enough for a request. A user with `execute` may drop
-- triggers: they hold against mistakes, not against malice.

CREATE TABLE IF NOT EXISTS tracker_part (
    id TEXT NOT NULL CHECK (octet_length(id) <= 64),  -- of its batch or snapshot
    part INTEGER NOT NULL CHECK (part >= 0),
    size INTEGER NOT NULL CHECK (size >= 0),
    body TEXT NOT NULL CHECK (octet_length(body) <= 4194304),  -- 3 MiB as base64; all offices read it
    PRIMARY KEY (id, part)
) STRICT;

CREATE TABLE IF NOT EXISTS tracker_batch (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    id TEXT NOT NULL UNIQUE CHECK (octet_length(id) <= 64),
    schema INTEGER NOT NULL,
    clerk TEXT NOT NULL CHECK (octet_length(clerk) <= 2000),
    moment TEXT NOT NULL CHECK (octet_length(moment) <= 64),
    parts INTEGER NOT NULL CHECK (parts BETWEEN 1 AND 43)  -- 128 MiB; no command sends more
) STRICT;

CREATE TABLE IF NOT EXISTS tracker_snapshot (
    number INTEGER PRIMARY KEY CHECK (number >= 0),
    id TEXT NOT NULL UNIQUE,  -- a hash of all of it
    schema INTEGER NOT NULL,
    parts INTEGER NOT NULL
) STRICT;

-- Whose turn it is who was overtaken again and again: the batches of others are not taken meanwhile.
CREATE TABLE IF NOT EXISTS tracker_turn (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id TEXT NOT NULL
) STRICT;

-- What is there stays, also when it is replaced: INSERT OR REPLACE fires no trigger of DELETE.
CREATE TRIGGER IF NOT EXISTS tracker_part_stays BEFORE INSERT ON tracker_part
WHEN EXISTS (SELECT 1 FROM tracker_part WHERE id = NEW.id AND part = NEW.part)
BEGIN
    SELECT RAISE(IGNORE);
END;

CREATE TRIGGER IF NOT EXISTS tracker_batch_stays BEFORE INSERT ON tracker_batch
BEGIN
    SELECT RAISE(IGNORE) FROM tracker_batch WHERE number = NEW.number;
    SELECT RAISE(ABORT, 'tracker: this id has another number') FROM tracker_batch WHERE id = NEW.id;
    SELECT RAISE(ABORT, 'tracker: parts are missing')
    WHERE NEW.parts <> (SELECT count(*) FROM tracker_part WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'tracker: this number does not follow')
    WHERE NEW.number <> 1 + COALESCE(
        (SELECT max(number) FROM tracker_batch), (SELECT max(number) FROM tracker_snapshot), -1
    );
END;

CREATE TRIGGER IF NOT EXISTS tracker_snapshot_stays BEFORE INSERT ON tracker_snapshot
BEGIN
    SELECT RAISE(IGNORE) FROM tracker_snapshot WHERE number = NEW.number OR id = NEW.id;
    SELECT RAISE(ABORT, 'tracker: parts are missing')
    WHERE NEW.parts <> (SELECT count(*) FROM tracker_part WHERE id = NEW.id);
END;

CREATE TRIGGER IF NOT EXISTS tracker_part_unchanged BEFORE UPDATE ON tracker_part
BEGIN
    SELECT RAISE(ABORT, 'tracker: the log is only added to');
END;

CREATE TRIGGER IF NOT EXISTS tracker_batch_unchanged BEFORE UPDATE ON tracker_batch
BEGIN
    SELECT RAISE(ABORT, 'tracker: the log is only added to');
END;

CREATE TRIGGER IF NOT EXISTS tracker_snapshot_unchanged BEFORE UPDATE ON tracker_snapshot
BEGIN
    SELECT RAISE(ABORT, 'tracker: the log is only added to');
END;

-- What a snapshot stands for may go, and the parts of what is not there.
CREATE TRIGGER IF NOT EXISTS tracker_batch_pruned BEFORE DELETE ON tracker_batch
WHEN OLD.number > COALESCE((SELECT max(number) FROM tracker_snapshot), -1)
BEGIN
    SELECT RAISE(ABORT, 'tracker: no snapshot stands for it');
END;

CREATE TRIGGER IF NOT EXISTS tracker_snapshot_pruned BEFORE DELETE ON tracker_snapshot
WHEN OLD.number >= (SELECT max(number) FROM tracker_snapshot)
BEGIN
    SELECT RAISE(ABORT, 'tracker: no snapshot stands for it');
END;

CREATE TRIGGER IF NOT EXISTS tracker_part_pruned BEFORE DELETE ON tracker_part
WHEN EXISTS (SELECT 1 FROM tracker_batch WHERE id = OLD.id) OR EXISTS (SELECT 1 FROM tracker_snapshot WHERE id = OLD.id)
BEGIN
    SELECT RAISE(ABORT, 'tracker: it is part of the log');
END;
