"""--replaces keeps every value that is not given again, in scripts and in conversations."""

from datetime import date
from typing import Any

import pytest

from tests.cli.terminal import held_by, lines_of, stock_of
from tests.conftest import Clerk, made_once

TODAY = date.today().isoformat()


@made_once
def annexed(clerk: Clerk) -> Clerk:
    """A clerk with two stores, a print of all details, and a shipment of all details: entries 1 to 4."""
    clerk.does("fund", "add", "riga", "City of Riga")
    clerk.does("place", "add", "annex", "Annex", "--kind", "store")
    clerk.does(
        *("print", "THB/lv", 1000, "-d", "2015-01-01", "--to", "annex", "--cost", "862.40", "--currency", "USD"),
        *("--fund", "riga", "--printer", "Jelgavas tipogrāfija", "--isbn", "978-9934-0-0000-0", "--ref", "P1"),
    )
    clerk.does("run", "edit", "THB/lv/1", "--mark", "blue cover", "--carton", 50, "--note", "of the run")
    clerk.does("print", "THB/ru", 500, "-d", "2015-01-01")
    clerk.does("request", "add", "london", "THB/lv=60", "-d", "2015-01-05")
    texts = ("--ref", "A1", "--carrier", "DPD", "--note", "fragile")
    clerk.does(
        *("ship", "--request", 1, "--from", "annex", "-d", "2015-01-10", *texts),
        *("--cost", "12.40", "--currency", "USD", "--fund", "riga"),
    )
    clerk.does("receive", 3, "THB/lv=50", "-d", "2015-01-12", "--ref", "R1", "--note", "signed")
    return clerk


def test_a_shipment_keeps_what_is_not_given_again(annexed: Clerk) -> None:
    again = annexed.logs("ship", "london", "THB/lv=50", "--replaces", 3)
    kept = ("date", "reference", "carrier", "note", "request", "cost", "fund")
    assert [again.get(name) for name in kept[:5]] == ["2015-01-10", "A1", "DPD", "fragile", 1]
    assert lines_of(again) == [("THB/lv/1", "annex", "transit", 50)]
    (row,) = annexed.reads("shipments", again["entry"])
    assert (row["cost"], row["currency"], row["fund"], row["store"]) == ("12.40", "USD", "riga", "annex")
    assert annexed.reads("request", "list")[0]["open"] == 10

    again = annexed.logs(
        "ship", "london", "THB/lv=50", "--replaces", "last", "--ref", "", "--carrier", "", "--note", ""
    )
    assert (again["reference"], again["note"], again.get("carrier")) == (None, None, None)
    again = annexed.logs("ship", "london", "THB/lv=50", "--replaces", "last", "--cost", "13", "-d", "2015-01-11")
    (row,) = annexed.reads("shipments", again["entry"])
    assert (row["cost"], row["currency"], row["fund"], row["date"]) == ("13.00", "USD", "riga", "2015-01-11")


def test_a_shipment_that_is_not_for_the_request_any_more_opens_it(annexed: Clerk) -> None:
    said = annexed.does("ship", "dublin", "THB/lv=50", "--replaces", 3).out
    assert "Request 1, fulfilled by entry 3, is open again because it requests other items." in said
    assert annexed.reads("request", "list")[0]["open"] == 60


def test_a_receipt_a_return_and_a_writeoff_keep_what_is_not_given_again(annexed: Clerk) -> None:
    again = annexed.logs("receive", 3, "THB/lv=55", "--replaces", 4)
    assert (again["date"], again["reference"], again["note"]) == ("2015-01-12", "R1", "signed")
    annexed.does("return", "london", "THB/lv=5", "--to", "annex", "-d", "2015-01-20", "--ref", "B1", "--note", "n")
    again = annexed.logs("return", "london", "THB/lv=6", "--replaces", "last", "--note", "")
    assert lines_of(again) == [("THB/lv/1", "london", "annex", 6)]
    assert (again["date"], again["reference"], again["note"]) == ("2015-01-20", "B1", None)
    annexed.does("writeoff", "london", "THB/lv=1", "--reason", "damaged", "-d", "2015-01-21")
    again = annexed.logs("writeoff", "london", "THB/lv=2", "--replaces", "last")
    assert (again["reason"], again["date"]) == ("damaged", "2015-01-21")


