"""Killing the program at a statement, at a random moment, or before it answers."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.crew import ROOT
from tests.faults.machine import start


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


_KILLED = """
import os, signal, sqlite3, sys
from tracker.__main__ import main

connect, at = sqlite3.connect, sys.argv.pop(1)
left = int(at) if at.isdigit() else 0

def strike(sql):
    global left
    left -= 1
    if left == 0 or sql == at:
        os.kill(os.getpid(), signal.SIGKILL)

def watched(*arguments, **settings):
    connection = connect(*arguments, **settings)
    connection.set_trace_callback(strike)
    return connection

class Stdout:
    encoding = "utf-8"

    def __getattr__(self, name):
        os.kill(os.getpid(), signal.SIGKILL)

sqlite3.connect = watched
if at == ANSWER:
    sys.stdout = Stdout()
main()
"""
COMMIT, ANSWER = "COMMIT", "answer"
MOMENTS = (*(str(2**number) for number in range(14)), COMMIT, ANSWER)
"""Moments of a kill: the first, second, fourth… statement, as far as there are so many; the commit; the answer."""


def killed(at: str, *words: object, db: Path, program: Path | None = None) -> bool:
    """Run the program and kill it at one of the MOMENTS; return whether it came to that."""
    code = start(*words, db=db, python=("-c", _KILLED.replace("ANSWER", repr(ANSWER)), at), program=program).code
    assert code in (0, -signal.SIGKILL)
    return code != 0
