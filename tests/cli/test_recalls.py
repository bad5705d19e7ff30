"""withdraw, reinstate and trace: withdrawn runs are not shipped, and places that got copies are listed."""

from typing import Any

import pytest

from tests.cli.terminal import entries_in, held_by, lines_of, refusal, stock_of
from tests.conftest import Clerk, made_once

COLUMNS = (
    "place,name,kind,country,run,shipped,in_transit,returned,handed_out,lost,here,contact,moved_in,moved_out,counted_in"
)
WHY = ("--reason", "the hotline number changed")


@made_once
def recalled(clerk: Clerk) -> Clerk:
    """A clerk with 100 copies of each of two runs, who withdrew the older one on 10 January 2015."""
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-02")
    clerk.does("withdraw", "THB/lv/1", *WHY, "--date", "2015-01-10")
    return clerk


def available(clerk: Clerk, day: str) -> int:
    """Return the copies available for shipping on a day, according to the stock."""
    return int(stock_of(clerk, "THB/lv", "--at", day)["available"])


def traced(clerk: Clerk, what: str, *words: object) -> dict[str, dict[str, Any]]:
    """Return the recall list by place."""
    return {row["place"]: row for row in clerk.reads("trace", what, *words)}


def figures(row: dict[str, Any]) -> tuple[int, ...]:
    """Return the copies in a row of the recall list."""
    return tuple(row[name] for name in ("shipped", "in_transit", "returned", "handed_out", "lost", "here"))


def test_the_reply_to_a_withdrawal_names_the_places_below_it(recalled: Clerk) -> None:
    said = recalled.does("withdraw", "THB/lv/2", *WHY, "--dry-run").out.splitlines()
    assert said[:3] == ["Would record: Withdrew THB/lv/2: it can no longer be shipped.", "Places to notify:", ""]


def test_a_withdrawn_run_is_passed_over_for_the_next_one(recalled: Clerk) -> None:
    entry = recalled.logs("ship", "london", "THB/lv=10", "--date", "2015-01-10")
    assert lines_of(entry) == [("THB/lv/2", "store", "transit", 10)]
    assert "store can still ship 90 copies of THB/lv." in entry["messages"]


def test_what_a_shipment_books_of_a_later_count_may_be_of_a_withdrawn_run(recalled: Clerk) -> None:
    recalled.does("count", "store", "THB/lv=190", "--date", "2015-01-20")  # ten fewer of the first run
    entry = recalled.logs("ship", "london", "THB/lv=5", "--date", "2015-01-15")
    assert set(lines_of(entry)) == {("THB/lv/2", "store", "transit", 5), ("THB/lv/1", "loss", "store", 5)}


def test_a_withdrawn_run_is_not_shipped_even_when_named(recalled: Clerk) -> None:
    said = refusal(recalled, "ship", "london", "THB/lv/1=10", "--date", "2015-01-10")
    assert "ithdrawn" in said
    assert "THB/lv/1" in said
    assert "2015-01-10" in said


def test_withdrawn_copies_do_not_help_when_the_others_are_too_few(recalled: Clerk) -> None:
    said = refusal(recalled, "ship", "london", "THB/lv=101", "--date", "2015-01-10")
    assert "store has only 100 copies of THB/lv available on 2015-01-10," in said
    assert "1 short of the 101 needed" in said


def test_a_withdrawn_run_is_not_moved_to_another_store_either(recalled: Clerk) -> None:
    recalled.does("place", "add", "annex", "Annex", "--kind", "store")
    assert "ithdrawn" in refusal(recalled, "ship", "annex", "THB/lv/1=10", "--date", "2015-01-12")


def test_a_shipment_dated_before_the_withdrawal_may_still_take_the_run(recalled: Clerk) -> None:
    assert lines_of(recalled.logs("ship", "london", "THB/lv=10", "--date", "2015-01-09")) == [
        ("THB/lv/1", "store", "transit", 10)
    ]
    recalled.does("ship", "london", "THB/lv/1=90", "--date", "2015-01-09")
    assert stock_of(recalled, "THB/lv/1")["on_hand"] == 0


