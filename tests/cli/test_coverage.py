"""report coverage: which places got copies last, and when; which never did."""

from typing import Any

import pytest

from tests.cli.terminal import refusal
from tests.conftest import Clerk, made_once
from tests.ledger.clocks import DAYS, HISTORIES, hold_printed_again
from tests.store.rawly import opened

HEADER = "place,name,kind,country,copies,last_shipped"


@made_once
def told(clerk: Clerk) -> Clerk:
    """A clerk with five embassies: two never got any, one got none of the Russian booklet."""
    for code, name, country in (
        ("paris", "Ūnija", "FR"),
        ("rome", "Āre", "IT"),
        ("nicosia", "Embassy in Nicosia", "CY"),
    ):
        clerk.does("place", "add", code, name, "--kind", "embassy", "--country", country)
    clerk.does("print", "THB/lv", 1000, "--date", "2014-01-01")
    clerk.does("print", "THB/lv", 1000, "--date", "2014-01-01")
    clerk.does("print", "THB/ru", 1000, "--date", "2014-01-01")
    clerk.does("ship", "london", "THB/lv=990", "--date", "2014-02-01")
    clerk.does("ship", "london", "THB/lv=30", "THB/ru=5", "--date", "2014-05-01")
    clerk.does("ship", "london", "THB/lv=7", "--date", "2014-05-01")
    clerk.does("ship", "dublin", "THB/ru=8", "--date", "2014-04-30", "--received")
    clerk.does("ship", "dublin", "THB/lv=9", "--date", "2014-02-02")
    clerk.does("ship", "nicosia", "THB/lv=11", "--date", "2014-04-30")
    return clerk


def asked(clerk: Clerk, *words: object, kind: str = "embassy") -> list[tuple[Any, ...]]:
    """Return place, copies and day of each row of the report."""
    rows = clerk.reads("report", "coverage", "--kind", kind, *words)
    return [(row["place"], row["copies"], row["last_shipped"]) for row in rows]


def test_coverage_has_its_promised_columns_never_first_then_who_waited_longest(told: Clerk) -> None:
    assert told.does("report", "coverage", "--kind", "embassy", "--format", "csv").out == (
        f"{HEADER}\n"
        "rome,Āre,embassy,IT,0,\n"
        "paris,Ūnija,embassy,FR,0,\n"
        "dublin,Embassy in Dublin,embassy,IE,8,2014-04-30\n"
        "nicosia,Embassy in Nicosia,embassy,CY,11,2014-04-30\n"
        "london,Embassy in London,embassy,GB,42,2014-05-01\n"
    )
    first = told.reads("report", "coverage", "--kind", "Embassy")[0]
    assert list(first) == HEADER.split(",")
    assert (first["copies"], first["last_shipped"]) == (0, None)


def test_copies_are_all_that_was_sent_on_the_last_day_whatever_arrived(told: Clerk) -> None:
    assert ("london", 42, "2014-05-01") in asked(told)
    told.does("ship", "london", "THB/lv=500", "--date", "2014-05-01")
    assert ("london", 542, "2014-05-01") in asked(told)
    told.does("receive", 5, "THB/lv=1", "--close", "--date", "2014-06-01")
    assert ("london", 542, "2014-05-01") in asked(told)


def test_coverage_with_one_item(told: Clerk) -> None:
    assert asked(told, "--item", "thb/RU") == [
        ("rome", 0, None),
        ("nicosia", 0, None),
        ("paris", 0, None),
        ("dublin", 8, "2014-04-30"),
        ("london", 5, "2014-05-01"),
    ]
    assert asked(told, "--item", "THB/lv")[2:] == [
        ("dublin", 9, "2014-02-02"),
        ("nicosia", 11, "2014-04-30"),
        ("london", 37, "2014-05-01"),
    ]
    assert "with THB/ru" in told.does("report", "coverage", "--kind", "embassy", "--item", "THB/ru").out


def test_since_keeps_those_that_got_nothing_from_that_day_on(told: Clerk) -> None:
    assert [row[0] for row in asked(told, "--since", "2014-05-01")] == ["rome", "paris", "dublin", "nicosia"]
    assert [row[0] for row in asked(told, "--since", "2014-05-02")][-1] == "london"
    assert [row[0] for row in asked(told, "--since", "30.4.2014")] == ["rome", "paris"]
    lacking = asked(told, "--since", "2014-04-30", "--item", "THB/lv")
    assert [row[0] for row in lacking] == ["rome", "paris", "dublin"]
    assert asked(told, "--since", "2014-05-01", kind="social-service") == [("liepaja", 0, None)]
    title = told.does("report", "coverage", "--kind", "embassy", "--since", "2014-05-01", "--at", "2014-06-01").out
    assert title.startswith("Coverage of embassy places, nothing sent since 2014-05-01, as of 2014-06-01\n")


