"""A user without rights to the file or its folder: reading works where possible, and the rest is reported."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.adapters import wait_at_most
from tests.conftest import Answer, Clerk
from tests.faults.machine import in_folder, ordinary_user, rights_hold, sentence_of, start, stocked_ledger
from tests.store.rawly import opened

pytestmark = pytest.mark.slow

READING = [("stock",), ("log", "--format", "csv"), ("check",), ("info",), ("export", "movements"), ("shipments",)]
WRITING = [
    ("ship", "london", "THB/lv=1", "--date", "2015-02-01"),
    ("void", "2", "--reason", "typing error"),
    ("place", "add", "x", "X", "--kind", "other"),
    ("place", "edit", "london", "--note", "new"),
    ("request", "add", "london", "THB/lv=1"),
    ("withdraw", "THB/lv/1", "--reason", "outdated"),
    ("fund", "add", "x", "X"),
]


@pytest.fixture
def stocked(nobody: Clerk, tmp_path: Path) -> Clerk:
    """A clerk with copies in the store. Skips the test where rights do not hold users back."""
    if not rights_hold(tmp_path):
        pytest.skip("this user passes by the rights on files, and cannot give that up")
    nobody.db.write_bytes(stocked_ledger())
    return nobody


def as_user(clerk: Clerk, *words: object) -> Answer:
    with ordinary_user():
        return clerk(*words)


def only_reading_goes_on(clerk: Clerk, said: str) -> None:
    """Hold that an ordinary user reads all, and is refused every write with a sentence that says why."""
    before, files = clerk.db.read_bytes(), in_folder(clerk.db.parent)
    for words in READING:
        answer = as_user(clerk, *words)
        assert (answer.code, answer.err) == (0, ""), answer
        assert answer.out
    for words in WRITING:
        assert said in sentence_of(as_user(clerk, *words))
    assert clerk.db.read_bytes() == before
    assert in_folder(clerk.db.parent) == files


def test_a_file_that_is_read_only_is_read_and_not_written(stocked: Clerk) -> None:
    stocked.db.chmod(0o444)
    only_reading_goes_on(stocked, "read-only")
    stocked.db.chmod(0o644)
    assert as_user(stocked, *WRITING[0]).code == 0


def test_a_file_in_a_folder_that_is_read_only_is_read_and_not_written(stocked: Clerk) -> None:
    stocked.db.parent.chmod(0o555)
    try:
        only_reading_goes_on(stocked, "its folder is read-only")
    finally:
        stocked.db.parent.chmod(0o755)
    assert as_user(stocked, *WRITING[0]).code == 0


def test_a_file_on_a_shelf_where_all_is_read_only_is_read_and_not_written(stocked: Clerk) -> None:
    stocked.db.chmod(0o444)
    stocked.db.parent.chmod(0o555)
    try:
        only_reading_goes_on(stocked, "read-only")
    finally:
        stocked.db.parent.chmod(0o755)


def test_a_dry_run_on_a_file_that_is_read_only_says_so(stocked: Clerk) -> None:
    stocked.db.chmod(0o444)
    sentence_of(as_user(stocked, *WRITING[0], "--dry-run"))


@pytest.mark.parametrize("words", [*READING, *WRITING], ids=" ".join)
def test_a_file_that_may_not_be_read_is_said_to_be_so(stocked: Clerk, words: tuple[str, ...]) -> None:
    stocked.db.chmod(0o000)
    assert "permission denied" in sentence_of(as_user(stocked, *words))
    stocked.db.chmod(0o200)
    assert "permission denied" in sentence_of(as_user(stocked, *words, "--db", stocked.db))


def test_a_file_in_a_folder_that_is_closed_is_not_said_to_be_missing(stocked: Clerk) -> None:
    stocked.db.parent.chmod(0o000)
    try:
        for words in (READING[0], WRITING[0]):
            assert "permission denied" in sentence_of(as_user(stocked, *words))
        sentence_of(as_user(stocked, "init"), code=3)
    finally:
        stocked.db.parent.chmod(0o755)


def test_no_ledger_is_made_in_a_folder_that_is_read_only(stocked: Clerk) -> None:
    folder = stocked.db.parent / "shelf"
    folder.mkdir(0o555)
    for words in (("init",), ("demo", folder / "x.db")):
        said = sentence_of(as_user(stocked, *words, "--db", folder / "x.db"))
        assert "permission denied" in said or "read-only" in said or "permissions" in said
    assert in_folder(folder) == []


def test_what_a_killed_writer_left_is_not_read_half_done_where_it_cannot_be_rolled_back(stocked: Clerk) -> None:
    """Its journal must be played back before anything is read, which takes the right to write."""
    committed, left = stocked.db.read_bytes(), stocked.db.with_name("left.db")
    with opened(stocked) as writer:
        writer.execute("PRAGMA cache_size = 1")
        writer.execute("BEGIN IMMEDIATE")
        writer.executemany(
            "INSERT INTO booklet (code, title, note, command) VALUES (?, 'half', ?, 1000)",
            [(f"X{n}", "x" * 5000) for n in range(200)],
        )
        shutil.copy(stocked.db, left)
        shutil.copy(f"{stocked.db}-journal", f"{left}-journal")
        writer.execute("ROLLBACK")
    left.chmod(0o444)
    sentence_of(as_user(stocked, "booklet", "list", "--db", left))
    left.chmod(0o644)
    assert as_user(stocked, "booklet", "list", "--db", left, "--format", "csv").code == 0
    assert left.read_bytes() == committed


def test_a_writer_who_may_not_make_a_journal_does_not_write_without_one(stocked: Clerk) -> None:
    """A journal of another user's, which cannot be opened, is not passed by."""
    journal = Path(f"{stocked.db}-journal")
    journal.touch(0o000)
    before = stocked.db.read_bytes()
    sentence_of(as_user(stocked, *WRITING[0]))
    assert stocked.db.read_bytes() == before
    journal.unlink()
    assert as_user(stocked, *WRITING[0]).code == 0


