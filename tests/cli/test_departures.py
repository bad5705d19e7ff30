"""return, handout and writeoff: copies leaving a place, oldest run first, never more than it has."""

import pytest

from tests.cli.terminal import entries_in, held_by, lines_of, refusal, stock_of
from tests.conftest import Clerk, made_once


@made_once
def spread(clerk: Clerk) -> Clerk:
    """A clerk with two print runs of 100, of which London got 60 and 40 on 3 January 2015: entries 1 to 4."""
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-02")
    clerk.does("ship", "london", "THB/lv/1=60", "THB/lv/2=40", "--date", "2015-01-03", "--received")
    return clerk


def test_a_return_brings_copies_back_to_the_store(spread: Clerk) -> None:
    entry = spread.logs("return", "london", "THB/lv=10", "--date", "2015-01-04", "--ref", "R", "--note", "N")
    assert (entry["entry"], entry["type"], entry["place"]) == (5, "return", "london")
    assert (entry["reference"], entry["note"]) == ("R", "N")
    assert lines_of(entry) == [("THB/lv/1", "london", "store", 10)]
    figures = stock_of(spread)
    assert (figures["on_hand"], figures["at_places"]) == (110, 90)
    assert spread.reads("show", 5) == {**entry, "messages": []}


def test_a_return_goes_to_the_store_that_is_named(spread: Clerk) -> None:
    spread.does("place", "add", "annex", "Annex", "--kind", "store")
    entry = spread.logs("return", "london", "THB/lv=10", "--to", "ANNEX", "--date", "2015-01-04")
    assert lines_of(entry) == [("THB/lv/1", "london", "annex", 10)]
    assert held_by(spread, "annex") == {"THB/lv": 10}
    assert "dublin is of kind embassy, not a store" in refusal(spread, "return", "london", "THB/lv=1", "--to", "dublin")


def test_a_handout_goes_to_the_public(spread: Clerk) -> None:
    entry = spread.logs("handout", "london", "THB/lv=10", "--date", "2015-01-04")
    assert lines_of(entry) == [("THB/lv/1", "london", "public", 10)]
    assert (stock_of(spread)["handed_out"], stock_of(spread)["at_places"]) == (10, 90)


@pytest.mark.parametrize("reason", ["damaged", "lost", "outdated", "other"])
def test_a_writeoff_goes_to_the_losses_with_its_reason(spread: Clerk, reason: str) -> None:
    entry = spread.logs("writeoff", "london", "THB/lv=10", "--reason", reason, "--date", "2015-01-04")
    assert lines_of(entry) == [("THB/lv/1", "london", "loss", 10)]
    assert entry["reason"] == reason
    assert spread.reads("show", 5)["reason"] == reason
    assert reason in spread.does("show", 5).out
    assert (stock_of(spread)["lost"], stock_of(spread)["at_places"]) == (10, 90)


def test_a_writeoff_without_a_reason_is_wrong_usage(spread: Clerk) -> None:
    assert "--reason" in refusal(spread, "writeoff", "london", "THB/lv=1", code=2)
    assert "damaged" in refusal(spread, "writeoff", "london", "THB/lv=1", "--reason", "eaten", code=2)


def test_the_three_answer_in_words(spread: Clerk) -> None:
    day = ("--date", "2015-01-04")
    assert spread.does("return", "london", "THB/lv=70", *day).out.splitlines() == [
        "Entry 5: 70 copies returned from london to store on 2015-01-04.",
        "  60  THB/lv/1  london > store",
        "  10  THB/lv/2  london > store",
    ]
    assert spread.does("handout", "london", "THB/lv=1", *day).out.splitlines() == [
        "Entry 6: 1 copy handed out at london on 2015-01-04.",
        "  1  THB/lv/2  london > public",
    ]
    said = spread.does("writeoff", "london", "THB/lv=2", "--reason", "outdated", *day).out.splitlines()
    assert said == [
        "Entry 7: 2 copies at london written off as outdated on 2015-01-04.",
        "  2  THB/lv/2  london > loss",
    ]


