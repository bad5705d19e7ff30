"""Several processes use one ledger at once: nothing is lost, seen half-done, or refused because of that."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.adapters import Database, Statement, reading, writing
from tests.conftest import Answer, Clerk
from tests.faults.crew import Told, Worker, answers, work_together
from tests.faults.machine import in_folder, start
from tests.faults.next_version import NEXT, THIS, program_in, upgraded
from tests.faults.proof import all_is_there, entries_said, logged, schema_version, stocks_add_up, tables
from tests.faults.screens import busy_ledger
from tests.faults.worker import fingerprint
from tracker.drafts import sign_of_life
from tracker.retries import MOST_SECONDS
from tracker.store.new_files import copy

pytestmark = pytest.mark.slow

Say = Callable[[str], None]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Prints figures, whatever pytest captures, in the long forms."""

    def told(figures: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{figures}\n")

    return told


def of_many(lines: dict[str, list[Told]], *parts: str) -> list[tuple[list[str], Answer]]:
    return [answered for part in parts for answered in answers(lines.get(part, []))]


def nobody_was_locked_out(lines: dict[str, list[Told]]) -> None:
    """Hold that every command was done, or refused by a rule."""
    for words, answer in of_many(lines, *lines):
        assert answer.code in (0, 1), (words, answer)


def nothing_was_seen_half(lines: dict[str, list[Told]], log: list[dict[str, Any]]) -> int:
    """Hold that every report is of a moment between two commands; return how many were read."""
    said = [entries_said(words, answer) for words, answer in of_many(lines, *lines) if answer.code == 0]
    within = {number for numbers in said for number in sorted(numbers)[:-1]}
    sent = {row["entry"] for row in log if row["type"] == "ship"}
    seen = 0
    for told in (line for part in lines.values() for line in part if "words" in line):
        words, seen = told["words"], seen + 1
        if "fingerprint" in told:
            assert (told["last"], told["fingerprint"]) == fingerprint(log, told["last"])
            assert told["last"] not in within
        elif "look" in words:
            assert (told["halves"], told["entries"]) == (0, told["last"])
            assert told["last"] not in within
        elif "stock" in words:
            assert stocks_add_up(Answer(0, told["out"], "").json)
        elif "shipments" in words and "import" not in words:
            shown = {row["entry"] for row in Answer(0, told["out"], "").json}
            assert shown == {number for number in sent if number <= max(shown, default=0)}
        else:
            seen -= 1
    return seen


def six_ship_at_once(office: Clerk, copies: int, tries: int) -> str:
    office.does("print", "THB/lv", copies)
    stop = office.db.with_name("stop")
    readers = [Worker(office.db, part, stop) for part in ("read", "look inside")]
    lines = work_together([Worker(office.db, "ship", tries) for _ in range(6)], readers, stop)
    shipped = of_many(lines, "ship")
    refused = [answer for _, answer in shipped if answer.code]
    assert len(shipped) == 6 * tries
    assert {answer.code for answer in refused} == {1}
    assert all("store has only 0 copies of THB/lv available on" in answer.err for answer in refused)
    numbers = sorted(answer.json["entry"] for _, answer in shipped if answer.code == 0)
    assert numbers == list(range(2, copies + 2)), "the print is entry 1"
    nobody_was_locked_out(lines)
    seen = nothing_was_seen_half(lines, all_is_there(office, shipped))
    assert seen > 10
    return f"6 processes: {len(numbers)} shipped, {len(refused)} refused, {seen} reports read meanwhile"


@pytest.mark.parametrize(("copies", "tries"), [(50, 14), pytest.param(150, 35, marks=pytest.mark.long)])
def test_six_ship_the_same_copies_at_once_and_none_is_shipped_twice(office: Clerk, copies: int, tries: int) -> None:
    six_ship_at_once(office, copies, tries)


@pytest.mark.long
def test_six_ship_for_long(office: Clerk, say: Say) -> None:
    say(six_ship_at_once(office, 4_000, 700))


def all_work_at_once(office: Clerk, much: int) -> str:
    office.does("print", "THB/lv", 100_000)
    folder, stop = office.db.parent, office.db.with_name("stop")
    for name in ("backups", "sheets"):
        (folder / name).mkdir()
    writers = [
        *(Worker(office.db, "ship", 10 * much) for _ in range(2)),
        *(Worker(office.db, "import", 3 * much, 7, folder / "sheets", name) for name in ("first", "second")),
        Worker(office.db, "count", 8 * much),
        Worker(office.db, "void", 6 * much),
    ]
    readers = [Worker(office.db, "back up", folder / "backups", stop), Worker(office.db, "read", stop)]
    lines = work_together(writers, readers, stop)
    nobody_was_locked_out(lines)
    done = of_many(lines, "ship", "import", "count", "void")
    assert [answer.err for _, answer in done if answer.code] == []
    log = all_is_there(office, done)
    said = [number for words, answer in done for number in entries_said(words, answer)]
    assert sorted(said) == list(range(2, max(logged(log)) + 1)), "every entry was said by one command"
    backups = of_many(lines, "back up")
    assert {answer.code for _, answer in backups} == {0}, "every backup is made, and sound"
    kept = in_folder(folder / "backups")
    assert len(kept) == 3, kept
    seen = nothing_was_seen_half(lines, log)
    return f"8 processes: {len(said)} entries, {len(backups) // 3} backups, {seen} reports read meanwhile"


@pytest.mark.slow
def test_sheets_counts_voids_and_backups_do_not_get_in_each_others_way(office: Clerk) -> None:
    all_work_at_once(office, 1)


@pytest.mark.long
def test_all_work_at_once_for_long(office: Clerk, say: Say) -> None:
    say(all_work_at_once(office, 20))


def test_backups_made_in_the_same_second_get_names_of_their_own(office: Clerk) -> None:
    folder, stop = office.db.with_name("backups"), office.db.with_name("stop")
    folder.mkdir()
    office.does("print", "THB/lv", 100_000)
    together = [Worker(office.db, "back up", folder, stop, 1000) for _ in range(3)]  # a name that was removed is free
    lines = work_together([Worker(office.db, "ship", 40)], together, stop)
    made = [answer for words, answer in of_many(lines, "back up") if words[0] == "backup"]
    assert {(answer.code, answer.err) for answer in made} == {(0, "")}
    assert len({answer.json["file"] for answer in made}) == len(made)
    for name in in_folder(folder):
        office.does("--db", folder / name, "check")


def test_reports_are_read_while_more_is_written_than_fits_into_memory(office: Clerk) -> None:
    """SQLite would else write to the file before the commit, and lock all readers out until then."""
    with writing(office.db, keep=False) as database:
        many = [Statement("INSERT INTO kind VALUES (?, ?)", (f"k{number}", "x" * 900)) for number in range(5_000)]
        database.apply(many)
        began = time.monotonic()
        assert start("stock", db=office.db).code == 0
        assert time.monotonic() - began < MOST_SECONDS


def test_nobody_waits_for_the_proof_of_a_backup(office: Clerk) -> None:
    office.does("print", "THB/lv", 10)

    def prove(copied: Database) -> tuple[int, object]:
        began = time.monotonic()
        assert start("ship", "london", "THB/lv=1", db=office.db).code == 0
        assert time.monotonic() - began < MOST_SECONDS
        return copied.value("SELECT count(*) FROM entry"), copied.value("PRAGMA integrity_check")

    with reading(office.db) as database:
        assert copy(database, office.db.with_name("copy.db"), prove) == (1, "ok")
    assert office.reads("info")["entries"] == 2


@pytest.fixture
def two(office: Clerk, tmp_path: Path) -> Iterator[list[Worker]]:
    """Two who do as they are told, and have the next version of the program."""
    program = program_in(tmp_path / "program")
    workers = [Worker(office.db, "obey", program=program) for _ in range(2)]
    for worker in workers:
        worker.go()
    yield workers
    for worker in workers:
        worker.close()


def both_upgrade(two: list[Worker], path: Path) -> None:
    """Have both open a ledger of this version; hold that one upgrades it, and nothing in it changes."""
    path.write_bytes(busy_ledger())
    before = tables(path)
    for worker in two:
        worker.say(f'["--db", "{path.as_posix()}", "stock", "--format", "json"]')
    said = [
        next(answers([told])) for worker in two for told in (worker.next(), worker.next()) if told and "code" in told
    ]
    assert [answer.code for _, answer in said] == [0, 0], said
    assert said[0][1].out == said[1][1].out
    assert sum("was upgraded" in answer.err for _, answer in said) == 1
    kept = path.with_name(f"{path.name}.schema-{THIS}")
    assert in_folder(path.parent) == [path.name, kept.name]
    assert (schema_version(path), schema_version(kept)) == (NEXT, THIS)
    assert tables(kept) == before
    after = tables(path)
    upgrades = [row for row in after.pop("command") if row not in before["command"]]
    assert [name for _, name, *_ in upgrades] == ["upgrade"]
    assert after == upgraded(before)


def test_two_who_open_an_older_ledger_at_once_upgrade_it_once(two: list[Worker], fast_path: Path) -> None:
    for number in range(5):
        folder = fast_path / str(number)
        folder.mkdir()
        both_upgrade(two, folder / "old.db")


@pytest.mark.long
def test_two_open_older_ledgers_at_once_for_long(two: list[Worker], fast_path: Path, say: Say) -> None:
    for number in range(300):
        folder = fast_path / str(number)
        folder.mkdir()
        both_upgrade(two, folder / "old.db")
    say("2 processes: 300 ledgers of an earlier version opened by both at once")


@pytest.mark.parametrize(
    "words", [("log", "--last", "1500"), ("log", "--format", "csv"), ("export", "movements", "--format", "json")]
)
def test_a_reader_who_is_slow_keeps_no_writer_waiting(office: Clerk, words: tuple[str, ...]) -> None:
    """As `less` does, which takes a screen of the log and leaves the rest in the pipe."""
    office.does("print", "THB/lv", 10_000)
    sheet = office.db.with_name("many.csv")
    rows = "\n".join(f"2015-02-01,london,THB/lv,1,R{number}" for number in range(1_500))
    sheet.write_text(f"date,place,item,quantity,reference\n{rows}\n", encoding="utf-8")
    office.does("print", "THB/lv", 10_000, "--date", "2015-01-01")
    office.does("import", "shipments", sheet)
    command = [sys.executable, "-m", "tracker", "--db", str(office.db), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as reader:
        assert reader.stdout
        assert reader.stdout.read(100)
        began = time.monotonic()
        office.does("ship", "london", "THB/lv=1")
        assert time.monotonic() - began < 10
        assert len(reader.stdout.read()) > 100_000
    assert reader.returncode == 0


IMPATIENT = """
import sys
import tracker.retries
from tracker.__main__ import main

tracker.retries.MOST_SECONDS = {seconds}
main()
"""


HOLDS = """
import sys
from pathlib import Path
from tracker.store.transactions import writing

with writing(Path(sys.argv[1])):
    sys.stdin.read()
"""


def test_others_wait_as_long_as_a_command_that_records_much_shows_that_it_is_alive(office: Clerk) -> None:
    """They give up when it is stopped, as Ctrl-Z does."""
    office.does("print", "THB/lv", 10)
    ship = [sys.executable, "-c", IMPATIENT.format(seconds=4), "--db", str(office.db), "ship", "london", "THB/lv=1"]
    sign = Path(sign_of_life(office.db))
    with subprocess.Popen([sys.executable, "-c", HOLDS, str(office.db)], stdin=subprocess.PIPE) as holder:
        while not sign.exists():
            time.sleep(0.01)
        with subprocess.Popen(ship, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as waits:
            time.sleep(6)
            assert waits.poll() is None
            holder.send_signal(signal.SIGSTOP)
            _, said = waits.communicate(timeout=30)
        assert waits.returncode == 3
        first, last = said.splitlines()
        assert first == f"Waiting for another program that has locked {office.db}."
        assert "not responded for" in last
        holder.kill()
    assert sign.exists(), "a killed command leaves it"
    office.does("ship", "london", "THB/lv=1")
    assert in_folder(office.db.parent) == [office.db.name]


def test_nobody_is_refused_while_a_long_sheet_is_imported(office: Clerk) -> None:
    """Others wait for hardly more than half a second for a lock, and the import takes several times as long."""
    office.does("print", "THB/lv", 50_000, "--date", "2015-01-01")
    path = office.db.with_name("long.csv")
    rows = (f"2015-02-{1 + number % 28:02},london,THB/lv,1,r{number}" for number in range(40_000))
    path.write_text("\n".join(["date,place,item,quantity,reference", *rows]), encoding="utf-8")
    answers: list[Answer] = []
    done = threading.Event()

    def log() -> None:
        while not done.is_set():
            for words in (["ship", "london", "THB/lv=1"], ["stock"]):
                answers.append(start(*words, db=office.db, python=("-c", IMPATIENT.format(seconds=2))))

    others = [threading.Thread(target=log) for _ in range(3)]
    for other in others:
        other.start()
    imported = start(
        "import", "shipments", path, "--received", db=office.db, python=("-c", IMPATIENT.format(seconds=2))
    )
    done.set()
    for other in others:
        other.join()
    assert imported.code == 0, imported
    assert [answer for answer in answers if answer.code] == []
    assert len(answers) > 6
    office.does("check")
