"""Two clocks: a report on a day as known at a moment never changes, to the byte."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Clerk, made_once
from tests.ledger.clocks import A_THIRD, BEGUN, DAYS, HISTORIES, LATER, Command, last_moment, printed, recorded
from tests.properties import few_or_many, over
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
    then = recorded(clerk, history)
    known = list(asked("csv", then.moment))
    assert printed(clerk, then.after, known) == printed(clerk, then.before, known)


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
    st.builds(lambda place, copies: ("ship", place, "dublin", f"THB/lv={copies}"), places, quantities),
    st.builds(lambda entry, copies: ("fix", entry, f"THB/lv={copies}", "--yes"), entries, quantities),
    st.builds(lambda place: ("receive", "--to", place), places),
    st.builds(lambda place: ("place", "close", place), places),
    st.builds(lambda place: ("place", "reopen", place), places),
)
later: st.SearchStrategy[Command] = st.one_of(
    st.builds(lambda command, day: (*command, "--date", day), dated, days),
    st.builds(lambda command, day: (*command, "--date", day), dated, days),
    st.builds(lambda entry: ("void", entry, "--reason", "x"), entries),
    st.builds(lambda entry, copies: ("ship", "dublin", f"THB/lv={copies}", "--replaces", entry), entries, quantities),
    st.builds(lambda entry, copies: ("handout", "s", f"THB/lv={copies}", "--before", entry), entries, quantities),
    st.builds(lambda entry, copies: ("ship", "s", f"THB/lv={copies}", "--replaces", entry, "-y"), entries, quantities),
    st.builds(lambda request, copies: ("request", "edit", request, f"THB/lv={copies}"), st.integers(1, 3), quantities),
    st.builds(lambda grant: ("fund", "ungrant", grant), st.integers(1, 3)),
    st.builds(
        lambda day, people: ("seminar", "edit", "s", "-d", day, "--audience", f"pupils={people}"), days, quantities
    ),
    st.just(("seminar", "cancel", "s")),
    st.builds(lambda amount: ("fund", "grant", "city", 2015, amount, "--purpose", "printing"), quantities),
)


@pytest.mark.parametrize("histories", few_or_many(3, 500))
def test_whatever_is_logged_later_the_reports_as_known_stay_the_same(begun: Clerk, histories: int) -> None:
    """Three histories; five hundred in the long form."""

    @over(histories)
    @given(known=st.lists(later, max_size=4), unknown=st.lists(later, min_size=1, max_size=10), day=days)
    def stay_the_same(known: list[Command], unknown: list[Command], day: date) -> None:
        go_on(begun, known, unknown, day)

    stay_the_same()


def go_on(begun: Clerk, known: list[Command], unknown: list[Command], day: date) -> None:
    """Assert that later commands change no report as known at an earlier moment."""
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
