"""Entries and requests named by number: an exact number is preferred to a part of a date."""

import pytest

from tests.cli.conversation.conftest import Talks
from tests.conftest import Clerk, made_once


@made_once
def busy(clerk: Clerk) -> Clerk:
    """A clerk with 12 entries and 2 requests; the last shipment (13) is of the 12th of the month."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("request", "add", "london", "THB/lv=7", "--date", "2015-01-12")
    clerk.does("request", "add", "london", "THB/lv=8", "--date", "2015-02-01")
    for number in range(2, 13):
        clerk.does("ship", "london", f"THB/lv={number}", "--date", "2015-01-11", "--ref", f"P-{number}")
    clerk.does("ship", "dublin", "THB/lv=13", "--date", "2015-01-12", "--ref", "P-1")
    return clerk


@pytest.mark.slow
def test_an_entry_is_meant_by_its_number_before_any_part_of_a_date(busy: Clerk, talks: Talks) -> None:
    """A number that is no entry may be a part of one."""
    for typed, meant in {
        "12": "12",
        "#1": "1",
        "P-1": "13",
        "last": "13",
        "2015-01-12": "13",
        "dubl": "13",
        "2..4": "2..4",
        "2 - 4": "2..4",
        "2 4, P-12": "2 4 12",
    }.items():
        said = talks("void", typed, "^C", code=130).said
        assert [line.split()[1] for line in said.splitlines() if line.startswith("Entry: ")] == meant.split()


@pytest.mark.slow
def test_a_request_is_meant_by_its_number_and_must_fit(busy: Clerk, talks: Talks) -> None:
    talked = talks("ship", "london", 1, "<", 3, "<", "^C", code=130)
    assert "For the request: 1  2015-01-12" in talked.said
    assert "Nothing matches '3'." in talked.said
    busy.does("request", "cancel", 1)
    talked = talks("ship", "london", 1, "^C", code=130)
    assert "Request 1 is not open: its status is cancelled." in talked.said
