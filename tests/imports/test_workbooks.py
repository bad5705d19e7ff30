"""Workbooks that are damaged, too large, or written by unusual programs; the others are in the corpus."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from tests.cli.sheets import errors, imports
from tests.conftest import Clerk
from tests.faults import bombs

Rows = list[tuple[object, ...]]
DAMAGED = "cannot be read as a workbook: "


def write(file: Path, sheets: dict[str, Rows]) -> Path:
    """Write a workbook with a sheet for each name; dates are written as dates."""
    book = xlsxwriter.Workbook(str(file), {"default_date_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return file


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
    """A workbook of a booklet."""
    return write(tmp_path / "f.xlsx", {"Dati": [("code", "title"), ("DV", "Darbs")]})


def refused(clerk: Clerk, book: Path) -> str:
    """Return the message with which a workbook of booklets is refused."""
    return clerk.refused("import", "booklets", book)


def test_a_workbook_is_read_whatever_its_name_and_whatever_lies_beside_it(
    clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "Pārskati 2015. gadā"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "json.py").write_text("raise SystemExit(5)", encoding="utf-8")
    rows = [(f"N{number}", "Darbs") for number in range(1199)]
    write(folder / "ķ 'a' $b.xlsx", {"Dati": [("code", "title"), *rows, ("N1", "")]})
    (error,) = errors(clerk, "booklets", Path("ķ 'a' $b.xlsx"))
    assert error[0] == 1201


def test_an_ods_has_parts_that_are_not_well_formed(clerk: Clerk, tmp_path: Path) -> None:
    cells = bombs.text_cell("DV") + bombs.text_cell("Darbs")
    old = tmp_path / "old.ods"
    old.write_bytes(bombs.ods(f"<table:table-row>{cells}</table:table-row>"))
    with zipfile.ZipFile(old, "a") as packed:
        packed.writestr("Configurations2/accelerator/current.xml", "")
        packed.writestr("settings.xml", "<half")
    assert imports(clerk, "booklets", old)["recorded"] == 1


@pytest.mark.slow
def test_a_workbook_that_would_unpack_to_too_much_is_not_opened(clerk: Clerk, book: Path) -> None:
    repacked(book, lambda name, part: part + b" " * (60 * 1024**2) if name == "xl/styles.xml" else part)
    assert "would unpack to 60 MB" in refused(clerk, book)


@pytest.mark.slow
def test_a_cell_far_outside_the_table_is_refused_if_it_has_a_value(clerk: Clerk, tmp_path: Path) -> None:
    file = tmp_path / "far.xlsx"
    for value in ("", "x"):
        book = xlsxwriter.Workbook(str(file))
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["code", "title"])
        sheet.write(1048575, 16383, value, book.add_format({"bg_color": "yellow"}))
        book.close()
        if not value:
            assert imports(clerk, "booklets", file)["read"] == 0
    assert "), up to column XFD and row 1048576; delete those far outside the table." in refused(clerk, file)


def test_a_workbook_that_takes_too_much_memory_is_refused(clerk: Clerk, book: Path) -> None:
    repacked(book, lambda _, part: part.replace(b'iqueCount="', b'iqueCount="99999999999'))
    assert refused(clerk, book) == (
        f"{book} takes too much time or memory; delete cells far outside the table, or save it as .csv."
    )


def test_a_damaged_workbook_is_refused(clerk: Clerk, book: Path) -> None:
    valid = book.read_bytes()
    for data in (valid[:500], valid[:1500] + b"\0\0\0\0" + valid[1504:], valid[:4]):
        book.write_bytes(data)
        assert DAMAGED in refused(clerk, book)


@pytest.mark.parametrize("number", ["1e300", "-1e300", "1e9", "nan"])
def test_a_number_that_is_no_date_is_refused_in_one_sentence_or_read(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], number: str
) -> None:
    """Rust writes of its own panics to the terminal."""
    file = write(tmp_path / "f.xlsx", {"Dati": [("code", "title"), ("DV", date(2015, 3, 1))]})
    repacked(file, lambda _, part: re.sub(rb"<v>42064</v>", f"<v>{number}</v>".encode(), part))
    words = ("--db", tmp_path / "tracker.db", "--clerk", "anna")
    clerk = Clerk(tmp_path / "tracker.db", capfd.readouterr)
    clerk.does(*words, "init")
    answer = clerk(*words, "import", "booklets", file)
    assert answer.code == 0 or re.fullmatch(f"Error: {re.escape(f'{file} {DAMAGED}')}.*\n", answer.err)


def test_of_very_many_sheets_that_are_not_read_the_first_are_named(clerk: Clerk, tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {f"S{number}": [("code", "title"), ("DV", "Darbs")] for number in range(60)}
    (told,) = imports(clerk, "booklets", write(tmp_path / "f.xlsx", sheets))["messages"]
    assert told.startswith("Only the sheet S0 was read, not S1, S2, ")
    assert "S49, S50, 9 more; to read others" in told


def test_limits_of_values_and_of_merged_cells(clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path / "f.xlsx", {"Dati": [("code", "title"), ("DV", "a" * 11)]})
    monkeypatch.setattr("tracker.imports.workbooks.LONGEST", 10)
    ((line, *_, message),) = errors(clerk, "booklets", file)
    assert (line, message) == (2, "The row has a value longer than 10 characters.")
    book = xlsxwriter.Workbook(str(file))
    sheet = book.add_worksheet()
    sheet.merge_range("A2:A3", "x")
    sheet.merge_range("B2:B3", "y")
    book.close()
    monkeypatch.setattr("tracker.imports.workbooks.MOST_MERGED", 1)
    assert " is not a table: it has more than 1 merged cells." in refused(clerk, file)


def test_errors_and_formulas_that_were_never_calculated_are_not_taken_for_empty_cells(
    clerk: Clerk, tmp_path: Path
) -> None:
    """Not even where an empty cell has a meaning: no copies of an item, no receipt, the date of an option."""
    file = tmp_path / "f.xlsx"
    book = xlsxwriter.Workbook(str(file))
    book.add_worksheet("Cover")
    sheet = book.add_worksheet("Dati")
    sheet.write_row(1, 1, ("date", "place", "LV", "RU", "received_on"))
    for line, formulas in enumerate([("", "#REF!", ""), ("#N/A", "", ""), ("", "", "#VALUE!")], start=2):
        sheet.write_row(line, 1, ("2015-04-09", "london", 3, 4, "2015-04-12"))
        for column, error in zip((1, 4, 5), formulas, strict=True):
            if error:
                sheet.write_formula(line, column, "=1/x", None, error)
    sheet.write_formula(2, 5, "=DATE(2015,3,9)", None, "")
    book.close()
    words = ("--sheet", "Dati", "--header-row", 2, "--map", "LV=THB/lv", "--map", "RU=THB/ru", "--date", "2015-05-05")
    found = {(line, column): value for line, column, value, _ in errors(clerk, "shipments", file, *words)}
    assert found[3, "RU"] == "#REF!"
    assert found[4, "date"] == "#N/A"
    assert found[5, "received_on"] == "#VALUE!"
    assert found[3, "received_on"] == "=DATE(2015,3,9)"


def test_errors_of_an_ods_are_not_taken_for_empty_cells(clerk: Clerk, tmp_path: Path) -> None:
    """Calc writes an error as an empty text of a type of its own."""
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    error = f'<table:table-cell {calc} table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"/>'
    unread = '<table:table-cell table:formula="of:=[.A1]"/>'
    rows = (
        "".join(map(bombs.text_cell, ("date", "place", "LV", "RU", "received_on"))),
        "".join(map(bombs.text_cell, ("2015-04-09", "london", "3"))) + error + unread,
    )
    file = tmp_path / "f.ods"
    file.write_bytes(bombs.ods("".join(f"<table:table-row>{cells}</table:table-row>" for cells in rows)))
    words = ("--header-row", 2, "--map", "LV=THB/lv", "--map", "RU=THB/ru")
    found = {(line, column): value for line, column, value, _ in errors(clerk, "shipments", file, *words)}
    assert found[3, "RU"] == "#ERROR!"
    assert found[3, "received_on"] == "of:=[.A1]"
