"""Clerks on different dates: for one it is already tomorrow, and both use one ledger."""

import sys
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.cli.shell import start
from tests.conftest import Clerk, made_once

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows takes no time zone from the environment"),
]

EAST, WEST = "EAST-14", "WEST10"
"""UTC+14 and UTC-10, where it is always the day before."""

REPORTS = (
    "stock",
    "stock --by run",
    "stock --by place",
    "shipments",
    "log",
    "trace THB/lv",
    "request list",
    "report distribution",
    "report coverage",
    "report funding",
    "report seminars",
    "report seminars --by audience",
    "export movements",
    "export seminars",
)


def day_in(zone: str) -> date:
    return (datetime.now(UTC) + timedelta(hours=14 if zone == EAST else -10)).date()


def says(clerk: Clerk, zone: str, *words: object, code: int = 0) -> str:
    """Run a command at that local time, and return its output."""
    done = start(*words, db=clerk.db, TZ=zone)
    assert done.returncode == code, done.stderr
    return done.stderr if code else done.stdout


@made_once
def ahead(clerk: Clerk) -> Clerk:
    """A ledger whose clerk in the east logged everything today, which is tomorrow in the west."""
    clerk.does("fund", "add", "city", "City")
    clerk.does("seminar", "add", "s", "S", "--date", "2015-01-15", "--audience", "pupils=9")
    for words in (
        ("print", "THB/lv", 100, "--cost", "10", "--fund", "city"),
        ("ship", "s", "THB/lv=9", "--received"),
        ("ship", "london", "THB/lv=20"),
        ("request", "add", "dublin", "THB/lv=5"),
    ):
        says(clerk, EAST, *words)
    return clerk


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_without_a_day_is_the_same_everywhere(ahead: Clerk, report: str) -> None:
    east, west = (says(ahead, zone, *report.split(), "--format", "csv") for zone in (EAST, WEST))
    assert east == west
    assert len(east.splitlines()) > 1


def test_what_was_printed_and_used_is_in_the_forecast_everywhere(ahead: Clerk) -> None:
    east, west = (says(ahead, zone, "report", "runout", "--format", "csv").splitlines()[1] for zone in (EAST, WEST))
    assert east.split(",")[:4] == west.split(",")[:4]
    assert east.split(",")[1] == "71"


def test_with_a_day_it_is_that_day_everywhere(ahead: Clerk) -> None:
    for zone in (EAST, WEST):
        assert says(ahead, zone, "stock", "--at", day_in(WEST), "--format", "csv").count("\n") == 1
        assert "THB/lv" in says(ahead, zone, "stock", "--at", day_in(EAST), "--format", "csv")


def test_a_seminar_was_held_when_its_day_has_come_where_it_is_asked(ahead: Clerk) -> None:
    says(ahead, EAST, "seminar", "add", "new", "New", "--date", day_in(EAST), "--audience", "nurses=3")
    east, west = (
        says(ahead, zone, "report", "seminars", "--by", "audience", "--format", "csv") for zone in (EAST, WEST)
    )
    assert ("nurses" in east, "nurses" in west) == (True, False)


def test_what_is_left_to_ship_is_what_the_stock_says(ahead: Clerk) -> None:
    says(ahead, WEST, "request", "cancel", 1, "--date", day_in(EAST))
    ahead.does("print", "THB/lv", 50, "--date", "2015-01-01")
    said = says(ahead, WEST, "ship", "dublin", "THB/lv=10")
    available = says(ahead, WEST, "stock", "--format", "csv").splitlines()[1].split(",")[5]
    assert f"store can still ship {available} copies of THB/lv." in said


def test_a_run_that_was_withdrawn_in_the_east_is_not_sent_from_the_west(ahead: Clerk) -> None:
    ahead.does("print", "THB/lv", 50, "--date", "2015-01-01")
    says(ahead, WEST, "ship", "dublin", "THB/lv/2=5", "--received")
    says(ahead, EAST, "withdraw", "THB/lv/2", "--reason", "hotline")
    said = says(ahead, WEST, "ship", "dublin", "THB/lv/2=5", code=1)
    assert f": its print runs are withdrawn (THB/lv/2 ({day_in(EAST)}))." in said
    assert "withdrawn" in says(ahead, WEST, "move", "dublin", "london", "--all", code=1)
    says(ahead, WEST, "ship", "dublin", "THB/lv/2=5", "--date", day_in(WEST) - timedelta(days=1))


def test_a_date_is_in_the_future_where_it_is_not_yet_that_day(ahead: Clerk) -> None:
    says(ahead, EAST, "print", "THB/lv", 1, "--date", day_in(EAST))
    assert "is in the future" in says(ahead, WEST, "print", "THB/lv", 1, "--date", day_in(EAST), code=1)
    says(ahead, WEST, "check")


def test_the_heading_names_today_where_it_is_asked(ahead: Clerk) -> None:
    for zone in (EAST, WEST):
        assert f"Stock, as of {day_in(zone)}" in says(ahead, zone, "stock")
        shown = says(ahead, zone, "overview")
        assert f"as of {day_in(zone)}" in shown
        assert "-1 day" not in shown
