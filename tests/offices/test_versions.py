"""Two versions of the program with one schema work side by side in one shared ledger."""

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.offices.desks import Desk, join, log, riga
from tests.offices.plain_log import PlainLog
from tests.store.test_twin import tables_of
from tests.test_wheel import BUILD, ROOT, copied

__all__ = ["join", "log", "riga"]

pytestmark = pytest.mark.slow


def installed(folder: Path, *, patched: bool) -> Path:
    """Build a wheel, and return the folder in which it is installed; a patched one says its words in another way."""
    tree, out, program = folder / "tree", folder / "out", folder / "program"
    copied(tree)
    if patched:
        for name, was, becomes in (
            ("tracker/__init__.py", r'__version__ = "[^"]*"', '__version__ = "9.8.7"'),
            (
                "tracker/store/commands.py",
                "INSERT INTO command \\(number, name, ",
                "INSERT  INTO command (number,name, ",
            ),
        ):
            code = (tree / name).read_text(encoding="utf-8")
            changed = re.sub(was, becomes, code)
            assert changed != code, name
            (tree / name).write_text(changed, encoding="utf-8")
    out.mkdir()
    subprocess.run([sys.executable, "-c", BUILD, str(out)], cwd=tree, capture_output=True, check=True)
    (wheel,) = out.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        file.extractall(program)
    return program


def run(program: Path, office: Desk, log: PlainLog, *commands: list[str]) -> None:
    """Have an office run commands by that program; all must succeed."""
    lines = "".join(json.dumps(["--db", str(office.db), *words]) + "\n" for words in commands)
    worker = [sys.executable, "-m", "tests.offices.worker", str(log.file)]
    done = subprocess.run(
        worker,
        cwd=program,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        input=lines,
        capture_output=True,
        text=True,
        check=False,
    )
    assert re.findall(r"^\d+$", done.stderr, re.MULTILINE) == ["0"] * len(commands), done.stderr


def test_a_patch_in_one_office_stops_nobody(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, tmp_path: Path
) -> None:
    london = join("london")
    for name in ("this", "patch"):
        (tmp_path / name).mkdir()
    this, patch = (installed(tmp_path / name, patched=name == "patch") for name in ("this", "patch"))
    run(this, riga, log, ["print", "THB/lv", "100"])
    run(patch, london, log, ["ship", "london", "THB/lv=60", "--received"], ["count", "london", "THB/lv=59"])
    run(this, riga, log, ["ship", "dublin", "THB/lv=40"], ["undo", "--yes"], ["check", "--whole"])
    run(patch, london, log, ["sync"], ["--version"], ["check", "--whole"])
    assert tables_of(riga.db) == tables_of(london.db)
