import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.render.samples import places
from tracker.render import write

_WRITE = """
import sys
from tracker.model.table import Table, columns
from tracker.render import write
write(Table("Vietas", columns("place"), [("R\\u012bga",), ("R\\udce4ga",)]), format=sys.argv[1])
"""


@pytest.mark.parametrize("name", ["csv", "table", "json"])
def test_stdout_is_utf_8_whatever_the_locale(name: str) -> None:
    surroundings = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-c", _WRITE, name], capture_output=True, env=surroundings, check=True)
    assert "Rīga" in done.stdout.decode("utf-8")
    assert b"\r" not in done.stdout


def test_a_stand_in_for_stdout_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    write(places("Rīga"), format="csv", output="-")
    assert stream.getvalue() == "place,name\np1,Rīga\n"


def test_the_name_of_stdout_means_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    write(places("Rīga"), format="csv", output="/dev/stdout")
    assert capsys.readouterr().out == "place,name\np1,Rīga\n"


def test_a_process_without_stdout_gets_an_error_not_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(OSError, match=os.strerror(9)):
        write(places("Rīga"), format="csv")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_behind_stdout_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        with pytest.raises(OSError, match=os.strerror(28)):
            write(places("Rīga"), format="csv")
        # The text is still waiting, and would fail again when the file is closed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), full.fileno())
