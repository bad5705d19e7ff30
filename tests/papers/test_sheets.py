"""Forms for places: printed, filled in, and home again by an import."""

from datetime import date
from pathlib import Path

import pytest

from tests.cli.terminal import held_by, refusal
from tests.conftest import Clerk, made_once
from tests.papers.paper import printed
from tests.papers.workbooks import fill, locked, parts

DAY = date(2015, 3, 1).toordinal() - date(1899, 12, 30).toordinal()


@made_once
def supplied(clerk: Clerk) -> Clerk:
    """A clerk who sent London two items, which arrived, and then 60 and 40, as entry 5; Dublin has nothing."""
    clerk.does("place", "edit", "store", "--email", "booklets@example.org")
    for item in ("THB/lv", "THB/ru"):
        clerk.does("print", item, 500, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=20", "THB/ru=20", "--received", "--date", "2015-01-02")
    clerk.does("ship", "london", "THB/lv=60", "THB/ru=40", "--date", "2015-02-01")
    return clerk


def form(clerk: Clerk, *words: object) -> Path:
    """Return a form as a workbook."""
    file = clerk.db.with_name("form.xlsx")
    clerk.does("paper", "sheet", *words, "-o", file)
    return file


@pytest.mark.slow
def test_a_count_that_was_filled_in_comes_home_as_it_is(supplied: Clerk, tmp_path: Path) -> None:
    blank, filled = form(supplied, "count", "london", "--language", "ru"), tmp_path / "filled.xlsx"
    cells = locked(blank)
    assert [cell for cell, is_locked in cells.items() if not is_locked] == [
        *("A8", "E8", "F8", "A9", "E9", "F9"),
    ]
    assert supplied.does("import", "counts", blank).out.splitlines()[-1].endswith("2 ignored.")
    fill(blank, filled, {"A8": DAY, "E8": 7, "E9": 0})
    said = supplied.does("import", "counts", filled).out
    assert "2 recorded" in said
    assert held_by(supplied, "london") == {"THB/lv": 7, "THB/ru": 0}
    assert "0 recorded, 2 skipped" in supplied.does("import", "counts", filled).out
    fill(blank, filled, {"E8": 9})
    assert supplied("import", "counts", filled).err.splitlines()[0] == "Line 8, date: The date is missing."


def test_a_request_leaves_out_what_is_not_wanted_and_discreet_places(supplied: Clerk, tmp_path: Path) -> None:
    supplied.does("place", "edit", "dublin", "--discreet")
    supplied.does("place", "add", "paris", "Embassy in Paris", "--kind", "embassy", "--country", "FR")
    answer = supplied.does("paper", "sheet", "request", "--kind", "embassy", "-o", tmp_path / "form.xlsx")
    assert answer.err == "dublin is discreet and cannot share a form; print one for it alone.\n"
    fill(tmp_path / "form.xlsx", tmp_path / "filled.xlsx", {"A7": DAY, "A9": DAY, "E8": 30, "E9": 15})
    assert "2 recorded" in supplied.does("import", "requests", tmp_path / "filled.xlsx").out
    rows = supplied.reads("request", "list")
    assert [(row["place"], row["item"], row["quantity"], row["date"]) for row in rows] == [
        ("london", "THB/ru", 30, "2015-03-01"),
        ("paris", "THB/lv", 15, "2015-03-01"),
    ]
    made = form(supplied, "request", "dublin").read_bytes()
    last = supplied.reads("info")["last_recorded_at"]
    assert last[:19] in parts(supplied.db.with_name("form.xlsx"))["docProps/core.xml"]
    assert form(supplied, "request", "dublin").read_bytes() == made


def test_a_form_is_imported_as_what_it_is_without_its_empty_lines(supplied: Clerk, tmp_path: Path) -> None:
    blank, filled = form(supplied, "count", "london"), tmp_path / "filled.xlsx"
    assert "2 ignored" in supplied.does("import", "counts", blank).out
    fill(blank, filled, {"A8": DAY, "E8": 75, "F9": "All torn"})
    assert refusal(supplied, "import", "requests", filled) == (
        "filled.xlsx is a form for 'tracker import counts', not requests; nothing was recorded."
    )
    said = supplied.does("import", "counts", filled).out
    assert "1 recorded" in said
    assert "Skipped line 9, which has no copies but has a note: All torn\n" in said
    assert held_by(supplied, "london") == {"THB/lv": 75, "THB/ru": 20}
    (tmp_path / "typed.csv").write_text("shipment,item,quantity\n5-m,THB/ru,40\n", encoding="utf-8")
    supplied.does("import", "receipts", tmp_path / "typed.csv")
    assert held_by(supplied, "london")["THB/ru"] == 60
    (tmp_path / "typed.csv").write_text("shipment,item,quantity\n5-K,THB/ru,40\n", encoding="utf-8")
    assert "'5-K' is neither a reference nor a short code" in supplied("import", "receipts", tmp_path / "typed.csv").err


@pytest.mark.slow
def test_on_paper_each_place_has_a_page_with_room_to_write(supplied: Clerk) -> None:
    pages = printed(supplied, "sheet", "count", "london", "dublin")
    assert ["Embassy in London (london)" in page for page in pages] == [True, False]
    for page in pages:
        assert "Booklet Language Booklet code Counted" in page
        assert "Latvian THB/lv" in page.replace("\n", " ")
        assert "Please complete this page and return it to booklets@example.org." in page
    (page,) = printed(supplied, "sheet", "count", "london", "--language", "lv")
    assert not {"Stock", "Counted", "Booklet", "Language"} & set(page.split())


def test_what_cannot_be_filled_in_is_refused(supplied: Clerk) -> None:
    sheet = ("paper", "sheet")
    said = refusal(supplied, *sheet, "count", "--kind", "police")
    assert said == "No open place matches, so there is no form to print."
    assert refusal(supplied, *sheet, "count", code=2) == "Specify places, or --kind, --country or --region."
    said = refusal(supplied, *sheet, "count", "london", "-o", "x.csv", code=2)
    assert said == "This form needs a file that ends in .pdf, .xlsx or .eml."
    supplied.does("place", "edit", "london", "--discreet")
    supplied.does("place", "edit", "dublin", "--discreet")
    said = refusal(supplied, "paper", "sheet", "count", "london", "dublin", "-o", "x.xlsx")
    assert said == "These places are discreet; print a separate form for each."


@pytest.mark.slow
def test_a_long_form_repeats_its_headings(supplied: Clerk) -> None:
    for number in range(40):
        supplied.does("booklet", "add", f"B{number}", f"Booklet number {number}")
        supplied.does("print", f"B{number}/lv", 10, "--date", "2015-01-01")
    pages = printed(supplied, "sheet", "request", "dublin")
    assert ["Copies needed" in page for page in pages] == [True, True]
    assert "Page 2 of 2" in pages[1]
