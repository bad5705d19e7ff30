"""A file in WAL mode, or with several names: converted back, or only read."""

import errno
import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.adapters import wait_at_most
from tests.conftest import Clerk
from tests.faults.left_behind import leave_journal
from tests.faults.machine import in_folder, ordinary_user, rights_hold, sentence_of, start
from tests.store.rawly import opened

SHIP = ("ship", "london", "THB/lv=1", "--date", "2015-02-01")


def put_in_wal_mode(db: Path) -> None:
    with closing(sqlite3.connect(db)) as other:
        assert other.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)


def mode_of(db: Path) -> str:
    return {1: "rollback", 2: "wal"}[db.read_bytes()[18]]


@contextmanager
def held_in_wal_mode(db: Path) -> Iterator[sqlite3.Connection]:
    """Another program has the file open in WAL mode, with something written that is only in its log."""
    put_in_wal_mode(db)
    with closing(sqlite3.connect(db, isolation_level=None)) as other:
        other.execute("UPDATE booklet SET title = 'In the log'")
        yield other


@pytest.mark.parametrize("words", [("stock",), ("check",), SHIP], ids=" ".join)
def test_a_file_in_wal_mode_is_turned_back(stocked: Clerk, words: tuple[str, ...]) -> None:
    put_in_wal_mode(stocked.db)
    stocked.does(*words)
    assert mode_of(stocked.db) == "rollback"
    assert in_folder(stocked.db.parent) == [stocked.db.name]


def test_what_is_only_in_the_log_of_who_was_killed_is_kept(stocked: Clerk) -> None:
    left = stocked.db.with_name("left.db")
    with held_in_wal_mode(stocked.db):
        for ending in ("", "-wal"):
            shutil.copy(f"{stocked.db}{ending}", f"{left}{ending}")
    assert [row["title"] for row in stocked.reads("booklet", "list", "--db", left)] == ["In the log"]
    assert mode_of(left) == "rollback"
    assert not Path(f"{left}-wal").exists()
    stocked.does("check", "--db", left)


