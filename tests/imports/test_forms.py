"""Rejected rows are written as their sheet is: the very same command reads them once they are corrected."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from tests.cli.sheets import figures, imports, sheet
from tests.cli.terminal import refusal
from tests.conftest import Clerk, made_once

ROWS = [
    ["Datums", "Kam", "item", "quantity", "note"],
    ["1.2.2015", "Rīga, centrs", "THB/lv", "desmit", 'a "small" box'],
    ["2.2.2015", "london", "THB/lv", "20", ""],
    ["3.2.2015", "Rīga, centrs", "THB/lv", "3", "-"],
]
WORDS = ("--map", "Datums=date", "--map", "Kam=place")


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk with 1000 copies, and a place with a comma and a letter beyond ASCII in its name."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("place", "add", "centrs", "Rīga, centrs", "--kind", "library")
    return clerk


def text_of(rows: list[list[str]], delimiter: str, quoting: int, end: str) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(rows)  # type: ignore[arg-type]
    return stream.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("encoding", "written", "delimiter", "quoting", "end", "name"),
    [
        ("utf-8", None, ",", csv.QUOTE_MINIMAL, "\n", "a.csv"),
        ("utf-8-sig", None, ";", csv.QUOTE_ALL, "\r\n", "a.csv"),
        ("cp1257", "cp1257", ";", csv.QUOTE_MINIMAL, "\r\n", "a.csv"),
        ("utf-16", "utf-16", "\t", csv.QUOTE_MINIMAL, "\r\n", "a.csv"),
        ("utf-8", None, "\t", csv.QUOTE_MINIMAL, "\n", "a.tsv"),
        ("utf-8", None, "|", csv.QUOTE_ALL, "\n", "a.csv"),
    ],
)
def test_a_text_of_rejects_is_written_as_the_sheet_is(
    stocked: Clerk, encoding: str, written: str | None, delimiter: str, quoting: int, end: str, name: str
) -> None:
    path, rejects = stocked.db.with_name(name), stocked.db.with_name(f"rest{Path(name).suffix}")
    path.write_bytes(text_of(ROWS, delimiter, quoting, end).encode(encoding))
    words = [*WORDS, *(("--encoding", written) if written else ()), *(("--delimiter", "|") if delimiter == "|" else ())]
    assert figures(imports(stocked, "shipments", path, *words, "--rejects", rejects)) == (2, 0, 1)
    command = stocked.reads("log")[-1]["command"]
    reason = "'desmit' is not a number; write a whole number of copies, such as 200."
    expected = [[*ROWS[0], "rest_of", "reason"], [*ROWS[1], str(command), reason]]
    assert rejects.read_bytes() == text_of(expected, delimiter, quoting, end).encode(encoding)
    rejects.write_bytes(rejects.read_bytes().decode(encoding).replace("desmit", "10").encode(encoding))
    for outcome in ((1, 0, 0), (0, 1, 0)):
        assert figures(imports(stocked, "shipments", rejects, *words)) == outcome


def workbook(path: Path, name: str) -> Path:
    book = Workbook(str(path))
    rows = book.add_worksheet("Other"), book.add_worksheet(name)
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for column, title in enumerate(("date", "place", "item", "quantity", "reference")):
        rows[1].write(0, column, title)
    for number, (place, copies) in enumerate([("lodnon", 12345), ("london", 20), ("dublin", "2.5")], start=1):
        rows[1].write_datetime(number, 0, date(2015, 2, number), day)
        for column, value in enumerate((place, "THB/lv", copies, f"00{number}"), start=1):
            rows[1].write(number, column, value)
    book.close()
    return path


def test_rejects_of_a_workbook_are_a_sheet_of_that_name_with_its_dates_and_numbers(stocked: Clerk) -> None:
    path, rejects = workbook(stocked.db.with_name("a.xlsx"), "2015"), stocked.db.with_name("rest.xlsx")
    assert figures(imports(stocked, "shipments", path, "--sheet", "2015", "--rejects", rejects)) == (1, 0, 2)
    rows = CalamineWorkbook.from_path(rejects).get_sheet_by_name("2015").to_python()
    assert rows[0] == ["date", "place", "item", "quantity", "reference", "reason"]
    assert [row[:5] for row in rows[1:]] == [
        [date(2015, 2, 1), "lodnon", "THB/lv", 12345.0, "001"],
        [date(2015, 2, 3), "dublin", "THB/lv", 2.5, "003"],
    ]
    outcome = stocked("import", "shipments", rejects, "--sheet", "2015", "--format", "json").json
    assert [(error["line"], error["value"]) for error in outcome["errors"]] == [(2, "lodnon"), (3, "2.5")]


def test_rejects_of_a_workbook_may_be_a_text_and_those_of_a_text_a_workbook(stocked: Clerk) -> None:
    path, rejects = workbook(stocked.db.with_name("a.xlsx"), "Rīga"), stocked.db.with_name("rest.csv")
    words = ("--sheet", "Rīga", "--rejects")
    imports(stocked, "shipments", path, *words, rejects)
    assert "2015-02-01,lodnon,THB/lv,12345,001,There is no place" in rejects.read_text("utf-8")
    back = stocked.db.with_name("back.xlsx")
    imports(stocked, "shipments", rejects, "--rejects", back)
    assert CalamineWorkbook.from_path(back).get_sheet_by_index(0).to_python()[1][3] == 12345
    outcome = stocked("import", "shipments", back, "--format", "json").json
    assert [error["value"] for error in outcome["errors"]] == ["lodnon", "2.5"]


def test_what_an_encoding_cannot_write_of_a_reason_is_a_question_mark(stocked: Clerk) -> None:
    path = sheet(stocked, "date,place,item,quantity", "2015-02-01,Riga centrs,THB/lv,20")
    rejects = stocked.db.with_name("rest.csv")
    imports(stocked, "shipments", path, "--encoding", "cp1251", "--rejects", rejects)
    assert "Did you mean centrs (R?ga, centrs)?" in rejects.read_text("cp1251")


@pytest.mark.parametrize("name", ["rest.ods", "rest.XLSM", "rest.xls"])
def test_a_workbook_that_cannot_be_written_is_refused(stocked: Clerk, name: str) -> None:
    path = sheet(stocked, "date,place,item,quantity", "2015-02-01,london,THB/lv,20")
    said = refusal(stocked, "import", "shipments", path, "--rejects", stocked.db.with_name(name), code=2)
    assert said == f"--rejects writes .csv, .tsv or .xlsx, not {Path(name).suffix.lower()}."
