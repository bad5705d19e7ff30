import pytest

from tests.cli.terminal import held_by, lines_of, refusal, stock_of
from tests.conftest import Clerk, made_once


@made_once
def two_runs(clerk: Clerk) -> Clerk:
    """A clerk whose store got 300 copies of a first run in 2014, and 500 of a second in 2015."""
    clerk.does("print", "THB/lv", 300, "--date", "2014-03-01")
    clerk.does("print", "THB/lv", 500, "--date", "2015-03-01")
    return clerk


@made_once
def new_year(clerk: Clerk) -> Clerk:
    """A clerk whose store got 1000 on 1 January, sent 500 on the 2nd, and got 100 more on the 4th."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=500", "--date", "2015-01-02")
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-04")
    return clerk


def test_a_shipment_takes_the_oldest_run_first_and_spills_into_the_next(two_runs: Clerk) -> None:
    entry = two_runs.logs("ship", "london", "THB/lv=400", "--date", "2015-04-01")
    assert lines_of(entry) == [("THB/lv/1", "store", "transit", 300), ("THB/lv/2", "store", "transit", 100)]
    assert stock_of(two_runs, "THB/lv/1")["on_hand"] == 0
    assert stock_of(two_runs, "THB/lv/2")["on_hand"] == 400


def test_the_oldest_run_alone_is_taken_while_it_lasts(two_runs: Clerk) -> None:
    entry = two_runs.logs("ship", "london", "THB/lv=300", "--date", "2015-04-01")
    assert lines_of(entry) == [("THB/lv/1", "store", "transit", 300)]


def test_a_run_that_is_named_is_the_only_one_taken_from(two_runs: Clerk) -> None:
    entry = two_runs.logs("ship", "london", "THB/lv/2=400", "--date", "2015-04-01")
    assert lines_of(entry) == [("THB/lv/2", "store", "transit", 400)]
    said = refusal(two_runs, "ship", "london", "THB/lv/2=101", "--date", "2015-04-01")
    assert "store has 100 copies of THB/lv/2 to spare on 2015-04-01, 1 short of 101" in said


def test_two_runs_of_an_item_may_be_named_side_by_side(two_runs: Clerk) -> None:
    entry = two_runs.logs("ship", "london", "THB/lv/2=10", "THB/lv/1=20", "--date", "2015-04-01")
    assert sorted(lines_of(entry)) == [("THB/lv/1", "store", "transit", 20), ("THB/lv/2", "store", "transit", 10)]


def test_the_oldest_run_is_the_one_printed_first_whatever_its_number(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-03-01")
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    entry = clerk.logs("ship", "london", "THB/lv=150", "--date", "2015-04-01")
    assert lines_of(entry) == [("THB/lv/2", "store", "transit", 100), ("THB/lv/1", "store", "transit", 50)]


def test_runs_of_one_day_are_taken_by_their_numbers(clerk: Clerk) -> None:
    for _ in range(11):
        clerk.does("print", "THB/lv", 10, "--date", "2015-01-01")
    entry = clerk.logs("ship", "london", "THB/lv=25", "--date", "2015-01-01")
    assert [line[0] for line in lines_of(entry)] == ["THB/lv/1", "THB/lv/2", "THB/lv/3"]


def test_a_run_is_not_there_before_it_was_printed(two_runs: Clerk) -> None:
    said = refusal(two_runs, "ship", "london", "THB/lv=301", "--date", "2015-02-28")
    assert "store has 300 copies of THB/lv to spare on 2015-02-28" in said
    assert "1 short of 301" in said
    assert lines_of(two_runs.logs("ship", "london", "THB/lv=301", "--date", "2015-03-01"))[1][0] == "THB/lv/2"


def test_a_refusal_says_how_many_copies_each_run_could_give(two_runs: Clerk) -> None:
    said = refusal(two_runs, "ship", "london", "THB/lv=900", "--date", "2015-04-01")
    assert "800 copies of THB/lv" in said
    assert "THB/lv/1 300" in said
    assert "THB/lv/2 500" in said
    assert "100 short of 900" in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("day", "most"), [("2015-01-01", 500), ("2015-01-02", 500), ("2015-01-03", 500), ("2015-01-04", 600)]
)
def test_a_backdated_shipment_may_take_what_no_later_one_needs(new_year: Clerk, day: str, most: int) -> None:
    said = refusal(new_year, "ship", "dublin", f"THB/lv={most + 1}", "--date", day)
    assert "store" in said
    assert "THB/lv" in said
    assert day in said
    assert f"1 short of {most + 1}" in said
    new_year.does("ship", "dublin", f"THB/lv={most}", "--date", day)
    assert stock_of(new_year)["on_hand"] == 600 - most
    new_year.does("check")


def test_a_backdated_shipment_may_not_take_copies_that_a_later_one_needs(new_year: Clerk) -> None:
    said = refusal(new_year, "ship", "dublin", "THB/lv=600", "--date", "2015-01-01")
    assert "store has 500 copies of THB/lv to spare on 2015-01-01" in said
    assert "100 short of 600" in said
    assert "Entry 2 of 2015-01-02 needs the rest of THB/lv/1" in said


@pytest.mark.slow
def test_copies_that_come_back_later_do_not_help_the_days_between(clerk: Clerk) -> None:
    """The same as above, within one run: the 100 of the 4th come from another store."""
    clerk.does("place", "add", "annex", "Annex", "--kind", "store")
    clerk.does("print", "THB/lv", 1100, "--date", "2015-01-01")
    clerk.does("ship", "annex", "THB/lv=100", "--date", "2015-01-01", "--received")
    clerk.does("ship", "london", "THB/lv=500", "--date", "2015-01-02")
    clerk.does("ship", "store", "THB/lv=100", "--from", "annex", "--date", "2015-01-04", "--received")
    for day in ("2015-01-01", "2015-01-02", "2015-01-03"):
        assert "1 short of 501" in refusal(clerk, "ship", "dublin", "THB/lv=501", "--date", day)
        clerk.does("ship", "dublin", "THB/lv=500", "--date", day, "--dry-run")
    assert "1 short of 601" in refusal(clerk, "ship", "dublin", "THB/lv=601", "--date", "2015-01-04")
    clerk.does("ship", "dublin", "THB/lv=500", "--date", "2015-01-01")
    assert held_by(clerk, "store") == {"THB/lv": 100}
    assert "1 short of 1" in refusal(clerk, "ship", "dublin", "THB/lv=1", "--date", "2015-01-03")
    clerk.does("ship", "dublin", "THB/lv=100", "--date", "2015-01-04")
    clerk.does("check")


def test_a_backdated_shipment_spills_over_when_the_oldest_run_is_needed_later(two_runs: Clerk) -> None:
    two_runs.does("ship", "london", "THB/lv/1=250", "--date", "2015-06-01")
    entry = two_runs.logs("ship", "dublin", "THB/lv=80", "--date", "2015-05-01")
    assert lines_of(entry) == [("THB/lv/1", "store", "transit", 50), ("THB/lv/2", "store", "transit", 30)]


def test_the_copies_left_on_a_past_day_are_those_that_could_still_be_shipped_then(new_year: Clerk) -> None:
    assert stock_of(new_year, "THB/lv", "--at", "2015-01-01")["on_hand"] == 1000
    assert stock_of(new_year, "THB/lv", "--at", "2015-01-01")["available"] == 500
    assert stock_of(new_year, "THB/lv", "--at", "2015-01-04")["available"] == 600
    said = new_year.logs("ship", "dublin", "THB/lv=100", "--date", "2015-01-01")["messages"]
    assert said == ["store has 500 copies of THB/lv left to ship."], "today, as stock says too"
    assert stock_of(new_year)["available"] == 500
