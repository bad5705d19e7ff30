"""remove: what was never used, and nothing else; what goes with it is counted, so that check finds nothing missing."""

import shlex
from datetime import date, timedelta

import pytest

from tests.cli.terminal import refusal
from tests.conftest import Clerk, made_once

USED = {
    "a request": ["request add dublin THB/lv=5"],
    "a request that was cancelled": ["request add dublin THB/lv=5", "request cancel 1"],
    "a closing": ["place close dublin"],
    "a closing that is over": ["place close dublin --date 2015-03-01", "place reopen dublin --date 2015-03-02"],
    "a shipment on its way": ["ship dublin THB/lv=5 --date 2015-03-01"],
    "a shipment that is void": ["ship dublin THB/lv=5 --date 2015-03-01", "void 2 --reason mistyped"],
    "a count that found nothing": ["count dublin THB/lv=0 --date 2015-03-01"],
    "a count of nothing": ["count dublin --full --yes --date 2015-03-01"],
}


@made_once
def printed(clerk: Clerk) -> Clerk:
    """A clerk with 100 copies in the store."""
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    return clerk


@pytest.mark.slow
@pytest.mark.parametrize("use", USED)
def test_a_place_stays_whatever_it_was_used_for(printed: Clerk, use: str) -> None:
    for words in USED[use]:
        printed.does(*shlex.split(words))
    assert refusal(printed, "place", "remove", "dublin") == (
        "Place dublin is in use and cannot be removed; to close it, run 'tracker place close dublin'."
    )


def test_a_place_goes_with_all_that_was_said_of_it(printed: Clerk) -> None:
    """Each edit is a fact of its own, which the ledger counts."""
    printed.does("place", "edit", "dublin", "--kind", "consular", "--city", "Dublin")
    printed.does("place", "edit", "dublin", "--kind", "library", "--note", "moved")
    printed.does("place", "remove", "dublin")
    printed.does("check")
    assert "There is no place 'dublin'" in refusal(printed, "place", "show", "dublin")
    printed.does("place", "add", "dublin", "Dublin again", "--kind", "library")


def days_from_now(days: int) -> str:
    return (date.today() + timedelta(days)).isoformat()


def test_a_seminar_to_come_goes_with_its_people(printed: Clerk) -> None:
    people = ("--audience", "pupils=20", "--audience", "teachers=2")
    printed.does("seminar", "add", "s1", "Seminar", "--date", days_from_now(2), *people)
    printed.does("place", "remove", "s1")
    assert printed.reads("seminar", "list") == []


def test_a_seminar_of_today_is_part_of_the_reports(printed: Clerk) -> None:
    today = days_from_now(0)
    printed.does("seminar", "add", "s1", "Seminar", "--date", today, "--audience", "pupils=20")
    if today == days_from_now(0):  # unless midnight passed
        assert refusal(printed, "place", "remove", "s1") == (
            f"s1 was held on {today} and cannot be removed: past reports include it."
        )
    printed.does("seminar", "add", "s2", "Seminar", "--date", days_from_now(1))
    printed.does("place", "remove", "s2")


@pytest.mark.parametrize("use", ["print THB/lv 5", "request add london THB/lv=1"])
def test_a_booklet_stays_once_one_of_its_items_was_printed_or_asked_for(clerk: Clerk, use: str) -> None:
    clerk.does(*use.split())
    said = "Booklet THB is in use and cannot be removed."
    assert refusal(clerk, "booklet", "remove", "THB") == said
    clerk.does(*("void 1 --reason mistyped" if "print" in use else "request cancel 1").split())
    assert refusal(clerk, "booklet", "remove", "THB") == said


def test_a_kind_stays_once_a_place_had_it(clerk: Clerk) -> None:
    """Reports show a place as it was known then."""
    clerk.does("place", "edit", "dublin", "--kind", "library")
    clerk.does("place", "edit", "dublin", "--kind", "school")
    said = "Kind library is in use and cannot be removed."
    assert refusal(clerk, "kind", "remove", "library") == said
    clerk.does("place", "remove", "dublin")
    clerk.does("kind", "remove", "library")
