"""Checks, backups and exports of a large ledger read a copy: others can go on logging."""

import json
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.adapters import check, discrepancies
from tests.benchmarks.generator import write_office
from tests.conftest import Clerk
from tests.faults.crew import Worker
from tests.faults.machine import fill, in_folder, ordinary_user, rights_hold, small_disk
from tracker.store.backups import copy_pages
from tracker.store.connection import Database

pytestmark = pytest.mark.slow

SHIP = ("ship", "london", "THB/lv=1", "--date", "2015-02-01", "--format", "json")
MOST_SECONDS = 1


@pytest.fixture
def other(stocked: Clerk) -> Iterator[Worker]:
    """Somebody who logs, in a process of their own."""
    worker = Worker(stocked.db, "obey")
    worker.go()
    worker.obey("stock")
    yield worker
    worker.close()


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every ledger is a large one."""
    monkeypatch.setattr("tracker.store.ledger_copies.LARGE", 1)


def meanwhile(monkeypatch: pytest.MonkeyPatch, what: Callable[[], object]) -> None:
    """Have something happen in the middle of a check, or of the check of a backup."""

    def interrupted(*arguments: Any, **how: Any) -> Iterator[object]:
        what()
        return discrepancies(*arguments, **how)

    for room in ("tracker.reports.database", "tracker.ledger.backups"):
        monkeypatch.setattr(f"{room}.discrepancies", interrupted)


@pytest.mark.parametrize("words", ["check", "backup"])
@pytest.mark.usefixtures("large")
def test_who_logs_does_not_wait_for_who_reads_for_long(
    stocked: Clerk, shelf: Path, other: Worker, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    answers = []
    meanwhile(monkeypatch, lambda: answers.append(other.obey(*SHIP)))
    said = stocked.does(*([words] if words == "check" else [words, shelf / "copy.db"]))
    assert "2 entries, 2 movements, no discrepancies" in said.out, "as it was when it began"
    assert said.err == ""
    assert [json.loads(answer.out)["entry"] for answer in answers] == [3]
    assert in_folder(stocked.db.parent) == ["shelf", stocked.db.name]
    assert stocked.reads("check")["entries"] == 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", [("--all",), ("--public", "--all"), ("movements", "-o"), ("entries", "-f", "xlsx", "-o")]
)
@pytest.mark.usefixtures("large")
def test_who_logs_does_not_wait_for_an_export(
    stocked: Clerk, shelf: Path, other: Worker, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    from tracker.reports import exports, queries

    ask = queries.ask
    answers: list[Any] = []

    def interrupted(*arguments: Any, **how: Any) -> Any:
        if not answers:
            answers.append(other.obey(*SHIP))
        return ask(*arguments, **how)

    monkeypatch.setattr(exports, "ask", interrupted)
    stocked.does("export", *words, shelf / "exported")
    assert [json.loads(answer.out)["entry"] for answer in answers] == [3]
    assert in_folder(stocked.db.parent) == ["shelf", stocked.db.name]
    if words == ("--all",):
        entries = (shelf / "exported" / "entries.csv").read_text("utf-8").splitlines()
        assert len(entries) == 1 + 2, "as it was when it began"


@pytest.mark.usefixtures("large")
def test_it_is_said_what_room_it_takes(stocked: Clerk) -> None:
    told: list[str] = []
    check(stocked.db, lambda message: told.append(str(message)))
    assert told == [f"{stocked.db} is being read from a copy next to it, which takes 1 MB; others can keep logging."]


def test_a_slow_disk_for_backups_keeps_nobody(
    stocked: Clerk, shelf: Path, other: Worker, monkeypatch: pytest.MonkeyPatch, large: None
) -> None:
    from tracker.store import backups

    copy_pages, answers = backups.copy_pages, []

    def slow(*arguments: Any) -> None:
        answers.append(other.obey(*SHIP))
        copy_pages(*arguments)

    monkeypatch.setattr(backups, "copy_pages", slow)
    stocked.does("backup", shelf / "copy.db")
    assert [answer.code for answer in answers] == [0]


@pytest.mark.usefixtures("large")
def test_the_copy_is_removed_whatever_happens(stocked: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    meanwhile(monkeypatch, interrupt)
    assert stocked("check").code == 130
    assert in_folder(stocked.db.parent) == [stocked.db.name]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows removes no file that is open")
@pytest.mark.usefixtures("large")
def test_who_is_killed_as_it_checks_leaves_no_copy(stocked: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which could be as large as the ledger."""
    there: list[str] = []
    meanwhile(monkeypatch, lambda: there.extend(in_folder(stocked.db.parent)))
    stocked.does("check")
    assert [name for name in there if not re.fullmatch(r"\.tracker-\w+\.tmp(/lock)?", name)] == [stocked.db.name]


