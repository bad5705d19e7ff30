"""Back-dating: late entries read as if logged in time, and no later day is short."""

import json

import pytest

from tests.cli.terminal import held_by, lines_of, refusal, stock_of
from tests.conftest import Clerk, made_once


@made_once
def january(clerk: Clerk) -> Clerk:
    """A clerk with 1000 copies in on 1 January 2015, 500 out on the 2nd, 100 in on the 4th: entries 1, 2 and 3."""
    clerk.does("place", "add", "annex", "Annex", "--kind", "store")
    clerk.does("print", "THB/lv", 10_000, "--to", "annex", "--date", "2014-12-01")
    clerk.does("ship", "store", "THB/lv=1000", "--from", "annex", "--date", "2015-01-01", "--received")
    clerk.does("ship", "london", "THB/lv=500", "--date", "2015-01-02")
    clerk.does("ship", "store", "THB/lv=100", "--from", "annex", "--date", "2015-01-04", "--received")
    return clerk


@pytest.mark.parametrize(("day", "most"), [(1, 500), (2, 500), (3, 500), (4, 600)])
def test_as_many_may_be_shipped_on_a_past_day_as_no_later_day_needs(january: Clerk, day: int, most: int) -> None:
    date = ("--date", f"2015-01-0{day}")
    said = refusal(january, "ship", "dublin", f"THB/lv={most + 1}", *date)
    assert (
        f"store has only {most} copies of THB/lv available on 2015-01-0{day}, 1 short of the {most + 1} needed" in said
    )
    entry = january.logs("ship", "dublin", f"THB/lv={most}", *date)
    assert lines_of(entry) == [("THB/lv/1", "store", "transit", most)]
    assert held_by(january, "store").get("THB/lv", 0) == 600 - most


def test_the_later_entry_that_needs_the_copies_is_named(january: Clerk) -> None:
    said = refusal(january, "ship", "dublin", "THB/lv=501", "--date", "2015-01-01")
    assert "Entry 4 of 2015-01-02 uses the rest" in said


def test_nothing_is_shipped_before_it_came(january: Clerk) -> None:
    said = refusal(january, "ship", "dublin", "THB/lv=1", "--date", "2014-12-31")
    assert "store has only 0 copies of THB/lv available on 2014-12-31," in said


def test_a_shipment_logged_late_reads_as_if_logged_in_time(january: Clerk) -> None:
    january.does("ship", "dublin", "THB/lv=200", "--date", "2015-01-02")
    held = [held_by(january, "store", "--at", f"2015-01-0{day}")["THB/lv"] for day in (1, 2, 3, 4)]
    assert held == [1000, 300, 300, 400]


def test_a_receipt_logged_late_gives_its_copies_to_days_that_were_short_of_them(january: Clerk) -> None:
    assert "10 short of the 10 needed" in refusal(january, "handout", "london", "THB/lv=10", "--date", "2015-01-05")
    january.does("receive", 4, "--date", "2015-01-03")
    january.does("handout", "london", "THB/lv=10", "--date", "2015-01-05")
    assert held_by(january, "london", "--at", "2015-01-04") == {"THB/lv": 500}


