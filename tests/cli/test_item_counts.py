"""The count of an item is its total, whatever the order of logging; its runs follow from earlier copies."""

from itertools import permutations

import pytest

from tests.cli.shell import start
from tests.cli.terminal import refusal
from tests.conftest import Clerk, made_once

LATE = (
    ("ship", "london", "THB/lv/1=20", "--date", "2015-03-01", "--received"),
    ("count", "london", "THB/lv=20", "--date", "2015-03-04"),
)


@made_once
def printed(clerk: Clerk) -> Clerk:
    """A clerk with two runs of 60."""
    clerk.does("print", "THB/lv", 60, "--date", "2015-01-01")
    clerk.does("print", "THB/lv", 60, "--date", "2015-02-01")
    return clerk


def runs_at(clerk: Clerk, place: str) -> dict[str, int]:
    """The copies of each run at a place, from the recall list."""
    rows = clerk.reads("trace", "THB/lv")
    return {row["run"]: row["here"] for row in rows if row["place"] == place and row["here"]}


def counted(clerk: Clerk, entry: int) -> list[tuple[str, int, int]]:
    return [(row["run"], row["expected"], row["counted"]) for row in clerk.reads("show", entry)["counts"]]


@pytest.mark.parametrize("order", [LATE, LATE[::-1]], ids=["in time", "the count first"])
def test_a_parcel_logged_after_the_count_is_what_was_counted(
    printed: Clerk, order: tuple[tuple[str, ...], ...]
) -> None:
    for words in order:
        printed.does(*words)
    (item,) = printed.reads("stock")
    assert (item["handed_out"], item["lost"], item["at_places"]) == (0, 0, 20)
    assert runs_at(printed, "london") == {"THB/lv/1": 20}


