from tracker.store.schema import migration_files, statements_of

TABLE = """-- What is known; a comment goes with what follows it.

CREATE TABLE fact (
    name TEXT,  -- of anything; it may be missing
    said TEXT DEFAULT 'so; and -- not otherwise'
);
"""
TRIGGER = """CREATE TRIGGER fact_stays BEFORE UPDATE ON fact
BEGIN
    SELECT RAISE(ABORT, 'facts stay');
    SELECT CASE WHEN 1 THEN 2 END;
END;
"""
INSERT = "INSERT INTO fact VALUES ('a', 'b');  -- the first\n"


def test_a_script_is_split_into_its_statements() -> None:
    assert list(statements_of(TABLE + TRIGGER + INSERT)) == [TABLE, TRIGGER, INSERT]


def test_what_no_semicolon_ends_is_not_lost() -> None:
    assert list(statements_of(f"{INSERT}DELETE FROM fact")) == [INSERT, "DELETE FROM fact"]


def test_nothing_of_a_migration_is_lost() -> None:
    for name, script in migration_files():
        assert "".join(statements_of(script)) == script, name
