"""move: copies that one place gives to another, neither a store."""

import pytest

from tests.conftest import Clerk, made_once


@made_once
def spread(clerk: Clerk) -> Clerk:
    """A clerk with two runs of THB/lv; 30 and 20 copies of them are in London, none in Dublin."""
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("print", "THB/lv", 100, "--date", "2015-02-01")
    clerk.does("ship", "london", "THB/lv/1=30", "--date", "2015-03-01", "--received")
    clerk.does("ship", "london", "THB/lv/2=20", "--date", "2015-03-01", "--received")
    return clerk


def lines_of(entry: dict[str, list[dict[str, object]]]) -> list[tuple[object, ...]]:
    return [(line["run"], line["source"], line["destination"], line["quantity"]) for line in entry["lines"]]


def held_by(clerk: Clerk, place: str, *when: str) -> int:
    return sum(row["copies"] for row in clerk.reads("stock", "--place", place, *when))


def test_copies_go_from_one_place_to_another_the_oldest_run_first(spread: Clerk) -> None:
    entry = spread.logs("move", "london", "dublin", "THB/lv=35", "--date", "2015-04-01", "--ref", "M1")
    assert lines_of(entry) == [("THB/lv/1", "london", "dublin", 30), ("THB/lv/2", "london", "dublin", 5)]
    assert (entry["type"], entry["place"], entry["reference"]) == ("move", "dublin", "M1")
    assert (held_by(spread, "london"), held_by(spread, "dublin")) == (15, 35)
    (item,) = spread.reads("stock")
    assert (item["on_hand"], item["at_places"], item["handed_out"], item["lost"]) == (150, 50, 0, 0)


def test_a_move_is_told_in_a_sentence(spread: Clerk) -> None:
    assert spread.does("move", "london", "dublin", "THB/lv=1", "--date", "2015-04-01").out.splitlines() == [
        "Entry 7: 1 copy moved from london to dublin on 2015-04-01.",
        "  1  THB/lv/1  london > dublin",
    ]


def test_everything_moves_but_withdrawn_runs(spread: Clerk) -> None:
    spread.does("withdraw", "THB/lv/1", "--reason", "hotline", "--date", "2015-03-15")
    entry = spread.logs("move", "london", "dublin", "--all", "--date", "2015-04-01")
    assert lines_of(entry) == [("THB/lv/2", "london", "dublin", 20)]
    assert entry["messages"] == [
        "Copies of withdrawn runs stay at london: THB/lv/1. To return them, run 'tracker return london THB/lv/1=QTY'."
    ]
    assert spread.refused("move", "london", "dublin", "--all", "--date", "2015-04-02") == (
        "Copies of withdrawn runs stay at london: THB/lv/1. To return them, run 'tracker return london THB/lv/1=QTY'."
    )
    assert spread.refused("move", "london", "dublin", "THB/lv/1=1", "--date", "2015-04-02") == (
        "THB/lv/1 cannot be shipped on 2015-04-02: its print runs are withdrawn (THB/lv/1 (2015-03-15))."
    )
    spread.does("move", "london", "dublin", "THB/lv/1=1", "--date", "2015-03-14")


def test_a_move_takes_only_what_is_there_and_no_later_entry_needs(spread: Clerk) -> None:
    spread.does("handout", "london", "THB/lv/1=25", "--date", "2015-05-01")
    assert spread.refused("move", "london", "dublin", "THB/lv/1=6", "--date", "2015-04-01") == (
        "london has only 5 copies of THB/lv/1 available on 2015-04-01, 1 short of the 6 needed. Entry 7 of "
        "2015-05-01 uses the rest of THB/lv/1; to correct it, run 'tracker fix 7'."
    )
    assert spread.refused("move", "london", "dublin", "--all", "--date", "2015-04-01") == (
        "london has only 5 copies of THB/lv/1 available on 2015-04-01, 25 short of the 30 needed. Entry 7 of "
        "2015-05-01 uses the rest of THB/lv/1; to correct it, run 'tracker fix 7'."
    )
    assert spread.refused("move", "dublin", "london", "--all", "--date", "2015-04-01") == (
        "dublin has no copies on 2015-04-01."
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("london", "london", "THB/lv=1"), "london is both source and destination; use another place."),
        (("store", "london", "THB/lv=1"), "store is a store; to send copies from it, run 'tracker ship'."),
        (("london", "store", "THB/lv=1"), "store is a store; to send copies back to it, run 'tracker return'."),
        (("london", "public", "THB/lv=1"), "'public' is reserved and not a place; use another place."),
    ],
)
def test_a_move_is_between_two_places_that_are_no_stores(spread: Clerk, words: tuple[str, ...], said: str) -> None:
    assert spread.refused("move", *words) == said


