"""Foreign objects in the file: `check` names them, and no other command uses the file."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Clerk
from tests.faults.calls import CALLS, FILE
from tests.faults.machine import in_folder, sentence_of, start
from tests.properties import quick_first
from tests.store.rawly import opened, wrote
from tracker.errors import Unusable
from tracker.store.connection import connected
from tracker.store.identity import expected, refuse_strangers
from tracker.store.transactions import reading

ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"

ADDED = {
    "a view": ("CREATE VIEW my_embassies AS SELECT * FROM places WHERE kind = 'embassy'", "view my_embassies"),
    "a table": ("CREATE TABLE my_notes (note TEXT)", "table my_notes"),
    "a virtual table": ("CREATE VIRTUAL TABLE my_search USING fts5 (note)", "table my_search"),
    "a trigger": ("CREATE TRIGGER undo AFTER INSERT ON command BEGIN DELETE FROM backup; END", "trigger undo"),
}


def add(clerk: Clerk, statement: str) -> None:
    with opened(clerk) as connection:
        connection.execute(statement)


@pytest.mark.parametrize("what", ADDED)
def test_what_others_add_is_named_by_check_and_refused_by_the_other_commands(clerk: Clerk, what: str) -> None:
    statement, name = ADDED[what]
    add(clerk, statement)
    before = clerk.db.read_bytes()
    answer = clerk("check")
    assert answer.code == 1
    assert f"The {name} of the database is not part of schema version" in answer.out
    for words in (("stock",), ("place", "add", "x", "X", "--kind", "other"), ("backup", clerk.db.with_name("b.db"))):
        kind, _, called = name.partition(" ")
        said = sentence_of(clerk(*words))
        assert (
            f" has a {kind} that tracker did not create ({called}); drop it and keep your own in a separate file."
        ) in said
    assert clerk.db.read_bytes() == before
    assert in_folder(clerk.db.parent) == [clerk.db.name]


@pytest.mark.parametrize("what", ADDED)
def test_what_others_add_after_a_connection_looked_is_refused_by_it_too(clerk: Clerk, what: str) -> None:
    with connected(clerk.db) as database:
        refuse_strangers(database)
        clerk.does("booklet", "add", "X", "X")
        refuse_strangers(database)
        add(clerk, ADDED[what][0])
        with pytest.raises(Unusable, match="tracker did not create"):
            refuse_strangers(database)


@pytest.mark.slow
def test_every_command_but_check_refuses_it(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    add(clerk, ADDED["a view"][0])
    monkeypatch.chdir(clerk.db.parent)
    Path(FILE).write_text("code,name,kind,country\nx,X,other,LV\n", encoding="utf-8")
    Path("tracker.toml").write_text('public_url = "https://example.org"', encoding="utf-8")
    before = clerk.db.read_bytes()
    for call in CALLS:
        if call not in ("check", "init"):
            assert (" has a view that tracker did not create (my_embassies); drop it") in sentence_of(
                clerk(*call.split())
            ), call
    assert clerk.db.read_bytes() == before


@pytest.mark.parametrize("statement", ["ANALYZE", "CREATE INDEX my_index ON place (name)"])
def test_what_only_makes_it_faster_is_allowed(clerk: Clerk, statement: str) -> None:
    add(clerk, statement)
    clerk.does("check")
    clerk.does("stock")
    clerk.does("print", "THB/lv", 1)


def test_what_sqlite_keeps_of_a_table_that_was_removed_is_allowed(clerk: Clerk) -> None:
    """Nobody can remove it."""
    add(clerk, "CREATE TABLE mine (id INTEGER PRIMARY KEY AUTOINCREMENT)")
    add(clerk, "DROP TABLE mine")
    clerk.does("check")
    clerk.does("stock")
    clerk.does("print", "THB/lv", 1)


@pytest.mark.parametrize(
    ("kind", "name"),
    quick_first(
        [
            ("trigger", "command_closes"),
            ("view", "coverage"),
            ("view", "_command"),
            ("table", "level"),
            ("index", "item_code"),
        ],
        1,
    ),
)
def test_what_is_missing_is_named_and_nothing_is_read_or_written_without_it(
    clerk: Clerk, world: object, kind: str, name: str
) -> None:
    """Without that trigger, copies could be shipped twice."""
    whole = clerk.db.with_name("whole.db")
    clerk.does("backup", whole)
    add(clerk, f"DROP {kind} {name}")
    before = clerk.db.read_bytes()
    for words in (("ship", "london", "THB/lv=1"), ("stock",), ("log",), ("place", "add", "x", "X", "--kind", "other")):
        said = sentence_of(clerk(*words))
        assert f"The {kind} {name} is missing from the database {clerk.db}; run 'tracker restore" in said
    answer = clerk("check")
    assert answer.code == 1
    assert f"The {kind} {name} is missing from the database." in answer.out
    assert name in clerk("backup", clerk.db.with_name("less.db")).err
    assert clerk.db.read_bytes() == before
    clerk.does("restore", whole, "-y")
    clerk.does("check")
    clerk.does("stock")


def test_a_ledger_without_a_trigger_still_tells_what_it_is(clerk: Clerk) -> None:
    add(clerk, "DROP TRIGGER command_closes")
    clerk.does("info")


@pytest.mark.parametrize("of", [pytest.param(4, marks=pytest.mark.slow), pytest.param(1, marks=pytest.mark.long)])
def test_check_names_whatever_is_missing(clerk: Clerk, of: int) -> None:
    """Also of what its own questions need."""
    whole = clerk.db.read_bytes()
    with opened(clerk) as connection:
        there = connection.execute("SELECT type, name FROM sqlite_schema WHERE sql NOT NULL").fetchall()
    for kind, name in there[::of]:
        if "sqlite_" not in name and kind != "trigger":
            add(clerk, f"DROP {kind} {name}")
            assert f"The {kind} {name} is missing from the database." in clerk("check").out
            assert "is missing from the database" in sentence_of(clerk("stock"))
            clerk.db.write_bytes(whole)


def test_an_index_that_may_refuse_what_is_right_is_refused(clerk: Clerk) -> None:
    add(clerk, "CREATE UNIQUE INDEX mine ON command (clerk) WHERE number > 300")
    assert "The index mine of the database is not part of schema version" in clerk("check").out
    for words in (("stock",), ("place", "add", "x", "X", "--kind", "other")):
        assert (
            " has a unique index that tracker did not create (mine); it could reject valid entries. Drop it."
            in sentence_of(clerk(*words))
        )


def test_an_offices_own_views_stand_in_a_file_of_their_own(clerk: Clerk) -> None:
    with closing(sqlite3.connect(clerk.db.with_name("mine.db"))) as mine:
        mine.execute("ATTACH ? AS ledger", [str(clerk.db)])
        mine.execute("CREATE TEMP VIEW my_embassies AS SELECT code FROM ledger.places WHERE kind = 'embassy'")
        assert sorted(mine.execute("SELECT * FROM my_embassies")) == [("dublin",), ("london",)]
    clerk.does("check")
    clerk.does("stock")


@pytest.mark.parametrize("table", ["place", "command", "entry", "setting"])
@pytest.mark.slow
def test_a_table_that_is_an_endless_view_keeps_nobody(clerk: Clerk, table: str) -> None:
    with opened(clerk) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA legacy_alter_table = ON")
        connection.execute(f"ALTER TABLE {table} RENAME TO aside")
        connection.execute(f"CREATE VIEW {table} AS {ENDLESS}")
    answer = start("check", db=clerk.db)
    assert answer.code == 1
    assert f"The table {table} is missing from the database." in answer.out
    assert f"The view {table} of the database is not part of schema version" in answer.out
    for words in (("stock",), ("info",), ("place", "add", "x", "X", "--kind", "other")):
        assert "tracker" in sentence_of(start(*words, db=clerk.db))


@pytest.mark.slow
def test_who_records_is_not_kept_when_all_tables_are_endless_views(clerk: Clerk) -> None:
    with opened(clerk) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB '[a-z_]*'")
        for (name,) in tables.fetchall():
            names = [column for _, column, *_ in connection.execute(f"PRAGMA table_info({name})")]
            count = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
            view = f"CREATE VIEW {name} AS {count} SELECT {', '.join(f'i AS {each}' for each in names)} FROM n"
            connection.execute("DELETE FROM sqlite_schema WHERE tbl_name = ?", [name])
            connection.execute("INSERT INTO sqlite_schema VALUES ('view', ?, ?, 0, ?)", [name, name, view])
    for words in (("ship", "london", "THB/lv=1"), ("stock",)):
        assert "that tracker did not create (_sqlite_migrations)" in sentence_of(start(*words, db=clerk.db))


@pytest.mark.slow
def test_all_views_may_be_endless(clerk: Clerk) -> None:
    with opened(clerk) as connection:
        views = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")]
        for name in views:
            connection.execute(f"DROP VIEW {name}")
            connection.execute(f"CREATE VIEW {name} AS {ENDLESS}")
    answer = start("check", db=clerk.db)
    assert answer.code == 1
    assert answer.out.count("differs from schema version") == len(views)
    said = sentence_of(start("stock", db=clerk.db))
    assert " was changed; run 'tracker restore BACKUP'." in said


@pytest.mark.parametrize(
    ("rule", "statements"),
    [
        ("outside_is_not_closed", ["INSERT INTO closing VALUES (9, 99, 4, 1, '2015-02-01')"]),
        (
            "counted_twice",
            [
                "INSERT INTO count_line (count, line, item, quantity) VALUES (9, 1, 'THB/lv', 5)",
                "INSERT INTO count_line (count, line, run, quantity) VALUES (9, 2, 1, 5)",
            ],
        ),
    ],
)
def test_a_stranger_closes_no_outside_place_and_counts_nothing_twice(
    stocked: Clerk, rule: str, statements: list[str]
) -> None:
    assert rule in str(wrote(stocked, statements))


def test_the_guard_knows_all_that_a_new_database_holds(clerk: Clerk) -> None:
    with reading(clerk.db) as database:
        found = database.rows("SELECT sql FROM sqlite_schema WHERE sql NOT NULL AND tbl_name <> '_sqlite_migrations'")
        assert {sql for (sql,) in found} == {each.statement for each in expected()}


def test_all_connections_are_guarded(clerk: Clerk) -> None:
    with reading(clerk.db) as database:
        assert [
            database.value(f"PRAGMA {name}")
            for name in ("trusted_schema", "cell_size_check", "foreign_keys", "synchronous")
        ] == [0, 1, 1, 3]
