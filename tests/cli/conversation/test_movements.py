"""Parcels as a clerk logs them: the questions, and the same result as on the command line."""

from datetime import date

import pytest

from tests.cli.conversation.conftest import Talks
from tests.cli.terminal import entries_in, held_by, lines_of
from tests.conftest import Clerk


def test_a_parcel_is_asked_for_and_shown_before_it_is_recorded(stocked: Clerk, talks: Talks) -> None:
    talked = talks("ship", "dubl", "lv", 40, "", "", "", "", "", "n")
    assert talked.prompts == [
        "Place: ",
        "Item: ",
        "Copies of THB/lv: ",
        "Date [today]: ",
        "Reference [2015-027]: ",
        "Carrier [DPD]: ",
        "Shipping cost: ",
        "Record it? [Y/n] ",
        "Record another? [Y/n] ",
    ]
    assert "Place: dublin  Embassy in Dublin\nItem: THB/lv  Cilvēku tirdzniecības novēršana\n" in talked.said
    assert "Would record 40 copies shipped from store to dublin" in talked.said
    assert "Dry run" not in talked.said
    shown = stocked.reads("show", 4)
    assert lines_of(shown) == [("THB/lv/1", "store", "transit", 40)]
    assert (shown["reference"], shown["carrier"]) == ("2015-027", "DPD")


def test_days_are_written_in_words_of_the_language_and_a_language_is_no_part_of_a_title(
    stocked: Clerk, talks: Talks
) -> None:
    stocked.does("receive", 3, "--date", "2015-01-03")
    talked = talks("--lang lv handout", "london", "ru", "lv", 5, "3. janvārī 2015", "", "", "", "n")
    assert "Datums [šodien]: " in talked.prompts
    assert "„ru”" in talked.said
    assert stocked.reads("show", 5)["date"] == "2015-01-03"
    for day in ("šodien", "сегодня", "today"):
        assert stocked.logs("handout", "london", "THB/lv=6", "--date", day, "--key", "k")["entry"] == 6


@pytest.mark.slow
def test_what_is_available_or_outstanding_stands_beside(stocked: Clerk, talks: Talks) -> None:
    stocked.does("receive", 3, "THB/lv=60", "--date", "2015-01-03")
    asked = talks("ship", "london", "^C", code=130).asked("Item")
    assert [(choice.code, str(choice.beside)) for choice in asked.choices] == [
        ("THB/lv", "900 available"),
        ("THB/ru", "500 available"),
    ]
    (parcel,) = talks("receive", "^C", code=130).asked("Shipments received").choices
    assert (parcel.code, "40 THB/lv" in parcel.name) == ("3", True)
    assert str(talks("return", "^C", code=130).asked("Place").choices[0].beside) == "60 THB/lv"
    assert str(talks("handout london", "^C", code=130).asked("Item").choices[0].beside) == "60 on record"


@pytest.mark.slow
def test_a_carrier_is_called_as_it_is_typed_and_not_as_one_before_whose_name_has_that_in_it(
    stocked: Clerk, talks: Talks
) -> None:
    talks("ship", "dublin", "lv", 40, "", "", "DP", "", "", "n")
    talks("ship --carrier D", "dublin", "lv", 41, "", "", "", "", "n")
    assert [stocked.reads("show", entry)["carrier"] for entry in (4, 5)] == ["DP", "D"]


@pytest.mark.slow
def test_what_was_kept_from_the_parcel_before_is_shown_and_not_asked_again(stocked: Clerk, talks: Talks) -> None:
    first = ["dublin", "lv", 40, "3.1.2015", "A-9", "Omniva", "", ""]
    talked = talks("ship", *first, "liep", "", "n")
    assert talked.prompts[8:] == ["Record another? [Y/n] ", "Record it? [Y/n] ", "Record another? [Y/n] "]
    kept = "Copies of THB/lv: 40\nDate: Saturday, 3 January 2015\n"
    kept += "Reference: A-10\nCarrier: Omniva\n\nWould record 40 copies"
    assert kept in talked.said
    shown = stocked.reads("show", 5)
    assert (shown["place"], shown["date"], shown["reference"], shown["carrier"]) == (
        "liepaja",
        "2015-01-03",
        "A-10",
        "Omniva",
    )


