"""The journal of a killed writer whose ledger is gone: it corrupts no new file, and repairs a ledger that returns."""

import random
import sys
from datetime import datetime
from pathlib import Path
from subprocess import run

import pytest

from tests.adapters import set_clock_of_backups
from tests.conftest import Clerk
from tests.faults.left_behind import leave_journal, leave_log
from tests.faults.machine import in_folder
from tests.faults.next_version import THIS, install
from tests.faults.proof import is_hot, schema_version, tables
from tests.faults.screens import busy_ledger
from tests.offices.desks import URL, log
from tests.offices.plain_log import PlainLog
from tests.properties import few_or_many

__all__ = ["log"]

pytestmark = pytest.mark.slow

_DIES = """
import os, sqlite3, sys
writer = sqlite3.connect(sys.argv[1], isolation_level=None)
writer.execute("PRAGMA cache_size = 2")
writer.execute("BEGIN IMMEDIATE")
writer.execute("REINDEX")
writer.execute("CREATE TABLE half AS SELECT one.* FROM sqlite_schema AS one, sqlite_schema AS other LIMIT 5000")
os._exit(9)
"""
"""A writer that dies in its transaction, most of which SQLite has written to the file by then."""


def die_writing(db: Path) -> bytes:
    """Leave the ledger as a writer leaves it that dies, and return the journal."""
    assert run([sys.executable, "-c", _DIES, str(db)], check=False).returncode == 9
    assert is_hot(db)
    return journal_of(db).read_bytes()


def journal_of(db: Path) -> Path:
    return Path(f"{db}-journal")


@pytest.fixture
def away(stocked: Clerk, shelf: Path) -> Path:
    """Where the ledger was moved without its journal; a backup, and a package, are on the shelf."""
    stocked.does("backup", shelf / "monday.db")
    stocked.does("export", "--all", shelf / "package")
    die_writing(stocked.db)
    return stocked.db.rename(shelf / "away.db")


def comes_home(clerk: Clerk, away: Path) -> None:
    """Hold that the ledger is whole once it is back beside its journal."""
    away.rename(clerk.db)
    clerk.does("check")
    assert not journal_of(clerk.db).exists()


MAKING = ("init", "demo DB", "import --all SHELF/package", "--db SHELF/monday.db backup DB", f"join {URL}")


@pytest.mark.parametrize("call", MAKING)
def test_nothing_is_made_where_a_journal_lies(
    stocked: Clerk, away: Path, shelf: Path, log: PlainLog, call: str
) -> None:
    if call.startswith("join"):
        stocked.does("--db", shelf / "monday.db", "share", URL)
    left = journal_of(stocked.db).read_bytes()
    words = call.replace("DB", str(stocked.db)).replace("SHELF", str(shelf)).split()
    said = stocked.refused(*words)
    assert said.startswith(
        f"{stocked.db} was not created: {stocked.db}-journal is left from a file of this name. Put that "
        "file back, move the journal away, or choose another file name."
    )
    assert not stocked.db.exists()
    assert journal_of(stocked.db).read_bytes() == left
    comes_home(stocked, away)


def test_nothing_is_made_where_the_log_of_another_mode_lies(stocked: Clerk) -> None:
    leave_log(stocked.db)
    stocked.db.unlink()
    assert (
        f" was not created: {stocked.db}-wal is left from a file of this name. Put that file back, move "
        "the journal away, or choose another file name."
    ) in stocked.refused("init")
    assert in_folder(stocked.db.parent) == ["tracker.db-wal"]


