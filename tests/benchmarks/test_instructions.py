import shutil
import subprocess
import venv
from importlib.resources import files
from pathlib import Path

import click
import pytest

import tracker
from tests.benchmarks.instructions import FLOOR, LIMITS, has_counter, instructions
from tests.benchmarks.timing import clean_environment


def installed(folder: Path) -> Path:
    """Install the program as a wheel does, without the finder of an editable installation, and return its Python.

    The script is that of a wheel's entry point: `python -m` would load modules besides.
    """
    venv.create(folder, symlinks=True)
    (packages,) = (folder / "lib").glob("python3*/site-packages")
    (packages / "libraries.pth").write_text(str(Path(click.__file__).parents[1]))
    shutil.copytree(Path(tracker.__file__).parent, packages / "tracker")
    shutil.copytree(str(files("tracker.db")), packages / "tracker" / "db", dirs_exist_ok=True)
    (folder / "bin" / "tracker").write_text("from tracker.__main__ import main\n\nmain()\n")
    return folder / "bin" / "python"


@pytest.mark.slow
@pytest.mark.parametrize(("words", "most"), LIMITS.items(), ids=["ship", "stock"])
def test_a_short_command_takes_little_more_than_its_libraries(tmp_path: Path, words: str, most: float) -> None:
    if not has_counter():
        pytest.skip("valgrind is not installed")
    python, sample = installed(tmp_path / "program"), tmp_path / "sample.db"
    demo = [str(python), "-m", "tracker", "demo", str(sample)]
    subprocess.run(demo, cwd=tmp_path, env=clean_environment(), capture_output=True, check=True)
    taken = instructions(python, sample, (python.with_name("tracker"), *words.split()))
    assert taken <= most * instructions(python, sample, FLOOR)
