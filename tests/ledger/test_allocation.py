from tests.cli.terminal import lines_of, refusal, stock_of
from tests.conftest import Clerk, made_once


@made_once
def two_runs(clerk: Clerk) -> Clerk:
    """A clerk whose store got 300 copies of a first run in 2014, and 500 of a second in 2015."""
    clerk.does("print", "THB/lv", 300, "--date", "2014-03-01")
    clerk.does("print", "THB/lv", 500, "--date", "2015-03-01")
    return clerk


def test_a_shipment_takes_the_oldest_run_first_and_spills_into_the_next(two_runs: Clerk) -> None:
    entry = two_runs.logs("ship", "london", "THB/lv=400", "--date", "2015-04-01")
    assert lines_of(entry) == [("THB/lv/1", "store", "transit", 300), ("THB/lv/2", "store", "transit", 100)]
    assert stock_of(two_runs, "THB/lv/1")["on_hand"] == 0
    assert stock_of(two_runs, "THB/lv/2")["on_hand"] == 400


def test_a_run_that_is_named_is_the_only_one_taken_from(two_runs: Clerk) -> None:
    entry = two_runs.logs("ship", "london", "THB/lv/2=400", "--date", "2015-04-01")
    assert lines_of(entry) == [("THB/lv/2", "store", "transit", 400)]
    said = refusal(two_runs, "ship", "london", "THB/lv/2=101", "--date", "2015-04-01")
    assert "store has only 100 copies of THB/lv/2 available on 2015-04-01, 1 short of the 101 needed" in said


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


def test_a_refusal_says_how_many_copies_each_run_could_give(two_runs: Clerk) -> None:
    said = refusal(two_runs, "ship", "london", "THB/lv=900", "--date", "2015-04-01")
    assert "800 copies of THB/lv" in said
    assert "THB/lv/1 300" in said
    assert "THB/lv/2 500" in said
    assert "100 short of the 900 needed" in said


def test_a_backdated_shipment_spills_over_when_the_oldest_run_is_needed_later(two_runs: Clerk) -> None:
    two_runs.does("ship", "london", "THB/lv/1=250", "--date", "2015-06-01")
    entry = two_runs.logs("ship", "dublin", "THB/lv=80", "--date", "2015-05-01")
    assert lines_of(entry) == [("THB/lv/1", "store", "transit", 50), ("THB/lv/2", "store", "transit", 30)]
