from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from tests.conftest import Clerk, made_once

pytestmark = pytest.mark.slow

REPORTS = [
    ("stock",),
    ("stock", "--by", "run"),
    ("stock", "--by", "place"),
    ("stock", "--place", "london"),
    ("shipments",),
    ("shipments", "--status", "in-transit"),
    ("log",),
    ("log", "--place", "store"),
]


@made_once
def quarter(clerk: Clerk) -> Clerk:
    """A clerk at the end of March 2015: two runs, a shipment that arrived in part, one still on its way."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("print", "THB/ru", 400, "--date", "2015-02-01")
    clerk.does("ship", "london", "THB/lv=300", "THB/ru=100", "--date", "2015-02-10")
    clerk.does("receive", 3, "THB/lv=250", "--date", "2015-02-20")
    clerk.does("ship", "dublin", "THB/lv=100", "--date", "2015-03-10")
    return clerk


def test_a_moment_may_be_said_in_another_time_zone(quarter: Clerk) -> None:
    known = quarter.reads("show", 5)["recorded_at"]
    elsewhere = datetime.fromisoformat(known).astimezone(timezone(timedelta(hours=2))).isoformat()
    quarter.does("print", "THB/lv", 700, "--date", "2015-01-15")
    assert quarter.reads("log", "--known-at", elsewhere) == quarter.reads("log", "--known-at", known)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_at_the_edge_of_the_calendar_makes_no_traceback(quarter: Clerk, moment: str) -> None:
    answer = quarter("stock", "--known-at", moment)
    assert answer.code in (0, 2), answer
    assert answer.err == "" or answer.err.startswith("Error: ")


def test_a_moment_long_ago_is_before_all_that_was_recorded(quarter: Clerk) -> None:
    assert quarter.reads("log", "--known-at", "0999-12-31T12:00:00Z") == []


@pytest.mark.parametrize("moment", ["20150301", "2015-W10-1", "2015-02-30", "yesterday noon", "12:00", ""])
def test_a_moment_that_could_be_mistaken_is_wrong_usage(quarter: Clerk, moment: str) -> None:
    if moment == "2015-02-30":
        wrong = "is not a valid date: there is no such day."
    else:
        wrong = "is not a UTC timestamp; enter 2015-03-01T14:30:00Z, or 2015-03-01 for the end of that day."
    assert quarter.refused("stock", "--known-at", moment, code=2) == f"'{moment}' {wrong}"


def test_names_are_shown_as_they_are_today(quarter: Clerk) -> None:
    quarter.does("place", "edit", "london", "--name", "Vēstniecība Londonā")
    (row,) = quarter.reads("stock", "--place", "london", "--at", "2015-02-28")
    assert row["name"] == "Vēstniecība Londonā"


def test_reading_writes_nothing(quarter: Clerk, files_of: Callable[[Clerk], dict[str, bytes]]) -> None:
    before = files_of(quarter)
    for report in REPORTS:
        quarter.does(*report)
    quarter.does("check")
    quarter.does("info")
    assert files_of(quarter) == before


@pytest.fixture
def files_of() -> Callable[[Clerk], dict[str, bytes]]:
    """Return what reads every file beside the database."""
    return lambda clerk: {file.name: file.read_bytes() for file in clerk.db.parent.iterdir()}
