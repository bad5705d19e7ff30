"""Reading workbooks, as spreadsheet programs write them, into the same rows as text."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from tests.adapters import Options, Sheet, cell_text, read_sheet
from tests.faults import bombs
from tracker.errors import Refused, WrongUsage

KNOWN = ("date", "place", "quantity", "note")

Rows = list[tuple[object, ...]]


def write(file: Path, sheets: dict[str, Rows], hidden: tuple[str, ...] = ()) -> Path:
    """Write a workbook with a sheet for each name; dates are written as dates."""
    book = xlsxwriter.Workbook(str(file), {"default_date_format": "yyyy-mm-dd"})
    timed = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(number, column, value, timed)
                else:
                    sheet.write(number, column, value)
        if name in hidden:
            sheet.hide()
    if hidden:
        book.worksheets()[-1].activate()
        book.worksheets()[-1].set_first_sheet()
    book.close()
    return file


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Sheet]:
    """A function that writes a workbook of one sheet and reads it."""

    def write_and_read(*rows: tuple[object, ...], **options: Any) -> Sheet:
        return read_sheet(write(tmp_path / "f.xlsx", {"Dati": list(rows)}), KNOWN, options=Options(**options))

    return write_and_read


def test_numbers_and_dates_are_read_as_a_person_would_write_them(read: Callable[..., Sheet]) -> None:
    sheet = read(("Date", "place", "quantity", "Piezīme"), (date(2015, 3, 1), "Rēzekne", 200.0, "x"))
    assert [row.cells for row in sheet.rows] == [{"date": "2015-03-01", "place": "Rēzekne", "quantity": "200"}]
    assert sheet.rows[0].original == ("2015-03-01", "Rēzekne", "200", "x")
    assert sheet.unknown == ("Piezīme",)


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
def test_a_value_is_converted_to_text(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_a_row_has_the_number_that_the_spreadsheet_shows(read: Callable[..., Sheet]) -> None:
    sheet = read((), (), (None, "place", "quantity"), (), (None, "riga", 1), (None, None, None), (None, "ogre", 2))
    assert [(row.line, row.cells["place"]) for row in sheet.rows] == [(5, "riga"), (7, "ogre")]


def test_a_value_beside_the_table_is_not_used(read: Callable[..., Sheet]) -> None:
    sheet = read(("place", "quantity"), ("riga", 1, None, "?"), ("ogre", 2))
    assert (len(sheet.rows), sheet.unknown, sheet.faults) == (2, ("column 4",), [])


def test_a_row_with_a_value_that_is_too_long_keeps_its_cells(
    read: Callable[..., Sheet], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.imports.workbooks.LONGEST", 10)
    sheet = read(("date", "place"), ("2015-01-01", "a" * 11))
    ((fault, cells),) = sheet.faults
    assert (fault.line, str(fault.message)) == (2, "It has a value longer than 10 characters.")
    assert cells == ("2015-01-01", "a" * 11)


def test_the_first_visible_sheet_is_read_unless_one_is_named(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {name: [("place",), (name,)] for name in ("Paslēpta", "2014. gads", "2015. gads")}
    file = write(tmp_path / "f.xlsx", sheets, hidden=("Paslēpta",))
    assert read_sheet(file, KNOWN).rows[0].cells == {"place": "2014. gads"}
    for name in ("Paslēpta", "2015. gads"):
        assert read_sheet(file, KNOWN, options=Options(sheets=(name.upper(),))).rows[0].cells == {"place": name}
    with pytest.raises(Refused, match=r"no sheet '2015. gadi'. Did you mean 2015. gads"):
        read_sheet(file, KNOWN, options=Options(sheets=("2015. gadi",)))


def test_the_options_delimiter_and_encoding_apply_to_text_only(read: Callable[..., Sheet]) -> None:
    for option in ({"delimiter": ";"}, {"encoding": "cp1257"}):
        with pytest.raises(WrongUsage, match="apply to text"):
            read(("place",), **option)


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


def write_ods(file: Path, body: str, **parts: str) -> Path:
    """Write an ods with these rows, and further parts as old programs write them."""
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    of_all = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml": manifest}
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in {**of_all, "content.xml": ODS.format(body), **parts}.items():
            packed.writestr(name, content)
    return file


def test_an_ods_is_read_too(tmp_path: Path) -> None:
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    row = "<table:table-row>{}</table:table-row>"
    number = '<table:table-cell office:value-type="float" office:value="200"><text:p>200</text:p></table:table-cell>'
    rest = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row>'
    body = row.format(text.format("place") + text.format("quantity")) + row.format(text.format("Rēzekne") + number)
    write_ods(tmp_path / "f.ods", body + rest)
    assert [row.cells for row in read_sheet(tmp_path / "f.ods", KNOWN).rows] == [
        {"place": "Rēzekne", "quantity": "200"}
    ]


def test_only_parts_that_hold_sheets_need_to_be_well_formed(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>place</text:p></table:table-cell>'
    rows = f"<table:table-row>{cell}</table:table-row>"
    settings = {"Configurations2/accelerator/current.xml": "", "settings.xml": "<half"}
    assert read_sheet(write_ods(tmp_path / "old.ods", rows, **settings), KNOWN).columns == {"place": "place"}
    for name, content in {"other.xml": "<table:table-row><half", "content.xml": ""}.items():
        with pytest.raises(Refused, match="damaged"):
            read_sheet(write_ods(tmp_path / "bad.ods", rows, **{name: content}), KNOWN)


def repacked(file: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """Change the parts of a workbook, and return its path."""
    output = io.BytesIO()
    with zipfile.ZipFile(file) as packed, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in packed.namelist():
            changed.writestr(name, change(name, packed.read(name)))
    file.write_bytes(output.getvalue())
    return file


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write(tmp_path / "f.xlsx", {"Dati": [("place", "quantity"), ("riga", 1)]})


@pytest.mark.slow
def test_a_workbook_that_would_unpack_to_too_much_is_not_opened(book: Path) -> None:
    big = repacked(book, lambda name, part: part + b" " * (60 * 1024**2) if name == "xl/styles.xml" else part)
    with pytest.raises(Refused, match="would unpack to 60 MB"):
        read_sheet(big, KNOWN)


@pytest.mark.slow
def test_a_cell_far_outside_the_table_is_refused(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "far.xlsx"))
    sheet = book.add_worksheet()
    sheet.write(0, 0, "place")
    sheet.write(1048575, 16383, "x")
    book.close()
    with pytest.raises(Refused, match="extends to column XFD and row 1048576"):
        read_sheet(tmp_path / "far.xlsx", KNOWN)


def test_a_claim_of_more_texts_than_fit_into_memory_is_refused(book: Path) -> None:
    with pytest.raises(Refused, match="claims to contain"):
        read_sheet(repacked(book, lambda _, part: part.replace(b'iqueCount="', b'iqueCount="99999999999')), KNOWN)


def test_a_damaged_workbook_is_refused(book: Path) -> None:
    valid = book.read_bytes()
    for data in (valid[:500], valid[:1500] + b"\0\0\0\0" + valid[1504:], valid[:4]):
        book.write_bytes(data)
        with pytest.raises(Refused, match="cannot be read as a workbook; it is damaged or in another format: "):
            read_sheet(book, KNOWN)


def test_a_workbook_in_an_unknown_encoding_is_refused(book: Path) -> None:
    with pytest.raises(Refused, match=r"cannot be read as a workbook; .*: unknown encoding: TTF-8"):
        read_sheet(repacked(book, lambda _, part: part.replace(b'"UTF-8"', b'"TTF-8"')), KNOWN)


@pytest.mark.parametrize(
    ("name", "first_bytes", "sentence"),
    [
        (
            "f.xlsx",
            b"\xd0\xcf\x11\xe0",
            "protected by a password, or is an .xls with another suffix; save it as .xlsx without one",
        ),
        ("f.xls", b"\xd0\xcf\x11\xe0", r"named as an old workbook .\.xls.*, which cannot be read; save it as .xlsx"),
        ("f.XLS", b"<html>", "named as an old workbook"),
        (
            "f.csv",
            b"\xd0\xcf\x11\xe0",
            "not text but an old or encrypted workbook; save it as .xlsx, without a password",
        ),
        ("f.ods", b"<html>", "is not a workbook despite its name; if it is text, rename it to end in .csv"),
        ("f.ods", b"", "is not a workbook"),
    ],
)
def test_a_file_that_is_not_a_readable_workbook_is_refused(
    tmp_path: Path, name: str, first_bytes: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(first_bytes)
    with pytest.raises(Refused, match=sentence):
        read_sheet(tmp_path / name, KNOWN)


@pytest.mark.parametrize("number", ["1e300", "-1e300", "1e9", "nan"])
def test_a_number_that_is_no_date_is_refused_in_one_sentence_or_read(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], number: str
) -> None:
    """Rust writes of its own panics to the terminal."""
    file = write(tmp_path / "f.xlsx", {"Dati": [("date", "place"), (date(2015, 3, 1), "riga")]})
    with zipfile.ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(rb"<v>42064</v>", f"<v>{number}</v>".encode(), parts[sheet])
    file.write_bytes(bombs.packed(parts))
    try:
        assert read_sheet(file, KNOWN).rows[0].cells["place"] == "riga"
    except Refused as refused:
        assert "cannot be read as a workbook" in str(refused)
    assert capfd.readouterr() == ("", "")


def test_of_very_many_sheets_that_are_not_read_the_first_are_named(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {f"S{number}": [("place",), ("riga",)] for number in range(60)}
    (told,) = map(str, read_sheet(write(tmp_path / "f.xlsx", sheets), KNOWN).told)
    assert told.startswith("Only the sheet S0 was read, not S1, S2, ")
    assert "S49, S50 or 9 more; name" in told
