"""Copies that came back stand among shipments, with a negative quantity: --negative-as returns takes them so."""

import pytest

from tests.cli.sheets import errors, figures, imports, sheet
from tests.cli.terminal import held_by, refusal
from tests.conftest import Clerk, made_once

HEADER = "date,place,item,quantity,store,reference"
RETURNS = ("--received", "--negative-as", "returns")


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk whose store got 1000 copies of THB/lv, and who has another store."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("place", "add", "depot", "Depot", "--kind", "store")
    return clerk


def test_a_negative_quantity_is_a_return_to_the_store_of_the_row(stocked: Clerk) -> None:
    rows = (
        "2015-02-01,london,THB/lv,200,,P1",
        "2015-02-01,london,THB/lv,-20,,P1",
        "2015-03-01,london,THB/lv,(30),depot,",
    )
    path = sheet(stocked, HEADER, *rows)
    outcome = imports(stocked, "shipments", path, *RETURNS)
    assert figures(outcome) == (3, 0, 0)
    assert outcome["copies"] == [{"item": "THB/lv", "copies": 150}]
    assert (held_by(stocked, "london"), held_by(stocked, "depot")) == ({"THB/lv": 150}, {"THB/lv": 30})
    types = [(row["type"], row["quantity"]) for row in stocked.reads("log") if row["entry"] > 1]
    assert types == [("ship", 200), ("receive", 200), ("return", 20), ("return", 30)]
    before = stocked.db.read_bytes()
    again = imports(stocked, "shipments", path, *RETURNS)
    assert (figures(again), stocked.db.read_bytes()) == ((0, 3, 0), before)


def test_a_return_may_stand_above_the_shipment_of_its_day(stocked: Clerk) -> None:
    rows = ("2015-02-01,london,THB/lv,-20,,", "2015-02-01,london,THB/lv,200,,", "2015-02-01,dublin,THB/lv,20,depot,")
    path = sheet(stocked, HEADER, *rows, "2015-02-01,london,THB/lv,-25,depot,")
    assert figures(imports(stocked, "shipments", path, *RETURNS)) == (4, 0, 0)
    assert (held_by(stocked, "london"), held_by(stocked, "depot")) == ({"THB/lv": 155}, {"THB/lv": 5})
    assert figures(imports(stocked, "shipments", path, *RETURNS)) == (0, 4, 0)


def test_it_is_the_return_that_a_sheet_of_returns_would_record(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=50", "--date", "2015-02-01", "--received")
    row = "2015-03-01,london,THB/lv,{},,"
    assert figures(imports(stocked, "shipments", sheet(stocked, HEADER, row.format(-5)), *RETURNS)) == (1, 0, 0)
    assert figures(imports(stocked, "returns", sheet(stocked, HEADER, row.format(5)))) == (0, 1, 0)


def test_a_return_of_more_than_is_there_is_refused_at_its_row(stocked: Clerk) -> None:
    path = sheet(stocked, HEADER, "2015-02-01,london,THB/lv,20,,", "2015-02-02,london,THB/lv,-21,,")
    ((line, column, value, message),) = errors(stocked, "shipments", path, *RETURNS)
    assert (line, column, value) == (3, "quantity", "-21")
    assert "london has 20 copies of THB/lv to spare on 2015-02-02, 1 short of 21" in message


@pytest.mark.parametrize("quantity", ["-2.5", "-", "-0", "- ten"])
def test_what_is_no_number_of_copies_that_came_back_is_refused(stocked: Clerk, quantity: str) -> None:
    path = sheet(stocked, HEADER, f"2015-02-02,london,THB/lv,{quantity},,")
    ((line, column, value, _),) = errors(stocked, "shipments", path, *RETURNS)
    assert (line, column, value) == (2, "quantity", quantity)


def test_without_being_asked_a_negative_quantity_is_refused(stocked: Clerk) -> None:
    path = sheet(stocked, HEADER, "2015-02-02,london,THB/lv,-5,,")
    ((*_, message),) = errors(stocked, "shipments", path)
    assert message == (
        "'-5' is negative: import returned copies with 'tracker import returns' and write 5 there, or a sheet of "
        "shipments with --negative-as returns."
    )
    assert "only to shipments" in refusal(stocked, "import", "returns", path, *RETURNS[1:], code=2)