def test_a_forgotten_shipment_that_explains_the_shortage_of_a_count_is_accepted(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("count", "store", "THB/lv=200", "--date", "2015-01-06")
    assert (stock_of(clerk)["on_hand"], stock_of(clerk)["lost"]) == (200, 800)
    assert stock_of(clerk, "THB/lv", "--at", "2015-01-03")["available"] == 1000
    entry = clerk.logs("ship", "london", "THB/lv=800", "--date", "2015-01-03")
    assert any("Count 2" in said and "from -800 to 0" in said for said in entry["messages"])
    figures = stock_of(clerk)
    assert (figures["on_hand"], figures["in_transit"], figures["lost"]) == (200, 800, 0)
    assert stock_of(clerk, "THB/lv", "--at", "2015-01-03")["on_hand"] == 200


def test_more_than_the_count_misses_may_have_left_before_it_as_long_as_it_was_there(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("count", "store", "THB/lv=200", "--date", "2015-01-06")
    assert "store has only 1 000 copies" in refusal(clerk, "ship", "london", "THB/lv=1001", "--date", "2015-01-03")
    clerk.does("ship", "london", "THB/lv=1000", "--date", "2015-01-03")
    figures = stock_of(clerk)
    assert (figures["on_hand"], figures["lost"], figures["found"]) == (200, 0, 200)


def test_a_forgotten_shipment_of_the_day_of_the_count_is_put_before_it(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("count", "store", "THB/lv=200", "--date", "2015-01-06")
    assert "600 short of the 800 needed" in refusal(clerk, "ship", "london", "THB/lv=800", "--date", "2015-01-06")
    clerk.does("ship", "london", "THB/lv=800", "--before", 2)
    assert (stock_of(clerk)["on_hand"], stock_of(clerk)["lost"]) == (200, 0)


def test_what_came_before_a_count_does_not_help_after_it(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=100", "--date", "2015-01-02", "--received")
    clerk.does("count", "london", "THB/lv=10", "--date", "2015-01-06")
    clerk.does("ship", "london", "THB/lv=500", "--date", "2015-01-03", "--received")
    assert "london has only 10 copies" in refusal(clerk, "handout", "london", "THB/lv=11", "--date", "2015-01-07")
    clerk.does("handout", "london", "THB/lv=600", "--date", "2015-01-05")
    assert held_by(clerk, "london") == {"THB/lv": 10}


def test_the_oldest_run_printed_by_that_day_is_taken_on_a_past_day(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 10, "--date", "2015-01-05")
    clerk.does("print", "THB/lv", 10, "--date", "2015-01-01")
    assert lines_of(clerk.logs("ship", "london", "THB/lv=4", "--date", "2015-01-03")) == [
        ("THB/lv/2", "store", "transit", 4)
    ]
    assert "store has only 6 copies" in refusal(clerk, "ship", "london", "THB/lv=7", "--date", "2015-01-04")
    assert lines_of(clerk.logs("ship", "london", "THB/lv=7", "--date", "2015-01-05")) == [
        ("THB/lv/2", "store", "transit", 6),
        ("THB/lv/1", "store", "transit", 1),
    ]


def test_which_run_an_old_shipment_took_is_not_decided_anew(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 10, "--date", "2015-01-05")
    clerk.does("ship", "london", "THB/lv=4", "--date", "2015-01-10", "--received")
    clerk.does("print", "THB/lv", 10, "--date", "2015-01-01")
    assert [row["run"] for row in clerk.reads("trace", "THB/lv") if row["place"] == "london"] == ["THB/lv/1"]
    assert lines_of(clerk.logs("ship", "london", "THB/lv=1", "--date", "2015-01-11")) == [
        ("THB/lv/2", "store", "transit", 1)
    ]


@pytest.mark.slow
def test_when_no_position_is_left_the_remedy_gives_the_right_order(clerk: Clerk) -> None:
    day = ("--date", "2015-01-05")
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=500", "--date", "2015-01-02", "--received")
    count = number = clerk.logs("count", "london", "THB/lv=400", *day)["entry"]
    said = ""
    for _ in range(99):
        answer = clerk("handout", "london", "THB/lv=1", *day, "--before", number, "--format", "json")
        if said := answer.err:
            break
        number = answer.json["entry"]
    assert json.loads(said)["message"] == (
        f"No more entries fit before entry {number}. Log this one without --before; then void "
        f"entry {number} and the later ones of 2015-01-05, and log them again in order."
    )
    clerk.does("handout", "london", "THB/lv=1", *day)
    for again in range(number, count, -1):
        clerk.does("void", again, "--reason", "logged again")
        clerk.does("handout", "london", "THB/lv=1", *day)
    clerk.does("void", count, "--reason", "logged again")
    clerk.does("count", "london", "THB/lv=400", *day)
    assert [row["copies"] for row in clerk.reads("stock", "--place", "london")] == [400]
    assert clerk.reads("stock")[0]["handed_out"] == 100
    clerk.does("check")
