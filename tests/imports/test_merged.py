"""Merged cells: what people merge over several rows holds for each of them, except numbers."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from tests.adapters import Sheet, parse_mapping, read_sheet
from tests.imports.test_workbooks import write_ods
from tracker.errors import Refused
from tracker.imports import workbooks

KNOWN = ("date", "place", "item", "quantity", "reference")


def xlsx(file: Path, rows: dict[str, Any], merges: dict[str, Any]) -> Path:
    """Write a workbook with rows that begin at these cells, and cells merged over these ranges."""
    book = xlsxwriter.Workbook(str(file))
    sheet = book.add_worksheet("Dati")
    for cell, row in rows.items():
        sheet.write_row(cell, row)
    for cells, value in merges.items():
        sheet.merge_range(cells, value)
    book.close()
    return file


def cells(sheet: Sheet) -> list[list[str]]:
    return [list(row.cells.values()) for row in sheet.rows]


def test_merged_keys_hold_for_each_of_their_rows_and_empty_cells_stay_empty(tmp_path: Path) -> None:
    rows = {
        "B2": ["date", "place", "reference", "item", "quantity"],
        "E3": ["THB/lv", 10],
        "E4": ["THB/ru", 20],
        "D5": ["", "THB/lv", 30],
        "B6": ["2015-03-02", "", "", "THB/lv", 1],
    }
    merges = {"B3:B5": "2015-03-01", "C3:C4": "riga", "D3:D4": "P-1", "C5:D5": "ogre"}
    sheet = read_sheet(xlsx(tmp_path / "f.xlsx", rows, merges), KNOWN)
    assert cells(sheet) == [
        ["2015-03-01", "riga", "P-1", "THB/lv", "10"],
        ["2015-03-01", "riga", "P-1", "THB/ru", "20"],
        ["2015-03-01", "ogre", "", "THB/lv", "30"],
        ["2015-03-02", "", "", "THB/lv", "1"],
    ]


def test_a_row_that_has_only_a_part_of_a_merged_cell_stays_empty(tmp_path: Path) -> None:
    rows = {"A1": ["date", "quantity"], "B2": [10], "B4": [20]}
    sheet = read_sheet(xlsx(tmp_path / "f.xlsx", rows, {"A2:A5": "2015-03-01"}), KNOWN)
    assert [(row.line, row.cells["date"]) for row in sheet.rows] == [(2, "2015-03-01"), (4, "2015-03-01")]


@pytest.mark.parametrize("maps", [(), ("quantity=THB/lv",)])
def test_copies_that_several_rows_share_are_refused_for_each(tmp_path: Path, maps: tuple[str, ...]) -> None:
    rows = {"A1": ["place", "quantity"], "A2": ["riga"], "A3": ["ogre"], "A4": ["cēsis", 5]}
    mapping = [parse_mapping(text) for text in maps]
    sheet = read_sheet(xlsx(tmp_path / "f.xlsx", rows, {"B2:B3": 40}), KNOWN, mapping=mapping)
    assert [(row.line, row.original) for row in sheet.rows] == [(4, ("cēsis", "5"))]
    assert [fault.line for fault, _ in sheet.faults] == [2, 3]
    assert str(sheet.faults[0].fault.message) == (
        "The cell in the column 'quantity' is merged over the lines 2 to 3: it does not say how many are of which "
        "line; split it, and write the number of each."
    )


def test_a_header_of_two_rows_is_read_when_its_upper_cells_are_merged_down(tmp_path: Path) -> None:
    rows = {"A1": ["date", "place", "Eksemplāri"], "C2": ["LV", "RU"], "A3": ["2015-03-01", "riga", 1, 2]}
    mapping = [parse_mapping(text) for text in ("LV=THB/lv", "RU=THB/ru")]
    file = xlsx(tmp_path / "f.xlsx", rows, {"A1:A2": "date", "B1:B2": "place", "C1:D1": "Eksemplāri"})
    sheet = read_sheet(file, KNOWN, required=KNOWN[:4], mapping=mapping)
    assert (sheet.header, len(sheet.rows)) == (("date", "place", "LV", "RU"), 1)


def test_an_ods_has_merged_cells_too(tmp_path: Path) -> None:
    def cell(text: str, more: str = "") -> str:
        return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'

    empty, covered = "<table:table-cell/>", "<table:covered-table-cell/>"
    rows = [
        "",
        empty + cell("date") + cell("place") + cell("item"),
        empty + cell("2015-03-01", 'table:number-rows-spanned="2"') + cell("riga") + cell("THB/lv"),
        empty + covered + cell("ogre") + cell("THB/ru"),
        empty + empty + cell("cēsis") + cell("THB/ru"),
    ]
    body = "".join(f"<table:table-row>{row or empty}</table:table-row>" for row in rows)
    sheet = read_sheet(write_ods(tmp_path / "f.ods", body), KNOWN)
    assert [row.cells["date"] for row in sheet.rows] == ["2015-03-01", "2015-03-01", ""]


def test_a_sheet_with_too_many_merged_cells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_MERGED", 1)
    file = xlsx(tmp_path / "f.xlsx", {"A1": ["date"]}, {"A2:A3": "x", "B2:B3": "y"})
    with pytest.raises(Refused, match="has more than 1 cells that are merged over several rows"):
        read_sheet(file, KNOWN)
