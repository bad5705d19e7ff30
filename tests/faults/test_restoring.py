"""A backup replaces the ledger, whatever is there: the old file is kept, and no journal affects the new one."""

import json
import os
import random
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.adapters import Database, copy_pages, retrying, wait_at_most
from tests.conftest import Clerk
from tests.faults.crew import Worker
from tests.faults.killing import MOMENTS, killed
from tests.faults.left_behind import leave_journal, leave_log
from tests.faults.machine import fill, in_folder, ordinary_user, rights_hold, sentence_of, small_disk, start
from tests.faults.next_version import install
from tests.faults.proof import is_hot, tables
from tests.properties import few_or_many
from tests.store.rawly import opened
from tracker import __version__
from tracker.errors import Unusable
from tracker.store import new_files

pytestmark = pytest.mark.slow

SHIP = ("ship", "london", "THB/lv=1", "--date", "2015-02-01")
KEPT = "tracker.db.before-restore"


@pytest.fixture
def backup(stocked: Clerk, shelf: Path) -> Path:
    """A backup of two entries, after which two more were recorded."""
    stocked.does("backup", shelf / "monday.db")
    stocked.does(*SHIP)
    stocked.does(*SHIP, "--clerk", "jānis")
    return shelf / "monday.db"


def content(db: Path) -> dict[str, list[object]]:
    """All that is in a file, opened as it is, without what it remembers of its backups."""
    return {name: rows for name, rows in tables(db).items() if name != "backup"}


def beside(clerk: Clerk) -> list[str]:
    return [name for name in in_folder(clerk.db.parent) if name not in ("shelf", clerk.db.name)]


def is_restored(clerk: Clerk, backup: Path) -> bool:
    clerk.does("check")
    return content(clerk.db) == content(backup)


def test_a_backup_is_restored_and_what_was_there_is_kept(stocked: Clerk, backup: Path) -> None:
    before = content(stocked.db)
    moments = {row["command"]: row["recorded_at"] for row in stocked.reads("log")}
    said = stocked.does("restore", backup, "--yes").out
    last, newest = max(moments) - 2, max(moments)
    assert said == (
        f"Restored {stocked.db} from {backup}, to command {last} (ship, {moments[last]}): 2 entries, 2 "
        "movements, no discrepancies.\nThe last command of the replaced file is "
        f"{newest} (ship, {moments[newest]}).\nThe previous file is kept as "
        f"{stocked.db}.before-restore.\n"
    )
    assert is_restored(stocked, backup)
    assert content(stocked.db.with_name(KEPT)) == before
    stocked.does("check", "--db", stocked.db.with_name(KEPT))
    assert beside(stocked) == [KEPT]
    assert stocked.logs(*SHIP)["entry"] == 3


def test_it_answers_in_json(stocked: Clerk, backup: Path) -> None:
    made = stocked.logs("restore", backup, "--yes")
    assert (made["entries"], made["movements"], made["kept"]) == (2, 2, f"{stocked.db}.before-restore")
    assert made["replaced"]["command"] == made["command"] + 2
    again = stocked.logs("restore", backup, "--yes")
    assert (again["replaced"]["command"], again["kept"]) == (made["command"], f"{stocked.db}.before-restore.2")


def test_without_a_terminal_it_takes_a_yes(stocked: Clerk, backup: Path) -> None:
    before = stocked.db.read_bytes()
    said = sentence_of(start("restore", backup, db=stocked.db), 1)
    assert "The last command of the current file is " in said
    assert said.endswith("Nothing was changed; to continue, add --yes.")
    assert stocked.db.read_bytes() == before
    assert beside(stocked) == []


def test_the_last_command_of_another_ledger_is_named(stocked: Clerk, backup: Path) -> None:
    stocked.db.unlink()
    stocked.does("init")
    assert "The last command of the replaced file is 1 (init, " in stocked.does("restore", backup, "--yes").out
    assert is_restored(stocked, backup)


