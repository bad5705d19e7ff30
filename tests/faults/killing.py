"""Killing a worker during a command, and what it had reported before."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import Answer
from tests.faults.crew import ROOT, Told, Worker, answers


@dataclass(frozen=True)
class Killed:
    """What a worker had done when it was killed, and the interrupted command."""

    done: list[tuple[list[str], Answer]]
    struck: list[str] | None


@dataclass
class Figures:
    """Counts of events."""

    what: str
    began: float = field(default_factory=time.monotonic)
    counted: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        """All counts in one line."""
        said = ", ".join(f"{number} {name}" for name, number in self.counted.items())
        return f"{self.what}: {said}; {time.monotonic() - self.began:.0f} s"


def left_over(folder: Path) -> list[str]:
    """Return the files that commands leave only if killed: drafts with their files, and journals."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    return sorted(name for name in found if name.endswith("-journal") or "/.tracker-" in f"/{name}")


def kill_within_a_command(worker: Worker, chance: random.Random) -> Killed:
    """Start a worker, kill it during its second to fourth command, and return its report.

    The moment is random within the time of the previous command or, twice in three times, of its commit and answer.
    """
    worker.go()
    told = _up_to(worker, "started", chance.randint(2, 4))
    sign = chance.choice(["started", "committing", "committing"])
    if sign == "committing":
        told += _up_to(worker, sign, chance.randint(1, 2))
    time.sleep(chance.uniform(0, _last_time_from(told, sign)))
    worker.kill()
    told += worker.rest()
    worker.process.wait()
    done = list(answers(told))
    assert all(answer.code == 0 for _, answer in done), done
    started = [line["started"] for line in told if "started" in line]
    return Killed(done, started[-1] if len(started) > len(done) else None)


def _up_to(worker: Worker, sign: str, times: int) -> list[Told]:
    told: list[Told] = []
    while times:
        line = worker.next()
        assert line is not None, f"{worker.name} has ended"
        told.append(line)
        times -= sign in line
    return told


def _last_time_from(told: list[Told], sign: str) -> float:
    """Return the seconds from the signal to the answer in the last answered command."""
    answered = max(number for number, line in enumerate(told) if "code" in line)
    since = [line["at"] for line in told[:answered] if sign in line]
    return float(told[answered]["at"] - since[-1])


@contextmanager
def one_after_the_other(
    parts: Iterator[tuple[Path, tuple[object, ...]]], program: Path = ROOT
) -> Iterator[Iterator[Worker]]:
    """Yield workers one by one, each with its ledger and part; the next one starts while one works."""
    waiting: list[Worker] = []

    def workers() -> Iterator[Worker]:
        for db, part in parts:
            waiting.append(Worker(db, *part, program=program))
            if len(waiting) > 1:
                yield waiting[0]
                waiting.pop(0).close()
        yield waiting[0]
        waiting.pop(0).close()

    try:
        yield workers()
    finally:
        for worker in waiting:
            worker.close()


_LOADED = """
import os, pkgutil, sys
from importlib import import_module

import sqlite_utils, xlsxwriter
import tracker.entry_point as edge
import tracker as package
from tracker.__main__ import main

for module in pkgutil.walk_packages(package.__path__, "tracker."):
    if not module.name.startswith(("tracker.db", "tracker.__main__")):
        import_module(module.name)
run = edge.run
edge.run = lambda: (os.write(1, b"begins\\n"), run())[1]
main()
"""
"""Runs the program as a shell does, and reports when it begins, with all modules loaded."""


@dataclass(frozen=True)
class Ended:
    """The end of a program that was to be stopped: its exit code, its output, and its running time in seconds."""

    code: int
    err: str
    seconds: float


def stopped(words: list[str], folder: Path, after: float, how: int) -> Ended:
    """Run the program in a folder, send it the signal after some seconds, and wait until it has ended.

    Without `how`, it runs to its end.
    """
    settings = {"TRACKER_DB": "tracker.db", "TRACKER_CLERK": "anna", "TMPDIR": str(folder / "tmp")}
    with subprocess.Popen(
        [sys.executable, "-c", _LOADED, *words],
        cwd=folder,
        env=os.environ | settings | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout and process.stdout.readline() == "begins\n"
        began = time.monotonic()
        if how:
            time.sleep(after)
            process.send_signal(how)
        _, err = process.communicate(timeout=60)
        return Ended(process.returncode, err, time.monotonic() - began)
