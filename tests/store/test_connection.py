import shutil

import pytest

from tests.cli.asking import entries_in, refusal
from tests.conftest import Clerk
from tests.store.rawly import opened

COMMANDS = [
    ("stock",),
    ("check",),
    ("info",),
    ("log", "--format", "csv"),
    ("print", "THB/lv", "1"),
    ("booklet", "add", "X", "X"),
]


def test_the_file_is_marked_as_ours_with_its_schema(clerk: Clerk) -> None:
    with opened(clerk) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (0x54726B72,)
        assert connection.execute("PRAGMA user_version").fetchone() == (clerk.reads("info")["schema"],)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_database_of_another_program_is_left_as_it_is(nobody: Clerk, words: tuple[str, ...]) -> None:
    with opened(nobody) as connection:
        connection.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, text TEXT)")
        connection.execute("INSERT INTO entry VALUES (1, 'mine')")
    assert "belongs to another program" in refusal(nobody, *words, code=3)
    assert [file.name for file in nobody.db.parent.iterdir()] == [nobody.db.name]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_database_of_a_newer_tracker_is_left_as_it_is(clerk: Clerk, words: tuple[str, ...]) -> None:
    with opened(clerk) as connection:
        connection.execute("PRAGMA user_version = 1000")
    said = refusal(clerk, *words, code=3)
    assert "newer tracker" in said
    assert "upgrade" in said


def test_a_database_that_is_locked_is_said_to_be_locked(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.store.connection.BUSY_SECONDS", 0)
    with opened(clerk) as other:
        other.execute("BEGIN EXCLUSIVE")
        for words in (("stock",), ("print", "THB/lv", 1)):
            assert "locked" in clerk.refused(*words, code=3)
        other.execute("ROLLBACK")
    clerk.does("print", "THB/lv", 1)


def test_who_reads_does_not_hold_up_who_reads(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.store.connection.BUSY_SECONDS", 0)
    with opened(clerk) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM place").fetchall()
        clerk.does("stock")


def test_what_a_killed_writer_left_half_done_is_rolled_back(clerk: Clerk) -> None:
    """Its journal is beside the file; the next reader, too, rolls it back."""
    clerk.does("print", "THB/lv", 100)
    committed = clerk.db.read_bytes()
    left = clerk.db.with_name("left.db")
    with opened(clerk) as writer:
        writer.execute("PRAGMA cache_size = 1")
        writer.execute("PRAGMA cache_spill = 1")
        writer.execute("BEGIN IMMEDIATE")
        for number in range(200):
            writer.execute("INSERT INTO booklet VALUES (?, 'half', ?, '')", (f"X{number}", "x" * 5000))
        shutil.copy(clerk.db, left)
        shutil.copy(f"{clerk.db}-journal", f"{left}-journal")
        writer.execute("ROLLBACK")
    assert left.read_bytes() != committed
    assert [row["code"] for row in clerk.reads("booklet", "list", "--db", left)] == ["THB"]
    assert left.read_bytes() == committed
    clerk.does("check", "--db", left)


def test_all_of_a_command_is_recorded_or_none_of_it(clerk: Clerk) -> None:
    """The database refuses the last step of a print; its item and its run are not left behind."""
    with opened(clerk) as connection:
        connection.execute(
            "CREATE TRIGGER no_more BEFORE INSERT ON movement BEGIN SELECT RAISE(ABORT, 'no more today'); END"
        )
    before = clerk.db.read_bytes()
    assert "no more today" in clerk.refused("print", "THB/lv", 10)
    assert clerk.db.read_bytes() == before
    assert entries_in(clerk) == 0
