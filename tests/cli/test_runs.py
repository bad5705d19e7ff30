import pytest

from tests.cli.asking import refusal
from tests.conftest import Clerk, made_once

COLUMNS = "run,item,printed_on,quantity,store,cost,currency,fund,printer,isbn,status,reference,note"


@made_once
def printed(clerk: Clerk) -> Clerk:
    """A clerk with a fund, and a run of 1000 copies that cost 500 euros."""
    clerk.does("fund", "add", "public-order", "Fonds")
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01", "--cost", "500", "--note", "of the entry")
    return clerk


def test_runs_are_listed_with_their_promised_columns_in_the_order_of_their_numbers(printed: Clerk) -> None:
    for _ in range(9):
        printed.does("print", "THB/lv", 1)
    head, *rows = printed.does("run", "list", "--format", "csv").out.splitlines()
    assert head == COLUMNS
    assert rows[0] == "THB/lv/1,THB/lv,2015-01-01,1000,store,500.00,EUR,,,,active,,"
    assert [row.split(",")[0] for row in rows] == [f"THB/lv/{number}" for number in range(1, 11)]


def test_a_runs_making_is_corrected_option_by_option(printed: Clerk) -> None:
    printed.does("run", "edit", "thb/lv/1", "--cost", "862.40", "--fund", "PUBLIC-order", "--isbn", "978")
    row = printed.logs("run", "edit", "THB/lv/1", "--printer", "Tipogrāfija", "--currency", "lvl", "--note", "n")
    assert list(row) == COLUMNS.split(",")
    assert (row["cost"], row["currency"], row["fund"]) == ("862.40", "LVL", "public-order")
    assert (row["printer"], row["isbn"], row["note"], row["quantity"]) == ("Tipogrāfija", "978", "n", 1000)
    assert printed.logs("run", "edit", "THB/lv/1", "--isbn", "")["isbn"] is None


def test_what_cannot_be_corrected_is_refused(printed: Clerk) -> None:
    assert "Nothing to change" in refusal(printed, "run", "edit", "THB/lv/1", code=2)
    assert "Did you mean public-order" in refusal(printed, "run", "edit", "THB/lv/1", "--fund", "public-oder")
    printed.does("print", "THB/ru", 1)
    assert "no cost yet" in refusal(printed, "run", "edit", "THB/ru/1", "--currency", "EUR")


def test_a_run_shows_where_its_copies_are(printed: Clerk) -> None:
    printed.does("ship", "london", "THB/lv=100", "--date", "2015-01-02", "--received")
    printed.does("ship", "dublin", "THB/lv=50", "--date", "2015-01-02")
    shown = printed.reads("run", "show", "THB/lv/1")
    assert (shown["printed"], shown["on_hand"], shown["available"]) == (1000, 850, 850)
    assert (shown["in_transit"], shown["at_places"], shown["handed_out"], shown["lost"]) == (50, 100, 0, 0)
    assert (shown["run"], shown["printed_on"], shown["cost"]) == ("THB/lv/1", "2015-01-01", "500.00")
    assert "THB/lv/1" in printed.does("run", "show", "THB/lv/1").out


def test_an_unknown_run_names_those_there_are(printed: Clerk) -> None:
    assert "There is no print run THB/lv/2; there is THB/lv/1" in refusal(printed, "run", "show", "THB/lv/2")
    assert "THB/lv" in refusal(printed, "run", "show", "THB/ru/1")


@pytest.mark.parametrize("run", ["THB/lv", "THB", "THB/lv/0", "THB/lv/x", "THB/lv/1/2", "THB//1", "THB/lv/01", ""])
def test_a_malformed_run_is_wrong_usage(printed: Clerk, run: str) -> None:
    refusal(printed, "run", "show", run, code=2)
