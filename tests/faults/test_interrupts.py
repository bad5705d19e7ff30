"""Ctrl-C: an interrupted command says so, and what it says about recording is true."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from tests.adapters import Database, Statement
from tests.cli.terminal import entries_in
from tests.conftest import Clerk, made_once
from tracker.retries import MOST_SECONDS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process"),
]

LOADED_FIRST = """
import os, tracker.cli.imports, tracker.cli.shipments
from tracker.__main__ import main

os.write(1, b"loaded\\n")
main()
"""

INTERRUPTED = "Error: Interrupted; nothing was recorded.\n"


@made_once
def stocked(office: Clerk) -> Clerk:
    """An office with copies to ship."""
    office.does("print", "THB/lv", 1_000_000)
    return office


def begin(*words: object, python: str = LOADED_FIRST) -> subprocess.Popen[str]:
    """Begin a command in a process of its own, and return when it is loaded."""
    command = [sys.executable, "-c", python, *map(str, words)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    assert process.stdout
    assert process.stdout.readline() == "loaded\n"
    return process


def interrupt(process: subprocess.Popen[str]) -> tuple[int, str, str, float]:
    """Press Ctrl-C; return the exit code, what was said, and how many seconds that took."""
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    return process.returncode, out, err, time.monotonic() - began


def wait_for_lock(db: Path, waiting: subprocess.Popen[str]) -> None:
    """Wait until the command says that it waits for the ledger."""
    assert waiting.stderr
    assert waiting.stderr.readline() == f"Waiting for another program that has locked {db}.\n"


def wait_for_journal(db: Path, writing: subprocess.Popen[str]) -> None:
    """Wait until the command writes, or has ended."""
    until = time.monotonic() + 30
    while not db.with_name(f"{db.name}-journal").exists() and writing.poll() is None:
        assert time.monotonic() < until
        time.sleep(0.005)


def interrupt_within(db: Path, seconds: float, *words: object, writing: bool) -> tuple[int, str, str, float]:
    """Interrupt a command so long after it was loaded, or began to write; sooner, if it was done by then."""
    before = db.read_bytes()
    while seconds > 0.001:
        running = begin(*words)
        if writing:
            wait_for_journal(db, running)
        time.sleep(seconds)
        code, out, err, took = interrupt(running)
        if code and "the command had already been recorded" not in err:
            return code, out, err, took
        db.write_bytes(before)
        seconds /= 2
    raise AssertionError("it is always done before it can be interrupted")


@pytest.mark.parametrize(
    "seconds", [0.1, pytest.param(0.4, marks=pytest.mark.slow), pytest.param(1.6, marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("writing", [False, True], ids=["from the start", "from the first write"])
@pytest.mark.parametrize(
    ("table", "rows"), [("handouts", 10_000), ("shipments", 150_000)], ids=["one by one", "as one"]
)
def test_a_long_import_that_is_interrupted_records_nothing(
    stocked: Clerk, table: str, rows: int, writing: bool, seconds: float
) -> None:
    """Whether its rows are recorded one by one, or all at once as plain shipments are."""
    stocked.does("ship", "london", "THB/lv=20000", "--received")
    sheet = stocked.db.with_name("sheet.csv")
    lines = [f"{date.today()},london,THB/lv,1,{number}\n" for number in range(rows)]
    sheet.write_text("date,place,item,quantity,reference\n" + "".join(lines), encoding="utf-8")
    before = stocked.db.read_bytes()
    code, out, err, took = interrupt_within(stocked.db, seconds, "import", table, sheet, writing=writing)
    assert (code, out, err.lstrip("\n")) == (130, "", INTERRUPTED)
    assert took < 15
    assert stocked.db.read_bytes() == before
    assert not stocked.db.with_name(f"{stocked.db.name}-journal").exists()
    stocked.does("check")


@pytest.fixture
def held(stocked: Clerk) -> Iterator[Clerk]:
    """An office whose ledger somebody else is writing to."""
    with closing(sqlite3.connect(stocked.db, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield stocked


def test_who_waits_for_the_ledger_can_stop_waiting(held: Clerk) -> None:
    """Not only when the time to wait is over, which is a quarter of a minute."""
    waiting = begin("ship", "london", "THB/lv=1")
    wait_for_lock(held.db, waiting)
    code, out, err, took = interrupt(waiting)
    assert (code, out, err.lstrip("\n")) == (130, "", INTERRUPTED)
    assert took < MOST_SECONDS / 2
    assert entries_in(held) == 1


def test_who_waits_to_commit_can_stop_waiting(stocked: Clerk) -> None:
    """Somebody reads for long, and the shipment cannot be committed before that."""
    with closing(sqlite3.connect(stocked.db, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM place").fetchall()
        waiting = begin("ship", "london", "THB/lv=1")
        wait_for_journal(stocked.db, waiting)
        time.sleep(0.5)
        code, out, err, took = interrupt(waiting)
    assert (code, out, err.lstrip("\n")) == (130, "", INTERRUPTED)
    assert took < MOST_SECONDS / 2
    assert entries_in(stocked) == 1
    stocked.does("check")


@pytest.mark.parametrize("amid_another", [False, True])
@pytest.mark.parametrize("committed", [False, True])
def test_an_interrupt_as_it_commits_comes_in_time_or_too_late(
    stocked: Clerk, monkeypatch: pytest.MonkeyPatch, committed: bool, amid_another: bool
) -> None:
    """Python hears of Ctrl-C when SQLite is done; what is committed then is answered, as if it had not come.

    That another error was being handled meanwhile says nothing of the commit.
    """
    apply = Database.apply

    def interrupted(database: Database, steps: Sequence[Statement]) -> None:
        commits = any(step.sql == "COMMIT" for step in steps)
        if committed or not commits:
            apply(database, steps)
        if commits and amid_another:
            try:
                raise LookupError
            except LookupError:
                raise KeyboardInterrupt  # noqa: B904
        if commits:
            raise KeyboardInterrupt

    monkeypatch.setattr(Database, "apply", interrupted)
    answer = stocked("ship", "london", "THB/lv=1", "--format", "json")
    monkeypatch.undo()
    monkeypatch.setenv("TRACKER_DB", str(stocked.db))
    assert answer.code == (0 if committed else 130)
    assert [row["entry"] for row in stocked.reads("log")] == ([1, answer.json["entry"]] if committed else [1])


def test_after_the_commit_it_is_said_that_it_was_recorded(stocked: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    def press(*_answer: object, **_form: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tracker.cli.entries.say_entry", press)
    answer = stocked("ship", "london", "THB/lv=1")
    assert (answer.code, answer.err.strip()) == (
        130,
        "Error: Interrupted; the command had already been recorded: see 'tracker log'.",
    )
    assert entries_in(stocked) == 2
    assert stocked("ship", "london", "THB/lv=1", "--dry-run").err.strip() == INTERRUPTED.strip()


@pytest.mark.parametrize("too_late", [False, True])
@pytest.mark.parametrize("words", ["backup FILE", "demo FILE", "init --db FILE", "stock -o FILE", "export --all FILE"])
def test_what_is_already_in_its_place_is_said_to_be_made(
    stocked: Clerk, monkeypatch: pytest.MonkeyPatch, words: str, too_late: bool
) -> None:
    """Ctrl-C is heard as soon as the system has moved it: nothing can be noted before that."""
    file = stocked.db.with_name("made.csv" if "-o" in words else "made")

    def pressed(move: Callable[..., object]) -> Callable[..., None]:
        def moved(*names: Path) -> None:
            if too_late:
                move(*names)
            raise KeyboardInterrupt

        return moved

    with monkeypatch.context() as patched:
        for of, name in ((os, "link"), (Path, "replace"), (Path, "rename")):
            patched.setattr(of, name, pressed(getattr(of, name)))
        answer = stocked(*words.replace("FILE", str(file)).split())
    assert file.exists() is too_late
    if words.startswith(("demo", "init")):  # to make a ledger is its first command
        made = "Error: Interrupted; the command had already been recorded: see 'tracker log'.\n"
    else:
        made = f"Error: Interrupted; nothing was recorded, but {file} was written in full.\n"
    assert (answer.code, answer.err.lstrip()) == (130, made if too_late else INTERRUPTED)


ENDLESS = """
import os, sys
from pathlib import Path
import tracker.reports.database as reports
from tracker.__main__ import main
from tracker.store.transactions import reading, writing

N = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
SQL = {
    reading: N + "SELECT max(i) FROM n",
    writing: "INSERT INTO language (code, name) " + N + "SELECT 'x' || i, 'x' FROM n",
}

def endless(path):
    opening = {"reading": reading, "writing": writing}[os.environ["HOW"]]
    with opening(path) as database:
        os.write(1, b"loaded\\n")
        database.value(SQL[opening])

reports.check = endless
main()
"""


@pytest.mark.parametrize("how", ["reading", "writing"])
def test_a_long_statement_hears_of_it_while_it_runs(stocked: Clerk, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setenv("HOW", how)
    before = stocked.db.read_bytes()
    running = begin("check", python=ENDLESS)
    time.sleep(0.5)
    assert running.poll() is None
    code, out, err, took = interrupt(running)
    assert (code, out, err.lstrip("\n")) == (130, "", INTERRUPTED)
    assert took < 10
    assert stocked.db.read_bytes() == before
    stocked.does("check")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_who_is_asked_to_end_does_as_for_ctrl_c(held: Clerk, name: str) -> None:
    waiting = begin("ship", "london", "THB/lv=1")
    wait_for_lock(held.db, waiting)
    waiting.send_signal(getattr(signal, name))
    out, err = waiting.communicate(timeout=30)
    assert (waiting.returncode, out, err.lstrip("\n")) == (130, "", INTERRUPTED)
    assert entries_in(held) == 1


def test_under_nohup_a_hangup_is_not_heard(held: Clerk) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        waiting = begin("ship", "london", "THB/lv=1")
    finally:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    waiting.send_signal(signal.SIGHUP)
    wait_for_lock(held.db, waiting)
    assert waiting.poll() is None
    assert interrupt(waiting)[0] == 130


BARE = """
import builtins, os, signal, sys
from tracker.__main__ import main

load = builtins.__import__

def interrupted(name, *others, **how):
    if name == sys.argv.pop():
        os.kill(os.getpid(), int(sys.argv.pop()))
    else:
        sys.argv += [number, wanted]
    return load(name, *others, **how)

wanted, number = sys.argv[-1], sys.argv[-2]
builtins.__import__ = interrupted
main()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("loading", ["gc", "click", "tracker.render.streams", "tracker.cli"])
def test_who_interrupts_a_program_that_is_still_loading_sees_no_traceback(loading: str, number: int) -> None:
    said = subprocess.run(
        [sys.executable, "-c", BARE, str(int(number)), loading], capture_output=True, encoding="utf-8", timeout=30
    )
    assert said.returncode == 130, said.stderr
    assert said.stdout == ""
    assert said.stderr in ("", INTERRUPTED)
