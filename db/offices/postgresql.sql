-- The log in PostgreSQL, made by the owner with `tracker share`, in one transaction.
--
-- Batches are only added, each with the next number, under the name of the role that adds it; nothing else is granted.

CREATE SCHEMA tracker;

CREATE TABLE tracker.batch (
    number bigint PRIMARY KEY CHECK (number > 0),
    id text NOT NULL UNIQUE CHECK (octet_length(id) <= 64),
    office text NOT NULL DEFAULT SESSION_USER,  -- offices have no right to give another
    schema integer NOT NULL,
    clerk text NOT NULL CHECK (octet_length(clerk) <= 2000),
    moment text NOT NULL CHECK (octet_length(moment) <= 64),
    body bytea NOT NULL CHECK (octet_length(body) <= 134217728)  -- no command sends more, and all offices read it
);

CREATE TABLE tracker.snapshot (
    number bigint PRIMARY KEY CHECK (number >= 0),
    id text NOT NULL,  -- a hash of all of it
    office text NOT NULL DEFAULT SESSION_USER,
    schema integer NOT NULL,
    body bytea NOT NULL
);

-- Whose clerks they are: of who was there before, the owner's; else of the first office to send a batch of theirs.
-- Nobody else may have a name that looks like it. The owner may add and change rows.
CREATE TABLE tracker.clerk (
    clerk text PRIMARY KEY,
    office text NOT NULL
);

-- They are compressed already; so a part of one can be read without all of it.
ALTER TABLE tracker.batch ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE tracker.snapshot ALTER COLUMN body SET STORAGE EXTERNAL;

-- What a name looks like: without regard to case and forms of letters, and Cyrillic and Greek ones as the Latin ones that
-- look the same. The server may know the capitals of ASCII only.
CREATE FUNCTION tracker.look(name text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF getdatabaseencoding() <> 'UTF8' THEN
        RETURN lower(name);
    END IF;
    RETURN lower(translate(
        normalize(name, NFKC),
        'аАвВеЕѕЅіІјЈкКмМнНоОрРсСтТуУхХԁԀԛԚԝԜαΑβΒεΕζΖηΗιΙκΚμΜνΝοΟρΡτΤυΥχΧ',
        'aabbeessiijjkkmmhhooppccttyyxxddqqwwaabbeezzhhiikkmmnnooppttyyxx'
    ));
END $$;

CREATE FUNCTION tracker.check_batch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    last bigint := coalesce((SELECT max(number) FROM tracker.batch), (SELECT max(number) FROM tracker.snapshot));
BEGIN
    IF EXISTS (SELECT FROM tracker.batch WHERE number = NEW.number) THEN
        RETURN NEW;  -- which the primary key refuses
    END IF;
    IF NEW.number IS DISTINCT FROM last + 1 THEN
        RAISE EXCEPTION 'batch % does not follow batch %', NEW.number, last USING ERRCODE = 'TR001';
    END IF;
    IF NOT pg_try_advisory_xact_lock_shared(20, 1) THEN
        RAISE EXCEPTION 'it is the turn of an office that was overtaken' USING ERRCODE = 'TR004';
    END IF;
    INSERT INTO tracker.clerk (clerk, office) VALUES (NEW.clerk, NEW.office) ON CONFLICT DO NOTHING;
    IF EXISTS (SELECT FROM tracker.clerk WHERE tracker.look(clerk) = tracker.look(NEW.clerk) AND office <> NEW.office) THEN
        RAISE EXCEPTION 'clerk % belongs to another office than %', NEW.clerk, NEW.office USING ERRCODE = 'TR002';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER check_batch BEFORE INSERT ON tracker.batch FOR EACH ROW EXECUTE FUNCTION tracker.check_batch();

-- Not even the owner rewrites the log: what a snapshot stands for may go, nothing else.
CREATE FUNCTION tracker.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is only added to' USING ERRCODE = 'TR003';
END $$;

CREATE FUNCTION tracker.check_pruning() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    newest bigint := (SELECT max(number) FROM tracker.snapshot);
BEGIN
    IF TG_TABLE_NAME = 'batch' AND OLD.number <= newest OR TG_TABLE_NAME = 'snapshot' AND OLD.number < newest THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'no snapshot stands for % %', TG_TABLE_NAME, OLD.number USING ERRCODE = 'TR003';
END $$;

CREATE TRIGGER refuse_update BEFORE UPDATE ON tracker.batch FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse();
CREATE TRIGGER refuse_update BEFORE UPDATE ON tracker.snapshot FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON tracker.batch FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON tracker.snapshot FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse();
CREATE TRIGGER check_pruning BEFORE DELETE ON tracker.batch FOR EACH ROW EXECUTE FUNCTION tracker.check_pruning();
CREATE TRIGGER check_pruning BEFORE DELETE ON tracker.snapshot FOR EACH ROW EXECUTE FUNCTION tracker.check_pruning();
