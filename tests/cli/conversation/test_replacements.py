"""The conversation of a replacement: every answer is filled in, and Enter keeps it."""

import pytest

from tests.cli.conversation.conftest import Talks
from tests.cli.terminal import lines_of
from tests.conftest import Clerk


def test_every_answer_of_a_shipment_is_filled_in(stocked: Clerk, talks: Talks) -> None:
    stocked.does("place", "add", "annex", "Annex", "--kind", "store")
    stocked.does("ship", "annex", "THB/lv=300", "THB/ru=100", "-d", "2015-01-02", "--received")
    texts = ("--ref", "A1", "--carrier", "Omniva", "--note", "fragile", "--cost", "12.40")
    stocked.does("ship", "dublin", "THB/lv=40", "THB/ru=20", "--from", "annex", "-d", "2015-01-03", *texts)
    talked = talks("ship --replaces 6", "", "", 50, "", "", "", "", "", "", "", "")
    assert talked.prompts == [
        "Place [dublin]: ",
        "Item [THB/lv, THB/ru]: ",
        "Copies of THB/lv [40]: ",
        "Copies of THB/ru [20]: ",
        "From the store [annex]: ",
        "Date [2015-01-03]: ",
        "Reference [A1]: ",
        "Carrier [Omniva]: ",
        "Cost of sending [12.40]: ",
        "Paid by the fund: ",
        "Record it? [Y/n] ",
    ]
    shown = stocked.reads("show", 8)
    assert lines_of(shown) == [("THB/lv/1", "annex", "transit", 50), ("THB/ru/1", "annex", "transit", 20)]
    kept = ("date", "reference", "carrier", "note")
    assert [shown[name] for name in kept] == ["2015-01-03", "A1", "Omniva", "fragile"]


def test_a_minus_empties_a_text_and_no_other_value(stocked: Clerk, talks: Talks) -> None:
    stocked.does("ship", "dublin", "THB/lv=40", "-d", "2015-01-03", "--ref", "A1", "--carrier", "DPD", "--cost", 5)
    talked = talks("ship --replaces last", "", "", "", "", "-", "", "-", 4, "", "")
    assert "A replacement keeps this; to leave it out, void entry 4 and log it again." in talked.said
    shown = stocked.reads("show", 6)
    assert (shown["reference"], shown["carrier"], shown["costs"][0]["cost"]) == (None, "DPD", "4.00")


def test_an_item_of_several_runs_is_filled_in_by_run(stocked: Clerk, talks: Talks) -> None:
    stocked.does("print", "THB/lv", 100, "-d", "2015-01-02")
    stocked.does("ship", "dublin", "THB/lv/2=40", "-d", "2015-01-03")
    talked = talks("ship --replaces last", "", "", 30, "", "", "", "", "")
    assert talked.asked("Copies").prompt == "Copies of THB/lv/2 [40]: "
    assert lines_of(stocked.reads("show", 7)) == [("THB/lv/2", "store", "transit", 30)]


def test_a_receipt_is_offered_and_no_parcel_in_transit(stocked: Clerk, talks: Talks) -> None:
    stocked.does("receive", 3, "THB/lv=90", "--close", "-d", "2015-01-05", "--ref", "R1")
    stocked.does("ship", "dublin", "THB/lv=7", "-d", "2015-01-02")
    talked = talks("receive --replaces 4", "", 95, "", "")
    assert [choice.code for choice in talked.asked("Which arrived").choices] == ["3"]
    assert talked.prompts == [
        "Which arrived [3]: ",
        "Copies of THB/lv that arrived [90]: ",
        "Date [2015-01-05]: ",
        "Record it? [Y/n] ",
    ]
    shown = stocked.reads("show", 7)
    assert lines_of(shown) == [("THB/lv/1", "transit", "london", 95), ("THB/lv/1", "transit", "loss", 5)]
    assert (shown["replaces"], shown["reference"]) == (4, "R1")


def test_a_count_shows_the_shelf_of_its_day(stocked: Clerk, talks: Talks) -> None:
    stocked.does("receive", 3, "-d", "2015-01-05")
    stocked.does("count", "london", "THB/lv=80", "THB/ru=1", "-d", "2015-01-10")
    stocked.does("handout", "london", "THB/lv=70", "-d", "2015-01-20")
    talked = talks("count --replaces 5", "", "", 90, "", "", "", "")
    assert talked.prompts[:5] == [
        "Place [london]: ",
        "Date [2015-01-10]: ",
        "Copies of THB/lv counted (100 there) [80]: ",
        "Copies of THB/ru counted (0 there) [1]: ",
        "Other items found there: ",
    ]
    assert stocked.reads("show", 8)["counts"] == [
        {"run": "THB/lv/1", "expected": 100, "counted": 90},
        {"run": "THB/ru/1", "expected": 0, "counted": 1},
    ]
    talked = talks("count london", "2015-01-25", "^C", code=130)
    assert talked.prompts[-1] == "Copies of THB/lv counted (20 there): "
    talked = talks("count london", "2015-01-15", "^C", code=130)
    assert talked.prompts[-1] == "Copies of THB/lv counted (90 there): "


@pytest.mark.slow
def test_other_entries_are_filled_in(stocked: Clerk, talks: Talks) -> None:
    stocked.does("receive", 3, "-d", "2015-01-05")
    stocked.does("writeoff", "london", "THB/lv=3", "--reason", "damaged", "-d", "2015-01-06")
    assert talks("writeoff --replaces last", "", "", 4, "", "", "", "").prompts[3] == "Why [damaged]: "
    shown = stocked.reads("show", 7)
    assert (shown["reason"], shown["date"], shown["lines"][0]["quantity"]) == ("damaged", "2015-01-06", 4)
    stocked.does("print", "THB/lv", 100, "-d", "2015-01-02", "--cost", "862.40", "--printer", "Jelgava")
    talked = talks("print --replaces last", "", 110, "", "", "", "", "", "")
    assert talked.prompts[:4] == ["Item [THB/lv]: ", "Copies [100]: ", "Date [2015-01-02]: ", "Cost [862.40]: "]
    run = stocked.reads("run", "show", "THB/lv/2")
    assert (run["quantity"], run["printer"], run["printed_on"]) == (110, "Jelgava", "2015-01-02")


def test_the_day_of_the_entry_that_follows_is_offered(stocked: Clerk, talks: Talks) -> None:
    talked = talks("ship --before 3", "dublin", "lv", 5, "", "", "", "", "")
    assert f"Date [{stocked.reads('show', 3)['date']}]: " in talked.prompts


def test_what_cannot_be_replaced_is_refused_before_the_first_question(stocked: Clerk, talks: Talks) -> None:
    stocked.does("receive", 3, "-d", "2015-01-05")
    stocked.does("void", 4, "--reason", "x")
    refused = {
        "receive --replaces 4": "Entry 4 has already been voided by entry 5.",
        "ship --replaces 5": "Entry 5 is a void and cannot be voided. To take it back, run 'tracker undo --command",
        "count --replaces 3": "Entry 3 is a ship; a count cannot replace it.",
        "handout --replaces 9": "There is no entry 9; the last entry is 5.",
    }
    for command, why in refused.items():
        talked = talks(command, code=1)
        assert (talked.prompts, why in talked.said) == ([], True), talked.said
