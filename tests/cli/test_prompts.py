import os
import subprocess
import sys

import pytest

from tests.cli.terminal import held_by
from tests.conftest import Clerk, made_once

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk with 1000 copies, of which 100 are on their way to London (entry 2)."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=100", "--date", "2015-01-02")
    return clerk


def at_a_terminal(clerk: Clerk, *words: str, answers: str) -> tuple[int, str]:
    """Run the program at a terminal with these answers; return its exit code and the screen."""
    controller, terminal = pty.openpty()
    program = subprocess.Popen(
        [sys.executable, "-m", "tracker", *words],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env={**os.environ, "TRACKER_DB": str(clerk.db), "TERM": "dumb", "COLUMNS": "200"},
    )
    os.close(terminal)
    os.write(controller, f"{answers}\x04".encode())  # Ctrl-D ends what is typed
    screen = b""
    try:
        while chunk := os.read(controller, 65536):
            screen += chunk
    except OSError:
        pass  # Linux says so when the program has left its terminal
    finally:
        os.close(controller)
    return program.wait(timeout=60), screen.decode()


@pytest.mark.slow
@pytest.mark.parametrize(("answer", "erased"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_before_texts_are_erased_for_good_a_clerk_is_asked(stocked: Clerk, answer: str, erased: bool) -> None:
    stocked.does("fix", 2, "--note", "for Anna")
    code, screen = at_a_terminal(stocked, "redact", "2", answers=answer)
    assert "Would permanently redact 1 text: entry 2.\r\nRedact them? [y/N]" in screen
    assert code == (0 if erased else 1)
    assert screen.endswith("Nothing was recorded.\r\n") is not erased
    assert "Error" not in screen
    assert ("redacted" in stocked.reads("show", 2)) is erased


@pytest.mark.slow
def test_a_clerk_who_said_yes_is_not_asked_before_texts_are_erased(stocked: Clerk) -> None:
    stocked.does("fix", 2, "--note", "for Anna")
    code, screen = at_a_terminal(stocked, "redact", "2", "--yes", answers="")
    assert (code, "Erase it?" in screen) == (0, False)


def test_a_clerk_who_said_everything_is_not_asked(stocked: Clerk) -> None:
    code, screen = at_a_terminal(stocked, "receive", "2", answers="")
    assert code == 0
    assert "Record it?" not in screen


@pytest.mark.slow
def test_a_count_that_finds_nothing_at_all_is_asked_about_first(stocked: Clerk) -> None:
    stocked.does("receive", 2, "--date", "2015-01-03")
    code, screen = at_a_terminal(stocked, "count", "london", "--full", answers="\n")
    assert code == 1, "Enter is no"
    assert "No copies found at london: all copies recorded there are counted as 0.\r\nRecord it? [y/N]" in screen
    assert "Nothing was recorded." in screen
    assert held_by(stocked, "london") == {"THB/lv": 100}
    code, screen = at_a_terminal(stocked, "count", "london", "--full", answers="y\n")
    assert code == 0
    assert held_by(stocked, "london") == {"THB/lv": 0}


def test_who_declines_an_undo_has_made_no_mistake(stocked: Clerk) -> None:
    code, screen = at_a_terminal(stocked, "undo", answers="n\n")
    assert (code, "Error" in screen) == (1, False)
    assert screen.endswith("Undo it? [y/N] Nothing was recorded.\r\n")


@pytest.mark.slow
def test_a_full_count_is_not_asked_about_when_items_are_named_or_nothing_is_recorded(stocked: Clerk) -> None:
    stocked.does("receive", 2, "--date", "2015-01-03")
    for words in (("THB/lv=90",), ("--dry-run",)):
        code, screen = at_a_terminal(stocked, "count", "london", "--full", *words, answers="")
        assert code == 0
        assert "Record it?" not in screen
    assert held_by(stocked, "london") == {"THB/lv": 90}


def test_without_a_terminal_a_count_that_finds_nothing_is_carried_out(stocked: Clerk) -> None:
    stocked.does("receive", 2, "--date", "2015-01-03")
    stocked.does("count", "london", "--full")
    assert held_by(stocked, "london") == {"THB/lv": 0}


def test_an_entry_that_takes_what_a_later_count_found_is_asked_about_first(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 20, "--date", "2015-03-01")
    clerk.does("count", "store", "THB/lv=20", "--date", "2015-03-03")
    words = "ship", "london", "THB/lv=20", "--date", "2015-03-02"
    code, screen = at_a_terminal(clerk, *words, answers="n\n")
    assert "Count 2 of 2015-03-03 at store would then have 20 more of THB/lv than expected." in screen
    assert (code, held_by(clerk, "store", "--at", "2015-03-02")) == (1, {"THB/lv": 20})
    code, _ = at_a_terminal(clerk, *words, answers="y\n")
    assert (code, held_by(clerk, "store", "--at", "2015-03-02")) == (0, {})


def test_a_command_takes_what_its_prompts_take(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 1000, "-d", "2015-01-01")
    clerk.does("print", "THB/ru", 500, "-d", "2015-01-01")
    clerk.does("place", "add", "both", "London, Dublin", "--kind", "library", "--country", "LV")
    for place in ("London, Dublin", "london,dublin", "Embassy in Dublin, london"):
        clerk.does("ship", place, "lv=40,ru=20", "-d", "2015-01-02", "--ref", "-", "--cost", "-", "--fund", "-")
    assert [(row["place"], row["quantity"], row["reference"], row["cost"]) for row in clerk.reads("shipments")] == [
        (place, quantity, None, None)
        for place in ("both", "london", "dublin", "dublin", "london")
        for quantity in (40, 20)
    ]
    clerk.does("level", "set", "london,dublin", "lv=5,ru=5:9")
    assert len(clerk.reads("level", "list")) == 4
    clerk.does("receive", "London, Dublin", "lv=40", "-d", "2015-01-03")
    said = clerk.refused("receive", "dublin")
    assert said == "Several shipments are in transit to dublin: 5..6. Run 'tracker receive --to dublin' for all."
    clerk.does("receive", "all", "-d", "2015-01-04")
    assert "have nothing in transit" in clerk.refused("receive", "all")
    assert clerk.refused("receive", "dublin").startswith("Nothing is in transit to dublin on")
    clerk.does("handout", "london", "all", "-d", "2015-01-05", "--audience", "pupils=20, teachers=2")
    assert [row["people"] for row in clerk.reads("report", "reach", "--by", "audience")] == [20, 2]
    clerk.does("move", "both", "dublin", "ALL", "-d", "2015-01-05")
    clerk.does("return", "dublin", "all", "-d", "2015-01-06", "--note", "-")
    assert {row["at_places"] for row in clerk.reads("stock")} == {0}
    assert clerk.refused("return", "dublin", "all", "lv=1", code=2) == "Specify either ITEM=QTY or --all."
