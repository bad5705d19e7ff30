"""Conversations of corrections and counts, and commands that have none."""

import pytest

from tests.cli.conversation.conftest import Talks
from tests.conftest import Clerk


@pytest.mark.slow
def test_an_entry_is_voided(clerk: Clerk, talks: Talks) -> None:
    talks("print", "THB", 100, "", "", "", "", "", "", "n")
    clerk.does("ship", "london", "THB/lv=10")
    talks("void", "ship", "typed wrongly", "")
    assert clerk.reads("show", 2)["voided_by"] == 3


def test_only_commands_that_log_entries_ask(clerk: Clerk, talks: Talks) -> None:
    for command in ("show", "place show", "restore", "place add", "request add", "level set", "withdraw", "clock fix"):
        assert "Missing argument" in talks(command, code=2).said
    assert "Nothing to change: specify at least one option" in talks("booklet edit THB", code=2).said
    assert "Specify the entries to redact" in talks("redact", code=2).said


@pytest.mark.slow
def test_an_entry_gets_new_texts(clerk: Clerk, talks: Talks) -> None:
    clerk.does("print", "THB/lv", 100, "--note", "for Anna")
    talks("fix", "print", "ref", "A-1", "n", "note", "for Ilze", "")
    shown = clerk.reads("show", 1)
    assert (shown["reference"], shown["note"]) == ("A-1", "for Ilze")
    talked = talks("fix", 1, "note", "-", "")
    assert talked.prompts[2] == "Note [for Ilze]: "
    assert talked.asked("Note").history[0] == "for Ilze"
    shown = clerk.reads("show", 1)
    assert (shown["reference"], shown["note"]) == ("A-1", None)


def test_a_count_of_nothing_is_told_and_asked_again(clerk: Clerk, talks: Talks) -> None:
    talked = talks("count", "lond", "", "", "", "", "^C", code=130)
    assert "Nothing was counted" in talked.said


def test_only_what_a_command_takes_can_be_chosen(stocked: Clerk, talks: Talks) -> None:
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
