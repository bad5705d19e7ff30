"""Offices working on both engines in separate processes, while connections, servers, clocks and programs fail."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.faults.crew import Worker
from tests.offices.conftest import Authority, InPostgresql, InRqlite, Place
from tests.offices.offices import Office, assert_one_truth, founded, joined
from tests.offices.proxies import Proxy

pytestmark = pytest.mark.long

Proxied = Callable[..., Proxy]


def entries(office: Office, kind: str) -> list[dict[str, Any]]:
    return [row for row in office.reads("log", "--type", kind) if row["voids"] is None]


def test_two_offices_sell_a_hundred_copies_in_120_tries(place: Place, tmp_path: Path) -> None:
    riga = founded(place, tmp_path, 100)
    london = joined(riga, "berta")

    def ship(office: Office) -> Counter[int]:
        codes: Counter[int] = Counter()
        for _ in range(60):
            answer = office("ship", "london", "THB/lv=1")
            codes[answer.code] += 1
            assert answer.code == 0 or " has only 0 copies of THB/lv available on" in answer.err, answer
        return codes

    with ThreadPoolExecutor(2) as crew:
        codes = sum(crew.map(ship, (riga, london)), Counter())
    assert codes == {0: 100, 1: 20}
    assert_one_truth((riga, london))
    assert len(entries(riga, "ship")) == 100


def busy(office: Office, chance: random.Random) -> list[str]:
    """Commands that a clerk may type at any moment, valid or not."""
    place = chance.choice(("london", "dublin"))
    some = f"THB/lv={chance.randint(1, 5)}"
    return chance.choice(
        (
            ["ship", place, some],
            ["ship", place, some, "--received"],
            ["receive", "last"],
            ["receive", "--to", place],
            ["count", place, some],
            ["handout", place, some],
            ["return", place, some],
            ["move", "london", "dublin", some],
            ["writeoff", place, some, "--reason", "damaged"],
            ["print", "THB/ru", "10"],
            ["undo", "--yes"],
            ["void", "last", "--reason", "mistyped"],
            ["fix", "last", "--note", f"{office.name} {chance.random()}"],
            ["place", "add", f"{office.name}-{chance.randint(1, 10**9)}", "Another", "--kind", "other"],
            ["request", "add", place, some],
            ["level", "set", place, f"THB/lv={chance.randint(1, 9)}"],
        )
    )


def test_six_offices_work_for_a_minute(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each in a process that goes on, so that they meet often."""
    riga = founded(place, tmp_path, 50_000)
    users = ("london", "dublin", "riga", "london", "dublin")
    offices = [riga, *(joined(riga, f"clerk{number}", user) for number, user in enumerate(users))]
    workers = []
    for office in offices:
        monkeypatch.setenv("TRACKER_PASSWORD", place.password(office.user))
        workers.append(Worker(office.db, "obey"))
    for worker in workers:
        worker.go()
    end = time.monotonic() + 60

    def work(number: int) -> Counter[str]:
        chance, done = random.Random(number), Counter[str]()  # noqa: S311
        while time.monotonic() < end:
            words = busy(offices[number], chance)
            answer = workers[number].obey("--clerk", offices[number].name, *words)
            assert answer.code in (0, 1, 3), (words, answer)
            assert answer.code != 3 or "Other offices recorded commands continuously for" in answer.err, (words, answer)
            done[("recorded", "refused", "", "too busy")[answer.code]] += 1
        return done

    try:
        with ThreadPoolExecutor(6) as crew:
            done = sum(crew.map(work, range(6)), Counter[str]())
    finally:
        for worker in workers:
            worker.close()
    print(f"\nsix offices for a minute: {dict(done)}")  # noqa: T201
    assert done["recorded"] > 30, "also on a machine that is busy with other work"
    assert_one_truth(offices)


def test_answers_that_are_dropped_on_their_way_record_once(place: Place, tmp_path: Path, proxied: Proxied) -> None:
    riga = founded(place, tmp_path, 100)
    line = proxied(place.ports[0])
    berta = joined(riga, "berta", url=place.url("london", line.port))
    for number in range(10):
        line.drop_after = b"INSERT INTO tracker"
        berta.does("ship", "london", "THB/lv=1", "--ref", f"r{number}")
    assert line.dropped == 10
    assert_one_truth((riga, berta))
    assert [row["reference"] for row in entries(riga, "ship")] == [f"r{number}" for number in range(10)]


def test_an_office_killed_between_the_yes_and_its_own_commit(place: Place, tmp_path: Path, proxied: Proxied) -> None:
    riga = founded(place, tmp_path, 100)
    line = proxied(place.ports[0])
    berta = joined(riga, "berta", url=place.url("london", line.port))
    for number in range(5):
        process = berta.started("ship", "london", "THB/lv=1", "--ref", f"r{number}")
        line.held, line.hold_after = process.kill, b"INSERT INTO tracker"
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        assert len(entries(berta, "ship")) == number, "it is not here yet"
        berta.does("sync")
        assert len(entries(berta, "ship")) == number + 1
    assert_one_truth((riga, berta))
    assert [row["reference"] for row in entries(riga, "ship")] == [f"r{number}" for number in range(5)]


def test_an_office_away_for_a_thousand_entries_catches_up(place: Place, tmp_path: Path) -> None:
    riga = founded(place, tmp_path, 2000)
    berta = joined(riga, "berta")
    script = (
        "from tracker.entry_point import run; assert not any(run(['ship', 'london', 'THB/lv=1']) for _ in range(1000))"
    )
    own = {"TRACKER_DB": str(riga.db), "TRACKER_CLERK": "anna", "TRACKER_PASSWORD": place.password("riga")}
    subprocess.run([sys.executable, "-c", script], env=os.environ | own, check=True, stdout=subprocess.DEVNULL)
    began = time.monotonic()
    answer = berta.does("sync")
    print(f"\ncaught up with 1,000 entries in {time.monotonic() - began:.1f} s")  # noqa: T201
    assert answer.out.startswith("Caught up with 1\u00a0000 commands")
    assert_one_truth((riga, berta))


