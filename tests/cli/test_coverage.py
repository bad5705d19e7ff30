"""report coverage: the last shipment and arrival of each place, and places without any."""

from typing import Any

import pytest

from tests.cli.terminal import refusal
from tests.conftest import Clerk, made_once
from tests.ledger.clocks import A_THIRD, DAYS, hold_printed_again
from tests.papers.paper import pages
from tests.store.rawly import opened

HEADER = "place,name,kind,country,copies,last_shipped,received,last_received,here"


@made_once
def told(clerk: Clerk) -> Clerk:
    """A clerk with five embassies: two never got copies, one got none of the Russian booklet."""
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
    for entry, day in ((4, "2014-02-01"), (5, "2014-05-01"), (6, "2014-05-01"), (9, "2014-02-02"), (10, "2014-04-30")):
        clerk.does("receive", entry, "--date", day)
    return clerk


@pytest.mark.slow
def test_people_read_which_day_the_copies_are_of(told: Clerk) -> None:
    meaning = "Copies are those sent on the last day with a shipment; received copies are those of the last day"
    file = told.db.with_name("coverage.pdf")
    told.does("report", "coverage", "-o", file)
    texts = [told.does("report", "coverage", "-f", name).out for name in ("table", "html", "csv")]
    assert [meaning in text for text in (*texts, pages(file)[-1])] == [True, True, False, True]
    assert meaning not in told.does("report", "coverage", "--fields", "place,here").out


def got(clerk: Clerk, place: str, *words: object) -> tuple[Any, ...]:
    """Return the last items a place got, when, and what it holds."""
    rows = {row["place"]: row for row in clerk.reads("report", "coverage", *words)}
    return tuple(rows[place][name] for name in ("received", "last_received", "here"))


def asked(clerk: Clerk, *words: object, kind: str = "embassy") -> list[tuple[Any, ...]]:
    """Return place, copies and day of each row of the report."""
    rows = clerk.reads("report", "coverage", "--kind", kind, *words)
    return [(row["place"], row["copies"], row["last_shipped"]) for row in rows]


def test_coverage_has_its_promised_columns_never_first_then_who_waited_longest(told: Clerk) -> None:
    assert told.does("report", "coverage", "--kind", "embassy", "--format", "csv").out == (
        f"{HEADER}\n"
        "rome,Āre,embassy,IT,0,,0,,0\n"
        "paris,Ūnija,embassy,FR,0,,0,,0\n"
        "dublin,Embassy in Dublin,embassy,IE,8,2014-04-30,8,2014-04-30,17\n"
        "nicosia,Embassy in Nicosia,embassy,CY,11,2014-04-30,11,2014-04-30,11\n"
        "london,Embassy in London,embassy,GB,42,2014-05-01,42,2014-05-01,1032\n"
    )
    first = told.reads("report", "coverage", "--kind", "Embassy")[0]
    assert list(first) == HEADER.split(",")
    assert (first["copies"], first["last_shipped"]) == (0, None)


def test_copies_are_all_that_was_sent_on_the_last_day_whatever_arrived(told: Clerk) -> None:
    assert ("london", 42, "2014-05-01") in asked(told)
    told.does("ship", "london", "THB/lv=500", "--date", "2014-05-01")
    assert ("london", 542, "2014-05-01") in asked(told)
    told.does("receive", 16, "THB/lv=1", "--close", "--date", "2014-06-01")
    assert ("london", 542, "2014-05-01") in asked(told)
    assert got(told, "london") == (1, "2014-06-01", 1033)


