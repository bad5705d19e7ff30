"""The place of all measurements: a folder, an environment with the program as installed by a user, and ledgers."""

import os
import platform
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from tests.benchmarks.generator import Office, write_office
from tests.benchmarks.timing import Command, Runs, clean_environment, finish, in_turn, run

ROOT = Path(__file__).resolve().parent.parent.parent
BUILT_FROM = ("pyproject.toml", "README.md", "LICENSE", "tracker", "db")
"""The requirements of an installation."""

_VERSIONS = """
import importlib.metadata, platform, sqlite3, tracker
click, utils = map(importlib.metadata.version, ("click", "sqlite-utils"))
edited = "" if "site-packages" in tracker.__file__ else " (not installed as a wheel, so slower to start)"
print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}", end=", ")
print(f"tracker {tracker.__version__}{edited}, click {click}, sqlite-utils {utils}")
"""

_INSTALL = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")

FEW = 10
"""The lines of the ledger with which a full one is compared."""
MOST_IN_TURN = 1_000_000
"""The lines of the largest ledger for which other programs, and copies of it, are measured too."""


@dataclass(frozen=True)
class Room:
    """The environment and the ledgers of all sections."""

    folder: Path
    environment: Path
    """The folder in which the program is installed."""
    lines: int
    rounds: int

    def program(self, name: str) -> Path:
        """Return a program of the environment."""
        return self.environment / "bin" / name

    def tracker(
        self, *words: object, db: Path, name: str = "", before: Callable[[], object] | None = None, **settings: str
    ) -> Command:
        """Return a tracker command on a ledger."""
        name = name or f"`tracker {' '.join(map(str, words))}`"
        return Command(name, (self.program("tracker"), *words), {"TRACKER_DB": str(db)} | settings, before)

    def sqlite_utils(self, *words: object, name: str, before: Callable[[], object] | None = None) -> Command:
        """Return a sqlite-utils command."""
        return Command(name, (self.program("sqlite-utils"), *words), before=before)

    def floor(self) -> Command:
        """Return a command that only loads Python, click and sqlite3."""
        return Command("the floor", (self.program("python"), "-c", "import click, sqlite3"))

    def in_turn(self, *commands: Command, rounds: int | None = None) -> list[Runs]:
        """Run commands in turn, and return the runs of each."""
        click.echo(f"  {' · '.join(command.name for command in commands)} ", err=True, nl=False)
        try:
            return in_turn(commands, self.folder, rounds or self.rounds, lambda: click.echo(".", err=True, nl=False))
        finally:
            click.echo(err=True)

    def do(self, *words: object, db: Path) -> None:
        """Run a tracker command without timing it."""
        run(self.tracker(*words, db=db), self.folder / "answer")

    def demo(self) -> Path:
        """Return the sample database."""
        path = self.folder / "demo.db"
        if not path.exists():
            self.do("demo", path, db=path)
        return path

    def office(self, count: int) -> Office:
        """Return the sheets of an office with this number of shipments."""
        folder = self.folder / f"office-{count}"
        return Office(folder, count) if folder.exists() else write_office(folder, count)

    def founded(self, count: int) -> Path:
        """Return a ledger of that office without shipments."""
        path = self.folder / f"founded-{count}.db"
        if not path.exists():
            office = self.office(count)
            self.do("init", db=path)
            self.do("import", "booklets", office.booklets, db=path)
            self.do("import", "places", office.places, db=path)
            self.do("import", "print-runs", office.print_runs, "--create-missing", db=path)
        return path

    def received(self, count: int) -> Path:
        """Return a ledger of that office with everything shipped and received."""
        path = self.folder / f"received-{count}.db"
        if not path.exists():
            click.echo(f"  (a ledger of {count:,} lines is made)", err=True)
            making = self.copy(self.founded(count), "making.db")
            for sheet in self.office(count).shipments:
                self.do("import", "shipments", sheet, "--received", db=making)
            making.rename(path)
        return path

    def copy(self, path: Path, name: str) -> Path:
        """Return a copy of a ledger to write to."""
        return Path(shutil.copyfile(path, self.folder / name))


def is_environment(folder: Path) -> bool:
    """Return whether all measuring tools are installed there."""
    return all((folder / "bin" / name).exists() for name in ("python", "tracker", "sqlite-utils"))


def make_environment(folder: Path) -> None:
    """Create an environment with the program, installed from a copy of this repository."""
    tree = folder.parent / "tree"
    tree.mkdir()
    for name in BUILT_FROM:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, tree / name)
    made = (sys.executable, "-m", "venv", str(folder))
    installed = (str(folder / "bin" / "python"), *_INSTALL, f"{tree}[web]")
    for command in (made, installed):
        if finish(subprocess.Popen(command, env=clean_environment(), stdout=sys.stderr, process_group=0)):
            raise click.ClickException("The program cannot be installed; name an environment that has it, with --venv.")


def machine(environment: Path) -> str:
    """Return a line about the machine and its load."""
    command = [str(environment / "bin" / "python"), "-P", "-c", _VERSIONS]
    done = subprocess.run(command, capture_output=True, text=True, env=clean_environment(), check=True)
    return f"{_cores()} cores, {_cpu()}, {platform.system()}; {done.stdout.strip()}{_shell()}."


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _cpu() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _shell() -> str:
    shell = shutil.which("sqlite3")
    if shell is None:
        return f" (no sqlite3 shell; the library here is {sqlite3.sqlite_version})"
    done = subprocess.run([shell, "--version"], capture_output=True, text=True, check=True)
    return f", sqlite3 shell {done.stdout.split()[0]}"