def test_a_print_that_turns_up_before_a_count_of_the_store_does_not_hold_more_than_was_printed(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    count = clerk.logs("count", "store", "THB/lv=150", "--date", "2015-03-01", "--yes")["entry"]
    assert counted(clerk, count) == [("THB/lv/1", 100, 150)]
    clerk.does("print", "THB/lv", 50, "--date", "2015-02-01")
    assert counted(clerk, count) == [("THB/lv/1", 100, 100), ("THB/lv/2", 50, 50)]
    (item,) = clerk.reads("stock")
    assert (item["printed"], item["on_hand"], item["lost"]) == (150, 150, 0)


def test_a_shortage_leaves_the_oldest_run_first_as_far_as_later_entries_allow(printed: Clerk) -> None:
    printed.does("ship", "london", "THB/lv/1=10", "--date", "2015-03-01", "--received")
    printed.does("ship", "london", "THB/lv/2=10", "--date", "2015-03-01", "--received")
    printed.does("handout", "london", "THB/lv/1=7", "--date", "2015-03-10")
    count = printed.logs("count", "london", "THB/lv=14", "--date", "2015-03-05")["entry"]
    assert counted(printed, count) == [("THB/lv/1", 10, 7), ("THB/lv/2", 10, 7)]


def test_a_run_keeps_what_later_entries_take_and_a_surplus_joins_the_newest_run_there(printed: Clerk) -> None:
    """Ten of run 1 are there on the day of the count; of run 2 five come and go later, from a parcel logged wrongly."""
    printed.does("ship", "london", "THB/lv/1=10", "--date", "2015-03-01", "--received")
    parcel = printed.logs("ship", "london", "THB/lv/2=5", "--date", "2015-03-02", "--received")["entry"]
    printed.does("handout", "london", "THB/lv/2=5", "--date", "2015-03-10")
    count = printed.logs("count", "london", "THB/lv=18", "--date", "2015-03-05")["entry"]
    assert counted(printed, count) == [("THB/lv/1", 10, 10), ("THB/lv/2", 5, 8)]
    printed.does("void", parcel, "--reason", "was never sent")
    assert counted(printed, count) == [("THB/lv/1", 10, 13), ("THB/lv/2", 0, 5)]


def test_what_is_replaced_is_divided_by_what_stands_in_the_end_and_not_by_what_stood_between(printed: Clerk) -> None:
    """The return is made good on its own day by what is moved back instead, so the count need leave nothing for it."""
    printed.does("ship", "london", "THB/lv/1=7", "THB/lv/2=9", "--date", "2015-03-01", "--received")
    printed.does("ship", "dublin", "THB/lv/1=4", "--date", "2015-03-01", "--received")
    printed.does("return", "london", "THB/lv=2", "--date", "2015-03-04")
    moved = printed.logs("move", "london", "dublin", "THB/lv=2", "--date", "2015-03-03")["entry"]
    count = printed.logs("count", "london", "THB/lv=2", "--date", "2015-03-03")["entry"]
    assert counted(printed, count) == [("THB/lv/1", 5, 2), ("THB/lv/2", 9, 0)]
    printed.does("move", "dublin", "london", "--all", "--date", "2015-03-04", "--replaces", moved)
    assert counted(printed, count) == [("THB/lv/1", 7, 0), ("THB/lv/2", 9, 2)]
    assert runs_at(printed, "london") == {"THB/lv/1": 2, "THB/lv/2": 2}


def test_an_entry_that_needs_what_the_count_took_for_missing_is_refused_naming_the_count(printed: Clerk) -> None:
    printed.does("ship", "london", "THB/lv/1=10", "--date", "2015-03-01", "--received")
    printed.does("ship", "london", "THB/lv/2=10", "--date", "2015-03-01", "--received")
    count = printed.logs("count", "london", "THB/lv=10", "--date", "2015-03-05")["entry"]
    assert counted(printed, count) == [("THB/lv/1", 10, 0), ("THB/lv/2", 10, 10)]
    assert printed.refused("handout", "london", "THB/lv/1=1", "--date", "2015-03-10").startswith(
        f"london has only 0 copies of THB/lv/1 available on 2015-03-10, 1 short of the 1 needed. Count {count} of "
        "2015-03-05 found 10 fewer of THB/lv/1 than expected."
    )
    printed.does("handout", "london", "THB/lv=10", "--date", "2015-03-10")


DAYS = (
    ("ship", "london", "THB/lv/1=9", "--date", "2015-03-01", "--received"),
    ("ship", "london", "THB/lv/2=8", "--date", "2015-03-02", "--received"),
    ("count", "london", "THB/lv=12", "--date", "2015-03-03"),
    ("return", "london", "THB/lv/2=3", "--date", "2015-03-04"),
)


@pytest.mark.slow
def test_in_every_order_of_logging_that_is_not_refused_the_totals_are_the_same(printed: Clerk) -> None:
    blank, found = printed.db.read_bytes(), []
    for order in permutations(DAYS):
        printed.db.write_bytes(blank)
        if all(printed(*words).code == 0 for words in order):
            printed.does("check")
            (item,) = printed.reads("stock")
            found.append((item["on_hand"], item["at_places"], item["handed_out"], item["lost"]))
    assert len(found) > 5
    assert set(found) == {(106, 9, 5, 0)}


@pytest.mark.slow
def test_the_differences_of_several_items_are_booked_in_the_order_of_the_items(printed: Clerk) -> None:
    """In every process: it is not the order of a set, which differs from one to the next."""
    printed.does("print", "THB/ru", 60, "--date", "2015-02-01")
    printed.does("ship", "london", "THB/lv=20", "THB/ru=20", "--date", "2015-03-01", "--received")
    shown = {
        start("count", "london", "THB/ru=5", "THB/lv=5", "--dry-run", db=printed.db, PYTHONHASHSEED=str(seed)).stdout
        for seed in range(4)
    }
    assert len(shown) == 1


@made_once
def counted_low(clerk: Clerk) -> Clerk:
    """A clerk whose store was counted to have 5 of 20 copies, of which 4 left; to 2015-03-02 all 20 were there."""
    clerk.does("print", "THB/lv", 10, "--date", "2015-03-01")
    clerk.does("print", "THB/lv", 10, "--date", "2015-03-01", "--yes")
    clerk.does("count", "store", "THB/lv=5", "--date", "2015-03-03")
    clerk.does("ship", "dublin", "THB/lv=4", "--date", "2015-03-04")
    return clerk


def test_all_that_was_there_before_a_count_can_be_shipped_whatever_left_after_it(counted_low: Clerk) -> None:
    (item,) = counted_low.reads("stock", "--at", "2015-03-02")
    assert item["available"] == 20
    sent = counted_low.logs("ship", "london", "THB/lv=20", "--date", "2015-03-02")
    assert sent["messages"][-1] == (
        "Count 3 of 2015-03-03 at store stays at 5 of THB/lv; its difference changed from -15 to +5. "
        "The print runs of the entry are now THB/lv/1 0, THB/lv/2 5."
    )
    assert runs_at(counted_low, "store") == {"THB/lv/2": 1}
    counted_low.does("void", sent["entry"], "--reason", "mistyped")
    counted_low.does("undo")
    counted_low.does("void", 4, "--reason", "mistyped")
    assert runs_at(counted_low, "store") == {"THB/lv/2": 5}


def test_a_count_that_leaves_less_than_later_entries_take_is_refused_with_all_of_them(printed: Clerk) -> None:
    printed.does("ship", "london", "THB/lv/1=10", "THB/lv/2=10", "--date", "2015-03-01", "--received")
    first = printed.logs("handout", "london", "THB/lv/1=7", "--date", "2015-03-05")["entry"]
    second = printed.logs("return", "london", "THB/lv/2=9", "--date", "2015-03-06")["entry"]
    assert refusal(printed, "count", "london", "THB/lv=15", "--date", "2015-03-04") == (
        "The count of 15 of THB/lv at london on 2015-03-04 is too low: later entries need 16. Entries "
        f"{first}, {second} use these copies; to correct one, run 'tracker fix {second}'."
    )
    printed.does("count", "london", "THB/lv=16", "--date", "2015-03-04")
    (item,) = printed.reads("stock")
    assert item["handed_out"] == 7 + 4


def test_copies_that_only_pass_between_runs_are_neither_found_nor_lost_nor_handed_out(printed: Clerk) -> None:
    """One copy more is found than was there, all of it of run 1, which is needed later; six only change their run."""
    printed.does("ship", "london", "THB/lv/1=10", "THB/lv/2=10", "--date", "2015-03-01", "--received")
    printed.does("handout", "london", "THB/lv/1=8", "--date", "2015-03-06")
    count = printed.logs("count", "london", "THB/lv=12", "--date", "2015-03-05")["entry"]
    assert counted(printed, count) == [("THB/lv/1", 10, 8), ("THB/lv/2", 10, 4)]
    printed.does("return", "london", "THB/lv/1=9", "--date", "2015-03-04")
    assert counted(printed, count) == [("THB/lv/1", 1, 8), ("THB/lv/2", 10, 4)]
    (item,) = printed.reads("stock")
    assert (item["handed_out"], item["lost"], item["found"]) == (8, 0, 1)


def test_all_that_a_place_had_before_a_count_can_leave_by_any_command(printed: Clerk) -> None:
    printed.does("ship", "london", "THB/lv/1=10", "THB/lv/2=10", "--date", "2015-03-01", "--received")
    printed.does("count", "london", "THB/lv=5", "--date", "2015-03-03")
    printed.does("handout", "london", "THB/lv=4", "--date", "2015-03-04")
    sheet = printed.db.with_name("handouts.csv")
    sheet.write_text("date,place,item,quantity\n2015-03-02,london,THB/lv,20\n", encoding="utf-8")
    for words in (
        ("return", "london", "--all", "--date", "2015-03-02"),
        ("move", "london", "dublin", "--all", "--date", "2015-03-02"),
        ("import", "handouts", sheet),
    ):
        printed.does(*words)
        assert runs_at(printed, "london") == {"THB/lv/2": 1}, words
        printed.does("undo")
        (item,) = printed.reads("stock", "--at", "2015-03-02")
        assert (item["at_places"], runs_at(printed, "london")) == (20, {"THB/lv/2": 1})
        printed.does("check")


def test_a_print_logged_later_is_the_run_that_an_earlier_count_found(stocked: Clerk) -> None:
    stocked.does("count", "dublin", "THB/lv=5", "--date", "2015-01-10")
    stocked.does("print", "THB/lv", 50, "--date", "2015-01-05")
    assert {row["run"] for row in stocked.reads("trace", "THB/lv") if row["place"] == "dublin" and row["here"]} == {
        "THB/lv/2"
    }
    stocked.does("check")
