"""Run commands in turn as separate processes, and measure each, on Linux and macOS, which report the cost."""

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from click import ClickException

PATIENCE = 120
"""The seconds after which no further round begins, if there are enough for a median."""
LEAST = 3
"""The number of rounds needed for a median."""
LONG = 10
"""The seconds of a round that needs no warm-up round."""

_OURS = ("TRACKER_", "COMP_", "PYTHON")
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024
_RUNNER = (sys.executable, "-I", "-S", str(Path(__file__).with_name("runner.py")))


@dataclass(frozen=True)
class Command:
    """A command to time."""

    name: str
    """Its name in the tables."""
    words: tuple[object, ...]
    settings: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[], object] | None = None
    """Called before each run, without being timed."""


@dataclass(frozen=True)
class Took:
    """One run of a command."""

    seconds: float
    peak: int
    """Its peak memory in bytes."""
    answer: Path
    """Its output, until another answer overwrites it."""
    begins: str
    """The beginning of its output."""


@dataclass(frozen=True)
class Runs:
    """All runs of a command that count, round by round."""

    name: str
    took: Sequence[Took]

    @property
    def seconds(self) -> float:
        """The median."""
        return median(each.seconds for each in self.took)

    @property
    def peak(self) -> int:
        """The peak memory of all runs, in bytes."""
        return max(each.peak for each in self.took)

    @property
    def answer(self) -> str:
        """The output of the last run."""
        return self.took[-1].answer.read_text(encoding="utf-8")


def clean_environment() -> dict[str, str]:
    """Return this process's environment without variables that would change a command."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}


def in_turn(commands: Sequence[Command], folder: Path, rounds: int, tell: Callable[[], object]) -> list[Runs]:
    """Run the commands in turn for a number of rounds, fewer if they are slow; return the runs of each.

    A warm-up round comes first, and counts only if it is long. `tell` is called after each.
    """
    begin = time.monotonic()
    counted: list[list[Took]] = []
    warm = False
    while not warm or len(counted) < (rounds if time.monotonic() - begin < PATIENCE else min(rounds, LEAST)):
        took = [run(command, folder / f"answer-{at}") for at, command in enumerate(commands)]
        if warm or sum(each.seconds for each in took) > LONG:
            counted.append(took)
        warm = True
        tell()
    return [Runs(each.name, took) for each, took in zip(commands, zip(*counted, strict=True), strict=True)]


def run(command: Command, answer: Path) -> Took:
    """Run a command in the folder of its answer, to which it prints. Raises ClickException if it fails."""
    if command.before is not None:
        command.before()
        os.sync()  # or the command would wait for what was written before it
    words = [str(word) for word in command.words]
    errors, told = answer.with_suffix(".errors"), answer.with_suffix(".told")
    told.unlink(missing_ok=True)
    with answer.open("wb") as out, errors.open("wb") as err:
        process = subprocess.Popen(
            [*_RUNNER, str(told), *words],
            cwd=answer.parent,
            env={**clean_environment(), "TRACKER_CLERK": "anna", **command.settings},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            process_group=0,
        )
        finish(process)
    seconds, peak, code = told.read_text(encoding="ascii").split() if told.exists() else ("0", "0", "nothing")
    if code != "0":
        said = errors.read_text(encoding="utf-8", errors="replace")[-2000:]
        raise ClickException(f"{command.name} ended with {code}: {said.strip()}\nIt was: {shlex.join(words)}")
    with answer.open(encoding="utf-8") as printed:
        return Took(float(seconds), int(peak) * _PEAK_UNIT, answer, printed.read(100))


def finish(process: "subprocess.Popen[bytes]") -> int:
    """Wait for a process that leads a group, and return its exit code; when interrupted, end the whole group."""
    try:
        return process.wait()
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