@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero", "/dev/full", "/dev/tty"])
def test_a_device_is_no_ledger(nobody: Clerk, device: str) -> None:
    for words in (READING[0], WRITING[0], ("check",)):
        sentence_of(nobody(*words, "--db", device))
    assert f"{device} already exists" in nobody.refused("init", "--db", device)


def test_a_pipe_is_no_ledger_and_is_not_waited_for(nobody: Clerk) -> None:
    pipe = nobody.db.with_name("pipe")
    os.mkfifo(pipe)
    assert "a pipe" in sentence_of(start("stock", "--db", pipe))
    assert f"{pipe} already exists" in nobody.refused("init", "--db", pipe)


def test_a_link_that_leads_nowhere_or_to_itself_is_no_ledger(nobody: Clerk) -> None:
    nobody.db.symlink_to("nowhere.db")
    assert "tracker init" in nobody.refused("stock", code=3)
    nobody.db.unlink()
    nobody.db.symlink_to(nobody.db.name)
    assert "cannot be opened: too many levels of symbolic links" in nobody.refused("stock", code=3)
    assert f"{nobody.db} already exists" in nobody.refused("init")


def test_a_ledger_behind_a_link_is_the_ledger(clerk: Clerk) -> None:
    """Its journal stands beside the file, not beside the link, so that nobody misses it."""
    link = clerk.db.with_name("link.db")
    link.symlink_to(clerk.db.name)
    clerk.does("print", "THB/lv", 10, "--db", link)
    assert clerk.reads("info")["entries"] == 1
    clerk.does("check", "--db", link)


LOCKED_FOR_A_MOMENT = """
import tracker.retries
from tracker.__main__ import main

tracker.retries.MOST_SECONDS = 0.2
main()
"""


@pytest.mark.parametrize("lock", ["EXCLUSIVE", "IMMEDIATE"])
def test_a_ledger_that_another_program_holds_is_left_to_it(clerk: Clerk, lock: str) -> None:
    """Who holds it to write lets others read until it commits; who holds it for itself lets nobody."""
    with closing(sqlite3.connect(clerk.db, isolation_level=None)) as other:
        other.execute(f"BEGIN {lock}")
        for words in (("stock",), ("check",), ("print", "THB/lv", "1")):
            answer = start(*words, db=clerk.db, python=("-c", LOCKED_FOR_A_MOMENT))
            if lock == "IMMEDIATE" and words[0] != "print":
                assert answer.code == 0, answer
            else:
                assert "locked" in sentence_of(answer)
        other.execute("ROLLBACK")
    clerk.does("print", "THB/lv", 1)


def test_who_reads_for_long_holds_a_commit_up_and_nothing_is_recorded(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_at_most(monkeypatch, 0)
    before = clerk.db.read_bytes()
    with opened(clerk) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM place").fetchall()
        assert "locked" in sentence_of(clerk("print", "THB/lv", 1))
        assert clerk.db.read_bytes() == before
        clerk.does("stock")
        reader.execute("ROLLBACK")
    assert clerk.logs("print", "THB/lv", 1)["entry"] == 1