@pytest.mark.slow
def test_the_answer_before_is_reached_even_when_it_was_kept(stocked: Clerk, talks: Talks) -> None:
    first = ["dublin", "lv", 40, "3.1.2015", "A-9", "Omniva", "", ""]
    again = ["liep", "<", "<", "Pasts", "", "7", "", "n"]
    talked = talks("ship", *first, *again)
    assert talked.prompts[10:12] == ["Shipping cost: ", "Carrier [Omniva]: "]
    shown = stocked.reads("show", 5)
    assert lines_of(shown) == [("THB/lv/1", "store", "transit", 7)]
    assert (shown["reference"], shown["carrier"]) == ("A-10", "Pasts")


@pytest.mark.slow
def test_no_leads_back_to_the_questions_with_all_answers_kept(stocked: Clerk, talks: Talks) -> None:
    talked = talks("ship", "dublin", "lv", 40, "", "", "", "", "n", "", "", 50, "", "", "", "", "", "n")
    assert talked.prompts[8:14] == [
        "Place [dublin]: ",
        "Item [THB/lv]: ",
        "Copies of THB/lv [40]: ",
        "Date [today]: ",
        "Reference [2015-027]: ",
        "Carrier [DPD]: ",
    ]
    assert lines_of(stocked.reads("show", 4)) == [("THB/lv/1", "store", "transit", 50)]


@pytest.mark.slow
def test_what_the_command_refuses_is_told_and_asked_again(stocked: Clerk, talks: Talks) -> None:
    talked = talks("ship", "dublin", "lv", 4000, "", "", "", "", 400, "", "", "", "", "", "n")
    assert " has only 900 copies of THB/lv available on" in talked.said
    assert talked.prompts[7] == "Copies of THB/lv: ", "what was refused is not offered again"
    assert talked.desk.asked[7].history == ["4000"], "but for the arrow up"
    assert lines_of(stocked.reads("show", 4)) == [("THB/lv/1", "store", "transit", 400)]


@pytest.mark.slow
def test_whoever_leaves_records_nothing(stocked: Clerk, talks: Talks) -> None:
    for answers in ([], ["^C"], ["dublin", "lv"], ["dublin", "lv", 40, "", "", "", "", "^C"]):
        assert "nothing was recorded" in talks("ship", *answers, code=130).said
    assert entries_in(stocked) == 3


@pytest.mark.slow
def test_whoever_leaves_the_second_parcel_keeps_the_first(stocked: Clerk, talks: Talks) -> None:
    talked = talks("ship", "dublin", "lv", 40, "", "", "", "", "", "", "liep", "^C", code=130)
    assert "Interrupted. Nothing else was recorded." in talked.said
    assert entries_in(stocked) == 4


@pytest.mark.slow
def test_what_the_command_line_gave_is_shown_and_not_asked(stocked: Clerk, talks: Talks) -> None:
    talked = talks("ship dublin --date 5.1.2015 --note glass", "lv", 40, "-", "-", "", "", "n")
    assert talked.prompts[:4] == ["Item: ", "Copies of THB/lv: ", "Reference [2015-027]: ", "Carrier [DPD]: "]
    assert "Place: dublin  Embassy in Dublin" in talked.said
    shown = stocked.reads("show", 4)
    assert (shown["date"], shown["note"], shown["reference"]) == ("2015-01-05", "glass", None)


def test_a_wrong_name_on_the_command_line_is_told_and_asked_for(stocked: Clerk, talks: Talks) -> None:
    talked = talks("ship dubiln", "dublin", "^C", code=130)
    assert "Nothing matches 'dubiln'. Did you mean dublin?" in talked.said


@pytest.mark.slow
def test_several_items_go_into_one_parcel_whose_cost_is_kept_for_the_next(stocked: Clerk, talks: Talks) -> None:
    talks("ship", "dublin", "lv, ru", 40, 20, "", "", "", "12.40", "", "", "", "liep", "", "n")
    assert lines_of(stocked.reads("show", 4)) == [
        ("THB/lv/1", "store", "transit", 40),
        ("THB/ru/1", "store", "transit", 20),
    ]
    costs = {row["entry"]: row["cost"] for row in stocked.reads("shipments") if row["item"] == "THB/ru"}
    assert costs == {4: "4.13", 5: "4.13"}, "a third of it each, by copies"