def test_a_store_hands_out_and_writes_off_what_it_holds_itself(spread: Clerk) -> None:
    assert lines_of(spread.logs("handout", "store", "THB/lv=1")) == [("THB/lv/1", "store", "public", 1)]
    entry = spread.logs("writeoff", "store", "THB/lv=1", "--reason", "damaged")
    assert lines_of(entry) == [("THB/lv/1", "store", "loss", 1)]
    assert stock_of(spread)["on_hand"] == 98


def test_copies_of_a_store_are_moved_by_shipping_not_returned(spread: Clerk) -> None:
    spread.does("place", "add", "annex", "Annex", "--kind", "store")
    for words in ((), ("--to", "annex"), ("--to", "store")):
        said = refusal(spread, "return", "store", "THB/lv=1", *words)
        assert "store is a store" in said
        assert "tracker ship" in said


@pytest.mark.parametrize("words", [("return",), ("handout",), ("writeoff", "--reason", "outdated")])
def test_the_oldest_run_leaves_first_also_when_it_is_withdrawn(spread: Clerk, words: tuple[str, ...]) -> None:
    spread.does("withdraw", "THB/lv/1", "--reason", "the hotline number changed", "--date", "2015-01-04")
    command, *options = words
    entry = spread.logs(command, "london", "THB/lv=75", *options, "--date", "2015-01-05")
    assert [(run, quantity) for run, _, _, quantity in lines_of(entry)] == [("THB/lv/1", 60), ("THB/lv/2", 15)]
    assert held_by(spread, "london") == {"THB/lv": 25}


def test_the_older_print_date_leaves_first_whatever_the_numbers(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 10, "--date", "2015-01-02")
    clerk.does("print", "THB/lv", 10, "--date", "2015-01-01")
    assert lines_of(clerk.logs("handout", "store", "THB/lv=15", "--date", "2015-01-03")) == [
        ("THB/lv/2", "store", "public", 10),
        ("THB/lv/1", "store", "public", 5),
    ]


def test_a_run_that_is_named_leaves_though_an_older_one_is_there(spread: Clerk) -> None:
    assert lines_of(spread.logs("handout", "london", "THB/lv/2=40")) == [("THB/lv/2", "london", "public", 40)]
    assert "london has only 0 copies of THB/lv/2" in refusal(spread, "handout", "london", "THB/lv/2=1")


def test_several_items_leave_together(spread: Clerk) -> None:
    spread.does("print", "THB/ru", 20, "--date", "2015-01-03")
    spread.does("ship", "london", "THB/ru=20", "--date", "2015-01-03", "--received")
    entry = spread.logs("return", "london", "THB/ru=5", "THB/lv=1", "--date", "2015-01-04")
    assert sorted(lines_of(entry)) == [("THB/lv/1", "london", "store", 1), ("THB/ru/1", "london", "store", 5)]
    assert "901 short of the 1 000 needed" in refusal(spread, "return", "london", "THB/ru=1", "THB/lv=1000")
    assert held_by(spread, "london") == {"THB/lv": 99, "THB/ru": 15}


@pytest.mark.parametrize("words", [("return",), ("handout",), ("writeoff", "--reason", "lost")])
def test_more_than_is_there_is_refused_with_place_copies_date_shortfall_and_advice_to_count(
    spread: Clerk, words: tuple[str, ...]
) -> None:
    command, *options = words
    said = refusal(spread, command, "london", "THB/lv=103", *options, "--date", "2015-01-04")
    assert "london has only 100 copies of THB/lv (THB/lv/1 60, THB/lv/2 40) available on 2015-01-04," in said
    assert "3 short of the 103 needed" in said
    assert "count" in said
    assert "tracker count london" in said
    assert entries_in(spread) == 4