def ruin(clerk: Clerk, how: str) -> None:
    whole = clerk.db.read_bytes()
    if how == "missing":
        clerk.db.unlink()
    elif how == "missing, with a journal":
        leave_journal(clerk.db, random.Random(1))  # noqa: S311
        clerk.db.unlink()
    else:
        new = {
            "empty": b"",
            "text": b"a diary\n" * 1000,
            "zeroes": bytes(len(whole)),
            "cut off": whole[: len(whole) // 2],
            "no header": bytes(100) + whole[100:],
            "no schema": whole[:100] + bytes(3996) + whole[4096:],
            "a letter of no text": whole.replace(b"CREATE TABLE entry", b"CREATE TAB\xebE entry"),
            "a newer format to read": whole[:19] + b"\3" + whole[20:],
            "scrambled": whole[:8192] + random.Random(2).randbytes(len(whole) - 8192),  # noqa: S311
        }[how]
        clerk.db.write_bytes(new)


RUINS = (
    "missing",
    "missing, with a journal",
    "empty",
    "text",
    "zeroes",
    "cut off",
    "no header",
    "no schema",
    "a letter of no text",
    "a newer format to read",
    "scrambled",
)


@pytest.mark.parametrize("how", RUINS)
def test_a_ledger_that_is_missing_or_ruined_is_restored(stocked: Clerk, backup: Path, how: str) -> None:
    ruin(stocked, how)
    journal = Path(f"{stocked.db}-journal")
    left = journal.read_bytes() if journal.exists() else None
    ruined = stocked.db.read_bytes() if stocked.db.exists() else None
    said = stocked.does("restore", backup, "--yes").out
    assert is_restored(stocked, backup)
    if ruined is not None:
        assert f"kept as {stocked.db}.before-restore" in said
        kept = stocked.db.with_name(KEPT).read_bytes()
        assert kept == ruined if how != "scrambled" else kept[8192:] == ruined[8192:]
    if left is not None:
        assert Path(f"{stocked.db}.before-restore-journal").read_bytes() == left
    assert not journal.exists()


def test_a_ruined_ledger_is_kept_with_its_journal(stocked: Clerk, backup: Path) -> None:
    leave_journal(stocked.db, random.Random(3))  # noqa: S311
    ruined = b"x" * 4096 + stocked.db.read_bytes()[4096:]
    stocked.db.write_bytes(ruined)
    journal = Path(f"{stocked.db}-journal").read_bytes()
    stocked.does("restore", backup, "--yes")
    assert is_restored(stocked, backup)
    assert stocked.db.with_name(KEPT).read_bytes() == ruined
    assert stocked.db.with_name(f"{KEPT}-journal").read_bytes() == journal


def test_a_ledger_of_another_schema_is_replaced(stocked: Clerk, backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program is the next version here: the old ledger is not upgraded first, and kept as it was."""
    before = content(stocked.db)
    install(monkeypatch)
    stocked.does("check", "--db", backup)  # which upgrades it
    said = stocked.does("restore", backup, "--yes").out
    assert "The last command of the replaced file is unknown: " in said
    monkeypatch.undo()
    assert content(stocked.db.with_name(KEPT)) == before


def test_a_backup_of_an_earlier_version_is_not_upgraded_where_it_lies(
    stocked: Clerk, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, ledger = backup.read_bytes(), stocked.db.read_bytes()
    install(monkeypatch)
    said = sentence_of(stocked("restore", backup, "--yes"))
    assert ". Copy the file and open the copy, which is then upgraded." in said
    assert ". Copy the file and open the copy, which is then upgraded." in said
    assert (backup.read_bytes(), stocked.db.read_bytes()) == (old, ledger)


def refused_untouched(clerk: Clerk, backup: object, code: int, *words: object) -> str:
    before, files = clerk.db.read_bytes(), in_folder(clerk.db.parent)
    said = sentence_of(clerk("restore", backup, "--yes", *words), code)
    assert clerk.db.read_bytes() == before
    assert in_folder(clerk.db.parent) == files
    return said


def test_a_backup_that_is_none_is_not_restored(stocked: Clerk, backup: Path) -> None:
    sound = backup.read_bytes()
    assert "There is no backup at" in refused_untouched(stocked, backup.with_name("nothing.db"), 1)
    assert "is the ledger itself" in refused_untouched(stocked, stocked.db, 1)
    backup.write_bytes(b"a diary\n")
    assert "is not a tracker database" in refused_untouched(stocked, backup, 3)
    backup.write_bytes(sound[:-4096])
    assert "damaged" in refused_untouched(stocked, backup, 3)
    backup.write_bytes(sound[:68] + b"else" + sound[72:])
    assert "belongs to another program" in refused_untouched(stocked, backup, 3)
    backup.write_bytes(sound)
    with closing(sqlite3.connect(backup)) as other:
        other.execute("DROP VIEW coverage")
        other.commit()
    assert "has a discrepancy and was not restored: The view coverage is missing" in refused_untouched(
        stocked, backup, 1
    )
    with closing(sqlite3.connect(backup)) as other:
        other.execute("CREATE TABLE mine (x)")
        other.commit()
    assert " has a table that tracker did not create (mine); drop it" in refused_untouched(stocked, backup, 3)
    backup.write_bytes(sound)
    assert is_hot(stocked.db) is False


def test_a_file_that_is_not_ours_is_not_replaced(stocked: Clerk, backup: Path) -> None:
    sound = stocked.db.read_bytes()
    stocked.db.write_bytes(sound[:68] + b"else" + sound[72:])
    assert "belongs to another program" in refused_untouched(stocked, backup, 3)
    stocked.db.write_bytes(sound[:60] + b"\0\0\3\0" + sound[64:])
    assert f"was written by tracker {__version__}" in refused_untouched(stocked, backup, 3)
    for newer in (sound[:18] + b"\3" + sound[19:], sound[:47] + b"\5" + sound[48:]):  # of SQLite's file or schema
        stocked.db.write_bytes(newer)
        refused_untouched(stocked, backup, 3)
    stocked.db.write_bytes(sound)
    os.link(stocked.db, stocked.db.with_name("other.db"))
    said = refused_untouched(stocked, backup, 3)
    assert " has 2 hard links, which would keep the old content; remove the others and restore again." in said
    assert "tracker backup" not in said
    assert "is a folder" in refused_untouched(stocked, backup, 3, "--db", backup.parent)


def test_a_backup_dated_ahead_is_restored(stocked: Clerk, shelf: Path) -> None:
    with opened(stocked) as connection:
        connection.execute(
            "INSERT INTO command (number, name, clerk, recorded_at, movements, facts, removed) "
            "SELECT max(number) + 1, 'raw', 'x', '2999-01-01T00:00:00.000000Z', 0, 0, 0 FROM command"
        )
    shutil.copy(stocked.db, shelf / "ahead.db")
    assert "in the future" in stocked("check").out
    stocked.does("restore", shelf / "ahead.db", "--yes")


@pytest.mark.parametrize("times", few_or_many(range(3), range(50)))
def test_a_backup_is_restored_over_a_dead_writers_journal(stocked: Clerk, backup: Path, times: range) -> None:
    committed, whole = content(stocked.db), stocked.db.read_bytes()
    for number in times:
        stocked.db.write_bytes(whole)
        leave_journal(stocked.db, random.Random(number))  # noqa: S311
        assert is_hot(stocked.db)
        stocked.does("restore", backup, "--yes")
        assert is_restored(stocked, backup)
        kept = stocked.db.with_name(KEPT)
        assert content(kept) == committed, "what was half done is rolled back in what is kept"
        assert beside(stocked) == [KEPT]
        kept.unlink()


@pytest.mark.parametrize("times", few_or_many(range(2), range(50)))
def test_a_backup_is_restored_over_the_log_that_another_program_left(
    stocked: Clerk, backup: Path, times: range
) -> None:
    whole = stocked.db.read_bytes()
    for number in times:
        stocked.db.write_bytes(whole)
        leave_log(stocked.db, f"UPDATE booklet SET title = 'In the log {number}'")
        stocked.does("restore", backup, "--yes")
        assert is_restored(stocked, backup)
        kept = stocked.db.with_name(KEPT)
        titles = [row["title"] for row in stocked.reads("booklet", "list", "--db", kept)]
        assert titles == [f"In the log {number}"], "what was only in the log is in what is kept"
        assert beside(stocked) == [KEPT]
        kept.unlink()


def test_a_backup_in_wal_mode_makes_a_ledger_that_is_in_no_such_mode(stocked: Clerk, backup: Path) -> None:
    leave_log(backup)
    stocked.does("restore", backup, "--yes")
    assert [row["title"] for row in stocked.reads("booklet", "list")] == ["In the log"]
    assert stocked.db.read_bytes()[18:20] == b"\1\1"


def test_a_ledger_behind_a_link_is_restored_where_it_is(stocked: Clerk, backup: Path) -> None:
    link = backup.with_name("link.db")
    link.symlink_to(stocked.db)
    made = stocked.logs("restore", backup, "--yes", "--db", link)
    assert made["kept"] == f"{stocked.db}.before-restore"
    assert link.is_symlink()
    assert is_restored(stocked, backup)


def test_a_private_ledger_is_kept_and_restored_as_private(stocked: Clerk, backup: Path) -> None:
    for sound in (True, False):
        stocked.db.chmod(0o600)
        if not sound:
            stocked.db.write_bytes(b"ruined")
        made = stocked.logs("restore", backup, "--yes")
        assert {Path(path).stat().st_mode & 0o777 for path in (stocked.db, made["kept"])} == {0o600}


def test_a_ledger_that_is_held_for_long_is_not_restored(
    stocked: Clerk, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_at_most(monkeypatch, 0)
    for lock in ("BEGIN EXCLUSIVE", "BEGIN IMMEDIATE"):
        with opened(stocked) as other:
            other.execute(lock)
            assert "not responded" in refused_untouched(stocked, backup, 3)
            other.execute("ROLLBACK")
    with opened(stocked) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM place").fetchall()
        assert "not responded" in refused_untouched(stocked, backup, 3)


def test_a_ledger_that_may_not_be_written_is_not_restored(stocked: Clerk, backup: Path) -> None:
    if not rights_hold(stocked.db.parent):
        pytest.skip("this user passes by the rights on files, and cannot give that up")
    for path, mode in ((stocked.db, 0o444), (stocked.db.parent, 0o555)):
        before = path.stat().st_mode
        path.chmod(mode)
        try:
            with ordinary_user():
                said = refused_untouched(stocked, backup, 3)
        finally:
            path.chmod(before)
        assert "read-only" in said or "permission denied" in said


@pytest.mark.slow
def test_a_full_disk_leaves_the_old_ledger(
    stocked: Clerk, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = stocked.db.stat().st_size // 1024
    with small_disk(tmp_path, 8192) as disk:
        db = Path(shutil.copy(stocked.db, disk / "tracker.db"))
        before = db.read_bytes()
        for kilobytes in (0, size // 2, size + 8, size + 200):
            fill(disk, leaving=kilobytes)
            said = sentence_of(stocked("restore", backup, "--yes", "--db", db))
            assert "full" in said
            assert db.read_bytes() == before
            assert in_folder(disk) == ["ballast", "tracker.db"]
        (disk / "ballast").unlink()
        stocked.does("restore", backup, "--yes", "--db", db)
        stocked.does("check", "--db", db)


def test_who_waits_for_the_ledger_logs_into_the_restored_one(
    stocked: Clerk, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file stays the same file: who has it open, and waits for its lock, is not left with the old one."""
    worker = Worker(stocked.db, "obey")
    copy_pages, answers = new_files.copy_pages, []
    waiting = threading.Thread(target=lambda: answers.append(worker.obey(*SHIP, "--format", "json")))

    def with_somebody_waiting(*arguments: Any) -> None:
        waiting.start()
        time.sleep(1)
        assert not answers, "it waits"
        copy_pages(*arguments)

    try:
        worker.go()
        worker.obey("stock")
        monkeypatch.setattr("tracker.store.restoring.copy_pages", with_somebody_waiting)
        stocked.does("restore", backup, "--yes")
        waiting.join()
        (answer,) = answers
        assert answer.code == 0
        assert json.loads(answer.out)["entry"] == 3, "the first after those of the backup"
        assert [row["entry"] for row in stocked.reads("log")] == [1, 2, 3]
        stocked.does("check")
    finally:
        worker.close()


def test_what_is_said_of_an_interrupt_after_a_restore_is_true(
    stocked: Clerk, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pressed(*_texts: object, **_form: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("tracker.cli.output.say", pressed)
        answer = stocked("restore", backup, "--yes")
    assert (answer.code, answer.err.lstrip()) == (130, f"Error: Interrupted; {stocked.db} had already been restored.\n")
    assert is_restored(stocked, backup)


def test_who_commits_is_not_kept_from_it_by_a_restore_that_waits(
    stocked: Clerk, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else each would wait for the other, until one of them is refused."""
    with closing(sqlite3.connect(stocked.db, isolation_level=None, timeout=0)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("PRAGMA user_version = 1")

        def tried_in_vain(step: Callable[[], object], *arguments: Any) -> object:
            try:
                return step()
            except Unusable:
                other.execute("COMMIT")
                return retrying(step, *arguments)

        monkeypatch.setattr("tracker.store.restoring.retrying", tried_in_vain)
        stocked.does("restore", backup, "--yes")
        assert not other.in_transaction
    assert is_restored(stocked, backup)


@pytest.mark.parametrize("too_late", [False, True])
def test_an_interrupt_comes_in_time_or_too_late(
    stocked: Clerk, backup: Path, monkeypatch: pytest.MonkeyPatch, too_late: bool
) -> None:
    """What is told is true, and the old file is not removed once it is no longer the ledger."""
    copy_pages, before = new_files.copy_pages, stocked.db.read_bytes()

    def interrupted(*arguments: Any) -> None:
        if too_late:
            copy_pages(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr("tracker.store.restoring.copy_pages", interrupted)
    answer = stocked("restore", backup, "--yes")
    if too_late:
        assert answer.code == 0
        assert is_restored(stocked, backup)
        assert beside(stocked) == [KEPT]
    else:
        assert (answer.code, answer.err.strip()) == (130, "Error: Interrupted; nothing was recorded.")
        assert stocked.db.read_bytes() == before
        assert beside(stocked) == []


def test_who_is_killed_in_a_restore_leaves_the_old_ledger_or_the_restored_one(stocked: Clerk, backup: Path) -> None:
    old, before, restored = stocked.db.read_bytes(), content(stocked.db), content(backup)
    seen = []
    for at in MOMENTS:
        stocked.db.write_bytes(old)
        killed(at, "restore", backup, "--yes", db=stocked.db)
        stocked.does("stock")
        found = content(stocked.db)
        assert found in (before, restored), at
        seen.append(found)
        stocked.does("check")
        stocked.does(*SHIP)
        for name in beside(stocked):
            assert name.startswith(KEPT), at
            stocked.does("check", "--db", stocked.db.with_name(name))
            stocked.db.with_name(name).unlink()
    assert (before in seen, restored in seen) == (True, True)


def test_a_table_of_others_is_why_the_last_command_is_unknown(stocked: Clerk, backup: Path) -> None:
    with closing(sqlite3.connect(stocked.db)) as connection:
        connection.execute("CREATE TABLE mine (x)")
        connection.commit()
    said = stocked.does("restore", backup, "--yes").out
    assert "The last command of the replaced file is unknown: " in said
    assert "mine" in said
    assert is_restored(stocked, backup)


def test_a_restore_that_the_disk_does_not_confirm_names_the_file_that_is_kept(
    stocked: Clerk, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has written the pages and removed the journal, and then cannot sync the folder."""

    def unsynced(source: Database, target: Database) -> None:
        copy_pages(source, target)
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_DIR_FSYNC
        raise error

    before = content(stocked.db)
    with monkeypatch.context() as patched:
        patched.setattr("tracker.store.restoring.copy_pages", unsynced)
        said = stocked.refused("restore", backup, "--yes", code=4)
    kept = stocked.db.with_name(KEPT)
    assert said == (
        f"Restored {stocked.db}, but then the disk reported an error. The old ledger is kept as {kept}; run "
        "'tracker check'."
    )
    assert is_restored(stocked, backup)
    assert content(kept) == before
