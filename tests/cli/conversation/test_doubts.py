"""Possible slips are asked about before they are recorded, and Enter does not confirm them."""

import pytest

from tests.cli.conversation.conftest import Talks
from tests.cli.terminal import entries_in
from tests.conftest import Clerk


def test_a_doubtful_entry_is_asked_about_once_and_enter_is_no(stocked: Clerk, talks: Talks) -> None:
    talked = talks("count london", "", "lv", 2000, "", "", "", "", "", 200, "", "", "n")
    assert talked.prompts.count("Record it? [y/N] ") == 1
    assert talked.prompts[-2:] == ["Record it? [Y/n] ", "Record another? [Y/n] "]
    assert "2 000 of THB/lv were counted, but only 1 000 copies were ever printed" in talked.said
    assert stocked.reads("show", 4)["counts"][0]["counted"] == 200


def test_a_doubtful_command_is_asked_about_on_a_terminal(
    stocked: Clerk, talks: Talks, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = ["", "y"]

    def prompt(text: str, **how: object) -> object:
        asked.append(text)
        return answers.pop(0) or how["default"]

    monkeypatch.setattr("click.prompt", prompt)
    talks("count london THB/lv=1001", code=1)
    assert asked == ["Record it? [y/N] "]
    assert entries_in(stocked) == 3
    talks("count london THB/lv=1001")
    assert entries_in(stocked) == 4
