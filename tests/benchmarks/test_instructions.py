"""The instructions executed while a clerk waits: unlike seconds, they are the same on a busy machine."""

import re
import shutil
import subprocess
import venv
from importlib.resources import files
from pathlib import Path

import click
import pytest

import tracker
from tests.benchmarks.timing import clean_environment

FLOOR = ("-c", "import click, sqlite3")
"""The instructions of any program with a command line and a database."""


def installed(folder: Path) -> str:
    """Install the program as a wheel does, without the finder of an editable installation, and return its Python.

    The script is that of a wheel's entry point: `python -m` would load modules besides.
    """
    venv.create(folder, symlinks=True)
    (packages,) = (folder / "lib").glob("python3*/site-packages")
    (packages / "libraries.pth").write_text(str(Path(click.__file__).parents[1]))
    shutil.copytree(Path(tracker.__file__).parent, packages / "tracker")
    shutil.copytree(str(files("tracker.db")), packages / "tracker" / "db", dirs_exist_ok=True)
    (folder / "bin" / "tracker").write_text("from tracker.__main__ import main\n\nmain()\n")
    return str(folder / "bin" / "python")


def instructions(folder: Path, python: str, *words: str) -> int:
    """Return the number of instructions Python executes for a command on a copy of the sample, once compiled."""
    settings = clean_environment() | {
        "PYTHONHASHSEED": "0",
        "TRACKER_CLERK": "anna",
        "TRACKER_DB": str(folder / "counted.db"),
    }
    counting = ("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", python)
    for runner in (python,), counting:
        shutil.copy(folder / "sample.db", folder / "counted.db")
        done = subprocess.run(
            [*runner, *words], cwd=folder, env=settings, capture_output=True, text=True, check=True, timeout=120
        )
    (counted,) = re.findall(r"Collected : (\d+)", done.stderr)
    return int(counted)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "most"), [("ship london THB/lv=1", 1.71), ("stock --format csv", 1.41)], ids=["ship", "stock"]
)
def test_a_short_command_takes_little_more_than_its_libraries(tmp_path: Path, words: str, most: float) -> None:
    if shutil.which("valgrind") is None:
        pytest.skip("valgrind is not installed")
    python = installed(tmp_path / "program")
    demo = [python, "-m", "tracker", "demo", str(tmp_path / "sample.db")]
    subprocess.run(demo, cwd=tmp_path, env=clean_environment(), capture_output=True, check=True)
    taken = instructions(tmp_path, python, str(tmp_path / "program" / "bin" / "tracker"), *words.split())
    assert taken <= most * instructions(tmp_path, python, *FLOOR)
