"""Forms for places: printed, with room to write."""

import pytest

from tests.cli.terminal import refusal
from tests.conftest import Clerk, made_once
from tests.papers.paper import printed


@made_once
def supplied(clerk: Clerk) -> Clerk:
    """A clerk who sent London two items, which arrived, and then 60 and 40, as entry 5; Dublin has nothing."""
    clerk.does("place", "edit", "store", "--email", "booklets@example.org")
    for item in ("THB/lv", "THB/ru"):
        clerk.does("print", item, 500, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=20", "THB/ru=20", "--received", "--date", "2015-01-02")
    clerk.does("ship", "london", "THB/lv=60", "THB/ru=40", "--date", "2015-02-01")
    return clerk


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
    said = refusal(supplied, *sheet, "count", "london", "-o", "x.xlsx", code=2)
    assert said == "This paper requires a file name that ends in .pdf."


@pytest.mark.slow
def test_a_long_form_repeats_its_headings(supplied: Clerk) -> None:
    for number in range(40):
        supplied.does("booklet", "add", f"B{number}", f"Booklet number {number}")
        supplied.does("print", f"B{number}/lv", 10, "--date", "2015-01-01")
    pages = printed(supplied, "sheet", "request", "dublin")
    assert ["Copies needed" in page for page in pages] == [True, True]
    assert "Page 2 of 2" in pages[1]
