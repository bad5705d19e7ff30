"""Reports as workbooks for people: they read, print and send them back."""

from datetime import date
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from tests.conftest import Clerk
from tests.properties import quick_first


def rows(clerk: Clerk, *words: object) -> list[list[Any]]:
    """The cells of the first sheet of the workbook that a command writes."""
    file = clerk.db.with_name("report.xlsx")
    file.unlink(missing_ok=True)
    assert clerk.does(*words, "-o", file).code == 0
    found: list[list[Any]] = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    return found


@pytest.fixture
def office(nobody: Clerk, sample: bytes) -> Clerk:
    """A clerk at the sample."""
    nobody.db.write_bytes(sample)
    return nobody


def test_a_report_has_a_title_words_dates_and_a_total_and_prints_on_pages(office: Clerk) -> None:
    title, blank, head, first, *_, total = rows(office, "--lang", "lv", "shipments", "--until", "2010-12-31")
    assert (title[0][:27], set(blank)) == ("Sūtījumi līdz 31.12.2010., ", {""})
    assert head[:5] == ["ieraksts", "datums", "vieta", "nosaukums", "veids"]
    assert (first[1], first[4], first[10]) == (date(2010, 3, 17), "soc. dienests", "saņemts")
    shipped = sum(row["quantity"] for row in office.reads("shipments", "--until", "2010-12-31"))
    assert (total[0], total[7]) == ("kopā", shipped)
    with ZipFile(office.db.with_name("report.xlsx")) as parts:
        sheet, book, styles = (
            parts.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "workbook", "styles")
        )
    assert 'ySplit="3"' in sheet, "title and headings stay in sight"
    assert 'fitToHeight="0" orientation="landscape"' in sheet
    assert "$3:$3</definedName>" in book, "the headings are on every page"
    assert r"dd\.mm\.yyyy\." in styles


def test_programs_get_columns_and_figures_alone(office: Clerk) -> None:
    for words in (("stock", "--raw"), ("export", "stock")):
        head, *lines = rows(office, "--lang", "lv", *words)
        assert head[:3] == ["item", "title", "printed"], words
        assert [line[0] for line in lines] == ["THB/lv", "THB/ru"]


@pytest.mark.parametrize("language", quick_first(["lv", "en", "ru"], 1))
def test_a_report_that_was_filled_in_is_imported(office: Clerk, language: str) -> None:
    """The places as they are, and the copies that a report proposes."""
    file = office.db.with_name("report.xlsx")
    rows(office, "--lang", language, "place", "list")
    assert "38 rows of report.xlsx: 0 recorded, 38 skipped" in office.does("import", "places", file).out
    rows(office, "--lang", language, "report", "refill", "--spread", "THB/lv=500")
    assert "Copies: 500 of THB/lv." in office.does("import", "shipments", file, "--date", "today").out
    office.does("check")