def test_what_is_available_leaves_out_withdrawn_runs_from_that_day_on(recalled: Clerk) -> None:
    assert (available(recalled, "2015-01-09"), available(recalled, "2015-01-10")) == (200, 100)
    withdrawn, active = recalled.reads("stock", "--by", "run")
    assert (withdrawn["status"], withdrawn["available"], withdrawn["on_hand"]) == ("withdrawn", 0, 100)
    assert (active["status"], active["available"], active["on_hand"]) == ("active", 100, 100)
    assert [row["status"] for row in recalled.reads("stock", "--by", "run", "--at", "2015-01-09")] == ["active"] * 2
    assert [row["status"] for row in recalled.reads("run", "list")] == ["withdrawn", "active"]


@pytest.mark.slow
def test_copies_of_a_withdrawn_run_are_received_returned_written_off_and_counted(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=50", "--date", "2015-01-02")
    clerk.does("withdraw", "THB/lv/1", *WHY, "--date", "2015-01-03")
    clerk.does("receive", 2, "--date", "2015-01-04")
    clerk.does("handout", "london", "THB/lv=1", "--date", "2015-01-05")
    clerk.does("return", "london", "THB/lv=30", "--date", "2015-01-06")
    clerk.does("writeoff", "store", "THB/lv/1=80", "--reason", "outdated", "--date", "2015-01-07")
    clerk.does("count", "london", "THB/lv=15", "--date", "2015-01-08")
    clerk.does("count", "store", "THB/lv/1=1", "--date", "2015-01-08")
    row = stock_of(clerk, "THB/lv/1")
    assert (row["on_hand"], row["in_transit"], row["at_places"], row["handed_out"]) == (1, 0, 15, 5)
    assert (row["lost"], row["found"]) == (80, 1)
    clerk.does("check")


def test_a_reinstated_run_is_shipped_again(recalled: Clerk) -> None:
    recalled.does("reinstate", "THB/lv/1", "--date", "2015-01-20")
    assert (available(recalled, "2015-01-19"), available(recalled, "2015-01-20")) == (100, 200)
    entry = recalled.logs("ship", "london", "THB/lv=10", "--date", "2015-01-20")
    assert lines_of(entry) == [("THB/lv/1", "store", "transit", 10)]


def test_a_run_is_not_shipped_on_a_day_on_which_it_was_withdrawn_though_it_was_reinstated_later(
    recalled: Clerk,
) -> None:
    """As the stock of that day has it: the two clocks and the shipping must agree."""
    recalled.does("reinstate", "THB/lv/1", "--date", "2015-01-20")
    assert available(recalled, "2015-01-15") == 100
    assert "ithdrawn" in refusal(recalled, "ship", "london", "THB/lv/1=1", "--date", "2015-01-15")
    recalled.does("withdraw", "THB/lv/1", *WHY, "--date", "2015-01-30")
    assert "ithdrawn" in refusal(recalled, "ship", "london", "THB/lv/1=1", "--date", "2015-01-15")
    recalled.does("ship", "london", "THB/lv/1=1", "--date", "2015-01-25")


def test_a_withdrawal_that_was_undone_does_not_stand_in_the_way_of_an_earlier_one(recalled: Clerk) -> None:
    recalled.does("withdraw", "THB/lv/2", *WHY, "--date", "2015-02-05")
    recalled.does("undo")
    recalled.does("withdraw", "THB/lv/2", *WHY, "--date", "2015-02-03")
    for day in ("2015-02-03", "2015-02-05"):
        said = refusal(recalled, "ship", "london", "THB/lv/2=1", "--date", day)
        assert "THB/lv/2 (2015-02-03)" in said
    assert "was already withdrawn on 2015-02-03" in refusal(recalled, "withdraw", "THB/lv/2", *WHY)


def test_withdrawing_twice_or_too_early_is_refused(recalled: Clerk) -> None:
    assert "was already withdrawn on 2015-01-10" in refusal(recalled, "withdraw", "THB/lv/1", *WHY)
    assert "2015-01-02" in refusal(recalled, "withdraw", "THB/lv/2", *WHY, "--date", "2015-01-01")
    assert "in the future" in refusal(recalled, "withdraw", "THB/lv/2", *WHY, "--date", "2999-01-01")
    assert "existing print runs: THB/lv/1, THB/lv/2" in refusal(recalled, "withdraw", "THB/lv/3", *WHY)
    assert "'THB/lv' is not a print run" in refusal(recalled, "withdraw", "THB/lv", *WHY, code=2)
    assert "Missing option '--reason'" in refusal(recalled, "withdraw", "THB/lv/2", code=2)


def test_only_what_is_withdrawn_is_reinstated_and_not_before_it_was(recalled: Clerk) -> None:
    assert "not withdrawn" in refusal(recalled, "reinstate", "THB/lv/2")
    assert "2015-01-10" in refusal(recalled, "reinstate", "THB/lv/1", "--date", "2015-01-09")
    recalled.does("reinstate", "THB/lv/1", "--date", "2015-01-20")
    assert "2015-01-20" in refusal(recalled, "withdraw", "THB/lv/1", *WHY, "--date", "2015-01-15")


def test_a_withdrawal_is_no_entry(recalled: Clerk) -> None:
    recalled.does("reinstate", "THB/lv/1")
    assert entries_in(recalled) == 2


@pytest.mark.slow
def test_the_recall_list_says_what_became_of_all_that_a_place_got(clerk: Clerk) -> None:
    clerk.does("place", "edit", "london", "--contact", "Anna", "--email", "a@example.com", "--phone", "+44 1")
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("ship", "dublin", "THB/lv=20", "--date", "2015-01-02", "--received")
    clerk.does("ship", "london", "THB/lv=100", "--date", "2015-01-02", "--received")
    clerk.does("ship", "london", "THB/lv=40", "--date", "2015-01-03")
    clerk.does("receive", 6, "THB/lv=25", "--date", "2015-01-04")
    clerk.does("receive", 6, "THB/lv=8", "--close", "--date", "2015-01-05")
    clerk.does("ship", "london", "THB/lv=11", "--date", "2015-01-05")
    clerk.does("return", "london", "THB/lv=50", "--date", "2015-01-06")
    clerk.does("handout", "london", "THB/lv=20", "--date", "2015-01-06")
    clerk.does("writeoff", "london", "THB/lv=3", "--reason", "damaged", "--date", "2015-01-06")
    clerk.does("count", "london", "THB/lv=56", "--date", "2015-01-07")
    rows = traced(clerk, "THB/lv/1")
    assert list(rows) == ["store", "london", "dublin"]
    assert figures(rows["london"]) == (151, 11, 50, 24, 10, 56)
    assert figures(rows["dublin"]) == (20, 0, 0, 0, 0, 20)
    assert (rows["london"]["run"], rows["london"]["country"], rows["london"]["kind"]) == ("THB/lv/1", "GB", "embassy")
    assert rows["london"]["contact"] == "Anna a@example.com +44 1"
    assert rows["dublin"]["contact"] is None
    assert traced(clerk, "THB/lv") == rows
    clerk.does("check")


def test_the_recall_list_puts_most_copies_first_and_takes_an_item_or_a_run(recalled: Clerk) -> None:
    recalled.does(
        "ship", "london", "THB/lv/1=10", "THB/lv/2=5", "--date", "2015-01-03", "--received", "--from", "store"
    )
    recalled.does("ship", "dublin", "THB/lv/1=20", "--date", "2015-01-03", "--received")
    recalled.does("ship", "liepaja", "THB/lv/2=30", "--date", "2015-01-03", "--received")
    assert list(traced(recalled, "THB/lv/1")) == ["store", "dublin", "london"]
    assert [(row["place"], row["run"], row["here"]) for row in recalled.reads("trace", "THB/lv")] == [
        ("store", "THB/lv/1", 70),
        ("store", "THB/lv/2", 65),
        ("liepaja", "THB/lv/2", 30),
        ("dublin", "THB/lv/1", 20),
        ("london", "THB/lv/1", 10),
        ("london", "THB/lv/2", 5),
    ]


def test_a_place_that_sent_all_back_is_still_on_the_recall_list(recalled: Clerk) -> None:
    recalled.does("ship", "london", "THB/lv/1=10", "--date", "2015-01-03", "--received")
    recalled.does("return", "london", "THB/lv=10", "--date", "2015-01-04")
    assert figures(traced(recalled, "THB/lv/1")["london"]) == (10, 0, 10, 0, 0, 0)
    recalled.does("void", 5, "--reason", "was not sent")
    assert figures(traced(recalled, "THB/lv/1")["london"]) == (10, 0, 0, 0, 0, 10)


def test_a_voided_shipment_is_not_on_the_recall_list(recalled: Clerk) -> None:
    recalled.does("ship", "london", "THB/lv/1=10", "--date", "2015-01-03", "--received")
    recalled.does("void", 3, "--reason", "never left")
    assert list(traced(recalled, "THB/lv/1")) == ["store"]


def test_a_loss_on_the_way_that_was_voided_was_not_shipped_again(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=19", "--date", "2015-01-02")
    clerk.does("receive", 2, "THB/lv=18", "--close", "--date", "2015-01-03")
    assert figures(traced(clerk, "THB/lv")["london"]) == (19, 0, 0, 0, 1, 18)
    clerk.does("void", 3, "--reason", "another parcel")
    assert figures(traced(clerk, "THB/lv")["london"]) == (19, 19, 0, 0, 0, 0)


def test_the_recall_list_can_be_asked_for_a_day(recalled: Clerk) -> None:
    recalled.does("ship", "london", "THB/lv/1=10", "--date", "2015-01-03")
    recalled.does("receive", 3, "--date", "2015-01-05")
    assert figures(traced(recalled, "THB/lv/1", "--at", "2015-01-04")["london"]) == (10, 10, 0, 0, 0, 0)
    assert list(traced(recalled, "THB/lv/1", "--at", "2015-01-02")) == ["store"]
    assert traced(recalled, "THB/lv/1", "--at", "2014-12-31") == {}
    assert "No place received copies of THB/lv/1." in recalled.does("trace", "THB/lv/1", "--at", "2014-12-31").out


def test_the_recall_list_is_exported(recalled: Clerk) -> None:
    recalled.does("place", "edit", "london", "--phone", "+44 1")
    recalled.does("ship", "london", "THB/lv/1=10", "--date", "2015-01-03", "--received")
    rows = [
        COLUMNS,
        "store,Store,store,LV,THB/lv/1,0,0,0,0,0,90,,0,0,0",
        "london,Embassy in London,embassy,GB,THB/lv/1,10,0,0,0,0,10,+44 1,0,0,0",
    ]
    assert recalled.does("trace", "THB/lv/1", "--format", "csv", "--raw").out.splitlines() == rows
    file = recalled.db.with_name("recall.csv")
    recalled.does("trace", "THB/lv/1", "-o", file, "--raw")
    assert file.read_text(encoding="utf-8").splitlines() == rows


def test_withdrawing_prints_the_recall_list(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=10", "--date", "2015-01-03", "--received")
    said = clerk.does("withdraw", "thb/LV/1", *WHY).out
    assert "london" in said
    assert "Embassy in London" in said
    clerk.does("reinstate", "THB/lv/1")
    answer = clerk.logs("withdraw", "THB/lv/1", *WHY)
    assert answer["recall"] == clerk.reads("trace", "THB/lv/1")
    assert list(answer["recall"][0]) == COLUMNS.split(",")


def test_a_run_that_is_not_known_is_not_traced(recalled: Clerk) -> None:
    assert "existing print runs: THB/lv/1, THB/lv/2" in refusal(recalled, "trace", "THB/lv/9")
    assert "THB/lv" in refusal(recalled, "trace", "THB/ru")
    assert "'THB' is not an item" in refusal(recalled, "trace", "THB", code=2)


def test_the_recall_list_follows_copies_through_a_second_store(recalled: Clerk) -> None:
    recalled.does("place", "add", "annex", "Annex", "--kind", "store")
    recalled.does("ship", "annex", "THB/lv/1=10", "--date", "2015-01-03", "--received")
    recalled.does("ship", "london", "THB/lv/1=4", "--from", "annex", "--date", "2015-01-04", "--received")
    rows = traced(recalled, "THB/lv/1")
    assert (rows["annex"]["shipped"], rows["annex"]["here"]) == (10, 6)
    assert (rows["london"]["shipped"], rows["london"]["here"]) == (4, 4)
    assert held_by(recalled, "annex") == {"THB/lv": 6}


def test_the_recall_list_says_that_its_total_counts_transfers_twice(recalled: Clerk) -> None:
    recalled.does("place", "add", "annex", "Annex", "--kind", "store")
    twice = "In the total shipped, copies shipped to a store and then onwards count twice."
    recalled.does("ship", "london", "THB/lv=40", "--received")
    assert twice not in recalled.does("trace", "THB/lv").out
    recalled.does("ship", "annex", "THB/lv=30", "--received")
    assert twice in recalled.does("trace", "THB/lv").out
    assert twice not in recalled.does("trace", "THB/lv", "-f", "csv").out


def test_the_recall_list_has_the_places_whose_copies_a_count_found(recalled: Clerk) -> None:
    """What a count found is not a loss that was undone; that it was given away since changes nothing."""
    recalled.does("place", "add", "annex", "Annex", "--kind", "store")
    recalled.does("count", "london", "THB/lv/1=5", "--date", "2015-01-03")
    recalled.does("count", "annex", "THB/lv/1=7", "--date", "2015-01-03")
    recalled.does("handout", "london", "THB/lv/1=5", "--date", "2015-01-04")
    recalled.does("writeoff", "annex", "THB/lv/1=7", "--reason", "outdated", "--date", "2015-01-04")
    rows = traced(recalled, "THB/lv/1")
    assert (figures(rows["london"]), rows["london"]["counted_in"]) == ((0, 0, 0, 5, 0, 0), 5)
    assert (figures(rows["annex"]), rows["annex"]["counted_in"]) == ((0, 0, 0, 0, 7, 0), 7)
    assert list(traced(recalled, "THB/lv/1", "--at", "2015-01-02")) == ["store"]


def test_the_recall_list_tells_what_counts_found_from_what_they_missed(recalled: Clerk) -> None:
    recalled.does("ship", "london", "THB/lv/1=10", "--date", "2015-01-03", "--received")
    for place, found, day in (("london", 12, 4), ("london", 9, 5), ("store", 95, 4), ("store", 91, 5)):
        recalled.does("count", place, f"THB/lv/1={found}", "--date", f"2015-01-0{day}")
    rows = traced(recalled, "THB/lv/1")
    assert (figures(rows["london"]), rows["london"]["counted_in"]) == ((10, 0, 0, 3, 0, 9), 2)
    assert (figures(rows["store"]), rows["store"]["counted_in"]) == ((0, 0, 0, 0, 4, 91), 5)
    recalled.does("ship", "london", "THB/lv/1=2", "--date", "2015-01-03", "--received")
    rows = traced(recalled, "THB/lv/1")
    assert (figures(rows["london"]), rows["london"]["counted_in"]) == ((12, 0, 0, 3, 0, 9), 0), "the parcel explains it"
    assert (figures(rows["store"]), rows["store"]["counted_in"]) == ((0, 0, 0, 0, 4, 91), 7)


def test_a_count_that_was_voided_found_nothing(recalled: Clerk) -> None:
    recalled.does("count", "london", "THB/lv/1=5", "--date", "2015-01-03")
    recalled.does("void", 3, "--reason", "was of another place")
    assert list(traced(recalled, "THB/lv/1")) == ["store"]


def test_a_store_that_sent_all_on_is_still_on_the_recall_list(recalled: Clerk) -> None:
    recalled.does("ship", "london", "THB/lv/1=100", "--date", "2015-01-03", "--received")
    assert figures(traced(recalled, "THB/lv/1")["store"]) == (0, 0, 0, 0, 0, 0)
    recalled.does("place", "add", "annex", "Annex", "--kind", "store")
    recalled.does("return", "london", "THB/lv/1=3", "--to", "annex", "--date", "2015-01-04")
    assert figures(traced(recalled, "THB/lv/1")["annex"]) == (0, 0, 0, 0, 0, 3)
    recalled.does("void", 5, "--reason", "came to the store")
    assert list(traced(recalled, "THB/lv/1")) == ["london", "store"]