def test_what_the_advice_to_count_first_says_works(spread: Clerk) -> None:
    said = refusal(spread, "return", "london", "THB/lv=103", "--date", "2015-01-04")
    assert said.endswith("If the place had more copies, log a count first: 'tracker count london ITEM=QTY'.")
    spread.does("count", "london", "THB/lv=103", "--date", "2015-01-04")
    spread.does("return", "london", "THB/lv=103", "--date", "2015-01-04")
    figures = stock_of(spread)
    assert (figures["on_hand"], figures["lost"], figures["found"]) == (203, 0, 3)


@pytest.mark.parametrize("words", [("return",), ("handout",), ("writeoff", "--reason", "lost")])
def test_copies_that_a_later_entry_needs_do_not_leave_before_it(spread: Clerk, words: tuple[str, ...]) -> None:
    spread.does("handout", "london", "THB/lv=80", "--date", "2015-01-20")
    command, *options = words
    said = refusal(spread, command, "london", "THB/lv=21", *options, "--date", "2015-01-10")
    assert "london has only 20 copies of THB/lv (THB/lv/2 20) available on 2015-01-10," in said
    assert "1 short of the 21 needed" in said
    assert "Entry 5 of 2015-01-20" in said
    entry = spread.logs(command, "london", "THB/lv=20", *options, "--date", "2015-01-10")
    assert [(run, quantity) for run, _, _, quantity in lines_of(entry)] == [("THB/lv/2", 20)]
    assert held_by(spread, "london", "--at", "2015-01-10") == {"THB/lv": 80}


def test_nothing_leaves_before_it_came(spread: Clerk) -> None:
    said = refusal(spread, "handout", "london", "THB/lv=1", "--date", "2015-01-02")
    assert "london has only 0 copies of THB/lv available on 2015-01-02," in said


@pytest.mark.parametrize("code", ["printer", "public", "loss", "transit", "Loss"])
def test_the_places_outside_return_and_hand_out_nothing(spread: Clerk, code: str) -> None:
    assert "reserved" in refusal(spread, "return", code, "THB/lv=1")
    assert "reserved" in refusal(spread, "return", "london", "THB/lv=1", "--to", code)
    assert "reserved" in refusal(spread, "handout", code, "THB/lv=1")
    assert "reserved" in refusal(spread, "writeoff", code, "THB/lv=1", "--reason", "lost")


@pytest.mark.parametrize("words", [("return",), ("handout",), ("writeoff", "--reason", "lost")])
def test_a_quantity_of_none_is_wrong_usage(spread: Clerk, words: tuple[str, ...]) -> None:
    command, *options = words
    said = refusal(spread, command, "london", "THB/lv=0", *options, code=2)
    assert said == "0 is not allowed here; enter a whole number, 1 or more."
    said = refusal(spread, command, "london", "THB/lv=1", "THB/lv/1=1", *options, code=2)
    assert said == "Specify either THB/lv or its print runs, not both."
    said = refusal(spread, command, "london", *options, code=2)
    assert "Missing argument" in said
    assert "ITEM=QTY" in said


def test_a_future_day_is_refused(spread: Clerk) -> None:
    assert "in the future" in refusal(spread, "handout", "london", "THB/lv=1", "--date", "2999-01-01")


def test_a_dry_run_says_what_would_leave_and_records_nothing(spread: Clerk) -> None:
    before = spread.db.read_bytes()
    entry = spread.logs("return", "london", "THB/lv=10", "--date", "2015-01-04", "--dry-run", "--key", "k")
    assert (entry["entry"], entry["recorded_at"]) == (None, None)
    assert lines_of(entry) == [("THB/lv/1", "london", "store", 10)]
    assert spread.db.read_bytes() == before
    assert spread.logs("return", "london", "THB/lv=10", "--date", "2015-01-04", "--key", "k")["entry"] == 5


