"""Commands whose questions are made from their arguments and options."""

import pytest

from tests.cli.conversation.conftest import Talks
from tests.conftest import Clerk


def test_a_place_is_asked_for_and_its_code_made_of_its_name(clerk: Clerk, talks: Talks) -> None:
    lost = "Atlantis", "Lativa", "Латвия"
    talked = talks(
        "place add", "Rēzeknes bibliotēka", "", "libr", *lost, "", "Rēzekne", "", "", "", "", "", "", "", "", "n"
    )
    assert talked.prompts[:3] == ["Name: ", "Code [rezeknes-biblioteka]: ", "Kind: "]
    assert talked.prompts[3:6] == ["Country [Latvia]: "] * 3
    assert "Nothing matches 'Lativa'. Did you mean Latvia, " in talked.said
    assert "Country: LV  Latvia\n" in talked.said
    assert "Would record: Added place rezeknes-biblioteka: Rēzeknes bibliotēka (library, Latvia)." in " ".join(
        talked.said.split()
    )
    shown = clerk.reads("place", "show", "rezeknes-biblioteka")
    assert (shown["name"], shown["kind"], shown["country"], shown["city"]) == (
        "Rēzeknes bibliotēka",
        "library",
        "LV",
        "Rēzekne",
    )


@pytest.mark.slow
def test_an_edit_offers_what_is_recorded_and_changes_what_differs(clerk: Clerk, talks: Talks) -> None:
    clerk.does("place", "edit", "london", "--city", "London", "--phone", "1")
    talked = talks("place edit", "lond", "Embassy", "", "", "", "", "", "", "", "", "-", "", "", "")
    assert talked.prompts[1:4] == ["Name [Embassy in London]: ", "Kind [embassy]: ", "Country [United Kingdom]: "]
    shown = clerk.reads("place", "show", "london")
    assert (shown["name"], shown["city"], shown["phone"]) == ("Embassy", "London", None)


def test_an_edit_of_nothing_is_asked_for_too(clerk: Clerk, talks: Talks) -> None:
    talks("booklet edit THB", "A new title", "", "", "", "")
    assert clerk.reads("booklet", "list")[0]["title"] == "A new title"


def test_a_fund_and_its_grant_are_asked_for(clerk: Clerk, talks: Talks) -> None:
    talks("fund add", "Rīgas dome", "riga", "", "n")
    talked = talks("fund grant", "dome", "next year", 2014, "3400", "seminars", "3/14", "5.1.2014", "", "")
    assert "'next year' is not a year; enter one such as 2014" in talked.said
    (grant,) = clerk.reads("fund", "list")
    assert (grant["code"], grant["year"], grant["amount"]) == ("riga", 2014, "3400.00")
    assert "Would record: Recorded grant 1: 3400.00 EUR from riga for 2014, seminars." in talked.said
    talked = talks("fund ungrant", "seminars", "")
    assert "Number: 1  riga 2014 seminars: 3400.00 EUR\n" in talked.said
    assert "Would record: Withdrew grant 1: 3400.00 EUR from riga for 2014." in talked.said


@pytest.mark.slow
def test_a_seminar_is_asked_for_with_its_audience(clerk: Clerk, talks: Talks) -> None:
    answers = ["Police 2014", "", "1.3.2014", "officers=20, social workers=95", *[""] * 6, "n"]
    said = talks("seminar add", *answers).said
    assert "Country: LV  Latvia\n" in said
    assert "Would record: Added seminar police-2014: Police 2014, on 2014-03-01." in said
    (seminar,) = clerk.reads("seminar", "list")
    assert (seminar["code"], seminar["attendees"]) == ("police-2014", 115)
    talked = talks("seminar edit", "police", "", "2.3.2014", *[""] * 7)
    assert talked.asked("Audience").prompt == "Audience [officers=20, social workers=95]: "
    (seminar,) = clerk.reads("seminar", "list")
    assert (seminar["date"], seminar["attendees"]) == ("2014-03-02", 115)


@pytest.mark.slow
def test_a_request_is_asked_for(clerk: Clerk, talks: Talks) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    talks("request add", "lond", "", 60, "", "for the open day", "", "n")
    (asked,) = clerk.reads("request", "list")
    assert (asked["place"], asked["quantity"], asked["note"]) == ("london", 60, "for the open day")
    talked = talks("request edit", "lond", "", "70", "")
    assert talked.prompts[1:3] == ["Item [THB/lv]: ", "Copies of THB/lv [60]: "]
    talked = talks("request cancel", 1, "", "", "")
    assert "Would record: Cancelled the open part of request 1." in talked.said
    assert clerk.reads("request", "list")[0]["status"] == "cancelled"


