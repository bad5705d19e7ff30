"""place close: also into another place; and what might leave copies, parcels or requests at a closed place."""

import pytest

from tests.cli.terminal import entries_in, held_by, lines_of, refusal, stock_of
from tests.conftest import Clerk, made_once

DAY = ("--date", "2015-03-01")


@made_once
def spread(clerk: Clerk) -> Clerk:
    """A clerk with two runs of 100, of which London got 30 and 20, and the annex, a second store, 10 of each (entries 1
    to 6).
    """
    clerk.does("place", "add", "annex", "Annex", "--kind", "store")
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-02")
    clerk.does("ship", "london", "THB/lv/1=30", "THB/lv/2=20", "--date", "2015-01-03", "--received")
    clerk.does("ship", "annex", "THB/lv/1=10", "THB/lv/2=10", "--date", "2015-01-03", "--received")
    return clerk


@made_once
def withdrawn(spread: Clerk) -> Clerk:
    """The same, with the first run withdrawn since February."""
    spread.does("withdraw", "THB/lv/1", "--reason", "the hotline number changed", "--date", "2015-02-01")
    return spread


def status_of(clerk: Clerk, code: str) -> str:
    """Return whether the place is open or closed."""
    return str(clerk.reads("place", "show", code)["status"])


def test_a_place_closed_into_another_one_moves_there_all_that_it_holds(spread: Clerk) -> None:
    closed = spread.logs("place", "close", "london", "--into", "DUBLIN", *DAY, "--note", "merged")
    assert (closed["code"], closed["status"]) == ("london", "closed")
    moved = closed["moved"]
    assert (moved["entry"], moved["type"], moved["date"], moved["place"]) == (7, "move", "2015-03-01", "dublin")
    assert lines_of(moved) == [("THB/lv/1", "london", "dublin", 30), ("THB/lv/2", "london", "dublin", 20)]
    assert (moved["recorded_by"], moved["messages"]) == ("anna", [])
    assert moved == {**spread.reads("show", 7), "messages": []}
    assert (held_by(spread, "london"), held_by(spread, "dublin")) == ({}, {"THB/lv": 50})
    assert held_by(spread, "london", "--at", "2015-02-28") == {"THB/lv": 50}


def test_it_is_one_command(spread: Clerk) -> None:
    spread.does("place", "close", "london", "--into", "dublin", *DAY)
    spread.does("print", "THB/lv", 1, "--date", "2015-01-01")
    moved, printed = spread.reads("log")[-3]["command"], spread.reads("log")[-1]["command"]
    assert printed == moved + 1
    assert refusal(spread, "void", 7, "--reason", "not moved").startswith(
        "london would have 30 copies of THB/lv/1 on 2015-03-01, but was closed on 2015-03-01. First run "
        "'tracker place reopen london --date 2015-03-01'."
    )


def test_closing_into_another_place_answers_with_the_entry_and_the_closing(spread: Clerk) -> None:
    assert spread.does("place", "close", "london", "--into", "dublin", *DAY).out.splitlines() == [
        "Entry 7: 50 copies moved from london to dublin on 2015-03-01.",
        "  30  THB/lv/1  london > dublin",
        "  20  THB/lv/2  london > dublin",
        "Closed place london.",
    ]


def test_copies_moved_by_a_closing_come_after_a_count_of_that_day(spread: Clerk) -> None:
    """No remedy is named: the place is closed, so they cannot come before it."""
    spread.does("count", "london", "THB/lv=45", *DAY)
    closed = spread.logs("place", "close", "london", "--into", "store", *DAY)
    assert (sum(line[3] for line in lines_of(closed["moved"])), closed["moved"]["messages"]) == (45, [])


def test_a_place_closed_into_a_store_returns_all_that_it_holds(withdrawn: Clerk) -> None:
    closed = withdrawn.logs("place", "close", "london", "--into", "annex", *DAY)
    assert (closed["moved"]["type"], closed["moved"]["place"]) == ("return", "london")
    assert lines_of(closed["moved"]) == [("THB/lv/1", "london", "annex", 30), ("THB/lv/2", "london", "annex", 20)]
    assert status_of(withdrawn, "london") == "closed"