def test_what_a_place_asked_for_is_offered(stocked: Clerk, talks: Talks) -> None:
    stocked.does("request", "add", "dublin", "THB/lv=60", "--date", "2015-01-02")
    stocked.does("request", "add", "london", "THB/lv=5", "--date", "2015-01-02")
    talked = talks("ship", "dublin", 2, 1, "", "", "", "", "", "n")
    assert "Request 2 is from london, not from dublin." in talked.said
    assert talked.asked("For the request").choices[0].code == "1"
    assert stocked.reads("show", 4)["request"] == 1
    assert lines_of(stocked.reads("show", 4)) == [("THB/lv/1", "store", "transit", 60)]


@pytest.mark.slow
def test_what_is_outstanding_is_offered_oldest_first(stocked: Clerk, talks: Talks) -> None:
    stocked.does("ship", "dublin", "THB/lv=10", "--date", "2015-01-01")
    talked = talks("receive", "", "", "5.1.2015", "", "n")
    assert [choice.code for choice in talked.asked("Shipments received").choices] == ["4", "3"]
    assert talked.prompts[1] == "Copies of THB/lv received [10]: "
    assert stocked.reads("show", 4)["status"] == "received"


@pytest.mark.slow
def test_less_than_was_sent_is_waited_for_or_lost(stocked: Clerk, talks: Talks) -> None:
    talks("receive", "lond", 60, "", "", "", "n")
    assert stocked.reads("show", 3)["status"] == "partly-received"
    talks("receive", "lond", 10, "н", "", "j")
    assert stocked.reads("show", 3)["status"] == "closed"


@pytest.mark.slow
def test_of_two_items_one_may_come_later(stocked: Clerk, talks: Talks) -> None:
    """What came to nothing is left out as long as the rest still comes."""
    stocked.does("ship", "dublin", "THB/lv=15", "THB/ru=20", "--date", "2015-01-02")
    talked = talks("receive", 4, "-", 0, "yes", "3.1.2015", 15, "-", "yes", "", "", "n")
    assert "Nothing was received and the rest is still to come" in talked.said
    assert talked.prompts[5] == "Copies of THB/lv received [15]: "
    assert lines_of(stocked.reads("show", 5)) == [("THB/lv/1", "transit", "dublin", 15)]
    talks("receive --close", "dubl", "-", "", "")
    assert lines_of(stocked.reads("show", 6)) == [("THB/ru/1", "transit", "loss", 20)]


@pytest.mark.slow
def test_a_refusal_leads_to_the_question_that_it_is_about(stocked: Clerk, talks: Talks) -> None:
    talked = talks("receive", 3, "", "1.1.2015", "2.1.2015", "")
    assert talked.prompts[2:4] == ["Date [today]: ", "Date [today]: "]
    assert talked.desk.asked[3].history[0] == "2015-01-01"
    stocked.does("ship", "dublin", "THB/lv=10", "--received", "--date", "2015-01-02")
    talked = talks("move", "lond", "london", "", 30, "", "", "dubl", "", "", "", "", "", "n")
    assert talked.prompts[6] == "To the place: "
    assert held_by(stocked, "dublin") == {"THB/lv": 40}


@pytest.mark.slow
def test_a_count_goes_through_what_is_expected_and_says_what_will_be_booked(stocked: Clerk, talks: Talks) -> None:
    stocked.does("receive", 3, "--date", "2015-01-03")
    stocked.does("ship", "london", "THB/ru=50", "--date", "2015-01-03", "--received")
    talked = talks("count", "lond", "4.1.2015", "", 60, "", "", "", "", "n")
    assert talked.prompts[2:6] == [
        "Is everything as expected (100 THB/lv, 50 THB/ru)? [no] ",
        "Copies of THB/lv counted (100 on record): ",
        "Copies of THB/ru counted (50 on record): ",
        "Other items found at the place: ",
    ]
    assert "40 copies count as taken by visitors." in talked.said
    assert held_by(stocked, "london") == {"THB/lv": 60, "THB/ru": 50}