def test_a_frozen_leader_is_waited_out(in_rqlite: InRqlite, tmp_path: Path) -> None:
    riga = founded(in_rqlite, tmp_path, 100)
    with in_rqlite.nodes.without_leader(frozen=True):
        began = time.monotonic()
        answer = riga("ship", "london", "THB/lv=1")
        print(f"\nwith a frozen leader: exit {answer.code} after {time.monotonic() - began:.1f} s")  # noqa: T201
        assert answer.code == 0, answer
    riga.does("ship", "london", "THB/lv=1")
    assert len(entries(riga, "ship")) == 2


def test_a_frozen_server_is_told_and_nothing_recorded(in_postgresql: InPostgresql, tmp_path: Path) -> None:
    riga = founded(in_postgresql, tmp_path, 100)
    with in_postgresql.server.frozen():
        began = time.monotonic()
        answer = riga("ship", "london", "THB/lv=1")
        assert (answer.code, answer.out) == (3, "")
        assert "is not responding" in answer.err
        assert time.monotonic() - began < 20
        assert riga.reads("stock")[0]["on_hand"] == 100, "reading needs no network"
    riga.does("ship", "london", "THB/lv=1")
    assert len(entries(riga, "ship")) == 1


def test_without_quorum_nothing_is_recorded(in_rqlite: InRqlite, tmp_path: Path) -> None:
    riga = founded(in_rqlite, tmp_path, 100)
    with in_rqlite.nodes.only_one():
        answer = riga("ship", "london", "THB/lv=1")
        assert (answer.code, answer.out) == (3, "")
        assert "is not responding" in answer.err
        assert riga.reads("stock")[0]["on_hand"] == 100
    riga.does("sync")
    assert entries(riga, "ship") == []


def test_a_wrong_password_or_authority_is_told_and_nothing_recorded(
    place: Place, tmp_path: Path, proxied: Proxied, authorities: list[Authority]
) -> None:
    riga = founded(place, tmp_path, 100)
    answer = riga("ship", "london", "THB/lv=1", TRACKER_PASSWORD="not: it")  # noqa: S106
    assert (answer.code, answer.out, "not: it" in answer.err) == (3, "", False)
    assert "rejects user riga or the password" in answer.err
    ours, theirs = authorities
    line = proxied(place.ports[0], ours.right)
    berta = Office("berta", "london", tmp_path, place, place.url("london", line.port))
    answer = berta("join", berta.url, "--ca", theirs.file)
    assert (answer.code, answer.out, berta.db.exists()) == (3, "", False)
    assert "has no trusted certificate" in answer.err
    berta.does("join", berta.url, "--ca", ours.file)
    berta.does("ship", "london", "THB/lv=1")
    assert_one_truth((riga, berta))


def test_only_the_office_whose_clock_is_two_hours_off_is_refused(place: Place, tmp_path: Path) -> None:
    riga = founded(place, tmp_path, 100)
    berta = joined(riga, "berta")
    for hours in (2, -2):
        answer = berta("ship", "london", "THB/lv=1", hours=hours)
        assert (answer.code, answer.out) == (3, "")
        assert "This computer's clock shows " in answer.err
        riga.does("ship", "london", "THB/lv=1")
    assert_one_truth((riga, berta))
    assert len(entries(riga, "ship")) == 2


def test_a_hundred_thousand_rows_are_imported_and_joined(place: Place, tmp_path: Path) -> None:
    """Tells the seconds and the megabytes that it takes; nothing depends on them, since machines are noisy."""
    riga = founded(place, tmp_path, 1_000_000)
    sheet = tmp_path / "sheet.csv"
    rows = (f"2026-01-{day % 28 + 1:02},london,THB/lv,{day % 7 + 1},R-{day}\n" for day in range(100_000))
    sheet.write_text("date,place,item,quantity,reference\n" + "".join(rows), encoding="utf-8")
    riga.does("print", "THB/lv", 1_000_000, "--date", "2025-12-01")
    told = [measured(riga, "import", "shipments", sheet)]
    berta = Office("berta", "london", tmp_path, place, place.url("london"))
    told.append(measured(berta, "join", berta.url))
    riga.does("share", riga.url, "--prune")
    clara = Office("clara", "london", tmp_path, place, place.url("london"))
    told.append(measured(clara, "join", clara.url))
    print("\nimport, join from the log, join from a snapshot: " + "; ".join(told))  # noqa: T201
    assert_one_truth((riga, berta, clara))


LAUNCH = """
import resource, subprocess, sys, time
began = time.monotonic()
done = subprocess.run([sys.executable, "-m", "tracker", *sys.argv[1:]], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
seconds = used.ru_utime + used.ru_stime
print(f"{time.monotonic() - began:.1f} s ({seconds:.1f} s of a processor), {used.ru_maxrss / 1024:.0f} MB")
sys.exit(done.returncode)
"""
"""Runs the program from a small process: a large one's memory would count as that of what it starts."""


def measured(office: Office, *words: object) -> str:
    """Run a command that must succeed, and return its seconds, of a processor and in all, and its megabytes."""
    process = office.started(*words, program=["-c", LAUNCH])
    told, err = process.communicate()
    assert process.returncode == 0, err
    return told.strip()