def test_a_place_to_which_nothing_arrived_is_among_the_first(told: Clerk) -> None:
    """A parcel that was lost whole supplied nobody, and neither has one that is still in transit."""
    lost = told.logs("ship", "rome", "THB/lv=5", "--date", "2014-05-02")["entry"]
    told.does("ship", "paris", "THB/lv=6", "--date", "2014-05-03")
    told.does("receive", lost, "THB/lv=0", "--close", "--date", "2014-05-09")
    assert asked(told)[:2] == [("rome", 5, "2014-05-02"), ("paris", 6, "2014-05-03")]
    assert [got(told, place) for place in ("rome", "paris")] == [(0, None, 0)] * 2
    assert [row[0] for row in asked(told, "--since", "2014-05-01")][:2] == ["rome", "paris"]
    told.does("receive", lost, "THB/lv=2", "--date", "2014-05-10")
    assert got(told, "rome") == (2, "2014-05-10", 2), "found again"
    assert [row[0] for row in asked(told)] == ["paris", "dublin", "nicosia", "london", "rome"]


def test_what_a_count_found_did_not_arrive_and_is_there(told: Clerk) -> None:
    told.does("count", "rome", "THB/lv=5", "--date", "2014-05-02")
    told.does("count", "nicosia", "THB/lv=9", "--date", "2014-05-02")
    assert got(told, "rome") == (0, None, 5)
    assert got(told, "nicosia") == (11, "2014-04-30", 9)


def test_a_place_waits_since_it_last_received_copies_not_since_they_were_sent(told: Clerk) -> None:
    told.does("ship", "nicosia", "THB/lv=3", "THB/ru=4", "--date", "2014-06-01")
    told.does("receive", 16, "THB/ru=1", "--date", "2014-06-05")
    told.does("receive", 16, "THB/lv=2", "THB/ru=1", "--date", "2014-06-06")
    assert ("nicosia", 7, "2014-06-01") in asked(told)
    assert got(told, "nicosia") == (3, "2014-06-06", 15)
    assert got(told, "nicosia", "--item", "THB/ru") == (1, "2014-06-06", 2)
    assert got(told, "nicosia", "--at", "2014-06-05") == (1, "2014-06-05", 12)
    told.does("void", 18, "--reason", "another parcel", "--yes")
    assert got(told, "nicosia") == (1, "2014-06-05", 12)
    assert "nicosia" in [row[0] for row in asked(told, "--since", "2014-06-06")]
    assert "nicosia" not in [row[0] for row in asked(told, "--since", "2014-06-05")]


def test_kinds_are_all_of_them_or_those_that_are_named(told: Clerk) -> None:
    def listed(*words: str) -> set[str]:
        return {row["place"] for row in told.reads("report", "coverage", *words)}

    assert listed() == {"store", "liepaja", "rome", "paris", "dublin", "nicosia", "london"}
    assert listed("--kind", "store", "--kind", "Social-Service") == {"store", "liepaja"}
    assert told.does("report", "coverage").out.startswith("Coverage of places, as of ")
    said = told.does("report", "coverage", "--kind", "store", "--kind", "embassy").out
    assert said.startswith("Coverage of places of kind store, embassy, as of ")


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


def test_since_keeps_those_that_received_nothing_from_that_day_on(told: Clerk) -> None:
    assert [row[0] for row in asked(told, "--since", "2014-05-01")] == ["rome", "paris", "dublin", "nicosia"]
    assert [row[0] for row in asked(told, "--since", "2014-05-02")][-1] == "london"
    assert [row[0] for row in asked(told, "--since", "30.4.2014")] == ["rome", "paris"]
    lacking = asked(told, "--since", "2014-04-30", "--item", "THB/lv")
    assert [row[0] for row in lacking] == ["rome", "paris", "dublin"]
    assert asked(told, "--since", "2014-05-01", kind="social-service") == [("liepaja", 0, None)]
    title = told.does("report", "coverage", "--kind", "embassy", "--since", "2014-05-01", "--at", "2014-06-01").out
    assert title.startswith("Coverage of places of kind embassy, nothing received since 2014-05-01, as of 2014-06-01\n")


def test_a_voided_shipment_covered_nobody(told: Clerk) -> None:
    told.does("void", 10, "--reason", "never left", "--yes")
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


