"""Finding the header below titles: never a row of data, and as the clerk says where it is said."""

from pathlib import Path

import pytest

from tests.adapters import Options, Sheet, parse_mapping, read_sheet
from tracker.errors import Refused

KNOWN = ("date", "place", "item", "quantity", "store", "note", "status")
REQUIRED = KNOWN[:4]


def read(folder: Path, *lines: str, maps: tuple[str, ...] = (), **options: object) -> Sheet:
    (folder / "f.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    mapping = [parse_mapping(text) for text in maps]
    return read_sheet(
        folder / "f.csv",
        KNOWN,
        required=REQUIRED,
        mapping=mapping,
        options=Options(**options),  # type: ignore[arg-type]
    )


def test_a_header_is_found_below_titles_of_any_kind_and_said(tmp_path: Path) -> None:
    sheet = read(
        tmp_path,
        "Bukleti, 2015. gads;;;",
        '"Rīga" dome;;;',
        "Date;12.3.2015;;",
        "",
        "date;place;item;quantity",
        "2015-03-01;riga;THB/lv;1",
    )
    assert [(row.line, row.cells["place"]) for row in sheet.rows] == [(6, "riga")]
    assert list(map(str, sheet.told)) == ["The header was found in row 5: date, place, item, quantity."]


def test_the_header_is_where_the_mapped_names_are(tmp_path: Path) -> None:
    maps = ("Kad=date", "Kam=place", "Cik=quantity", "'THB/lv'=item")
    sheet = read(tmp_path, "Pārskats", "Kad;Kam;Cik", "2015-03-01;riga;1", maps=maps)
    assert [row.line for row in sheet.rows] == [3]


def test_a_header_in_the_first_row_is_not_worth_a_word(tmp_path: Path) -> None:
    sheet = read(tmp_path, "", "date,place,item,quantity", "2015-03-01,riga,THB/lv,1")
    assert (len(sheet.rows), sheet.told) == (1, ())


def test_a_row_of_data_is_never_taken_for_the_header(tmp_path: Path) -> None:
    sheet = read(tmp_path, "Datums,Vieta,Krājums,Statuss", "2015-03-01,place,store,status", "2015-03-02,a,store,status")
    assert sheet.header == ("Datums", "Vieta", "Krājums", "Statuss")
    assert (len(sheet.rows), sheet.columns) == (2, {})
    incomplete = read(tmp_path, "date,Vieta,store", "2015-03-01,note,store", "item,place,")
    assert incomplete.header == ("date", "Vieta", "store")


def test_of_headers_that_lack_a_column_the_fullest_is_told_about(tmp_path: Path) -> None:
    sheet = read(tmp_path, "Pārskats par 2015. gadu", "date;place;item", "2015-03-01;riga;THB/lv")
    assert sheet.header == ("date", "place", "item")


def test_the_row_of_the_header_may_be_given(tmp_path: Path) -> None:
    lines = ('"a title with an open quote', "date,place,item,quantity", "date,place,item,quantity", "2015-03-01,a,b,1")
    assert [row.line for row in read(tmp_path, *lines, header_row=3).rows] == [4]
    assert [row.line for row in read(tmp_path, *lines, header_row=2).rows] == [3, 4]
    for empty in (1, 99):
        with pytest.raises(
            Refused, match=f"Row {empty} of .* is empty: with --header-row name the row of the headings"
        ):
            read(tmp_path, "", *lines, header_row=empty)


@pytest.mark.parametrize("first", ["sep=|", '"sep=|"', "\ufeffsep=|\r"])
def test_the_line_with_which_excel_names_the_delimiter_is_no_row(tmp_path: Path, first: str) -> None:
    sheet = read(tmp_path, first, "date|place|item|quantity", "2015-03-01|a,b|c;d|1")
    assert [(row.line, row.cells["item"]) for row in sheet.rows] == [(3, "c;d")]
    assert read(tmp_path, first, "x", "date,place", "1,2", delimiter=",", header_row=3).header == ("date", "place")


def test_the_delimiter_is_that_of_the_header_and_not_of_its_title(tmp_path: Path) -> None:
    sheet = read(tmp_path, "Bukleti, plakāti, grāmatas, 2015", "date\tplace\titem\tquantity", "2015-03-01\ta\tb\t1")
    assert len(sheet.rows) == 1