def test_a_receipt_that_replaces_a_closing_one_closes_its_shipment(annexed: Clerk) -> None:
    annexed.does("void", 4, "--reason", "wrong")
    annexed.does("receive", 3, "THB/lv=58", "--close", "-d", "2015-01-12")
    said = annexed.does("receive", 3, "THB/lv=57", "--replaces", 6).out
    assert "3 copies of shipment 3 recorded as lost." in said
    assert (stock_of(annexed)["in_transit"], stock_of(annexed)["lost"]) == (0, 3)
    annexed.does("receive", 3, "--replaces", 8)
    annexed.does("receive", 3, "THB/lv=0", "--replaces", 10)
    assert (stock_of(annexed)["in_transit"], stock_of(annexed)["lost"]) == (0, 60)
    annexed.does("void", 12, "--reason", "wrong")
    annexed.does("receive", 3, "THB/lv=57", "-d", "2015-01-12")
    annexed.does("receive", 3, "THB/lv=56", "--replaces", "last")
    assert (stock_of(annexed)["in_transit"], stock_of(annexed)["lost"]) == (4, 0)


def test_a_count_that_replaces_a_full_one_is_full(annexed: Clerk) -> None:
    annexed.does("ship", "london", "THB/ru=5", "-d", "2015-01-11", "--received")
    annexed.does("count", "london", "THB/lv=40", "--full", "-d", "2015-02-01")
    assert held_by(annexed, "london") == {"THB/lv": 40, "THB/ru": 0}
    annexed.does("count", "london", "THB/lv=41", "--replaces", 7)
    assert held_by(annexed, "london") == {"THB/lv": 41, "THB/ru": 0}
    annexed.does("void", 9, "--reason", "wrong")
    annexed.does("count", "london", "THB/lv=41", "-d", "2015-02-01")
    annexed.does("count", "london", "THB/lv=42", "--replaces", "last")
    assert held_by(annexed, "london") == {"THB/lv": 42, "THB/ru": 5}


def test_a_print_keeps_what_is_not_given_again(annexed: Clerk) -> None:
    names = "cost", "currency", "fund", "printer", "isbn", "store", "mark", "carton", "note"

    def details(run: str) -> list[Any]:
        row = next(row for row in annexed.reads("run", "list") if row["run"] == run)
        return [row[name] for name in names]

    was = details("THB/lv/1")
    again = annexed.logs("print", "THB/lv", 1100, "--replaces", 1)
    assert (again["date"], again["reference"]) == ("2015-01-01", "P1")
    assert details("THB/lv/1") == was
    annexed.does("print", "THB/lv", 1100, "--replaces", "last", "--cost", "900", "--printer", "")
    assert details("THB/lv/1") == ["900.00", "USD", "riga", None, *was[4:]]


def test_a_date_that_is_given_applies_even_today(annexed: Clerk) -> None:
    annexed.does("ship", "london", "THB/lv=100", "--from", "annex", "-d", "2015-03-01", "--received")
    annexed.does("count", "london", "THB/lv=10", "-d", "2015-02-01")
    assert (stock_of(annexed)["handed_out"], held_by(annexed, "london")) == (40, {"THB/lv": 110})
    again = annexed.logs("count", "london", "THB/lv=110", "--replaces", "last", "-d", "today")
    assert again["date"] == TODAY
    assert (stock_of(annexed)["handed_out"], held_by(annexed, "london")) == (40, {"THB/lv": 110})
    said = annexed.refused("ship", "dublin", "THB/ru=1", "--before", 3, "-d", "today")
    assert "Entry 3 is dated 2015-01-10" in said


def test_today_is_the_same_request_after_midnight(annexed: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("ship", "dublin", "THB/ru=1", "-d", "today", "--key", "k")
    first = annexed.logs(*words)
    tomorrow = date.fromordinal(date.today().toordinal() + 1)
    monkeypatch.setattr("tracker.model.dates.today", lambda: tomorrow)
    assert annexed.logs(*words)["entry"] == first["entry"]
