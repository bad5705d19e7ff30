"""Output of commands whose answer cannot be written."""

import errno
import os

import pytest

from tests.conftest import Clerk
from tracker.cli.output import answering
from tracker.errors import Refused, TrackerError, Unanswered, Unwritten, session
from tracker.messages import Message

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
GONE = BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
FILE = Unwritten("Cannot write '{path}': {reason}.", path="x.csv", reason="it is a folder")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FULL, "Done. But the output could not be written: no space left on device."),
        (GONE, "Done. But the output could not be written: the reader closed the output."),
        (FILE, "Done. Cannot write 'x.csv': it is a folder."),
    ],
    ids=["a full disk", "a pipe without reader", "a file that cannot be written"],
)
@pytest.mark.parametrize("committed", [True, False], ids=["recorded", "not recorded"])
def test_what_was_done_is_said_with_why_it_is_not_answered(
    error: Exception, said: str, committed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "committed", committed)
    expected = Unanswered if committed else BrokenPipeError if error is GONE else Refused
    with pytest.raises(expected) as raised, answering(Message("Done.")):
        raise error
    if isinstance(raised.value, TrackerError):
        assert (str(raised.value), raised.value.exit_code) == (said, 4 if committed else 1)


@pytest.mark.parametrize("error", [FULL, GONE], ids=["a full disk", "a pipe without reader"])
def test_no_command_that_recorded_fails_as_if_it_had_not(
    clerk: Clerk, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_answer: object, **_form: object) -> None:
        raise error

    clerk.does("print", "THB/lv", "5")
    monkeypatch.setattr("tracker.cli.entries.say_entry", fail)
    answer = clerk("ship", "london", "THB/lv=1")
    assert answer.code == 4
    assert answer.err.startswith("Error: The command was recorded, but its output could not be written: ")
    assert clerk("ship", "london", "THB/lv=1", "--dry-run").code == (1 if error is FULL else 0)