def test_a_store_closed_into_a_store_sends_all_that_it_holds_also_what_is_withdrawn(withdrawn: Clerk) -> None:
    closed = withdrawn.logs("place", "close", "annex", "--into", "store", *DAY)
    moved = closed["moved"]
    assert (moved["entry"], moved["type"], moved["place"]) == (7, "ship", "store")
    assert (moved["status"], moved["receipt"], moved["messages"]) == ("received", 8, [])
    assert lines_of(moved) == [("THB/lv/1", "annex", "transit", 10), ("THB/lv/2", "annex", "transit", 10)]
    assert stock_of(withdrawn)["on_hand"] == 150
    (run, _) = withdrawn.reads("run", "list")
    assert (run["run"], run["status"]) == ("THB/lv/1", "withdrawn")
    assert "withdrawn" in refusal(withdrawn, "ship", "dublin", "THB/lv/1=1", *DAY)


def test_a_place_with_withdrawn_runs_says_how_they_go_back_before_it_moves(withdrawn: Clerk) -> None:
    assert refusal(withdrawn, "place", "close", "london", "--into", "dublin", *DAY) == (
        "london has copies of withdrawn runs, which cannot be moved: THB/lv/1. First run 'tracker return "
        "london THB/lv/1=30 --date 2015-03-01'."
    )
    withdrawn.does("return", "london", "THB/lv/1=30", "--date", "2015-03-01")
    closed = withdrawn.logs("place", "close", "london", "--into", "dublin", *DAY)
    assert lines_of(closed["moved"]) == [("THB/lv/2", "london", "dublin", 20)]


def test_what_is_withdrawn_only_later_moves(withdrawn: Clerk) -> None:
    withdrawn.does("place", "close", "london", "--into", "dublin", "--date", "2015-01-31")
    assert held_by(withdrawn, "dublin") == {"THB/lv": 50}


def test_a_store_is_not_closed_into_a_place_nor_a_place_into_itself(spread: Clerk) -> None:
    assert refusal(spread, "place", "close", "annex", "--into", "london", *DAY) == (
        "annex is a store and london is not; choose a store with --into, or ship the copies first."
    )
    said = refusal(spread, "place", "close", "london", "--into", "LONDON", *DAY)
    assert said == "london cannot be merged into itself; choose another place with --into."
    said = refusal(spread, "place", "close", "store", "--into", "annex", *DAY)
    assert said == "store is the default store and cannot be closed."
    assert "There is no place 'x'" in refusal(spread, "place", "close", "london", "--into", "x", *DAY)
    assert "reserved" in refusal(spread, "place", "close", "london", "--into", "loss", *DAY)


@pytest.mark.slow
def test_nothing_moves_when_the_place_cannot_be_closed(spread: Clerk) -> None:
    def close() -> str:
        return refusal(spread, "place", "close", "london", "--into", "dublin", *DAY)

    spread.does("ship", "london", "THB/lv=5", "--date", "2015-02-01")
    assert close() == "Shipment 7 is in transit to london; receive or void it first."
    spread.does("void", 7, "--reason", "never left")
    spread.does("request", "add", "london", "THB/lv=5", "--date", "2015-02-01")
    assert close() == "Request 1 from london is open; ship or cancel it first."
    spread.does("request", "cancel", 1)
    spread.does("handout", "london", "THB/lv=50", "--date", "2015-04-01")
    assert "Entry 9 of 2015-04-01 uses the rest of THB/lv/1" in close()
    spread.does("void", 9, "--reason", "in May")
    spread.does("ship", "london", "THB/lv=5", "--date", "2015-04-01", "--received")
    assert "london still has 5 copies on 2015-04-01; return, hand out or count them first." in close()
    spread.does("place", "close", "dublin", "--date", "2015-02-01")
    assert ("dublin was closed on 2015-02-01") in close()
    assert (held_by(spread, "london"), status_of(spread, "london")) == ({"THB/lv": 55}, "open")
    assert "future" in refusal(spread, "place", "close", "london", "--into", "annex", "--date", "2999-01-01")