def test_a_file_that_another_holds_in_wal_mode_is_only_read(stocked: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    wait_at_most(monkeypatch, 0)
    with held_in_wal_mode(stocked.db):
        assert [row["title"] for row in stocked.reads("booklet", "list")] == ["In the log"]
        stocked.does("check")
        said = sentence_of(stocked(*SHIP))
        assert " is in WAL mode and in use by another program, so it can only be read; close that program." in said
        assert "close that program" in said
        assert mode_of(stocked.db) == "wal"
    stocked.does(*SHIP)
    assert mode_of(stocked.db) == "rollback"


def test_who_records_waits_for_a_file_that_another_holds_in_wal_mode(
    stocked: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with held_in_wal_mode(stocked.db) as other:
        monkeypatch.setattr("tracker.store.locks.time.sleep", lambda _: other.close())
        stocked.does(*SHIP)
    assert mode_of(stocked.db) == "rollback"


def test_a_backup_of_a_file_held_in_wal_mode_is_in_no_such_mode(
    stocked: Clerk, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_at_most(monkeypatch, 0)
    with held_in_wal_mode(stocked.db):
        stocked.does("backup", shelf / "copy.db")
    assert mode_of(shelf / "copy.db") == "rollback"
    assert in_folder(shelf) == ["copy.db"]


def test_a_file_in_wal_mode_that_may_not_be_written_is_not_changed(stocked: Clerk) -> None:
    if not rights_hold(stocked.db.parent):
        pytest.skip("this user passes by the rights on files, and cannot give that up")
    put_in_wal_mode(stocked.db)
    stocked.db.chmod(0o444)
    before = stocked.db.read_bytes()
    with ordinary_user():
        stocked.does("stock")
        sentence_of(stocked(*SHIP))
    assert stocked.db.read_bytes() == before


def test_a_log_of_another_file_is_not_mixed_in(stocked: Clerk) -> None:
    """As left behind when a copy is put over a ledger in WAL mode."""
    copy = stocked.db.read_bytes()
    with held_in_wal_mode(stocked.db):
        log = Path(f"{stocked.db}-wal").read_bytes()
    stocked.db.write_bytes(copy)
    Path(f"{stocked.db}-wal").write_bytes(log)
    for words in (("stock",), ("check",), SHIP):
        assert f"{stocked.db}-wal, the journal of another file" in sentence_of(stocked(*words))
    assert stocked.db.read_bytes() == copy
    assert Path(f"{stocked.db}-wal").read_bytes() == log


def test_a_file_with_several_names_is_read_with_a_warning_and_not_written(stocked: Clerk) -> None:
    other = stocked.db.with_name("other.db")
    os.link(stocked.db, other)
    before = stocked.db.read_bytes()
    answer = start("stock", db=stocked.db)
    assert answer.code == 0
    assert answer.err == (
        f"The database {stocked.db} has 2 hard links, so it can only be read; copy it with 'tracker backup' "
        "and use the copy.\n"
    )
    assert answer.out == start("stock", db=other).out
    said = sentence_of(stocked(*SHIP))
    assert said == answer.err.rstrip("\n")
    assert stocked.db.read_bytes() == before
    assert "cannot be written to" in stocked.does("backup", stocked.db.with_name("copy.db")).out
    stocked.does(*SHIP, "--db", stocked.db.with_name("copy.db"))
    other.unlink()
    stocked.does(*SHIP)


def test_who_completes_a_word_is_not_warned(stocked: Clerk) -> None:
    from tests.cli.shell import start as shell

    os.link(stocked.db, stocked.db.with_name("other.db"))
    done = shell(db=stocked.db, _TRACKER_COMPLETE="bash_complete", COMP_WORDS="tracker ship lo", COMP_CWORD="2")
    assert (done.stdout, done.stderr) == ("plain,london\n", "")


def test_the_name_of_a_draft_that_a_killed_command_left_is_taken_away(stocked: Clerk) -> None:
    hidden = stocked.db.with_name(f".tracker-{'a' * 16}.tmp")
    hidden.mkdir()
    os.link(stocked.db, hidden / "draft")
    (hidden / "lock").write_text(stocked.db.name, encoding="utf-8")
    assert stocked(*SHIP).err == ""
    assert in_folder(stocked.db.parent) == [stocked.db.name]


def test_a_journal_of_another_file_that_cannot_be_set_aside_is_not_mixed_in(
    stocked: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = stocked.db.read_bytes()
    for _ in range(2):
        stocked.does(*SHIP)
    leave_journal(stocked.db, random.Random(3))  # noqa: S311
    stocked.db.write_bytes(copy)

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "")

    monkeypatch.setattr(Path, "rename", refuse)
    for words in (("stock",), SHIP):
        assert "-journal belongs to another file and cannot be renamed (permission" in sentence_of(stocked(*words))
    assert stocked.db.read_bytes() == copy


def test_a_journal_that_cannot_be_rolled_back_is_told_as_such(stocked: Clerk) -> None:
    """The file is on a shelf where nothing may be written."""
    if not rights_hold(stocked.db.parent):
        pytest.skip("this user passes by the rights on files, and cannot give that up")
    shelf = stocked.db.parent / "shelf"
    shelf.mkdir()
    left = shelf / "left.db"
    with opened(stocked) as writer:
        writer.execute("PRAGMA cache_size = 1")
        writer.execute("BEGIN IMMEDIATE")
        writer.executemany(
            "INSERT INTO booklet (code, title, note, command) VALUES (?, 'half', ?, 1000)",
            [(f"X{n}", "x" * 5000) for n in range(200)],
        )
        for ending in ("", "-journal"):
            shutil.copy(f"{stocked.db}{ending}", f"{left}{ending}")
        writer.execute("ROLLBACK")
    for mode in (0o444, 0o644):
        left.chmod(mode)
        shelf.chmod(0o555)
        try:
            with ordinary_user():
                said = sentence_of(stocked("stock", "--db", left))
        finally:
            shelf.chmod(0o755)
        assert "read-only" in said
    stocked.does("stock", "--db", left)
