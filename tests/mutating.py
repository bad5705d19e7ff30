"""Changes the program in places chosen at random, one at a time, and tells which test notices.

The command: `python -m tests.mutating [--seed N] [--places 60] [--timeout SECONDS]`. The places are in the ledger and
the store, and in the SQL of `db/`; `mutants` says how they are changed. The same seed chooses the same places of the
same program. For each of them the project is copied to a temporary folder, and the default tests are run there until
one fails: those of the changed file's subject first, then the others. What is printed is a Markdown table:

| place | before | after | killed by |
| -- | -- | -- | -- |
| tracker/ledger/recording.py:62 | `gap = high - low` | `gap = high + low` | tests/ledger/test_timeline.py::test_… |

A change that no test notices has SURVIVED: a test is missing, or the change changes nothing that can be seen. In a
copy with other SQL the generated files are made anew, so that the tests that compare them find nothing; with another
migration the tests of COMPARES_TEXTS are left out, which would notice any text, whatever it does. The exit code is 0
if every change was noticed, 1 if one was not, and 2 if a test fails in a copy without a change.
"""

import argparse
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.mutants import Mutant, mutants

ROOT = Path(__file__).resolve().parent.parent

CHANGED = (
    "tracker/ledger/*.py",
    "tracker/store/*.py",
    "db/questions/*.sql",
    "db/triggers/*.sql",
    "db/views/*.sql",
    "db/checks/*.sql",
    "db/migrations/*.sql",
)
"""The files to change."""

FIRST = {
    "tracker/ledger": ("tests/ledger",),
    "tracker/store": ("tests/store",),
    "db/questions": ("tests/store/test_closing.py", "tests/reports"),
    "db/triggers": ("tests/store/test_closing.py", "tests/ledger"),
    "db/views": ("tests/reports",),
    "db/checks": ("tests/reports/test_database.py",),
    "db/migrations": ("tests/store/test_schema.py", "tests/ledger"),
}
"""The tests that are run for a file of that folder, after those that are named like it and before all others."""

COMPARES_TEXTS = {
    "tests/faults/test_upgrades.py",
    "tests/faults/test_crashes.py::test_who_is_killed_in_an_upgrade_leaves_the_old_ledger_or_the_new_one",
    "tests/faults/test_disk.py::test_a_ledger_is_upgraded_whole_or_not_at_all_however_little_room_there_is",
    "tests/faults/test_hostile_text.py::test_an_upgrade_and_a_backup_name_their_files_as_text",
}
"""Tests that notice another text of a migration whatever it does: the tables of a file that is upgraded are those that
its own version made, and `check` compares their text with what the migrations make now."""

NOT_COPIED = ("*.egg-info", "*.db", "__pycache__", "build", "dist", ".git", ".venv", ".*_cache", ".hypothesis")
SURVIVED, TIMED_OUT = "SURVIVED", "TIMED OUT"
NO_TESTS = 5
"""The exit code of pytest when there is nothing to run."""


