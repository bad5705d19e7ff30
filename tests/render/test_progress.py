import subprocess
import sys
import time
from collections.abc import Iterable, Iterator

import pytest

from tests.render.samples import HOSTILE, Terminal
from tracker.messages import Message
from tracker.render import progress as room
from tracker.render.progress import EVERY, counted, progress

HIDE, SHOW, ERASE = "\x1b[?25l", "\x1b[?25h", "\x1b[2K"

Patch = pytest.MonkeyPatch


def tracked(rows: Iterable[object]) -> Iterator[object]:
    with progress(Message("Movements"), None) as advance:
        yield from counted(rows, advance)


def a_terminal(monkeypatch: Patch) -> Terminal:
    """Return a terminal that stderr now is, to which every advance is drawn at once."""
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr(room, "_PATIENCE", 0)
    monkeypatch.setattr(room, "_PAUSE", 0)
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    return stream


def cleaned_up(terminal: Terminal) -> bool:
    """Whether the cursor is to be seen and the bar was erased."""
    drawn = terminal.getvalue()
    return drawn.rfind(SHOW) > drawn.rfind(HIDE) >= 0 and drawn.endswith(f"\x1b[1A{ERASE}")


def test_a_terminal_shows_how_far_it_is_and_is_clean_at_the_end(monkeypatch: Patch) -> None:
    terminal = a_terminal(monkeypatch)
    with progress(Message("Movements"), 5000) as advance:
        advance(1000)
        advance(1000)
        assert "Movements" in terminal.getvalue()
        assert "2000/5000" in terminal.getvalue()
        assert not terminal.getvalue().endswith(ERASE)
    assert cleaned_up(terminal)


def test_a_total_that_is_not_known_is_a_question_mark(monkeypatch: Patch) -> None:
    terminal = a_terminal(monkeypatch)
    with progress(Message("Movements"), None) as advance:
        advance(1000)
    assert "1000/?" in terminal.getvalue()


@pytest.mark.parametrize("error", [RuntimeError(), KeyboardInterrupt(), SystemExit(1)])
def test_whatever_happens_the_cursor_is_there_again(error: BaseException, monkeypatch: Patch) -> None:
    terminal = a_terminal(monkeypatch)
    with pytest.raises(type(error)), progress(Message("Movements"), None) as advance:
        advance(1)
        raise error
    assert cleaned_up(terminal)


def test_the_cursor_is_there_even_while_the_bar_is(monkeypatch: Patch) -> None:
    terminal = a_terminal(monkeypatch)
    with progress(Message("Movements"), None) as advance:
        advance(1)
        assert terminal.getvalue().rfind(SHOW) > terminal.getvalue().rfind(HIDE) >= 0


def test_a_title_from_users_is_text(monkeypatch: Patch) -> None:
    terminal = a_terminal(monkeypatch)
    for title in [*HOSTILE, "{task.total}", "{"]:
        with progress(Message(title), 9) as advance:
            advance(1)
    drawn = terminal.getvalue()
    assert all(text in drawn for text in ("[red]x[/red]", ":smile:", "{task.total}"))
    assert not any(text in drawn for text in ("\x1b]8", "\x1b[2J", "\u202e", "\x9b", "\ud800"))


def test_stdout_is_not_taken_from_who_writes_to_it(monkeypatch: Patch, capsys: pytest.CaptureFixture[str]) -> None:
    terminal = a_terminal(monkeypatch)
    with progress(Message("Movements"), None) as advance:
        advance(1)
        print("entry,type")  # noqa: T201
    assert capsys.readouterr().out == "entry,type\n"
    assert "entry,type" not in terminal.getvalue()


def test_work_that_is_soon_done_shows_nothing(monkeypatch: Patch) -> None:
    terminal = a_terminal(monkeypatch)
    monkeypatch.setattr(room, "_PATIENCE", 60)
    assert list(tracked(range(5000))) == list(range(5000))
    assert terminal.getvalue() == ""


def test_a_terminal_that_cannot_move_its_cursor_gets_nothing(monkeypatch: Patch) -> None:
    terminal = a_terminal(monkeypatch)
    monkeypatch.setenv("TERM", "dumb")
    assert list(tracked(range(5000))) == list(range(5000))
    assert terminal.getvalue() == ""


def test_a_pipe_gets_nothing(capsys: pytest.CaptureFixture[str], monkeypatch: Patch) -> None:
    monkeypatch.setattr(room, "_PATIENCE", 0)
    assert list(tracked(range(5000))) == list(range(5000))
    assert capsys.readouterr() == ("", "")


def test_a_process_without_stderr_gets_its_rows(monkeypatch: Patch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert list(tracked("abc")) == ["a", "b", "c"]


def test_rows_are_told_by_the_thousand() -> None:
    told: list[int] = []
    assert sum(1 for _ in counted(range(2 * EVERY + 5), told.append)) == 2 * EVERY + 5
    assert told == [EVERY, EVERY]


def test_tracked_rows_leave_a_clean_terminal_when_they_end_or_fail(monkeypatch: Patch) -> None:
    terminal = a_terminal(monkeypatch)

    def failing() -> Iterator[int]:
        yield from range(1500)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        list(tracked(failing()))
    assert cleaned_up(terminal)
    list(tracked(range(1500)))
    assert cleaned_up(terminal)


def test_an_advance_costs_next_to_nothing_between_two_drawings(monkeypatch: Patch) -> None:
    terminal = a_terminal(monkeypatch)
    monkeypatch.setattr(room, "_PAUSE", 60)
    with progress(Message("Movements"), None) as advance:
        advance(1)
        before = time.perf_counter()
        for _ in range(10_000):
            advance(1)
        assert time.perf_counter() - before < 0.5
        assert "10001/?" not in terminal.getvalue()


_WITHOUT_RICH = """
import sys
from tracker.messages import Message
from tracker.render.progress import counted, progress
with progress(Message("Movements"), None) as advance:
    assert len(list(counted(range(5000), advance))) == 5000
assert "rich" not in sys.modules
"""


def test_who_has_no_terminal_does_not_wait_for_rich() -> None:
    subprocess.run([sys.executable, "-c", _WITHOUT_RICH], capture_output=True, check=True)
