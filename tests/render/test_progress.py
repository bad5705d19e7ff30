import subprocess
import sys
from collections.abc import Iterable, Iterator

import pytest

from tests.render.samples import HOSTILE, Terminal
from tracker.messages import Message
from tracker.render import progress as room
from tracker.render.progress import counted, progress

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


@pytest.mark.parametrize("error", [RuntimeError(), KeyboardInterrupt(), SystemExit(1)])
def test_whatever_happens_the_cursor_is_there_again(error: BaseException, monkeypatch: Patch) -> None:
    terminal = a_terminal(monkeypatch)
    with pytest.raises(type(error)), progress(Message("Movements"), None) as advance:
        advance(1)
        raise error
    assert cleaned_up(terminal)


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


def test_a_pipe_gets_nothing(capsys: pytest.CaptureFixture[str], monkeypatch: Patch) -> None:
    monkeypatch.setattr(room, "_PATIENCE", 0)
    assert list(tracked(range(5000))) == list(range(5000))
    assert capsys.readouterr() == ("", "")


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
