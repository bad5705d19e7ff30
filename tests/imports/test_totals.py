"""Totals in a sheet: passed over when they are right, refused when they are wrong, and never a row of data."""

from pathlib import Path

import pytest

from tests.adapters import Sheet, parse_mapping, read_sheet

KNOWN = ("date", "place", "item", "quantity")


def read(folder: Path, *rows: str, maps: tuple[str, ...] = (), header: str = "date;place;item;quantity") -> Sheet:
    (folder / "f.csv").write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return read_sheet(folder / "f.csv", KNOWN, mapping=[parse_mapping(text) for text in maps])


def lines(sheet: Sheet) -> list[int]:
    return [row.line for row in sheet.rows]


def wrong(sheet: Sheet) -> list[tuple[int, str | None, str]]:
    return [(fault.line, fault.column, str(fault.message)) for fault, _ in sheet.faults]


ROWS = ("2015-03-01;riga;THB/lv;40", "2015-03-02;ogre;THB/lv;1 200")


@pytest.mark.parametrize(
    "total",
    [
        "Kopā;;;1240",
        ";PAVISAM KOPĀ:;;1 240",
        ";;Grand total;1240.00",
        "Итого за март;;;1.240",
        "Всего;x;;1240",
        "2015-03-31;Summa;;1240",
        "Kopā martā;;;1240",
    ],
)
def test_a_total_that_is_right_is_passed_over_and_said(tmp_path: Path, total: str) -> None:
    sheet = read(tmp_path, *ROWS, total, "")
    assert (lines(sheet), wrong(sheet), sheet.passed_over) == ([2, 3], [], 1)
    assert list(map(str, sheet.told)) == ["Line 4 is a total, which is right, and was passed over."]


def test_a_total_that_is_wrong_is_an_error_that_names_both(tmp_path: Path) -> None:
    assert wrong(read(tmp_path, *ROWS, "Kopā;;;1250")) == [
        (4, "quantity", "It is a total of 1250, but the rows have 1240.")
    ]


def test_totals_of_sections_are_checked_from_the_last_total_on(tmp_path: Path) -> None:
    sections = (ROWS[0], "Total March;;;40", ROWS[1], "Total April;;;1200", "Grand total;;;1240")
    sheet = read(tmp_path, *sections)
    assert (lines(sheet), sheet.passed_over) == ([2, 4], 3)
    assert list(map(str, sheet.told)) == ["Lines 3, 5-6 are totals, which are right, and were passed over."]
    assert wrong(read(tmp_path, ROWS[0], "Total March;;;40", ROWS[1], "Total April;;;1201")) == [
        (5, "quantity", "It is a total of 1201, but the rows above it have 1240, 1200 of them since the last total.")
    ]


def test_a_total_may_stand_above_the_rows(tmp_path: Path) -> None:
    sheet = read(tmp_path, "Kopā;;;1240", *ROWS)
    assert (lines(sheet), wrong(sheet)) == ([3, 4], [])


def test_a_total_below_copies_that_cannot_be_read_is_not_called_wrong(tmp_path: Path) -> None:
    for unreadable in ("2015-03-01;riga;THB/lv;many", "2015-03-01;riga;THB/lv"):
        sheet = read(tmp_path, unreadable, *ROWS, "Kopā;;;9999")
        assert sheet.passed_over == 1
        assert list(map(str, sheet.told)) == ["Line 5 is a total that could not be checked, and was passed over."]


@pytest.mark.parametrize(
    "row",
    [
        "2015-03-03;Total Ltd.;THB/lv;1240",
        "2015-03-03;Kopā;THB/lv;1240",
        "2015-03-03;riga;;1240",
        ";totally;;1240",
        "2015-03-03;Totalitārisma muzejs;;1240",
    ],
)
def test_a_row_of_data_is_not_taken_for_a_total(tmp_path: Path, row: str) -> None:
    sheet = read(tmp_path, *ROWS, row)
    assert (lines(sheet), sheet.passed_over) == ([2, 3, 4], 0)


def test_without_a_column_of_items_a_total_has_no_place(tmp_path: Path) -> None:
    header, maps = "date;place;quantity", ("'THB/lv'=item",)
    rows = ("2015-03-01;riga;40", "2015-03-02;Total Ltd.;2")
    for total in ("Kopā;;42", ";Kopā;42", "2015-03-02;Kopā;42"):
        assert lines(read(tmp_path, *rows, total, header=header, maps=maps)) == [2, 3]


def test_returned_copies_count_against_the_total(tmp_path: Path) -> None:
    assert wrong(read(tmp_path, *ROWS, "2015-03-03;riga;THB/lv;-40", "Kopā;;;1200")) == []


def test_each_column_of_a_wide_sheet_has_its_total(tmp_path: Path) -> None:
    header, maps = "date;place;LV;RU;Kopā", ("LV=THB/lv", "RU=THB/ru")
    rows = ("2015-03-01;riga;40;1;41", "2015-03-02;ogre;;2;2")
    sheet = read(tmp_path, *rows, "Kopā;;40;3;43", header=header, maps=maps)
    assert (lines(sheet), wrong(sheet), sheet.unknown) == ([2, 3], [], ("Kopā",))
    assert wrong(read(tmp_path, *rows, "Kopā;;40;4;44", header=header, maps=maps)) == [
        (4, "RU", "It is a total of 4, but the rows have 3.")
    ]
