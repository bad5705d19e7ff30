"""Rejected rows are written to a file that can be corrected and imported again."""

import csv
import io
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.adapters import Sheet, read_sheet
from tracker.imports.rejects import Rejected, RejectsFile

KNOWN = ("place", "item", "quantity")


def read(file: Path, content: str) -> Sheet:
    file.write_text(content, encoding="utf-8", newline="")
    return read_sheet(file, KNOWN, ignored=("reason",))


def rejected(sheet: Sheet) -> str:
    """Return the file of rejects when every row of the sheet is rejected."""
    stream = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="")
    rows = [Rejected(row.original, "no such place") for row in sheet.rows]
    rows += [Rejected(original, str(fault.message)) for fault, original in sheet.faults]
    RejectsFile(lambda: nullcontext(stream)).write(sheet, rows, (), None)
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode("utf-8")


def table(text: str) -> list[list[str]]:
    delimiter = ";" if ";" in text.splitlines()[0] else ","
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def test_each_rejected_row_is_written_with_its_reason(tmp_path: Path) -> None:
    sheet = read(tmp_path / "f.csv", "Place;Piezīme;Item\nrigga; x ;'=1+1\n=2;;\n")
    assert table(rejected(sheet)) == [
        ["Place", "Piezīme", "Item", "reason"],
        ["rigga", "x", "'=1+1", "no such place"],
        ["'=2", "", "", "no such place"],
    ]
    assert rejected(sheet).count("\r") == 0


def test_an_earlier_reason_is_replaced(tmp_path: Path) -> None:
    sheet = read(tmp_path / "f.csv", "place,Reason,item\nriga,old,x\n")
    assert table(rejected(sheet)) == [["place", "item", "reason"], ["riga", "x", "no such place"]]


@pytest.mark.parametrize("row", ["riga", 'riga,"a"b,c', 'riga,"a', "a,b,c,,x", "a,b,c,,"])
def test_a_row_that_cannot_be_split_is_rejected_again_until_it_is_corrected(tmp_path: Path, row: str) -> None:
    sheet = read(tmp_path / "f.csv", f"place,item,quantity,\n{row}\n")
    (fault, original) = sheet.faults[0]
    for _ in range(5):
        header, cells = table(again := rejected(sheet))
        assert (len(header), header[-1]) == (len(cells), "reason")
        assert cells[: len(original)] == list(original)
        assert not any(cells[len(original) : -1])
        assert cells[-1] == f"uncorrected: {fault.message}"
        sheet = read(tmp_path / "f.csv", again)
        assert (len(sheet.rows), len(sheet.faults)) == (0, 1)
        assert "is not corrected yet" in str(sheet.faults[0].fault.message)
    sheet = read(tmp_path / "f.csv", again.replace("uncorrected: ", ""))
    assert (len(sheet.rows), len(sheet.faults)) == (1, 0)


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
cells = st.one_of(texts, st.builds("{}{}{}".format, st.sampled_from(["'", " ", "''"]), st.sampled_from("=+-@"), texts))


@pytest.mark.slow
@given(rows=st.lists(st.lists(cells, min_size=3, max_size=3), max_size=5))
@settings(deadline=None)
def test_rejects_read_again_have_the_same_cells(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("rejects")
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([KNOWN, *rows])
    first = read(folder / "f.csv", stream.getvalue())
    again = read(folder / "r.csv", rejected(first))
    assert [row.cells for row in again.rows] == [row.cells for row in first.rows]
    assert again.unknown == ()
    assert rejected(again) == rejected(first)
