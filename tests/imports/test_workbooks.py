"""Workbooks, as spreadsheet programs write them, read into rows as text would be."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from tracker.errors import Refused, WrongUsage
from tracker.imports.rows import Sheet
from tracker.imports.sources import read_sheet
from tracker.imports.workbooks import cell_text

KNOWN = ("date", "place", "quantity", "note")

Rows = list[tuple[object, ...]]


def write(file: Path, sheets: dict[str, Rows], hidden: tuple[str, ...] = ()) -> Path:
    """Write a workbook; a date is written as a date."""
    book = xlsxwriter.Workbook(str(file), {"default_date_format": "yyyy-mm-dd"})
    timed = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(at, column, value, timed)
                else:
                    sheet.write(at, column, value)
        if name in hidden:
            sheet.hide()
    if hidden:
        book.worksheets()[-1].activate()
        book.worksheets()[-1].set_first_sheet()
    book.close()
    return file


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Sheet]:
    """Writes a workbook of one sheet and reads it."""

    def write_and_read(*rows: tuple[object, ...], **said: Any) -> Sheet:
        return read_sheet(write(tmp_path / "f.xlsx", {"Dati": list(rows)}), KNOWN, **said)

    return write_and_read


def test_numbers_and_dates_are_read_as_one_would_write_them(read: Callable[..., Sheet]) -> None:
    sheet = read(("Date", "place", "quantity", "Piezīme"), (date(2015, 3, 1), "Rēzekne", 200.0, "x"))
    assert [row.cells for row in sheet.rows] == [{"date": "2015-03-01", "place": "Rēzekne", "quantity": "200"}]
    assert sheet.rows[0].original == ("2015-03-01", "Rēzekne", "200", "x")
    assert (sheet.unknown, sheet.worksheet, sheet.worksheets) == (("Piezīme",), "Dati", ("Dati",))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (200.0, "200"),
        (2.5, "2.5"),
        (-3.0, "-3"),
        (37167105048.0, "37167105048"),
        (0.1 + 0.2, "0.3"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (7, "7"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2015, 3, 1), "2015-03-01"),
        (datetime(2015, 3, 1), "2015-03-01"),
        (datetime(2015, 3, 1, 10, 30), "2015-03-01 10:30:00"),
        (time(10, 30), "10:30:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_a_value_becomes_text(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_a_row_has_the_number_that_the_spreadsheet_shows(read: Callable[..., Sheet]) -> None:
    sheet = read((), (), (None, "place", "quantity"), (), (None, "riga", 1), (None, None, None), (None, "ogre", 2))
    assert [(row.line, row.cells["place"]) for row in sheet.rows] == [(5, "riga"), (7, "ogre")]


def test_a_value_beside_the_table_is_a_fault(read: Callable[..., Sheet]) -> None:
    sheet = read(("place", "quantity"), ("riga", 1, None, "?"), ("ogre", 2))
    assert [(fault.line, fault.message) for fault, _ in sheet.faults] == [
        (2, "Column 4 has no name in the header, and holds '?'.")
    ]


def test_a_row_with_a_value_too_long_keeps_its_cells_to_be_mended(
    read: Callable[..., Sheet], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.imports.workbooks.LONGEST", 10)
    sheet = read(("date", "place"), ("2015-01-01", "a" * 11))
    ((fault, cells),) = sheet.faults
    assert (fault.line, fault.message) == (2, "A value of it is longer than 10 characters.")
    assert cells == ("2015-01-01", "a" * 11)


def test_the_first_sheet_that_is_shown_is_read_unless_one_is_named(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {name: [("place",), (name,)] for name in ("Paslēpta", "2014. gads", "2015. gads")}
    file = write(tmp_path / "f.xlsx", sheets, hidden=("Paslēpta",))
    assert read_sheet(file, KNOWN).worksheet == "2014. gads"
    for name in ("Paslēpta", "2015. gads"):
        assert read_sheet(file, KNOWN, sheet=name.upper()).rows[0].cells == {"place": name}
    with pytest.raises(Refused, match=r"no sheet '2015. gadi'. Did you mean 2015. gads"):
        read_sheet(file, KNOWN, sheet="2015. gadi")


def test_delimiters_and_encodings_are_for_text(read: Callable[..., Sheet]) -> None:
    for said in ({"delimiter": ";"}, {"encoding": "cp1257"}):
        with pytest.raises(WrongUsage, match="are for text"):
            read(("place",), **said)


def test_an_empty_sheet_is_refused(read: Callable[..., Sheet]) -> None:
    with pytest.raises(Refused, match="is empty"):
        read()


ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Lapa">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)


def test_an_ods_is_read_too(tmp_path: Path) -> None:
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    row = "<table:table-row>{}</table:table-row>"
    number = '<table:table-cell office:value-type="float" office:value="200"><text:p>200</text:p></table:table-cell>'
    rest = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row>'
    body = row.format(text.format("place") + text.format("quantity")) + row.format(text.format("Rēzekne") + number)
    with zipfile.ZipFile(tmp_path / "f.ods", "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr(
            "META-INF/manifest.xml", '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        )
        packed.writestr("content.xml", ODS.format(body + rest))
    assert [row.cells for row in read_sheet(tmp_path / "f.ods", KNOWN).rows] == [
        {"place": "Rēzekne", "quantity": "200"}
    ]


def repacked(file: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The workbook with its parts changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(file) as packed, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as other:
        for name in packed.namelist():
            other.writestr(name, change(name, packed.read(name)))
    file.write_bytes(made.getvalue())
    return file


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write(tmp_path / "f.xlsx", {"Dati": [("place", "quantity"), ("riga", 1)]})


def test_a_workbook_that_would_unpack_past_any_table_is_not_opened(book: Path) -> None:
    big = repacked(book, lambda name, part: part + b" " * (60 * 1024**2) if name == "xl/styles.xml" else part)
    with pytest.raises(Refused, match="would unpack to 60 MB"):
        read_sheet(big, KNOWN)


def test_a_cell_far_outside_does_not_end_the_program(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "far.xlsx"))
    sheet = book.add_worksheet()
    sheet.write(0, 0, "place")
    sheet.write(1048575, 16383, "x")
    book.close()
    with pytest.raises(Refused, match="reaches to column XFD and row 1048576"):
        read_sheet(tmp_path / "far.xlsx", KNOWN)


def test_a_claim_to_hold_more_than_memory_does_not_end_the_program(book: Path) -> None:
    with pytest.raises(Refused, match="claims to hold"):
        read_sheet(repacked(book, lambda _, part: part.replace(b'iqueCount="', b'iqueCount="99999999999')), KNOWN)


def test_a_damaged_workbook_is_refused_in_a_sentence(book: Path) -> None:
    whole = book.read_bytes()
    for data in (whole[:500], whole[:1500] + b"\0\0\0\0" + whole[1504:], whole[:4]):
        book.write_bytes(data)
        with pytest.raises(Refused, match="cannot be read as a workbook, it is damaged or of another kind: "):
            read_sheet(book, KNOWN)


def test_a_workbook_in_an_encoding_that_nobody_knows_is_damaged(book: Path) -> None:
    with pytest.raises(Refused, match=r"cannot be read as a workbook, .*: unknown encoding: TTF-8"):
        read_sheet(repacked(book, lambda _, part: part.replace(b'"UTF-8"', b'"TTF-8"')), KNOWN)


@pytest.mark.parametrize(
    ("name", "begins", "sentence"),
    [
        ("f.xlsx", b"\xd0\xcf\x11\xe0", "protected by a password, or an .xls by another name; save it anew as .xlsx"),
        ("f.xls", b"\xd0\xcf\x11\xe0", "by its name an old workbook, which cannot be read; save it as .xlsx"),
        ("f.XLS", b"<html>", "by its name an old workbook"),
        ("f.csv", b"\xd0\xcf\x11\xe0", "not text, but an old workbook or one with a password; save it anew as .xlsx"),
        ("f.ods", b"<html>", "is not a workbook, whatever its name says; if it is text, name it .csv"),
        ("f.ods", b"", "is not a workbook"),
    ],
)
def test_a_workbook_that_is_none_is_refused(tmp_path: Path, name: str, begins: bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(begins)
    with pytest.raises(Refused, match=sentence):
        read_sheet(tmp_path / name, KNOWN)
