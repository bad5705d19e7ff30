"""Leaders and servers are killed while offices record: nothing acknowledged is lost or duplicated."""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.offices.conftest import InPostgresql, InRqlite
from tests.offices.offices import Office, assert_one_truth, founded, joined

pytestmark = pytest.mark.long

WRITES = 500


def standing(office: Office) -> list[dict[str, Any]]:
    return [row for row in office.reads("log", "--type", "ship") if row["voids"] is None]


def recorded(office: Office, name: str, codes: Counter[int], *, keyed: bool) -> None:
    """Ship a copy until it is recorded, as a clerk does: again under its key, or the one that is named."""
    end = time.monotonic() + 240
    key: tuple[str, ...] = ("--key", name) if keyed else ()
    while True:
        answer = office("ship", "london", "THB/lv=1", "--ref", name, *key)
        codes[answer.code] += 1
        if answer.code == 0:
            return
        assert answer.code == 3, answer
        assert time.monotonic() < end, answer
        if named := re.search(r"Run it again with '(--key) (\w+)'", answer.err):
            key = named.groups()


def ship_all(offices: list[Office], between: Callable[[], None]) -> tuple[set[str], Counter[int]]:
    """Ship a copy 500 times, every other office without keys, and call three times between them.

    Return what was acknowledged, and the exit codes.
    """
    codes: Counter[int] = Counter()
    begun = count()
    reached = [threading.Event() for _ in range(3)]

    def work(number: int) -> set[str]:
        names = [f"{offices[number].name}-{turn}" for turn in range(WRITES // len(offices))]
        for name in names:
            done = next(begun)
            for third, event in enumerate(reached, 1):
                if done >= WRITES * third // 4:
                    event.set()
            recorded(offices[number], name, codes, keyed=number % 2 == 0)
        return set(names)

    with ThreadPoolExecutor(len(offices)) as crew:
        working = [crew.submit(work, number) for number in range(len(offices))]
        for event in reached:
            event.wait()
            between()
        return set().union(*(one.result() for one in working)), codes


def hold_each_once(offices: list[Office], acknowledged: set[str]) -> None:
    assert len(acknowledged) == WRITES
    assert_one_truth(offices, checked=False)
    found = Counter(row["reference"] for row in standing(offices[0]))
    assert acknowledged - set(found) == set(), "0 acknowledged lost"
    assert {name: times for name, times in found.items() if times > 1} == {}, "0 doubled"
    assert set(found) == acknowledged


def test_leaders_killed_during_500_writes_lose_and_double_nothing(in_rqlite: InRqlite, tmp_path: Path) -> None:
    riga = founded(in_rqlite, tmp_path, 1000)
    offices = [riga, joined(riga, "berta"), joined(riga, "clara", "riga"), joined(riga, "dace", "riga")]
    killed = []

    def kill_leader() -> None:
        killed.append(in_rqlite.nodes.leader())
        with in_rqlite.nodes.without_leader(frozen=False):
            time.sleep(4)

    acknowledged, codes = ship_all(offices, kill_leader)
    print(f"\nleaders killed: {killed}, exit codes: {dict(codes)}")  # noqa: T201
    hold_each_once(offices, acknowledged)


def test_a_server_killed_during_500_writes_loses_and_doubles_nothing(
    in_postgresql: InPostgresql, tmp_path: Path
) -> None:
    riga = founded(in_postgresql, tmp_path, 1000)
    offices = [riga, joined(riga, "berta"), joined(riga, "clara", "dublin"), joined(riga, "dace", "riga")]
    acknowledged, codes = ship_all(offices, in_postgresql.server.restart)
    print(f"\nserver killed three times, exit codes: {dict(codes)}")  # noqa: T201
    hold_each_once(offices, acknowledged)