def test_nothing_is_made_where_a_journal_comes_to_lie_meanwhile(nobody: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker.store import new_files

    create_empty = new_files.create_empty

    def slowly(*arguments: object) -> None:
        create_empty(*arguments)  # type: ignore[arg-type]
        journal_of(nobody.db).write_bytes(b"left")

    monkeypatch.setattr(new_files, "create_empty", slowly)
    assert (
        " is left from a file of this name. Put that file back, move the journal away, or choose another file name."
        in nobody.refused("init")
    )
    assert in_folder(nobody.db.parent) == ["tracker.db-journal"]


def test_a_dated_backup_takes_another_name(stocked: Clerk, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock_of_backups(monkeypatch, datetime.fromisoformat("2015-02-10T12:00:00+00:00"))
    dated = shelf / "tracker-20150210-120000.db"
    stocked.does("backup", dated)
    left = die_writing(dated)
    dated.unlink()
    made = Path(stocked.logs("backup", "--to", shelf)["file"])
    assert made == shelf / "tracker-20150210-120000-2.db"
    stocked.does("check", "--db", made)
    assert journal_of(dated).read_bytes() == left


def test_the_copy_that_an_upgrade_keeps_takes_another_name(nobody: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody.db.write_bytes(busy_ledger())
    kept = nobody.db.with_name(f"tracker.db.schema-{THIS}")
    kept.write_bytes(busy_ledger())
    left = die_writing(kept)
    kept.unlink()
    install(monkeypatch)
    nobody.does("stock")
    assert not kept.exists()
    assert journal_of(kept).read_bytes() == left
    other = kept.with_name(f"{kept.name}.2")
    assert schema_version(other) == THIS
    nobody.does("check", "--db", other)


def test_a_journal_is_set_aside_by_a_restore_and_mixed_into_nothing_later(
    stocked: Clerk, away: Path, shelf: Path
) -> None:
    """Neither into the restored ledger, nor into the copy that the next restore keeps."""
    left, aside = journal_of(stocked.db).read_bytes(), stocked.db.with_name("tracker.db.before-restore-journal")
    said = stocked.does("restore", shelf / "monday.db", "--yes").out
    assert "The previous file is kept as" not in said
    assert said.endswith(f"There was no {stocked.db}; its journal is kept as {aside}.\n")
    assert aside.read_bytes() == left
    for number in range(3):
        stocked.does("ship", "london", "THB/lv=1", "--date", "2015-03-01", "--ref", f"later-{number}")
    before = tables(stocked.db)
    kept = Path(stocked.logs("restore", shelf / "monday.db", "--yes")["kept"])
    assert kept == stocked.db.with_name("tracker.db.before-restore.2")
    assert tables(kept) == before
    stocked.does("restore", kept, "--yes")
    stocked.does("check")
    assert aside.read_bytes() == left
    healed = away.rename(aside.with_name("tracker.db.before-restore"))
    stocked.does("check", "--db", healed)


@pytest.mark.parametrize("error", [KeyboardInterrupt, PermissionError])
def test_a_restore_that_fails_leaves_the_journal_where_it_was(
    stocked: Clerk, away: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def failing(*_: object) -> None:
        assert not journal_of(stocked.db).exists()
        raise error

    with monkeypatch.context() as patched:
        patched.setattr("tracker.store.restoring.give_name", failing)
        answer = stocked("restore", shelf / "monday.db", "--yes")
    assert answer.code == (130 if error is KeyboardInterrupt else 3)
    assert answer.err.strip() == "Error: Interrupted; nothing was recorded." or error is PermissionError
    comes_home(stocked, away)


@pytest.mark.parametrize("times", few_or_many(range(3), range(50)))
def test_a_journal_of_another_file_is_set_aside_and_a_ledgers_own_is_rolled_back(
    stocked: Clerk, shelf: Path, caplog: pytest.LogCaptureFixture, times: range
) -> None:
    """A clerk copies Monday's backup over a ledger whose writer was killed."""
    monday, aside = shelf / "monday.db", Path(f"{stocked.db}.journal-set-aside")
    stocked.does("backup", monday)
    for _ in range(2):
        stocked.does("ship", "london", "THB/lv=1", "--date", "2015-03-01")
    figures, old_figures = stocked.reads("stock"), stocked.reads("stock", "--db", monday)
    whole = stocked.db.read_bytes()
    for number in times:
        stocked.db.write_bytes(whole)
        leave_journal(stocked.db, random.Random(number))  # noqa: S311
        left = {path: path.read_bytes() for path in (stocked.db, journal_of(stocked.db))}
        assert stocked.reads("stock") == figures
        for path, content in left.items():
            path.write_bytes(content)
        stocked.db.write_bytes(monday.read_bytes())
        answer = stocked("stock", "--format", "json")
        assert (answer.code, answer.json) == (0, old_figures)
        said = f"{journal_of(stocked.db)} belongs to another file. It was not used and is now {aside}."
        assert caplog.messages == [said]
        caplog.clear()
        assert aside.read_bytes() == left[journal_of(stocked.db)]
        stocked.does("check")
        aside.unlink()


def test_a_journal_of_one_copied_file_is_never_rolled_back_into_another(
    stocked: Clerk, shelf: Path, log: PlainLog, caplog: pytest.LogCaptureFixture
) -> None:
    """A clerk copies Monday's backup over a copy of Tuesday's, whose writer was killed; so for all files of ours."""
    files = [shelf / f"{name}.db" for name in ("monday", "tuesday", "init", "demo", "package", "joined", "restored")]
    monday, tuesday, new, demo, package, joined, restored = files
    stocked.does("backup", monday)
    stocked.does("ship", "london", "THB/lv=1", "--date", "2015-03-01")
    stocked.does("backup", tuesday)
    stocked.does("--db", new, "init")
    stocked.does("demo", demo)
    stocked.does("export", "--all", shelf / "package")
    stocked.does("--db", package, "import", "--all", shelf / "package")
    stocked.does("--db", restored, "restore", monday, "--yes")
    files.append(Path(stocked.logs("restore", monday, "--yes")["kept"]))
    stocked.does("share", URL)
    stocked.does("--db", joined, "join", URL)
    figures = {file: stocked.reads("stock", "--db", file) for file in files}
    copied, aside = shelf / "copied.db", shelf / "copied.db.journal-set-aside"
    for number, file in enumerate(files):
        copied.write_bytes(files[number - 1].read_bytes())
        die_writing(copied)
        copied.write_bytes(file.read_bytes())
        caplog.clear()
        assert stocked.reads("stock", "--db", copied) == figures[file]
        assert caplog.messages == [f"{copied}-journal belongs to another file. It was not used and is now {aside}."]
        stocked.does("check", "--db", copied)
        aside.unlink()