def test_an_empty_place_is_closed_into_another_one_without_an_entry(spread: Clerk) -> None:
    words = ("place", "close", "dublin", "--into", "london", *DAY)
    assert spread.does(*words).out == "Closed place dublin.\n"
    assert spread.reads("place", "show", "dublin")["status"] == "closed"
    assert entries_in(spread) == 6
    assert refusal(spread, *words) == "dublin is already closed."


def test_a_script_finds_the_same_keys_whether_anything_was_moved(spread: Clerk) -> None:
    alone = spread.logs("place", "close", "dublin", *DAY)
    into = spread.logs("place", "close", "london", "--into", "annex", *DAY)
    assert list(alone) == list(into) == [*spread.reads("place", "list")[0], "moved", "command", "messages"]
    assert alone["moved"] is None


# Days on which a place is closed -----------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("place", ["dublin", "annex"])
def test_a_place_is_not_closed_before_what_is_recorded_there(clerk: Clerk, place: str) -> None:
    """Also when at the end of each day nothing was there."""
    clerk.does("place", "add", "annex", "Annex", "--kind", "store")
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=5", "--date", "2015-01-02", "--received")
    if place == "dublin":
        clerk.does("ship", "dublin", "THB/lv=5", "--date", "2015-02-01", "--received")
        clerk.does("move", "dublin", "london", "THB/lv=5", "--date", "2015-02-01")
    else:
        clerk.does("return", "london", "THB/lv=5", "--to", "annex", "--date", "2015-02-01")
        clerk.does("ship", "london", "THB/lv=5", "--from", "annex", "--date", "2015-02-01")
    last = entries_in(clerk)
    assert refusal(clerk, "place", "close", place, "--date", "2015-01-31") == (
        f"Entry {last} at {place} is dated 2015-02-01; close the place on that day or later."
    )
    clerk.does("place", "close", place, "--date", "2015-02-01")
    clerk.does("check")