class Room:
    """A temporary folder with an environment in which the program is the one of the copy beside it."""

    def __init__(self, folder: Path, timeout: float) -> None:
        """Make the environment, which takes all other packages from the one that this script runs in."""
        self.copy, self._environment, self._timeout = folder / "copy", folder / "environment", timeout
        venv.create(self._environment, symlinks=os.name != "nt")
        packages = [path for path in sys.path if path.endswith("-packages")]
        site = self._path("purelib")
        (site / "mutated.pth").write_text("\n".join([str(self.copy), *packages, "import mutated"]), encoding="utf-8")
        (site / "mutated.py").write_text(_FINDER.format(db=str(self.copy / "db")), encoding="utf-8")

    def _path(self, name: str) -> Path:
        base = str(self._environment)
        return Path(sysconfig.get_path(name, "venv", {"base": base, "platbase": base}))

    def judged(self, mutant: Mutant | None) -> str:
        """Return which test fails in a copy of the project with this change, or without one."""
        shutil.copytree(ROOT, self.copy, symlinks=True, ignore=shutil.ignore_patterns(*NOT_COPIED))
        try:
            if mutant is None:
                return self._first_failure("tests")
            (self.copy / mutant.file).write_text(mutant.text, encoding="utf-8", newline="\n")
            if mutant.file.startswith("db/") and self._python("-m", "tests.renewing")[0] != 0:
                return "tests.renewing"
            texts = sorted(COMPARES_TEXTS) if mutant.file.startswith("db/migrations/") else []
            done = [f"--deselect={test}" for test in texts]
            for tests in stages(mutant.file):
                failure = self._first_failure(*done, *tests)
                if failure != SURVIVED:
                    return failure
                done += [f"--ignore={test}" for test in tests]
            return SURVIVED
        finally:
            shutil.rmtree(self.copy)

    def _first_failure(self, *words: str) -> str:
        code, said = self._python("-m", "pytest", "-x", "-q", "-n", "2", "-p", "no:cacheprovider", *words)
        if code in (0, NO_TESTS):
            return SURVIVED
        failed = re.search(r"^(?:FAILED|ERROR) (\S+)", said, re.MULTILINE)
        return TIMED_OUT if code is None else failed[1] if failed else f"pytest (exit code {code})"

    def _python(self, *words: str) -> tuple[int | None, str]:
        """Run Python in the copy, and return its exit code, None when it took too long, and what it said."""
        surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        command = [str(self._path("scripts") / "python"), *words]
        with subprocess.Popen(
            command,
            cwd=self.copy,
            env=surroundings | {"PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        ) as process:
            try:
                said, _ = process.communicate(timeout=self._timeout)
                return process.returncode, said
            except subprocess.TimeoutExpired:
                return None, ""
            finally:
                _end(process)


_FINDER = '''"""Finds `tracker.db`, which lies beside the package in the project, and inside it when it is installed."""

import importlib.util
import sys


class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "tracker.db":
            return importlib.util.spec_from_file_location(
                name, {db!r} + "/__init__.py", submodule_search_locations=[{db!r}]
            )


sys.meta_path.append(Finder)
'''


def _end(process: "subprocess.Popen[str]") -> None:
    """End a process that did not end by itself, with all that it started."""
    if process.poll() is None:
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


def stages(file: str) -> Iterator[list[str]]:
    """Yield the tests to run one after the other: those named like the file, those of its folder, all others."""
    path = Path(file)
    words = [word for word in re.split(r"[\d_]+", path.stem) if len(word) > len("and")]
    named = {test.relative_to(ROOT).as_posix() for word in words for test in ROOT.glob(f"tests/*/test_*{word}*.py")}
    if named:
        yield sorted(named)
    yield [test for test in FIRST[path.parent.as_posix()] if test not in named]
    yield ["tests"]


def chosen(seed: int, places: int) -> list[Mutant]:
    """Return so many of all mutants, chosen at random."""
    files = [path for pattern in CHANGED for path in sorted(ROOT.glob(pattern)) if path.name != "__init__.py"]
    every = [mutant for path in files for mutant in mutants(ROOT, path.relative_to(ROOT).as_posix())]
    return random.Random(seed).sample(every, min(places, len(every)))  # noqa: S311  (nothing depends on it)


def table(room: Room, changes: Sequence[Mutant]) -> Iterator[tuple[Mutant, str]]:
    """Print a row for each change as soon as it was judged, and yield it."""
    print("| place | before | after | killed by |\n| -- | -- | -- | -- |", flush=True)  # noqa: T201
    for change in changes:
        by = room.judged(change)
        cells = [f"{change.file}:{change.line}", f"`{change.before}`", f"`{change.after}`", by]
        print("|", " | ".join(cell.replace("|", "\\|") for cell in cells), "|", flush=True)  # noqa: T201
        yield change, by


def main() -> int:
    """Judge the places that the options ask for, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutating", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))  # noqa: S311
    parser.add_argument("--places", type=int, default=60)
    parser.add_argument("--timeout", type=float, default=600, help="seconds for a run of the tests")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        room = Room(Path(folder), asked.timeout)
        sound = room.judged(None)
        if sound != SURVIVED:
            print(f"Without a change: {sound}.", file=sys.stderr)  # noqa: T201
            return 2
        judged = [by for _, by in table(room, chosen(asked.seed, asked.places))]
    survived = judged.count(SURVIVED)
    print(f"\nSeed {asked.seed}: {len(judged) - survived} of {len(judged)} changes were noticed.")  # noqa: T201
    return int(survived > 0)


if __name__ == "__main__":
    sys.exit(main())
