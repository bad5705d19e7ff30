"""Two clocks: what a report said of a day, as it was known at a moment, it says for ever, to the byte."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Clerk, made_once
from tests.properties import few_or_many, over

Command = tuple[object, ...]

REPORTS: list[Command] = [
    ("stock", "--by", "item"),
    ("stock", "--by", "run"),
    ("stock", "--by", "place"),
    ("shipments",),
    ("log",),
    ("trace", "THB/lv"),
    ("request", "list"),
    ("report", "funding"),
    ("report", "seminars", "--by", "year"),
    ("report", "seminars", "--by", "audience"),
]
DAYS = ("2015-01-02", "2015-01-10", "2015-01-20", "2015-02-28", "2999-12-31")

BEGUN: list[Command] = [
    ("fund", "add", "city", "City"),
    ("fund", "grant", "city", 2015, "100", "--purpose", "printing"),
    ("seminar", "add", "s", "S", "--date", "2015-01-15", "--audience", "pupils=9", "--fund", "city", "--cost", "5"),
    ("print", "THB/lv", 100, "--date", "2015-01-01", "--cost", "10", "--fund", "city"),
    ("print", "THB/lv", 100, "--date", "2015-01-05"),
    ("request", "add", "london", "THB/lv=20", "--date", "2015-01-06"),
    ("request", "add", "dublin", "THB/lv=30", "--date", "2015-01-06"),
    ("ship", "--request", 1, "--date", "2015-01-10"),
    ("receive", 3, "THB/lv=15", "--date", "2015-01-12"),
    ("ship", "s", "THB/lv=9", "--date", "2015-01-13", "--received"),
]
"""Entries 1 to 6 of every history."""

HISTORIES: dict[str, list[Command]] = {
    "begun": [],
    "closed with a loss": [("receive", 3, "THB/lv=2", "--close", "--date", "2015-01-20")],
    "left": [
        ("handout", "s", "THB/lv=5", "--date", "2015-01-15"),
        ("return", "s", "THB/lv=2", "--date", "2015-01-16"),
        ("writeoff", "london", "THB/lv=1", "--reason", "damaged", "--date", "2015-01-16"),
    ],
    "counted": [
        ("count", "store", "THB/lv=150", "--date", "2015-01-20"),
        ("count", "london", "THB/lv=15", "--full", "--date", "2015-01-20"),
    ],
    "voided": [("void", 3, "--reason", "never left")],
    "replaced": [("ship", "dublin", "THB/lv=33", "--replaces", 3)],
    "withdrawn": [("withdraw", "THB/lv/1", "--reason", "outdated", "--date", "2015-01-20")],
    "cancelled": [
        ("request", "cancel", 2, "--date", "2015-01-20"),
        ("place", "close", "liepaja", "--date", "2015-01-20"),
    ],
    "counted, then back-dated": [
        ("count", "store", "THB/lv=150", "--date", "2015-01-20"),
        ("ship", "dublin", "THB/lv=7", "--date", "2015-01-11", "--received"),
        ("void", 7, "--reason", "miscounted"),
    ],
}

LATER: list[Command] = [
    ("ship", "dublin", "THB/lv=4", "--date", "2015-01-10", "--received"),
    ("handout", "s", "THB/lv=1", "--date", "2015-01-15"),
    ("return", "london", "THB/lv=1", "--date", "2015-01-15"),
    ("writeoff", "store", "THB/lv=1", "--reason", "lost", "--date", "2015-01-08"),
    ("print", "THB/lv", 77, "--date", "2015-01-04", "--cost", "12", "--fund", "city"),
    ("print", "THB/ru", 50, "--date", "2015-01-04"),
    ("count", "london", "THB/lv=3", "--date", "2015-01-14"),
    ("count", "store", "--full", "THB/lv=120", "--date", "2015-01-31"),
    ("print", "THB/lv", 110, "--replaces", 1, "--cost", "11"),
    ("void", 4, "--reason", "was another parcel"),
    ("receive", 3, "--date", "2015-01-11"),
    ("ship", "dublin", "THB/lv=21", "--replaces", 5),
    ("void", 3, "--reason", "never left"),
    ("withdraw", "THB/lv/1", "--reason", "outdated", "--date", "2015-01-09"),
    ("reinstate", "THB/lv/1", "--date", "2015-01-21"),
    ("withdraw", "THB/lv/2", "--reason", "outdated", "--date", "2015-01-09"),
    ("run", "edit", "THB/lv/2", "--cost", "99", "--fund", "city"),
    ("request", "add", "liepaja", "THB/lv=5", "THB/en=6", "--date", "2015-01-09"),
    ("request", "cancel", 1, "--date", "2015-01-10"),
    ("request", "cancel", 2, "--date", "2015-01-10"),
    ("place", "close", "liepaja", "--date", "2015-01-10"),
    ("place", "add", "riga", "Riga", "--kind", "school"),
    ("place", "close", "riga", "--date", "2015-01-10"),
    ("place", "reopen", "riga", "--date", "2015-01-10"),
    ("booklet", "add", "ABC", "Another"),
    ("print", "ABC/lv", 5, "--date", "2015-01-03"),
    ("seminar", "add", "s2", "S", "--date", "2015-01-16", "--audience", "pupils=7", "--fund", "city", "--cost", "3"),
    ("fund", "add", "state", "State"),
    ("fund", "grant", "city", 2015, "50", "--purpose", "printing"),
    ("fund", "grant", "state", 2015, "60", "--purpose", "seminars"),
    ("ship", "s", "THB/lv=2", "--date", "2015-01-14", "--received"),
    ("place", "remove", "s2"),
]
"""What clerks do afterwards, much of it dated before: in some histories a rule forbids some of it."""


def asked(when: str, moment: str) -> Iterator[Command]:
    """Yield all reports of all days, as known at the moment."""
    for report, day in itertools.product(REPORTS, DAYS):
        yield (*report, "--at", day, "--known-at", moment, "--format", when)


def reports(clerk: Clerk, moment: str) -> dict[Command, str]:
    """Return what all reports say of all days, as known at the moment."""
    return {command: clerk.does(*command).out for command in asked("csv", moment)}


def last_moment(clerk: Clerk, *words: object) -> str:
    """Return when the last entry was recorded."""
    moment: str = clerk.reads("info", *words)["last_recorded_at"]
    return moment


@pytest.mark.parametrize("history", HISTORIES)
def test_a_report_of_a_past_day_as_it_was_known_is_printed_again_to_the_byte(clerk: Clerk, history: str) -> None:
    for command in [*BEGUN, *HISTORIES[history]]:
        clerk.does(*command)
    clerk.does("writeoff", "store", "THB/lv=1", "--reason", "lost", "--date", "2015-01-25")
    moment = last_moment(clerk)
    before = reports(clerk, moment)
    done = [clerk(*command).code for command in LATER]
    assert done.count(0) > len(LATER) * 2 // 3
    assert set(done) <= {0, 1}
    assert reports(clerk, moment) == before
    clerk.does("check")


def test_the_reports_differ_once_the_later_entries_are_known(clerk: Clerk) -> None:
    """Else the stories above would prove nothing."""
    for command in BEGUN:
        clerk.does(*command)
    before = reports(clerk, last_moment(clerk))
    for command in LATER:
        clerk(*command)
    after = reports(clerk, last_moment(clerk))
    changed = {command[: command.index("--at")] for command, said in after.items() if before.get(command) != said}
    assert changed == set(REPORTS)


def test_a_report_as_known_now_is_the_report(clerk: Clerk) -> None:
    for command in [*BEGUN, *HISTORIES["counted, then back-dated"]]:
        clerk.does(*command)
    for report, day in itertools.product(REPORTS, DAYS):
        words = (*report, "--at", day, "--format", "csv")
        assert clerk.does(*words).out == clerk.does(*words, "--known-at", last_moment(clerk)).out


def test_before_anything_was_known_the_reports_are_empty(clerk: Clerk) -> None:
    for command in BEGUN:
        clerk.does(*command)
    for command in asked("json", "2000-01-01"):
        assert clerk.does(*command).out.strip() == "[]", command


def test_a_moment_is_inclusive_and_a_bare_date_means_its_end(clerk: Clerk) -> None:
    moments = []
    for command in BEGUN:
        clerk.does(*command)
        moments.append(clerk.reads("info")["last_recorded_at"])
    known = [len({row["entry"] for row in clerk.reads("log", "--known-at", moment)}) for moment in moments[3:]]
    assert known == [1, 2, 2, 2, 3, 4, 6]
    day = str(last_moment(clerk))[:10]
    assert clerk.reads("log", "--known-at", day) == clerk.reads("log")


def test_what_is_not_an_entry_is_known_from_its_own_moment_on(clerk: Clerk) -> None:
    """Withdrawals, requests, cancellations: back-dated, they change the past day only for those who know."""
    for command in BEGUN:
        clerk.does(*command)
    before = last_moment(clerk)
    clerk.does("withdraw", "THB/lv/1", "--reason", "outdated", "--date", "2015-01-09")
    clerk.does("request", "add", "liepaja", "THB/lv=5", "--date", "2015-01-09")
    clerk.does("request", "cancel", 2, "--date", "2015-01-09")
    clerk.does("writeoff", "store", "THB/lv=1", "--reason", "lost", "--date", "2015-01-25")

    def figures(moment: str) -> tuple[Any, ...]:
        words = ("--at", "2015-01-09", "--known-at", moment)
        (item,) = clerk.reads("stock", *words)
        status = clerk.reads("stock", "--by", "run", *words)[0]["status"]
        return status, item["requested"], len(clerk.reads("request", "list", *words))

    assert figures(before) == ("active", 50, 2)
    assert figures(last_moment(clerk)) == ("withdrawn", 25, 3)


def test_a_seminar_that_was_reported_is_reported_for_ever(clerk: Clerk) -> None:
    clerk.does("fund", "add", "city", "City")
    words = ("--audience", "pupils=9", "--fund", "city", "--cost", "5")
    clerk.does("seminar", "add", "s", "S", "--date", "2015-01-15", *words)
    clerk.does("print", "THB/lv", 1)
    moment = last_moment(clerk)
    before = reports(clerk, moment)
    clerk("place", "remove", "s")
    assert reports(clerk, moment) == before


# The same as a property ------------------------------------------------------------------------------

days = st.dates(min_value=date(2015, 1, 1), max_value=date(2015, 2, 20))
quantities = st.integers(1, 30)
places = st.sampled_from(["london", "dublin", "s", "liepaja"])
entries = st.integers(1, 12)
dated = st.one_of(
    st.tuples(st.just("print"), st.sampled_from(["THB/lv", "THB/ru"]), quantities),
    st.builds(lambda place, copies: ("ship", place, f"THB/lv={copies}", "--received"), places, quantities),
    st.builds(lambda copies: ("ship", "dublin", f"THB/lv={copies}", "--request", 2), quantities),
    st.builds(lambda place, copies: ("return", place, f"THB/lv={copies}"), places, st.integers(1, 5)),
    st.builds(lambda place, copies: ("handout", place, f"THB/lv={copies}"), places, st.integers(1, 5)),
    st.builds(lambda place, copies: ("count", place, f"THB/lv={copies}"), places, quantities),
    st.builds(lambda copies: ("count", "store", f"THB/lv={copies}", "--full"), st.integers(100, 200)),
    st.builds(lambda run: ("withdraw", run, "--reason", "x"), st.sampled_from(["THB/lv/1", "THB/lv/2"])),
    st.builds(lambda run: ("reinstate", run), st.sampled_from(["THB/lv/1", "THB/lv/2"])),
    st.builds(lambda place, copies: ("request", "add", place, f"THB/lv={copies}"), places, quantities),
    st.builds(lambda request: ("request", "cancel", request), st.integers(1, 3)),
    st.builds(lambda place: ("place", "close", place), places),
    st.builds(lambda place: ("place", "reopen", place), places),
)
later: st.SearchStrategy[Command] = st.one_of(
    st.builds(lambda command, day: (*command, "--date", day), dated, days),
    st.builds(lambda command, day: (*command, "--date", day), dated, days),
    st.builds(lambda entry: ("void", entry, "--reason", "x"), entries),
    st.builds(lambda entry, copies: ("ship", "dublin", f"THB/lv={copies}", "--replaces", entry), entries, quantities),
    st.builds(lambda entry, copies: ("handout", "s", f"THB/lv={copies}", "--before", entry), entries, quantities),
    st.builds(lambda amount: ("fund", "grant", "city", 2015, amount, "--purpose", "printing"), quantities),
)


@made_once
def begun(clerk: Clerk) -> Clerk:
    """A clerk at the beginning of every history."""
    for command in BEGUN:
        clerk.does(*command)
    return clerk


@pytest.mark.parametrize("histories", few_or_many(10, 500))
def test_whatever_is_logged_later_the_reports_as_known_stay_the_same(begun: Clerk, histories: int) -> None:
    """Ten histories; five hundred in the long form."""

    @over(histories)
    @given(known=st.lists(later, max_size=4), unknown=st.lists(later, min_size=1, max_size=10), day=days)
    def stay_the_same(known: list[Command], unknown: list[Command], day: date) -> None:
        go_on(begun, known, unknown, day)

    stay_the_same()


def go_on(begun: Clerk, known: list[Command], unknown: list[Command], day: date) -> None:
    """Hold that what is logged after a moment changes no report on what was known at it."""
    with tempfile.TemporaryDirectory() as folder:
        clerk = Clerk(Path(shutil.copy(begun.db, folder)), begun.capture)
        for command in known:
            assert clerk(*command, "--db", clerk.db).code in (0, 1)
        moment = last_moment(clerk, "--db", clerk.db)
        asked = [(*report, "--at", day, "--known-at", moment, "--format", "csv") for report in REPORTS]
        before = [clerk.does(*command, "--db", clerk.db).out for command in asked]
        for command in unknown:
            assert clerk(*command, "--db", clerk.db).code in (0, 1)
        assert [clerk.does(*command, "--db", clerk.db).out for command in asked] == before
        clerk.does("check", "--db", clerk.db)
