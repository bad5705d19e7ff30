"""What a clerk waits for, in instructions: unlike seconds, they are the same on a busy machine."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.timing import clean_environment

FLOOR = ("-c", "import click, sqlite3")
"""What every program takes that has a command line and a database."""


def instructions(folder: Path, *words: str) -> int:
    """Return how many instructions Python executes with these words, on a copy of the sample, once all is compiled."""
    settings = clean_environment() | {
        "PYTHONHASHSEED": "0",
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        "TRACKER_CLERK": "anna",
        "TRACKER_DB": str(folder / "counted.db"),
    }
    counting = ("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.executable)
    for runner in (sys.executable,), counting:
        shutil.copy(folder / "sample.db", folder / "counted.db")
        done = subprocess.run([*runner, *words], env=settings, capture_output=True, text=True, check=True, timeout=120)
    (counted,) = re.findall(r"Collected : (\d+)", done.stderr)
    return int(counted)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "most"), [("ship london THB/lv=1", 1.72), ("stock --format csv", 1.42)], ids=["ship", "stock"]
)
def test_a_short_command_takes_little_more_than_its_libraries(tmp_path: Path, words: str, most: float) -> None:
    if shutil.which("valgrind") is None:
        pytest.skip("valgrind is not installed")
    demo = [sys.executable, "-m", "tracker", "demo", str(tmp_path / "sample.db")]
    subprocess.run(demo, env=clean_environment(), capture_output=True, check=True)
    taken = instructions(tmp_path, "-m", "tracker", *words.split())
    assert taken <= most * instructions(tmp_path, *FLOOR)