@pytest.mark.parametrize("words", [(), ("--all", "THB/lv=1")], ids=["nothing", "both"])
def test_either_some_copies_move_or_all(spread: Clerk, words: tuple[str, ...]) -> None:
    said = spread.refused("move", "london", "dublin", *words, code=2)
    assert said == "Specify either ITEM=QTY or --all."


def test_neither_end_may_be_closed(spread: Clerk) -> None:
    spread.does("place", "close", "dublin", "--date", "2015-03-20")
    said = spread.refused("move", "london", "dublin", "THB/lv=1", "--date", "2015-04-01")
    assert said.startswith("dublin was closed on 2015-03-20;")
    back_dated = spread.refused("move", "london", "dublin", "THB/lv=1", "--date", "2015-03-10")
    assert back_dated.startswith("dublin would have 1 copy of THB/lv/1 on 2015-03-20, but was closed on")


def test_a_move_is_voided_replaced_and_put_before_another_entry(spread: Clerk) -> None:
    moved = spread.logs("move", "london", "dublin", "THB/lv/1=10", "--date", "2015-04-01")["entry"]
    spread.does("handout", "dublin", "THB/lv/1=4", "--date", "2015-04-02")
    assert spread.refused("void", moved, "--reason", "mistyped") == (
        "dublin would be 4 copies of THB/lv/1 short on 2015-04-02. "
        "Entry 8 of that day uses these copies; to correct it, run 'tracker fix 8'."
    )
    replaced = spread.logs("move", "london", "dublin", "THB/lv/1=6", "--replaces", moved)
    assert replaced["date"] == "2015-04-01"
    count = spread.logs("count", "dublin", "THB/lv/1=6", "--date", "2015-04-03")["entry"]
    spread.does("move", "london", "dublin", "THB/lv/1=2", "--date", "2015-04-03", "--before", count)
    assert [(line["expected"], line["counted"]) for line in spread.reads("show", count)["counts"]] == [(4, 6)]
    assert held_by(spread, "dublin") == 6


def test_the_recall_list_says_what_was_moved_in_and_out(spread: Clerk) -> None:
    spread.does("move", "london", "dublin", "THB/lv/1=10", "--date", "2015-04-01")
    mistake = spread.logs("move", "dublin", "liepaja", "THB/lv/1=9", "--date", "2015-04-02")["entry"]
    spread.does("void", mistake, "--reason", "mistyped")
    spread.does("move", "dublin", "liepaja", "THB/lv/1=3", "--date", "2015-04-02")
    rows = {row["place"]: row for row in spread.reads("trace", "THB/lv/1")}
    figures = {place: (row["shipped"], row["moved_in"], row["moved_out"], row["here"]) for place, row in rows.items()}
    assert figures == {
        "store": (0, 0, 0, 70),
        "london": (30, 0, 10, 20),
        "dublin": (0, 10, 3, 7),
        "liepaja": (0, 3, 0, 3),
    }


def test_what_is_moved_arrives_but_is_no_distribution(spread: Clerk) -> None:
    before = spread.reads("report", "distribution")
    spread.does("move", "london", "dublin", "THB/lv=12", "--date", "2015-04-01")
    assert spread.reads("report", "distribution") == before
    rows = {row["place"]: row for row in spread.reads("report", "coverage")}
    dublin = rows["dublin"]
    assert (dublin["copies"], dublin["last_shipped"]) == (0, None)
    assert (dublin["received"], dublin["last_received"], dublin["here"]) == (12, "2015-04-01", 12)


def test_the_log_of_a_place_has_its_moves_at_both_ends(spread: Clerk) -> None:
    moved = spread.logs("move", "london", "dublin", "THB/lv/1=1", "--date", "2015-04-01")["entry"]
    void = spread.logs("void", moved, "--reason", "mistyped")["entry"]
    for place in ("london", "dublin"):
        assert [row["entry"] for row in spread.reads("log", "--place", place)][-2:] == [moved, void]
    assert spread.reads("log", "--place", "liepaja") == []


def test_logging_a_move_twice_under_a_key_records_it_once(spread: Clerk) -> None:
    words = ("move", "london", "dublin", "--all", "--date", "2015-04-01", "--key", "k")
    first = spread.logs(*words)
    assert spread.logs(*words)["entry"] == first["entry"]
    said = spread.refused("move", "london", "dublin", "THB/lv=50", "--date", "2015-04-01", "--key", "k")
    assert said.startswith(f"The key 'k' was already used for entry {first['entry']}, with other arguments;")
