import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.adapters import bytes_of, write
from tests.render.samples import places

_WRITE = """
import sys
from tracker.messages import Message
from tests.render.columns import columns
from tracker.model.table import Table
from tracker.render.formats import Writer
from tracker.render.streams import bytes_of
Writer(sys.argv[1]).write(Table(Message("Vietas"), columns("place"), [("R\\u012bga",), ("R\\udce4ga",)]))
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
@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_a_full_disk_behind_stdout_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        with pytest.raises(OSError, match=os.strerror(28)):
            write(places("Rīga"), format=name)
        # The text is still waiting, and would fail again when the file is closed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), full.fileno())


def test_bytes_come_after_the_text_that_was_written_before(tmp_path: Path) -> None:
    with (tmp_path / "out").open("w", newline="\n") as stream:
        stream.write("first\n")
        bytes_of(stream, "xlsx").write(b"\0\r\n")
    assert (tmp_path / "out").read_bytes() == b"first\n\0\r\n"


def test_a_stand_in_that_has_no_bytes_is_an_error_not_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    with pytest.raises(OSError, match=os.strerror(9)):
        write(places("Rīga"), format="xlsx")


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_a_reader_that_is_gone_is_an_error_of_its_own(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        with pytest.raises(BrokenPipeError):
            write(places(*["Rīga"] * 9), format=name)
        os.dup2(os.open(os.devnull, os.O_WRONLY), writing)
