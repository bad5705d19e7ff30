"""`fix` alone is a conversation: every answer is filled in, and the clerk changes the wrong one."""

from tests.cli.conversation.conftest import Talks
from tests.cli.terminal import lines_of
from tests.conftest import Clerk


def test_a_wrong_quantity_is_chosen_by_its_number_and_all_else_is_kept(stocked: Clerk, talks: Talks) -> None:
    stocked.does("place", "add", "annex", "Annex", "--kind", "store")
    stocked.does("ship", "annex", "THB/lv=300", "THB/ru=100", "-d", "2015-01-02", "--received")
    texts = ("--ref", "A1", "--carrier", "Omniva", "--note", "fragile", "--cost", "12.40")
    stocked.does("ship", "dublin", "THB/lv=40", "THB/ru=20", "--from", "annex", "-d", "2015-01-03", *texts)
    talked = talks("fix 6", 3, 50, "")
    assert talked.prompts == ["What is wrong? ", "Copies of THB/lv [40]: ", "Record it? [Y/n] "]
    for line in (
        *(" 1  Place: dublin  Embassy in Dublin", " 2  Item: THB/lv", " 3  Copies of THB/lv: 40"),
        *(" 5  From the store: annex", " 6  Date: 2015-01-03", " 7  Reference: A1", " 8  Carrier: Omniva"),
        *(" 9  Shipping cost: 12.40", "11  Note: fragile"),
    ):
        assert line in talked.said
    shown = stocked.reads("show", 8)
    assert lines_of(shown) == [("THB/lv/1", "annex", "transit", 50), ("THB/ru/1", "annex", "transit", 20)]
    kept = ("date", "reference", "carrier", "note")
    assert [shown[name] for name in kept] == ["2015-01-03", "A1", "Omniva", "fragile"]


def test_copies_that_are_changed_at_the_end_leave_the_other_items_as_they_are(stocked: Clerk, talks: Talks) -> None:
    talks("ship", "dub", "lv=10 ru=5", "", "", "", "", "lv=12", "", "n")
    assert [line[3] for line in lines_of(stocked.reads("show", "last"))] == [12, 5]
    talks("fix last", "ref", "X7", "lv=60", "")
    shown = stocked.reads("show", "X7")
    assert [line[3] for line in lines_of(shown)] == [60, 5]


def test_several_answers_are_changed_one_after_the_other(stocked: Clerk, talks: Talks) -> None:
    talked = talks("fix last", "place", "dub", "n", "item", "lv, ru", 7, "n", "ref", "-", "")
    assert talked.prompts.count("What is wrong? ") == 3
    shown = stocked.reads("show", 5)
    assert (shown["place"], shown["reference"], shown["carrier"]) == ("dublin", None, "DPD")
    assert [line[3] for line in lines_of(shown)] == [100, 7]


def test_an_answer_that_is_refused_is_what_it_was_again(stocked: Clerk, talks: Talks) -> None:
    """An empty one would take the line away, and be recorded with the next answer."""
    stocked.does("ship", "dublin", "THB/lv=40", "THB/ru=20", "-d", "2015-01-03")
    talked = talks("fix last", 4, 20_000, "ref", "A2", "")
    assert talked.said.count(" 4  Copies of THB/ru: 20") == 2
    shown = stocked.reads("show", 4)
    assert shown["reference"] == "A2"
    assert [line[3] for line in lines_of(shown)] == [40, 20]


def test_the_list_of_answers_is_where_it_goes_back_to(stocked: Clerk, talks: Talks) -> None:
    talked = talks("fix last", "?", "<", 3, "<", "ref", "", "", "ref", "A2", "")
    assert talked.said.count(" 1  Place: london") == 4
    assert "This is the first question." in talked.said
    assert "Entry 3 already has these values. See 'tracker show 3'." in talked.said
    assert "on a terminal" not in talked.said
    assert stocked.reads("show", 3)["reference"] == "A2"


def test_the_entry_is_asked_for_when_it_is_not_named(stocked: Clerk, talks: Talks) -> None:
    talked = talks("fix", "", "ref", "2015-027", "")
    assert talked.prompts[:2] == ["Entry [3]: ", "What is wrong? "]
    assert "Entry 3: reference 2015-026, carrier DPD; now reference 2015-027, carrier DPD." in talked.said
    assert stocked.reads("show", 3)["reference"] == "2015-027"


def test_the_copies_of_an_entry_to_choose_are_its_own(stocked: Clerk, talks: Talks) -> None:
    """Not those that it books again for a later count, nor those that did not arrive."""
    stocked.does("count", "london", "THB/lv=30", "-d", "2015-01-24")
    stocked.does("receive", 3, "THB/lv=98", "--close", "-d", "2015-01-23")
    for command in ("fix", "void"):
        listed = talks(command, "^C", code=130).asked("Entry").choices
        copies = {choice.code: choice.name.split("  ")[1] for choice in listed}
        assert (copies["5"], copies["4"], copies["3"]) == ("98 THB/lv", "30 THB/lv", "100 THB/lv")
    assert "  entry 5 of 2015-01-23 (receive, london, 98) is voided" in stocked.does("undo").out


def test_a_cost_is_taken_away_or_changed(stocked: Clerk, talks: Talks) -> None:
    stocked.does("ship", "dublin", "THB/lv=40", "-d", "2015-01-03", "--cost", 5)
    talks("fix last", "cost", 4, "")
    assert stocked.reads("show", 6)["costs"][0]["cost"] == "4.00"
    talks("fix last", "cost", "-", "")
    assert "costs" not in stocked.reads("show", 8)


