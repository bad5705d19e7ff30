import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from click import ClickException

from tests.benchmarks.room import ROOT, is_environment
from tests.benchmarks.timing import Command, clean_environment, in_turn, run

ENVIRONMENT = Path(sys.prefix)
SMALL = ("--lines", "100", "--rounds", "1", "--venv", str(ENVIRONMENT))

pytestmark = pytest.mark.skipif(
    os.name == "nt" or not is_environment(ENVIRONMENT), reason="what is timed is not installed beside this Python"
)


def python(name: str, program: str) -> Command:
    return Command(name, (sys.executable, "-c", program))


def benchmarks(folder: Path, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks", *words],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(folder), "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def test_a_command_that_fails_is_named_with_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(ClickException, match=r"^the unlucky one ended with 1: no luck\nIt was: "):
        run(python("the unlucky one", "import sys; sys.exit('no luck')"), tmp_path / "answer")
    with pytest.raises(ClickException, match=r"^the missing one ended .*no-such-program: No such file"):
        run(Command("the missing one", ("no-such-program",)), tmp_path / "answer")


@pytest.mark.slow
def test_the_peak_is_the_commands_own(tmp_path: Path) -> None:
    held = b"x" * (200 << 20)
    small = run(python("little", "pass"), tmp_path / "answer")
    large = run(python("much", "b'x' * (100 << 20)"), tmp_path / "answer")
    assert small.peak < 50 << 20 < 100 << 20 < large.peak < len(held)


@pytest.mark.slow
def test_commands_run_in_turn_and_the_first_round_does_not_count(tmp_path: Path) -> None:
    order: list[str] = []
    commands = [
        Command(name, (sys.executable, "-c", f"print('{name}')"), before=partial(order.append, name))
        for name in ("one", "other")
    ]
    runs = in_turn(commands, tmp_path, 2, lambda: order.append("."))
    assert order == ["one", "other", "."] * 3
    assert [(each.name, each.answer, len(each.took)) for each in runs] == [("one", "one\n", 2), ("other", "other\n", 2)]


def test_what_would_make_a_command_another_one_than_a_users_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "TRACKER_DB", "COMP_WORDS"):
        monkeypatch.setenv(name, "1")
    assert not {name for name in clean_environment() if name.startswith(("PYTHON", "TRACKER", "COMP"))}


@pytest.mark.long
def test_every_section_gives_a_table_and_nothing_is_left_behind(tmp_path: Path) -> None:
    results = tmp_path / "results.md"
    out, err = (done := benchmarks(tmp_path, *SMALL, "-o", str(results))).communicate()
    assert done.returncode == 0, err
    assert out == results.read_text(encoding="utf-8") + "\n"
    titles = [line.removeprefix("## ") for line in out.splitlines() if line.startswith("## ")]
    assert titles == ["start", "import, 100 lines", "sheets", "reports, 100 lines", "others, 100 lines"]
    tables = [table.split("\n\n")[1].splitlines() for table in out.split("## ")[1:]]
    assert min(map(len, tables)) >= 4
    assert all(len({len(line) for line in table}) == 1 for table in tables)
    assert list(tmp_path.iterdir()) == [results]


@pytest.mark.long
def test_a_run_that_is_ended_leaves_nothing_behind(tmp_path: Path) -> None:
    running = benchmarks(tmp_path, *SMALL)
    until = time.monotonic() + 30
    while not list(tmp_path.glob("*/answer*")) and time.monotonic() < until:
        time.sleep(0.02)
    assert list(tmp_path.iterdir())
    running.terminate()
    running.communicate()
    assert running.returncode == 143
    assert list(tmp_path.iterdir()) == []
