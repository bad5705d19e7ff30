"""Nothing makes a clerk leave a conversation: missing things are added, and mistakes undone."""

import pytest

from tests.cli.conversation.conftest import Talks
from tests.conftest import Clerk

CONFIRMED = ("", "", "", "")
"""Date, reference, carrier and cost as offered."""


def test_items_are_answered_with_their_copies(stocked: Clerk, talks: Talks) -> None:
    talked = talks("ship", "dubl", "lv=40 THB/ru=20", *CONFIRMED, "", "liep", "ru=5, lv=7", "", "n")
    assert not any(prompt.startswith("Copies") for prompt in talked.prompts)
    assert talked.said.count("Entry ") == 2, "a line for each parcel"
    assert "Total: 72 copies." in talked.said
    shown = stocked.reads("show", "last")
    assert shown["place"] == "liepaja"
    assert {line["item"]: line["quantity"] for line in shown["lines"]} == {"THB/ru": 5, "THB/lv": 7}


def test_a_place_that_does_not_exist_is_added_on_the_spot(stocked: Clerk, talks: Talks) -> None:
    talked = talks("ship", "Ogre", "y", "school", "", "lv=5", *CONFIRMED, "", "n")
    assert "Added place Ogre: Ogre (school, Latvia)." in talked.said
    assert stocked.reads("show", "last")["place"] == "Ogre"
    talked = talks("ship", "Embassy in Riga", "y", "embassy", "", "FI", "lv=5", *CONFIRMED, "", "n")
    assert "An answer is required" in talked.said, "an embassy's country is never guessed"
    assert stocked.reads("place", "show", "Embassy in Riga")["country"] == "FI"
    assert "needs its country" in stocked.refused("place", "add", "e", "E", "--kind", "embassy", code=2)


def test_leaving_says_that_what_was_added_stays(stocked: Clerk, talks: Talks) -> None:
    talked = talks("ship", "Ogre", "y", "school", "", "lv=5", "^C", code=130)
    assert "Interrupted. Nothing else was recorded." in talked.said
    assert talked.asked("Country").hint == "Country name or ISO 3166 code."
    talked = talks("ship", "Ogre", "lv=5", *CONFIRMED, "", "Jelgava", "y", "school", "", "^C", code=130)
    assert "Interrupted. Nothing else was recorded." in talked.said


def test_a_booklet_that_does_not_exist_is_added_on_the_spot(clerk: Clerk, talks: Talks) -> None:
    talked = talks("print", "NEW/lv", "y", "A new title", "500", "", "", "", "", "", "", "n")
    assert "Added booklet NEW." in talked.said
    assert clerk.reads("stock")[0]["item"] == "NEW/lv"


def test_the_last_parcel_is_taken_back_at_the_question_for_another(stocked: Clerk, talks: Talks) -> None:
    talked = talks("ship", "dubl", "lv=40", *CONFIRMED, "", "<", "y", "lond", "", "n")
    assert "Undo the last entry? [y/N] " in talked.prompts
    log = stocked.reads("log", "--type", "ship")
    assert [(row["place"], row["voided_by"] is None) for row in log][-2:] == [("dublin", False), ("london", True)]


def test_a_question_mark_lists_what_fits(stocked: Clerk, talks: Talks) -> None:
    said = talks("ship", "embassy?", "?", "^C", code=130).said
    assert said.count("Embassy in London") == 2
    assert said.count("Liep\u0101jas Soci\u0101lais dienests") == 1


def test_a_question_mark_is_no_text(stocked: Clerk, talks: Talks) -> None:
    """The hint of the question helps, if it has one."""
    talked = talks("ship", "dubl", "lv=40", "", "?", "^C", code=130)
    assert [prompt.partition(" ")[0] for prompt in talked.prompts[-2:]] == ["Reference", "Reference"]
    assert "Your own reference; enter '-' for none." in talked.said
    assert "Type any text; there is no list to choose from." in talks("void", "3", "?", "^C", code=130).said


@pytest.mark.parametrize("line", ["THB/lv=5", "lv=5"])
def test_what_the_command_line_gave_is_neither_asked_again_nor_forgotten(
    stocked: Clerk, talks: Talks, line: str
) -> None:
    talked = talks(f"ship {line} --date 2015-02-01", "dubl", "", "", "", "", "liep", "", "n")
    assert not any(prompt.startswith(("Item", "Copies", "Date")) for prompt in talked.prompts)
    log = stocked.reads("log", "--type", "ship")
    assert [(row["place"], row["date"], row["quantity"]) for row in log][-2:] == [
        ("dublin", "2015-02-01", 5),
        ("liepaja", "2015-02-01", 5),
    ]


def test_several_receipts_are_a_line_each_and_a_total(stocked: Clerk) -> None:
    for place in ("dublin", "liepaja"):
        stocked.does("ship", place, "THB/lv=30", "--date", "2015-01-03")
    assert stocked.does("receive", "3..5", "--date", "2015-01-05").out.splitlines() == [
        "Entry 6: 100 copies of shipment 3 received at london on 2015-01-05.",
        "Entry 7: 30 copies of shipment 4 received at dublin on 2015-01-05.",
        "Entry 8: 30 copies of shipment 5 received at liepaja on 2015-01-05.",
        "Command 11 recorded entries 6..8. Total: 160 copies.",
    ]


def test_twelve_receipts_of_a_conversation_fit_on_a_screen(stocked: Clerk, talks: Talks) -> None:
    for _ in range(11):
        stocked.does("ship", "dublin", "THB/lv=10", "--date", "2015-01-03", "--yes")
    said = talks("receive", "3-14", "2015-01-05", "").said
    assert "Shipments received: 3..14\n" in said
    assert said.count("Would record") == 12
    assert said.count("Total: 210 copies.") == 2
    assert len(said.splitlines()) <= 24


def test_a_fix_is_one_line_after_it_was_confirmed(stocked: Clerk, talks: Talks) -> None:
    said = talks("fix last", 3, 90, "").said
    assert said.endswith("Entry 5: 90 copies shipped from store to london on 2015-01-02.\n")
    assert said.count("is voided by entry 4") == 1


def test_a_quantity_is_not_taken_for_the_name_of_a_new_place(stocked: Clerk, talks: Talks) -> None:
    talked = talks("ship", "lv=40", "dublin", "lv=40", "", "", "", "", "", "n")
    assert "'lv=40' is not a place. Specify the place first, then the copies." in talked.said
    assert "Add 'lv=40' now?" not in str(talked.prompts)