def test_a_writeoff_with_the_same_key_and_another_reason_is_another_request(spread: Clerk) -> None:
    words = ("writeoff", "london", "THB/lv=10", "--date", "2015-01-04", "--key", "k", "--reason")
    first = spread.logs(*words, "damaged")
    assert spread.logs(*words, "damaged")["entry"] == first["entry"] == 5
    assert "entry 5" in refusal(spread, *words, "lost")
    assert (entries_in(spread), stock_of(spread)["lost"]) == (5, 10)


# return --all ----------------------------------------------------------------------------------------


def test_all_that_a_place_holds_goes_back_of_every_run(spread: Clerk) -> None:
    spread.does("place", "add", "annex", "Annex", "--kind", "store")
    spread.does("print", "THB/ru", 20, "--date", "2014-12-31")
    spread.does("ship", "london", "THB/ru=5", "--date", "2015-01-03", "--received")
    spread.does("withdraw", "THB/lv/1", "--reason", "the hotline number changed", "--date", "2015-01-04")
    entry = spread.logs("return", "london", "--all", "--to", "annex", "--date", "2015-01-05")
    assert lines_of(entry) == [
        ("THB/ru/1", "london", "annex", 5),
        ("THB/lv/1", "london", "annex", 60),
        ("THB/lv/2", "london", "annex", 40),
    ]
    assert held_by(spread, "london") == {}
    assert refusal(spread, "return", "london", "--all", "--date", "2015-01-06") == (
        "london has no copies on 2015-01-06."
    )


def test_all_is_what_is_there_on_the_day_of_the_return(spread: Clerk) -> None:
    spread.does("ship", "london", "THB/lv=10", "--date", "2015-01-20", "--received")
    assert "london has no copies on 2015-01-02." in refusal(spread, "return", "london", "--all", "--date", "2015-01-02")
    entry = spread.logs("return", "london", "--all", "--date", "2015-01-10")
    assert sum(quantity for *_, quantity in lines_of(entry)) == 100
    assert held_by(spread, "london") == {"THB/lv": 10}
    again = spread.logs("return", "london", "--all", "--replaces", entry["entry"], "--ref", "R")
    assert lines_of(again) == lines_of(entry)


def test_not_all_goes_back_that_a_later_entry_needs(spread: Clerk) -> None:
    spread.does("handout", "london", "THB/lv/2=30", "--date", "2015-01-20")
    assert refusal(spread, "return", "london", "--all", "--date", "2015-01-10") == (
        "london has only 10 copies of THB/lv/2 available on 2015-01-10, 30 short of the 40 needed. Entry 5 of "
        "2015-01-20 uses the rest of THB/lv/2; to correct it, run 'tracker fix 5'."
    )
    spread.does("return", "london", "--all", "--date", "2015-01-21")


def test_either_all_goes_back_or_what_is_named(spread: Clerk) -> None:
    said = refusal(spread, "return", "london", "THB/lv=1", "--all", code=2)
    assert said == "Specify either ITEM=QTY or --all."
    assert "store is a store" in refusal(spread, "return", "store", "--all")
    assert said == refusal(spread, "handout", "london", "THB/lv=1", "--all", code=2)
    assert "No such option" in refusal(spread, "writeoff", "london", "--all", "--reason", "lost", code=2)


def test_all_that_a_place_holds_is_handed_out(spread: Clerk) -> None:
    entry = spread.logs("handout", "london", "--all", "--date", "2015-01-10")
    assert lines_of(entry) == [("THB/lv/1", "london", "public", 60), ("THB/lv/2", "london", "public", 40)]
    assert held_by(spread, "london") == {}


def test_a_key_tells_all_from_what_was_there(spread: Clerk) -> None:
    words = ("return", "london", "--all", "--date", "2015-01-05", "--key", "k")
    assert spread.logs(*words)["entry"] == spread.logs(*words)["entry"] == 5
    assert "with other arguments" in refusal(spread, "return", "london", "THB/lv=100", *words[3:])