@pytest.mark.slow
def test_an_entry_is_voided_and_a_run_withdrawn(clerk: Clerk, talks: Talks) -> None:
    talks("print", "THB", 100, "", "", "", "", "", "", "n")
    clerk.does("ship", "london", "THB/lv=10")
    talks("void", "ship", "typed wrongly", "")
    assert clerk.reads("show", 2)["voided_by"] == 3
    clerk.does("ship", "london", "THB/lv=10", "--received")
    said = talks("withdraw", "THB", "the number changed", "", "", "").said
    assert said.count("Embassy in London") == 2, "the places to notify, in the plan and afterwards"
    assert clerk.reads("run", "list")[0]["status"] == "withdrawn"


def test_who_only_reads_or_names_a_file_is_not_asked(clerk: Clerk, talks: Talks) -> None:
    for command in ("show", "place show", "trace", "restore"):
        assert "Missing argument" in talks(command, code=2).said


@pytest.mark.slow
def test_an_entry_gets_new_texts_and_its_texts_are_erased(clerk: Clerk, talks: Talks) -> None:
    clerk.does("print", "THB/lv", 100, "--note", "for Anna")
    talks("fix", "print", "ref", "A-1", "n", "note", "for Ilze", "")
    shown = clerk.reads("show", 1)
    assert (shown["reference"], shown["note"]) == ("A-1", "for Ilze")
    talked = talks("fix", 1, "note", "-", "")
    assert talked.prompts[2] == "Note [for Ilze]: "
    assert talked.asked("Note").history[0] == "for Ilze"
    shown = clerk.reads("show", 1)
    assert (shown["reference"], shown["note"]) == ("A-1", None)
    talks("redact --yes", "print")
    assert "redacted" in clerk.reads("show", 1)


def test_a_count_of_nothing_is_told_and_asked_again(clerk: Clerk, talks: Talks) -> None:
    talked = talks("count", "lond", "", "", "", "", "^C", code=130)
    assert "Nothing was counted" in talked.said


def test_a_level_is_asked_for_and_the_present_one_offered(clerk: Clerk, talks: Talks) -> None:
    talks("level set", "lond, dubl", "THB/lv", "60:100", "", "n")
    talked = talks("level set", "lond", "THB/lv", "70", "", "n")
    assert "Lowest number of copies of THB/lv, or lowest:highest [60:100]: " in talked.prompts
    assert [(row["place"], row["low"], row["high"]) for row in clerk.reads("level", "list")] == [
        ("dublin", 60, 100),
        ("london", 70, 70),
    ]


def test_only_what_a_command_takes_can_be_chosen(stocked: Clerk, talks: Talks) -> None:
    stocked.does("place", "add", "old", "Old library", "--kind", "library")
    stocked.does("place", "close", "old")
    stocked.does("withdraw", "THB/lv/1", "--reason", "old")
    offered = {"reinstate": ["THB/lv/1"], "withdraw": ["THB/ru/1"], "place reopen": ["old"]}
    for command, codes in offered.items():
        assert [choice.code for choice in talks(command, "^C", code=130).desk.asked[0].choices] == codes
    assert "old" not in [choice.code for choice in talks("place close", "^C", code=130).desk.asked[0].choices]
    said = talks("return", "Ogre", "^C", code=130)
    assert (len(said.prompts), "adds" in said.desk.asked[0].hint) == (2, False), "a place without copies is not added"
    first = talks("fix", "^C", code=130).desk.asked[0].choices[-1]
    assert first.name.startswith("Store  1\u00a0000 THB/lv  print")


def test_a_list_that_cannot_be_voided_is_not_offered_again(stocked: Clerk, talks: Talks) -> None:
    stocked.does("count", "london", "THB/lv=0", "-d", "2015-01-03")
    said = stocked.does("fix", "last", "--full").out
    assert "Count 4 of 2015-01-03 (london) is voided by entry 5." in said
    assert stocked.does("void", 6, "--reason", "x").out.startswith("Entry 7: entry 6 voided")
    talked = talks("void", "4,6", "typed twice", "", "3", "", "")
    assert talked.prompts[:4] == ["Entry: ", "Reason: ", "Entry: ", "Entry: "]
    assert stocked.reads("show", 3)["voided_by"] == 8
