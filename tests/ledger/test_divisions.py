"""`check` verifies the division of a counted item over its runs by the rule, from the current state."""

import shlex

import pytest

from tests.conftest import Clerk, made_once
from tests.reports.tampering import found, tamper


@made_once
def printed(clerk: Clerk) -> Clerk:
    """A clerk with two runs of 60, of each 10 in London."""
    clerk.does("print", "THB/lv", 60, "--date", "2015-01-01")
    clerk.does("print", "THB/lv", 60, "--date", "2015-02-01")
    clerk.does("ship", "london", "THB/lv/1=10", "THB/lv/2=10", "--date", "2015-03-01", "--received")
    return clerk


STORIES = {
    "a shortage": ["count london THB/lv=15 --date 2015-03-05"],
    "a surplus, and a parcel that turns up": [
        "count london THB/lv=25 --date 2015-03-05",
        "ship london THB/lv/1=5 --date 2015-03-02 --received",
    ],
    "later entries take of both, and one of them is void": [
        "handout london THB/lv/1=4 THB/lv/2=9 --date 2015-03-10",
        "handout london THB/lv/1=2 --date 2015-03-11",
        "count london THB/lv=16 --date 2015-03-05",
        "void 6 --reason mistyped",
    ],
}


@pytest.mark.parametrize("name", STORIES)
def test_a_copy_shifted_from_one_run_to_another_is_found(printed: Clerk, name: str) -> None:
    for words in STORIES[name]:
        printed.does(*shlex.split(words))
    printed.does("check")
    shift = "INSERT INTO movement SELECT id, {}, 1, date, position, NULL, id FROM entry WHERE type = 'count'"
    tamper(printed.db, shift.format("20, 1, 3, place"), shift.format("21, 2, place, 3"))
    assert any("should belong to THB/lv/1" in said for said in found(printed))


def test_it_is_said_how_a_count_should_be_divided(printed: Clerk) -> None:
    printed.does("count", "london", "THB/lv=18", "--date", "2015-03-05")
    tamper(printed.db, "UPDATE movement SET run = 2 WHERE count = 5")
    assert found(printed) == [
        "Count 5 of THB/lv at london found 18: 8 should belong to THB/lv/1, but 10 do.",
        "Count 5 of THB/lv at london found 18: 10 should belong to THB/lv/2, but 8 do.",
    ]


def test_where_the_total_is_wrong_nothing_is_said_of_its_runs(printed: Clerk) -> None:
    """That its movements make another total is what is found."""
    printed.does("count", "london", "THB/lv=15", "--date", "2015-03-05")
    tamper(printed.db, "UPDATE count_line SET quantity = 14")
    assert found(printed) == ["Count 5 has 14 of THB/lv at london on 2015-03-05, but the movements give 15."]