def test_a_store_is_covered_by_prints_transfers_and_returns(told: Clerk) -> None:
    told.does("place", "add", "annex", "Annex", "--kind", "store")
    assert asked(told, kind="store") == [("annex", 0, None), ("store", 0, None)]
    assert got(told, "store") == (3000, "2014-01-01", 1940)
    told.does("ship", "annex", "THB/lv=100", "--date", "2014-03-01", "--received")
    assert asked(told, kind="store") == [("store", 0, None), ("annex", 100, "2014-03-01")]
    assert got(told, "annex") == (100, "2014-03-01", 100)
    told.does("return", "london", "THB/lv=7", "--date", "2014-06-01")
    assert got(told, "store") == (7, "2014-06-01", 1847)
    assert got(told, "london") == (42, "2014-05-01", 1025)


def test_the_view_says_it_of_all_kinds_and_items(told: Clerk) -> None:
    told.does("place", "close", "rome")
    with opened(told) as connection:
        found = connection.execute("SELECT * FROM coverage")
        assert [column[0] for column in found.description] == HEADER.split(",")
        rows = found.fetchall()
    assert {row[0]: row[4:] for row in rows} == {
        "store": (0, None, 3000, "2014-01-01", 1940),
        "paris": (0, None, 0, None, 0),
        "liepaja": (0, None, 0, None, 0),
        "dublin": (8, "2014-04-30", 8, "2014-04-30", 17),
        "nicosia": (11, "2014-04-30", 11, "2014-04-30", 11),
        "london": (42, "2014-05-01", 42, "2014-05-01", 1032),
    }


@pytest.mark.slow
@pytest.mark.parametrize("history", A_THIRD)
def test_coverage_as_it_was_known_is_printed_again_to_the_byte(clerk: Clerk, history: str) -> None:
    item = ("--item", "THB/lv")
    filters = [item, ("--kind", "embassy", "--kind", "social-service")]
    commands = [("report", "coverage", *words, "--at", day, "--format", "csv") for words in filters for day in DAYS]
    hold_printed_again(clerk, history, commands)


def test_what_is_not_known_is_refused(told: Clerk) -> None:
    assert "Did you mean embassy" in refusal(told, "report", "coverage", "--kind", "embasy")
    assert "Did you mean THB/lv" in refusal(told, "report", "coverage", "--kind", "embassy", "--item", "THB/lt")
    said = refusal(told, "report", "coverage", "--kind", "embassy", "--item", "THB", code=2)
    assert said == "'THB' is not an item; enter BOOKLET/LANGUAGE, such as THB/lv."
    said = refusal(told, "report", "coverage", "--kind", "embassy", "--since", "2015-02-30", code=2)
    assert said == "'2015-02-30' is not a valid date: there is no such day."


def test_when_there_is_nobody_to_list_the_report_says_why(told: Clerk) -> None:
    assert "tracker place add" in told.does("report", "coverage", "--kind", "library").out
    told.does("ship", "liepaja", "THB/lv=1", "--date", "2014-05-01", "--received")
    said = told.does("report", "coverage", "--kind", "social-service", "--since", "2014-05-01").out
    assert "All of them have received copies since" in said
    said = told.does("report", "coverage", "--kind", "library", "--kind", "police").out
    assert "No matching places were open on that date" in said
    words = ("report", "coverage", "--kind", "library", "--format")
    assert told.does(*words, "csv").out == f"{HEADER}\n"
    assert told.does(*words, "json").json == []


def test_when_no_place_of_any_kind_is_waiting_the_report_says_so(nobody: Clerk) -> None:
    nobody.does("init")
    nobody.does("booklet", "add", "THB", "T")
    nobody.does("print", "THB/lv", 10, "--date", "2014-01-01")
    said = nobody.does("report", "coverage", "--since", "2014-01-01").out
    assert "All of them have received copies since 2014-01-01" in said
    said = nobody.does("report", "coverage", "--known-at", "2014-01-01").out
    assert "No matching places were open on that date" in said
