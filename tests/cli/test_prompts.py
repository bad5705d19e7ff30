import os
import subprocess
import sys

import pytest

from tests.cli.terminal import entries_in, held_by, lines_of
from tests.conftest import Clerk, made_once

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk with 1000 copies, of which 100 are on their way to London (entry 2)."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=100", "--date", "2015-01-02")
    return clerk


def at_a_terminal(clerk: Clerk, *words: str, answers: str) -> tuple[int, str]:
    """Run the program at a terminal where these answers are typed; return its exit code and the screen."""
    controller, terminal = pty.openpty()
    program = subprocess.Popen(
        [sys.executable, "-m", "tracker", *words],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env={**os.environ, "TRACKER_DB": str(clerk.db), "TERM": "dumb", "COLUMNS": "200"},
    )
    os.close(terminal)
    os.write(controller, answers.encode())
    screen = b""
    try:
        while chunk := os.read(controller, 65536):
            screen += chunk
    except OSError:
        pass  # Linux says so when the program has left its terminal
    finally:
        os.close(controller)
    return program.wait(timeout=60), screen.decode()


def test_a_clerk_is_asked_for_what_is_missing_and_once_more_before_it_is_recorded(stocked: Clerk) -> None:
    code, screen = at_a_terminal(stocked, "ship", answers="dublin\nTHB/lv=5\ny\n")
    assert code == 0
    assert "Embassy in Dublin" in screen
    assert "Record it?" in screen
    assert lines_of(stocked.reads("show", 3)) == [("THB/lv/1", "store", "transit", 5)]


def test_a_clerk_who_says_no_records_nothing(stocked: Clerk) -> None:
    code, screen = at_a_terminal(stocked, "ship", "dublin", answers="THB/lv=5\nn\n")
    assert code != 0
    assert "nothing was recorded" in screen
    assert entries_in(stocked) == 2


def test_an_answer_that_makes_no_sense_is_asked_for_again(stocked: Clerk) -> None:
    code, screen = at_a_terminal(stocked, "print", answers="THB\nTHB/ru\nmany\n10\ny\n")
    assert code == 0
    assert "'THB' is not an item" in screen
    assert "'many' is not a quantity" in screen
    assert held_by(stocked, "store")["THB/ru"] == 10


def test_a_clerk_who_receives_is_shown_all_that_may_still_arrive(stocked: Clerk) -> None:
    stocked.does("ship", "dublin", "THB/lv=10", "--date", "2015-01-03")
    stocked.does("receive", 3, "THB/lv=4", "--date", "2015-01-04")
    code, screen = at_a_terminal(stocked, "receive", answers="3\ny\n")
    assert code == 0
    assert "Embassy in London" in screen
    assert "Embassy in Dublin" in screen
    assert stocked.reads("show", 3)["status"] == "received"


@pytest.mark.parametrize(("answer", "erased"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_before_texts_are_erased_for_good_a_clerk_is_asked(stocked: Clerk, answer: str, erased: bool) -> None:
    stocked.does("amend", 2, "--note", "for Anna")
    code, screen = at_a_terminal(stocked, "redact", "2", answers=answer)
    assert "Would erase 1 text for good, of entry 2. Erase it? [y/N]" in screen
    assert (code == 0) is erased
    assert ("redacted" in stocked.reads("show", 2)) is erased


def test_a_clerk_who_said_yes_is_not_asked_before_texts_are_erased(stocked: Clerk) -> None:
    stocked.does("amend", 2, "--note", "for Anna")
    code, screen = at_a_terminal(stocked, "redact", "2", "--yes", answers="")
    assert (code, "Erase it?" in screen) == (0, False)


def test_a_clerk_who_said_everything_is_not_asked(stocked: Clerk) -> None:
    code, screen = at_a_terminal(stocked, "receive", "2", answers="")
    assert code == 0
    assert "Record it?" not in screen


def test_a_count_that_finds_nothing_at_all_is_asked_about_first(stocked: Clerk) -> None:
    stocked.does("receive", 2, "--date", "2015-01-03")
    code, screen = at_a_terminal(stocked, "count", "london", "--full", answers="n\n")
    assert code != 0
    assert "Embassy in London" in screen, "what it holds is shown"
    assert "Nothing was found at london: all that it holds is counted as 0. Record it?" in screen
    assert "nothing was recorded" in screen
    assert held_by(stocked, "london") == {"THB/lv": 100}
    code, screen = at_a_terminal(stocked, "count", "--full", answers="london\ny\n")
    assert code == 0
    assert "Nothing was found at london" in screen
    assert held_by(stocked, "london") == {"THB/lv": 0}


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
