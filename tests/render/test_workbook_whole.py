import io
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from tests.adapters import Column, Kind, Row, Table, write
from tests.render.columns import columns
from tests.render.samples import Terminal, places, stock
from tests.render.workbooks import written
from tracker.errors import Refused
from tracker.messages import Message
from tracker.render.workbook import write_rows


def test_rows_are_taken_one_by_one_and_nothing_is_sent_before_the_last(tmp_path: Path) -> None:
    """Rows wait in temporary files, so the memory that they take does not grow with them."""
    seen: list[int] = []

    def rows() -> Iterator[Row]:
        for number in range(3000):
            yield (f"row {number}" * 100,)
        seen.extend(file.stat().st_size for file in tmp_path.rglob("*"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path))
        written(Table(Message("Rows"), columns("name"), rows()))
    assert max(seen) > 1_000_000
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [RuntimeError(), KeyboardInterrupt()])
def test_nothing_is_sent_and_nothing_left_when_a_row_fails(
    error: BaseException, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def rows() -> Iterator[Row]:
        yield ("london",)
        raise error

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(type(error)):
        write(Table(Message("Places"), columns("place"), rows()), format="xlsx")
    assert capsysbinary.readouterr().out == b""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("room", [0, 1000])
def test_a_disk_that_is_full_is_told_once_and_as_what_it_is(
    room: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder
) -> None:
    class Full(io.BytesIO):
        def write(self, data: Any) -> int:
            if self.tell() >= room:
                raise OSError(28, os.strerror(28))
            return super().write(data)

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    unraised: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", unraised.append)
    stream = io.TextIOWrapper(Full(), encoding="utf-8")
    with pytest.raises(OSError, match=os.strerror(28)) as failure:
        write_rows(places("Rīga"), stream)
    assert failure.type is OSError
    del failure
    assert unraised == []
    assert list(tmp_path.iterdir()) == []
    assert not recwarn


def test_a_pipe_gets_what_a_file_would_hold(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    write(stock(), format="xlsx")
    write(stock(), format="xlsx", output=str(tmp_path / "stock"))
    with ZipFile(io.BytesIO(capsysbinary.readouterr().out)) as piped, ZipFile(tmp_path / "stock") as filed:
        assert piped.testzip() is None
        assert piped.namelist() == filed.namelist()
        made_at = "docProps/core.xml"
        assert all(piped.read(name) == filed.read(name) for name in piped.namelist() if name != made_at)


def test_people_see_margins_and_a_title(tmp_path: Path) -> None:
    table = Table(Message("A"), (Column("x"), Column("total", Kind.NUMBER, margin=True)), [("a", 5)], foot=("all", 5))
    write(table, format="xlsx", output=str(tmp_path / "a.xlsx"))
    assert CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0).to_python() == [
        ["A", ""],
        ["", ""],
        ["x", "total"],
        ["a", 5],
        ["all", 5],
    ]


def test_a_terminal_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    with pytest.raises(Refused) as refusal:
        write(stock(), format="xlsx")
    assert str(refusal.value) == "xlsx cannot be written to a terminal; specify a file with -o."
    assert terminal.getvalue() == ""
