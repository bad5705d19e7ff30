"""Backups: complete, verified before they get their names, and never replacing another file."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.adapters import wait_at_most
from tests.cli.terminal import entries_in
from tests.conftest import Clerk
from tests.faults.machine import fill, in_folder, ordinary_user, rights_hold, sentence_of, small_disk, start
from tests.one_system import posix_only
from tests.store.rawly import opened

SHIPMENT = ("ship", "london", "THB/lv=1", "--date", "2015-02-01")


def refused(clerk: Clerk, folder: Path, *words: object, code: int = 1) -> str:
    """Hold that a backup is refused in a sentence, and that its folder and the ledger stay as they were."""
    before, there = clerk.db.read_bytes(), in_folder(folder)
    said = sentence_of(clerk("backup", *words), code)
    assert clerk.db.read_bytes() == before
    assert in_folder(folder) == there
    return said


def test_a_backup_answers_as_the_ledger_and_is_one(stocked: Clerk, shelf: Path) -> None:
    log, stock = stocked.reads("log"), stocked.reads("stock")
    copy = shelf / "copy.db"
    said = stocked.does("backup", copy).out
    assert said == f"Backed up to {copy}: 2 entries, 2 movements, no discrepancies.\n"
    assert (stocked.reads("log", "--db", copy), stocked.reads("stock", "--db", copy)) == (log, stock)
    stocked.does("check", "--db", copy)
    assert in_folder(shelf) == ["copy.db"]


def test_a_backup_answers_in_json(stocked: Clerk, shelf: Path) -> None:
    copy = shelf / "copy.db"
    assert stocked.logs("backup", copy) == {
        "file": str(copy),
        "bytes": copy.stat().st_size,
        "entries": 2,
        "movements": 2,
        "removed": [],
    }


def test_info_tells_of_the_last_backup(stocked: Clerk, shelf: Path) -> None:
    facts = stocked.reads("info")
    assert (facts["last_backup_at"], facts["last_backup"]) == (None, None)
    for name in ("one.db", "two.db"):
        stocked.does("backup", shelf / name)
    facts = stocked.reads("info")
    assert facts["last_backup"] == str(shelf / "two.db")
    assert facts["last_backup_at"] > stocked.reads("log")[-1]["recorded_at"]
    assert str(shelf / "two.db") in stocked.does("info").out


def test_a_backup_named_from_where_the_clerk_is_can_be_found_from_elsewhere(
    stocked: Clerk, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shelf)
    stocked.does("backup", "copy.db")
    assert stocked.reads("info")["last_backup"] == str(shelf / "copy.db")


@posix_only
def test_what_is_there_is_never_written_over(stocked: Clerk, shelf: Path) -> None:
    (shelf / "file").write_text("mine", encoding="utf-8")
    (shelf / "folder").mkdir()
    (shelf / "dangling").symlink_to("nowhere")
    (shelf / "link").symlink_to("file")
    os.mkfifo(shelf / "pipe")
    for name in in_folder(shelf):
        assert "already exists" in refused(stocked, shelf, shelf / name)
    assert (shelf / "file").read_text("utf-8") == "mine"
    assert not (shelf / "nowhere").exists()
    assert "already exists" in refused(stocked, shelf, stocked.db)


def test_what_comes_there_meanwhile_is_not_written_over_either(
    stocked: Clerk, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, link = shelf / "copy.db", os.link

    def too_late(source: Path, target: Path) -> None:
        copy.write_text("mine", encoding="utf-8")
        link(source, target)

    monkeypatch.setattr("os.link", too_late)
    assert "already exists" in sentence_of(stocked("backup", copy), code=1)
    assert copy.read_text("utf-8") == "mine"
    assert in_folder(shelf) == ["copy.db"]


def test_a_disk_without_links_takes_backups_too(stocked: Clerk, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, os.strerror(1))

    monkeypatch.setattr("os.link", no_links)
    stocked.does("backup", shelf / "copy.db")
    stocked.does("check", "--db", shelf / "copy.db")
    assert in_folder(shelf) == ["copy.db"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Specify a new file for the backup, or use --to"),
        (("a.db", "--to", "."), "Specify a new file for the backup, or use --to"),
        (("a.db", "--keep", "2"), "--keep applies only to dated backups"),
        (("--keep", "2"), "Specify a new file for the backup, or use --to"),
        (("--to", ".", "--keep", "0"), "Invalid value for '--keep': 0 is not in the range"),
        (("a.db", "b.db"), "unexpected extra argument (b.db)"),
    ],
    ids=str,
)
def test_a_backup_asked_for_wrongly_is_not_made(
    stocked: Clerk, shelf: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(shelf)
    assert said in refused(stocked, shelf, *words, code=2)


def test_a_folder_that_is_not_there_is_not_made(stocked: Clerk, shelf: Path) -> None:
    """It may be a disk that is not connected: the copy would go onto the one that fails."""
    assert "connect the drive it is on" in refused(stocked, shelf, "--to", shelf / "usb")
    assert "no such file" in refused(stocked, shelf, shelf / "usb" / "copy.db")
    (shelf / "file").touch()
    assert f"The folder {shelf / 'file'} does not exist" in refused(stocked, shelf, "--to", shelf / "file")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("tampering", "said"),
    [
        ("DROP TRIGGER {trigger}", "is missing from the database"),
        ("UPDATE balance SET copies = copies + 1 WHERE date = '2015-01-02'", "discrepancy"),
        ("DELETE FROM movement WHERE entry = 2", "discrepancy"),
        ("DROP INDEX {index}", "is missing from the database"),
    ],
    ids=["no trigger", "another balance", "no movement", "no index"],
)
def test_a_ledger_with_a_discrepancy_is_not_backed_up(stocked: Clerk, shelf: Path, tampering: str, said: str) -> None:
    with opened(stocked) as connection:
        triggers = dict(connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall())
        index = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'movement' AND sql NOT NULL"
        ).fetchone()
        covered = triggers if tampering.startswith(("UPDATE", "DELETE")) else {}
        for trigger in covered:
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(tampering.format(trigger=next(iter(triggers)), index=index[0]))
        for statement in covered.values():
            connection.execute(statement)
    code = 1 if covered else 3
    assert said in refused(stocked, shelf, shelf / "copy.db", code=code)
    remedy = "tracker check" if covered else "tracker restore"
    assert remedy in refused(stocked, shelf, "--to", shelf, "--keep", "1", code=code)
    assert stocked("check").code == 1
    assert stocked.reads("info")["last_backup"] is None


def test_a_full_disk_takes_no_backup_and_none_is_left_half_done(stocked: Clerk, shelf: Path) -> None:
    with small_disk(shelf, 1024) as disk:
        for kilobytes in (0, 4, 100, 200):
            fill(disk, leaving=kilobytes)
            assert "full" in refused(stocked, disk, disk / "copy.db")
            assert "full" in refused(stocked, disk, "--to", disk, "--keep", 1)
        (disk / "ballast").unlink()
        stocked.does("backup", disk / "copy.db")


def test_a_full_disk_under_the_ledger_does_not_keep_its_backup_from_being_made(
    stocked: Clerk, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_disk(shelf, 1024) as disk:
        shutil.copy(stocked.db, disk / "tracker.db")
        fill(disk)
        said = stocked.does("backup", shelf / "copy.db", "--db", disk / "tracker.db").out
    assert "cannot be written to" in said
    stocked.does("check", "--db", shelf / "copy.db")


def test_a_ledger_that_is_read_only_is_backed_up_and_it_is_said_that_it_takes_no_note(
    stocked: Clerk, shelf: Path
) -> None:
    if not rights_hold(shelf):
        pytest.skip("this user passes by the rights on files, and cannot give that up")
    stocked.db.chmod(0o444)
    with ordinary_user():
        said = stocked.does("backup", shelf / "copy.db").out
        assert stocked.reads("info")["last_backup"] is None
        assert stocked.logs("backup", shelf / "again.db")["entries"] == 2
    assert "no discrepancies" in said
    assert "cannot be written to" in said
    stocked.db.chmod(0o644)
    shelf.chmod(0o555)
    try:
        with ordinary_user():
            assert "permission denied" in refused(stocked, shelf, shelf / "third.db")
            assert "permission denied" in refused(stocked, shelf, "--to", shelf)
    finally:
        shelf.chmod(0o755)


@pytest.mark.slow
def test_clerks_go_on_logging_while_a_backup_is_made(stocked: Clerk, shelf: Path) -> None:
    """Who holds the lock to write, for now, keeps nobody from copying; the copy is of the last commit."""
    with closing(sqlite3.connect(stocked.db, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO booklet (code, title, command) VALUES ('X', 'x', 1000)")
        answer = start(
            "backup", shelf / "copy.db", "--format", "json", db=stocked.db, python=("-c", LOCKED_FOR_A_MOMENT)
        )
        other.execute("ROLLBACK")
    assert answer.code == 0, answer
    assert json.loads(answer.out)["entries"] == 2
    assert [row["code"] for row in stocked.reads("booklet", "list", "--db", shelf / "copy.db")] == ["THB"]


LOCKED_FOR_A_MOMENT = """
import tracker.retries
from tracker.__main__ import main

tracker.retries.MOST_SECONDS = 0.2
main()
"""


@pytest.mark.slow
def test_a_ledger_that_is_held_by_another_program_is_not_backed_up(
    stocked: Clerk, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_at_most(monkeypatch, 0)
    with opened(stocked) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "locked" in sentence_of(stocked("backup", shelf / "copy.db"))
        other.execute("ROLLBACK")
    assert in_folder(shelf) == []


def test_a_backup_is_no_entry(stocked: Clerk, shelf: Path) -> None:
    stocked.does("backup", shelf / "copy.db")
    assert entries_in(stocked) == 2
    assert stocked.logs(*SHIPMENT)["entry"] == 3


def test_who_interrupts_a_backup_that_the_ledger_knows_of_is_told_of_its_file(
    stocked: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log does not tell of it."""

    def press(*_answer: object, **_how: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tracker.cli.backups.answer", press)
    file = stocked.db.with_name("backup.db")
    answer = stocked("backup", file)
    assert (answer.code, answer.err.strip()) == (
        130,
        f"Error: Interrupted; nothing was recorded, but {file} was written in full.",
    )
    with closing(sqlite3.connect(stocked.db)) as ledger:
        assert ledger.execute("SELECT file FROM backup").fetchall() == [(str(file),)]
