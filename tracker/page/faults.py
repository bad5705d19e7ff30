"""What is said of what cannot be answered: in a sentence, without paths, and of what is our own fault no more."""

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic

from tracker.errors import Refused, TooLong, TrackerError, Unusable, WrongUsage
from tracker.messages import Joined, Message
from tracker.model.text import plain
from tracker.reports.queries import Database, reading

# Connections to the ledger: one for each request, four at a time, none for longer than ten seconds.


AT_A_TIME = 4
"""How many questions are asked at a time; others wait."""

MOST_SECONDS = 10
"""For how long a question may be asked, before it is given up."""


class Connections:
    """Opens the ledger for one request after the other."""

    def __init__(self, path: Path) -> None:
        """Take the ledger."""
        self.path = path
        self._ending = Event()

    @contextmanager
    def opened(self) -> Iterator[Database]:
        """Open the ledger for reading; all within the block sees one state of it. A copy of a shared one catches up.

        Raises Unusable when it cannot be used, TooLong when the block takes too long, or the program ends.
        """
        from tracker.offices.copying import refresh  # its libraries are slow to load

        refresh(self.path)
        last = monotonic() + MOST_SECONDS
        with reading(self.path, is_over=lambda: self._ending.is_set() or monotonic() > last) as database:
            yield database

    def end(self) -> None:
        """Give up what is being asked."""
        self._ending.set()


_STATUS: tuple[tuple[type[Exception], int], ...] = (
    (Unusable, 503),
    (WrongUsage, 400),
    (Refused, 404),
    (TrackerError, 400),
)


def status_of(error: Exception) -> int:
    """Return the status of the answer."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def told(error: Exception) -> Message:
    """Return the sentence. What only who keeps the ledger should know is said where the program runs."""
    if isinstance(error, TooLong):
        return Message(
            "Stopped after {seconds} seconds. Select less, or run this command in a terminal, which has no time limit:",
            seconds=MOST_SECONDS,
        )
    if isinstance(error, Unusable):
        _tell_keeper(error.message)
        return without_paths(error.message)
    if isinstance(error, TrackerError):
        return without_paths(error.message)
    if os.environ.get("TRACKER_DEBUG"):
        traceback.print_exception(error)
    _tell_keeper(Message("Unexpected error of the page ({error}).", error=f"{type(error).__name__}: {error}"))
    return _OURS


def without_paths(message: Message) -> Message:
    """Return a message in which files are called by their names alone, and what others said is left out."""
    if isinstance(message, Joined):
        return Joined(*(_without(part) for part in message.parts), separator=message.separator)
    return message.given(**{name: _without(value) for name, value in message.fields.items()})


def _without(value: object) -> object:
    if isinstance(value, Message):
        return without_paths(value)
    if isinstance(value, Path):
        return value.name
    return type(value).__name__ if isinstance(value, BaseException) else value


def of_stranger(status: int, *, has_session: bool) -> tuple[Message, bool]:
    """Return what is said to who is not let in, and whether there is a way in."""
    if status == 403 and has_session:
        return Message("This form is not from this page. Go back, reload the page and send the form again."), False
    if status == 403:
        return Message("Open your link; 'tracker access add NAME' makes one. Or restart 'tracker serve'."), True
    return _OUTSIDE.get(status, Message("This is not possible.")), False


_OURS = Message("Something went wrong. The terminal that runs 'tracker serve' shows the error.")

_OUTSIDE = {
    200: Message("You have signed out; close this window."),
    405: Message("This is not possible."),
    413: Message("The text is too long to be sent."),
    500: _OURS,
    421: Message("The page has another name. Open the printed address; behind a proxy, serve with --public-url."),
}


def _tell_keeper(message: Message) -> None:
    """Say it on stderr."""
    if sys.stderr is not None:
        sys.stderr.write(f"{plain(str(message))}\n")