def test_what_is_void_does_not_keep_a_place_open(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("ship", "dublin", "THB/lv=5", "--date", "2015-02-01", "--received")
    clerk.does("void", 2, "--reason", "never left")
    clerk.does("count", "dublin", "--full", "--date", "2015-02-01")
    said = refusal(clerk, "place", "close", "dublin", "--date", "2015-01-31")
    assert said == "Entry 5 at dublin is dated 2015-02-01; close the place on that day or later."
    clerk.does("void", 5, "--reason", "not counted")
    clerk.does("place", "close", "dublin", "--date", "2015-01-31")


def test_a_place_that_is_closed_and_opened_on_one_day_is_open(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    for _ in range(2):
        clerk.does("place", "close", "london", *DAY)
        clerk.does("place", "reopen", "london", *DAY)
    clerk.does("ship", "london", "THB/lv=5", *DAY, "--received")
    clerk.does("return", "london", "--all", *DAY)
    clerk.does("place", "close", "london", *DAY)
    assert "closed on 2015-03-01" in refusal(clerk, "ship", "london", "THB/lv=1", *DAY)


def test_a_closed_place_does_not_get_a_request_back_by_a_smaller_shipment(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("request", "add", "london", "THB/lv=60", "--date", "2015-01-02")
    clerk.does("ship", "--request", 1, "--date", "2015-01-03")
    clerk.does("receive", 2, "THB/lv=0", "--close", "--date", "2015-01-04")
    clerk.does("place", "close", "london", *DAY)
    said = refusal(clerk, "ship", "london", "THB/lv=59", "--request", 1, "--replaces", 2)  # one copy short
    assert said == (
        "Request 1 would be open again at london, which has been closed since 2015-03-01. "
        "First run 'tracker place reopen london --date 2015-03-01'."
    )
    clerk.does("ship", "london", "THB/lv=70", "--request", 1, "--replaces", 2)


def test_a_shipment_of_all_that_was_asked_for_can_be_replaced_when_its_place_is_closed(clerk: Clerk) -> None:
    """By one of just as many copies, but not by one that arrived there when it was closed."""
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("request", "add", "london", "THB/lv=60", "--date", "2015-01-02")
    clerk.does("ship", "--request", 1, "--date", "2015-01-03")
    clerk.does("receive", 2, "THB/lv=0", "--close", "--date", "2015-01-04")
    clerk.does("place", "close", "london", *DAY)
    said = refusal(clerk, "ship", "london", "THB/lv=60", "--request", 1, "--replaces", 2, "--received")
    assert said.startswith("london would have 60 copies of THB/lv/1 on 2015-03-01, but was closed on ")
    again = clerk.logs("ship", "london", "THB/lv=60", "--request", 1, "--replaces", 2)
    assert (again["date"], again["place"]) == ("2015-01-03", "london")


def test_a_count_does_not_bring_copies_to_a_closed_place(spread: Clerk) -> None:
    """Neither by itself, nor by what a void before it changes."""
    spread.does("count", "london", "THB/lv=45", "--date", "2015-02-01")
    spread.does("place", "close", "london", "--into", "annex", *DAY)
    said = refusal(spread, "void", 7, "--reason", "not counted")
    assert said.startswith(
        "london would have 5 copies of THB/lv/1 on 2015-03-01, but was closed on 2015-03-01. First run "
        "'tracker place reopen london --date 2015-03-01'."
    )
    said = refusal(spread, "count", "london", "THB/lv=46", "--replaces", 7)
    assert said.startswith("london would have 1 copy of THB/lv/")
    said = refusal(spread, "void", 8, "--reason", "not returned")
    assert said.startswith("london would have 25 copies of THB/lv/1 on 2015-03-01, but was closed on")


def test_a_void_that_would_leave_a_closed_place_short_names_what_is_missing(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=10", "--date", "2015-01-02", "--received")
    clerk.does("place", "close", "london", "--into", "store", "--date", "2015-01-05")
    said = clerk.refused("void", 2, "--reason", "never left", "--yes")
    assert "london would be 10 copies of THB/lv/1 short on 2015-01-05" in said
    assert "Entry 4" in said


def test_a_parcel_sent_before_its_place_closed_is_received_as_the_printed_command_says(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("place", "close", "london", *DAY)
    reopen = "place reopen london --date 2015-03-01"
    said = clerk.logs("ship", "london", "THB/lv=40", "--date", "2015-02-20")["messages"]
    assert said[0] == (
        f"london has been closed since 2015-03-01. To receive or return this parcel, first run 'tracker {reopen}'."
    )
    assert refusal(clerk, "receive", 2) == (
        f"london has been closed since 2015-03-01; to receive shipment 2, first run 'tracker {reopen}'."
    )
    assert f"'tracker {reopen}'" in refusal(clerk, "receive", 2, "--date", "2015-02-25")
    (due,) = [row["command"] for row in clerk.reads("due") if row["what"] == "parcel"]
    assert due == f"tracker {reopen}"
    clerk.does(*due.split()[1:])
    clerk.does("receive", 2, "--date", "2015-02-25")
    clerk.does("return", "london", "--all", "--date", "2015-02-26")
    clerk.does("place", "close", "london", *DAY)
    assert (status_of(clerk, "london"), stock_of(clerk)["on_hand"]) == ("closed", 100)


def test_a_receipt_before_the_closing_is_recorded_where_a_count_found_nothing(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("count", "london", "--full", "--date", "2015-02-28")
    clerk.does("place", "close", "london", *DAY)
    clerk.does("ship", "london", "THB/lv=40", "--date", "2015-02-20")
    clerk.does("receive", 3, "--date", "2015-02-25")
    assert (held_by(clerk, "london"), stock_of(clerk)["handed_out"]) == ({"THB/lv": 0}, 40)