def test_an_item_that_was_asked_about_is_not_another_item_found(stocked: Clerk, talks: Talks) -> None:
    stocked.does("receive", 3, "--date", "2015-01-03")
    talked = talks("count", "lond", "4.1.2015", "", "", "lv=44", "<", 44, "ru=2", "", "", "n")
    assert "THB/lv was asked about above; enter < to go back to it." in talked.said
    assert held_by(stocked, "london") == {"THB/lv": 44, "THB/ru": 2}


@pytest.mark.slow
def test_a_count_that_finds_all_as_expected_takes_one_key(stocked: Clerk, talks: Talks) -> None:
    stocked.does("receive", 3, "--date", "2015-01-03")
    talked = talks("count", "lond", "4.1.2015", "y", "", "", "n")
    assert not any("counted" in prompt for prompt in talked.prompts[3:])
    assert [row["counted"] for row in stocked.reads("log", "--type", "count")] == [100]


@pytest.mark.slow
def test_all_that_a_place_holds_goes_back(stocked: Clerk, talks: Talks) -> None:
    stocked.does("receive", 3, "--date", "2015-01-03")
    talks("return", "lond", "all", date(2015, 1, 4), "", "", "n")
    assert held_by(stocked, "london") == {}


@pytest.mark.slow
def test_a_place_gives_to_another(stocked: Clerk, talks: Talks) -> None:
    stocked.does("receive", 3, "--date", "2015-01-03")
    talks("move", "lond", "dubl", "", 30, "", "", "", "n")
    assert held_by(stocked, "dublin") == {"THB/lv": 30}


def test_copies_are_handed_out_and_written_off(stocked: Clerk, talks: Talks) -> None:
    stocked.does("receive", 3, "--date", "2015-01-03")
    talks("handout --audience pupils=120 --audience teachers=5", "lond", "", 30, "", "", "", "n")
    talks("writeoff", "lond", "", 20, "dam", "", "", "", "n")
    assert [(row["audience"], row["people"]) for row in stocked.reads("report", "reach", "--by", "audience")] == [
        ("pupils", 120),
        ("teachers", 5),
    ]
    assert [row["code"] for row in stocked.reads("find", "teach")] == ["5"]
    assert stocked.reads("show", 6)["reason"] == "damaged"
    assert held_by(stocked, "london") == {"THB/lv": 50}


def test_a_place_on_the_command_line_leaves_what_stays_to_be_answered(stocked: Clerk, talks: Talks) -> None:
    talks("ship london", "lv", 2, "", "", "", "", "", "lv=6", "", "", "", "", "", "n")
    assert [lines_of(stocked.reads("show", entry))[0][3] for entry in (4, 5)] == [2, 6]


def test_a_corrected_parcel_does_not_take_the_next_reference_back(stocked: Clerk, talks: Talks) -> None:
    stocked.does("ship", "dublin", "THB/lv=5", "--ref", "2015-027", "--date", "2015-01-03")
    stocked.does("fix", 3, "THB/lv=90", "-y")
    assert talks("ship", "liep", "lv", 1, "", "^C", code=130).prompts[-1] == "Reference [2015-028]: "


def test_one_item_twice_in_one_answer_is_refused_at_once(stocked: Clerk, talks: Talks) -> None:
    talked = talks("ship liepaja", "lv=40 ru=20 lv=3", "lv=40", "", "", "", "", "", "n")
    assert "THB/lv appears twice; specify one quantity for it." in talked.said
    assert lines_of(stocked.reads("show", 4)) == [("THB/lv/1", "store", "transit", 40)]


def test_an_item_of_an_unknown_booklet_is_refused_before_its_copies(stocked: Clerk, talks: Talks) -> None:
    talked = talks("ship", "dub", "ABC/lv", "lv", 7, "", "", "", "", "", "n")
    assert "Nothing matches 'ABC/lv'." in talked.said
    assert [line["quantity"] for line in stocked.reads("show", "last")["lines"]] == [7]
