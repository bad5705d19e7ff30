"""The instructions executed while a clerk waits: unlike seconds, they are the same on a busy machine."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.timing import clean_environment

FLOOR = ("-c", "import click, sqlite3")
"""The instructions of any program with a command line and a database."""

LIMITS = {"ship london THB/lv=1": 1.71, "stock --format csv": 1.41}
"""The instructions that a command may take, in floors."""


def has_counter() -> bool:
    """Return whether the counting program is installed."""
    return shutil.which("valgrind") is not None


def instructions(python: Path, sample: Path, words: Sequence[object]) -> int:
    """Return the number of instructions Python executes for a command on a copy of the sample, once compiled."""
    ledger = sample.with_name("counted.db")
    settings = clean_environment() | {"PYTHONHASHSEED": "0", "TRACKER_CLERK": "anna", "TRACKER_DB": str(ledger)}
    counting = ("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", python)
    for runner in (python,), counting:
        shutil.copy(sample, ledger)
        command = [str(word) for word in (*runner, *words)]
        done = subprocess.run(
            command, cwd=sample.parent, env=settings, capture_output=True, text=True, check=True, timeout=300
        )
    (counted,) = re.findall(r"Collected : (\d+)", done.stderr)
    return int(counted)