def test_a_receipt_closes_its_shipment_or_leaves_it_open(stocked: Clerk, talks: Talks) -> None:
    stocked.does("receive", 3, "THB/lv=90", "--close", "-d", "2015-01-05", "--ref", "R1")
    talked = talks("fix 4", "received", 95, "")
    assert " 2  Is the rest still on its way? no" in talked.said
    shown = stocked.reads("show", 6)
    assert lines_of(shown) == [("THB/lv/1", "transit", "london", 95), ("THB/lv/1", "transit", "loss", 5)]
    assert (shown["replaces"], shown["reference"]) == (4, "R1")
    talks("fix 6", "rest", "yes", "")
    assert lines_of(stocked.reads("show", 8)) == [("THB/lv/1", "transit", "london", 95)]


def test_a_count_shows_the_shelf_of_its_day(stocked: Clerk, talks: Talks) -> None:
    stocked.does("receive", 3, "-d", "2015-01-05")
    stocked.does("count", "london", "THB/lv=80", "THB/ru=1", "-d", "2015-01-10")
    stocked.does("handout", "london", "THB/lv=70", "-d", "2015-01-20")
    talked = talks("fix 5", 3, 90, "")
    assert talked.prompts[1] == "Copies of THB/lv counted (100 on record) [80]: "
    assert stocked.reads("show", 8)["counts"] == [
        {"run": "THB/lv/1", "expected": 100, "counted": 90},
        {"run": "THB/ru/1", "expected": 0, "counted": 1},
    ]


def test_other_entries_are_filled_in(stocked: Clerk, talks: Talks) -> None:
    stocked.does("receive", 3, "-d", "2015-01-05")
    stocked.does("writeoff", "london", "THB/lv=3", "--reason", "damaged", "-d", "2015-01-06")
    talks("fix last", "why", "outdated", "")
    assert stocked.reads("show", "last")["reason"] == "outdated"
    stocked.does("print", "THB/lv", 100, "-d", "2015-01-02", "--cost", "862.40", "--printer", "Jelgava")
    talks("fix last", "copies", 110, "n", "cost", 900, "")
    run = stocked.reads("run", "show", "THB/lv/2")
    assert (run["quantity"], run["cost"], run["printer"]) == (110, "900.00", "Jelgava")
    stocked.does("move", "london", "dublin", "THB/lv=5", "-d", "2015-01-07")
    talks("fix last", "to the place", "liep", "")
    assert stocked.reads("show", "last")["place"] == "liepaja"


def test_what_cannot_be_fixed_is_refused_before_the_first_question(stocked: Clerk, talks: Talks) -> None:
    stocked.does("receive", 3, "-d", "2015-01-05")
    stocked.does("void", 4, "--reason", "x")
    refused = {
        "fix 4": "Entry 4 was voided by entry 5. To restore it, run 'tracker undo --command 10'.",
        "fix 5": "Entry 4 was voided by entry 5. To restore it, run 'tracker undo --command 10'.",
        "fix 9": "There is no entry 9; the last entry is 5.",
        "fix london": "'london' is not an entry. To change it, run 'tracker place edit london'.",
    }
    for command, why in refused.items():
        talked = talks(command, code=1)
        assert (talked.prompts, why in talked.said) == ([], True), talked.said
    talked = talks("ship --replaces 3", code=2)
    assert "To correct entry 3, run 'tracker fix 3'." in talked.said


def test_the_day_of_the_entry_that_follows_is_offered(stocked: Clerk, talks: Talks) -> None:
    talked = talks("ship --before 3", "dublin", "lv", 5, "", "", "", "", "")
    assert f"Date [{stocked.reads('show', 3)['date']}]: " in talked.prompts


def test_a_new_quantity_or_date_takes_the_oldest_runs_again(stocked: Clerk, talks: Talks) -> None:
    stocked.does("print", "THB/lv", 300, "-d", "2015-01-04")
    stocked.does("ship", "dublin", "THB/lv=880", "-d", "2015-01-05")
    talked = talks("fix last", 3, 930, "")
    assert " 2  Item: THB/lv  Cilvēku" in talked.said
    assert lines_of(stocked.reads("show", "last")) == [
        ("THB/lv/1", "store", "transit", 900),
        ("THB/lv/2", "store", "transit", 30),
    ]
    talks("fix last", "copies", 850, "")
    assert lines_of(stocked.reads("show", "last")) == [("THB/lv/1", "store", "transit", 850)]
    stocked.does("ship", "liepaja", "THB/lv=70", "-d", "2015-01-05")
    assert lines_of(stocked.reads("show", "last"))[1] == ("THB/lv/2", "store", "transit", 20)
    stocked.does("receive", 3, "-d", "2015-01-06")
    stocked.does("return", "london", "THB/lv=30", "-d", "2015-01-07")
    talks("fix 10", "date", "2015-01-08", "")
    assert lines_of(stocked.reads("show", "last")) == [("THB/lv/1", "store", "transit", 70)]
    stocked.does("ship", "liepaja", "THB/lv/2=10", "-d", "2015-01-06")
    talked = talks("fix last", 3, 20, "")
    assert " 2  Item: THB/lv/2" in talked.said
    assert lines_of(stocked.reads("show", "last")) == [("THB/lv/2", "store", "transit", 20)]