@pytest.mark.usefixtures("large")
def test_a_copy_is_nobody_elses_to_read(stocked: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    modes: list[int] = []

    def look(source: Database, target: Database) -> None:
        (file,) = target.row("SELECT file FROM pragma_database_list") or ()
        modes.append(Path(file).stat().st_mode & 0o777)
        copy_pages(source, target)

    monkeypatch.setattr("tracker.store.ledger_copies.copy_pages", look)
    stocked.does("check")
    assert modes == [0o600]


@pytest.mark.usefixtures("large")
def test_where_there_is_no_room_it_says_so_and_reads_the_ledger_itself(
    stocked: Clerk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with small_disk(tmp_path, 2048) as disk:
        db = disk / "tracker.db"
        db.write_bytes(stocked.db.read_bytes())
        fill(disk)
        stocked.does("check", "--db", db)
        assert in_folder(disk) == ["ballast", "tracker.db"]
    assert caplog.messages == [
        f"{db} cannot be copied for reading (no space left on device; 1 MB needed next to it), so others "
        "may have to wait."
    ]


@pytest.mark.usefixtures("large")
def test_a_folder_that_is_read_only_keeps_nobody_from_checking(
    stocked: Clerk, caplog: pytest.LogCaptureFixture
) -> None:
    if not rights_hold(stocked.db.parent):
        pytest.skip("this user passes by the rights on files, and cannot give that up")
    stocked.db.parent.chmod(0o555)
    try:
        with ordinary_user():
            stocked.does("check")
    finally:
        stocked.db.parent.chmod(0o755)
    (said,) = caplog.messages
    assert (
        " cannot be copied for reading (permission denied; 1 MB needed next to it), so others may have to wait."
    ) in said


@pytest.mark.usefixtures("large")
def test_a_large_ledger_that_is_damaged_is_checked_too(stocked: Clerk) -> None:
    with closing(sqlite3.connect(stocked.db)) as connection:
        connection.execute("CREATE TABLE mine (x)")
        connection.commit()
    assert "The table mine of the database is not part of" in stocked("check").out
    stocked.db.write_bytes(stocked.db.read_bytes()[:8192])
    assert "is damaged" in stocked.refused("check", code=3)
    stocked.db.unlink()
    assert "There is no ledger at" in stocked.refused("check", code=3)


@pytest.mark.slow
@pytest.mark.parametrize("words", ["check", pytest.param("backup", marks=pytest.mark.long)])
def test_clerks_log_while_a_large_ledger_is_read(nobody: Clerk, shelf: Path, words: str) -> None:
    """Two processes, and a ledger of 60,000 entries; who logs does so as quickly as ever."""
    office = write_office(nobody.db.with_name("office"), 30_000)
    nobody.does("init")
    nobody.does("import", "booklets", office.booklets)
    nobody.does("import", "places", office.places)
    nobody.does("import", "print-runs", office.print_runs, "--create-missing")
    nobody.does("import", "shipments", office.shipments[0], "--received")
    reader = subprocess.Popen(
        [sys.executable, "-m", "tracker", words, *([shelf / "copy.db"] if words == "backup" else [])],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    other = Worker(nobody.db, "obey")
    try:
        other.go()
        logged, longest = 0, 0.0
        while reader.poll() is None or not logged:
            began = time.monotonic()
            assert other.obey("ship", "p0001", "B20/lv=1", "--ref", f"again {logged}").code == 0
            longest, logged = max(longest, time.monotonic() - began), logged + 1
        out, err = reader.communicate()
        assert (reader.returncode, err) == (0, "")
        assert "no discrepancies" in out
        assert longest < 5 * MOST_SECONDS, "machines are noisy; who had to wait would wait for longer"
    finally:
        other.close()
        reader.send_signal(signal.SIGTERM)
        reader.wait()
    assert not [name for name in in_folder(nobody.db.parent) if name.startswith(".tracker-")]
