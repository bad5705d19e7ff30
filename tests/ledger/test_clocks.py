"""Two clocks: a report on a day as known at a moment never changes, to the byte."""

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.conftest import Clerk, made_once
from tests.ledger.clocks import A_THIRD, BEGUN, DAYS, HISTORIES, LATER, Command, hold_printed_again, last_moment
from tracker.model.dates import format_moment

pytestmark = pytest.mark.slow

REPORTS: list[Command] = [
    ("stock", "--by", "item"),
    ("stock", "--by", "run"),
    ("stock", "--by", "place"),
    ("shipments",),
    ("log",),
    ("trace", "THB/lv"),
    ("request", "list"),
    ("report", "refill"),
    ("report", "funding"),
    ("report", "seminars", "--by", "year"),
    ("report", "seminars", "--by", "audience"),
]


def asked(when: str, moment: str) -> Iterator[Command]:
    """Yield all reports of all days, as known at the moment."""
    for report, day in itertools.product(REPORTS, DAYS):
        yield (*report, "--at", day, "--known-at", moment, "--format", when)


def reports(clerk: Clerk, moment: str) -> dict[Command, str]:
    """Return what all reports say of all days, as known at the moment."""
    return {command: clerk.does(*command).out for command in asked("csv", moment)}


@made_once
def begun(clerk: Clerk) -> Clerk:
    """A clerk at the beginning of every history."""
    for command in BEGUN:
        clerk.does(*command)
    return clerk


@pytest.mark.parametrize("history", A_THIRD)
def test_a_report_of_a_past_day_as_it_was_known_is_printed_again_to_the_byte(clerk: Clerk, history: str) -> None:
    commands = [(*report, "--at", day, "--format", "csv") for report, day in itertools.product(REPORTS, DAYS)]
    hold_printed_again(clerk, history, commands)


def test_the_reports_differ_once_the_later_entries_are_known(begun: Clerk) -> None:
    """Else the stories above would prove nothing."""
    before = reports(begun, last_moment(begun))
    for command in LATER:
        begun(*command)
    after = reports(begun, last_moment(begun))
    changed = {command[: command.index("--at")] for command, said in after.items() if before.get(command) != said}
    assert changed == set(REPORTS)


def test_a_report_as_known_now_is_the_report(clerk: Clerk) -> None:
    for command in [*BEGUN, *HISTORIES["counted, then back-dated"]]:
        clerk.does(*command)
    for report, day in itertools.product(REPORTS, DAYS):
        words = (*report, "--at", day, "--format", "csv")
        assert clerk.does(*words).out == clerk.does(*words, "--known-at", last_moment(clerk)).out


def test_before_anything_was_known_the_reports_are_empty(begun: Clerk) -> None:
    for command in asked("json", "2000-01-01"):
        assert begun.does(*command).out.strip() == "[]", command


def test_a_moment_is_inclusive_and_a_bare_date_means_its_end(clerk: Clerk) -> None:
    moments = []
    for command in BEGUN:
        clerk.does(*command)
        moments.append(clerk.reads("info")["last_recorded_at"])
    known = [len({row["entry"] for row in clerk.reads("log", "--known-at", moment)}) for moment in moments[3:]]
    assert known == [1, 2, 2, 2, 3, 4, 4, 6]  # a level is no entry
    day = str(last_moment(clerk))[:10]
    assert clerk.reads("log", "--known-at", day) == clerk.reads("log")


def test_what_is_not_an_entry_is_known_from_its_own_moment_on(begun: Clerk) -> None:
    """Withdrawals, requests, cancellations: back-dated, they change the past day only for those who know."""
    before = last_moment(begun)
    begun.does("withdraw", "THB/lv/1", "--reason", "outdated", "--date", "2015-01-09")
    begun.does("request", "add", "liepaja", "THB/lv=5", "--date", "2015-01-09")
    between = last_moment(begun)
    begun.does("request", "cancel", 2, "--date", "2015-01-09")

    def figures(moment: str) -> tuple[Any, ...]:
        words = ("--at", "2015-01-09", "--known-at", moment)
        (item,) = begun.reads("stock", *words)
        status = begun.reads("stock", "--by", "run", *words)[0]["status"]
        return status, item["requested"], len(begun.reads("request", "list", *words))

    assert figures(before) == ("active", 50, 2)
    assert figures(between) == ("withdrawn", 55, 3)
    assert figures(last_moment(begun)) == ("withdrawn", 25, 3)


def test_a_receipt_is_known_with_its_shipment(clerk: Clerk) -> None:
    """And a replacement with the void of what it replaces: they are of one command, and of one moment."""
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=10", "--date", "2015-01-02", "--received")
    sent = last_moment(clerk)
    clerk.does("ship", "dublin", "THB/lv=20", "--replaces", 2)
    replaced = last_moment(clerk)
    rows = clerk.reads("log")
    assert {row["recorded_at"] for row in rows if row["entry"] in (2, 3)} == {sent}
    assert {row["recorded_at"] for row in rows if row["entry"] > 3} == {replaced}
    for moment, before, known in ((sent, {1}, {1, 2, 3}), (replaced, {1, 2, 3}, {1, 2, 3, 4, 5, 6})):
        assert {row["entry"] for row in clerk.reads("log", "--known-at", moment)} == known
        just_before = format_moment(datetime.fromisoformat(moment) - timedelta(microseconds=1))
        assert {row["entry"] for row in clerk.reads("log", "--known-at", just_before)} == before


def test_what_a_place_is_and_what_a_grant_gave_are_known_from_their_own_moment_on(begun: Clerk) -> None:
    before = last_moment(begun)
    begun.does("place", "edit", "london", "--kind", "consular", "--country", "IE")
    begun.does("fund", "grant", "city", 2015, "50", "--purpose", "printing")

    def figures(moment: str) -> tuple[Any, ...]:
        (row,) = begun.reads("stock", "--place", "london", "--known-at", moment)
        words = ("report", "distribution", "--by", "place,kind,country", "--known-at", moment)
        (by_kind,) = [found for found in begun.reads(*words) if found["place"] == "london"]
        granted = begun.reads("report", "funding", "--known-at", moment)[0]["granted"]
        return row["kind"], row["country"], by_kind["kind"], by_kind["country"], granted

    assert figures(before) == ("embassy", "GB", "embassy", "GB", "100.00")
    assert figures(last_moment(begun)) == ("consular", "IE", "consular", "IE", "150.00")


def test_a_seminar_that_was_reported_is_reported_for_ever(clerk: Clerk) -> None:
    clerk.does("fund", "add", "city", "City")
    words = ("--audience", "pupils=9", "--fund", "city", "--cost", "5")
    clerk.does("seminar", "add", "s", "S", "--date", "2015-01-15", *words)
    clerk.does("print", "THB/lv", 1)
    moment = last_moment(clerk)
    before = reports(clerk, moment)
    clerk("place", "remove", "s")
    assert reports(clerk, moment) == before