def test_a_voided_shipment_covered_nobody(told: Clerk) -> None:
    told.does("void", 10, "--reason", "never left")
    assert ("nicosia", 0, None) in asked(told)
    told.does("ship", "dublin", "THB/lv=8", "--replaces", 7)
    assert ("dublin", 8, "2014-04-30") in asked(told)
    assert ("dublin", 0, None) in asked(told, "--item", "THB/ru")


def test_coverage_of_a_past_day(told: Clerk) -> None:
    assert asked(told, "--at", "2014-04-30")[2:] == [
        ("london", 990, "2014-02-01"),
        ("dublin", 8, "2014-04-30"),
        ("nicosia", 11, "2014-04-30"),
    ]
    assert {row[1:] for row in asked(told, "--at", "2013-12-31")} == {(0, None)}


def test_a_closed_place_is_left_out_as_long_as_it_is_closed(told: Clerk) -> None:
    told.does("place", "close", "rome", "--date", "2014-06-01")
    told.does("place", "reopen", "rome", "--date", "2014-08-01")
    assert "rome" in [row[0] for row in asked(told, "--at", "2014-05-31")]
    assert "rome" not in [row[0] for row in asked(told, "--at", "2014-06-01")]
    assert "rome" not in [row[0] for row in asked(told, "--at", "2014-07-31")]
    assert "rome" in [row[0] for row in asked(told)]


def test_a_store_is_covered_by_transfers(told: Clerk) -> None:
    told.does("place", "add", "annex", "Annex", "--kind", "store")
    assert asked(told, kind="store") == [("annex", 0, None), ("store", 0, None)]
    told.does("ship", "annex", "THB/lv=100", "--date", "2014-03-01")
    assert asked(told, kind="store") == [("store", 0, None), ("annex", 100, "2014-03-01")]


def test_the_view_says_it_of_all_kinds_and_items(told: Clerk) -> None:
    told.does("place", "close", "rome")
    with opened(told) as connection:
        found = connection.execute("SELECT * FROM coverage")
        assert [column[0] for column in found.description] == HEADER.split(",")
        rows = found.fetchall()
    assert {row[0]: row[4:] for row in rows} == {
        "store": (0, None),
        "paris": (0, None),
        "liepaja": (0, None),
        "dublin": (8, "2014-04-30"),
        "nicosia": (11, "2014-04-30"),
        "london": (42, "2014-05-01"),
    }


@pytest.mark.parametrize("history", HISTORIES)
def test_coverage_as_it_was_known_is_printed_again_to_the_byte(clerk: Clerk, history: str) -> None:
    kinds = ("embassy", "seminar", "social-service", "school")
    filters = [("--kind", kind, *item) for kind in kinds for item in ((), ("--item", "THB/lv"))]
    commands = [("report", "coverage", *words, "--at", day, "--format", "csv") for words in filters for day in DAYS]
    hold_printed_again(clerk, history, commands)


def test_what_is_not_known_is_refused(told: Clerk) -> None:
    assert "Did you mean embassy" in refusal(told, "report", "coverage", "--kind", "embasy")
    assert "Did you mean THB/lv" in refusal(told, "report", "coverage", "--kind", "embassy", "--item", "THB/lt")
    assert "--kind" in refusal(told, "report", "coverage", code=2)
    refusal(told, "report", "coverage", "--kind", "embassy", "--item", "THB", code=2)
    refusal(told, "report", "coverage", "--kind", "embassy", "--since", "2015-02-30", code=2)


def test_when_there_is_nobody_to_list_the_report_says_why(told: Clerk) -> None:
    assert "tracker place add" in told.does("report", "coverage", "--kind", "library").out
    told.does("ship", "liepaja", "THB/lv=1", "--date", "2014-05-01")
    said = told.does("report", "coverage", "--kind", "social-service", "--since", "2014-05-01").out
    assert "without --since" in said
    words = ("report", "coverage", "--kind", "library", "--format")
    assert told.does(*words, "csv").out == f"{HEADER}\n"
    assert told.does(*words, "json").json == []
