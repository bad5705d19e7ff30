"""Error pages: a message without paths, and without details of internal errors."""

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import thread_time

from tracker.errors import Refused, TooLong, TrackerError, Unusable, WrongUsage
from tracker.messages import Joined, Message
from tracker.model.text import plain
from tracker.reports.queries import Database, reading

# Connections to the ledger: one per request, four at a time, none for longer than ten seconds.


AT_A_TIME = 4
"""The maximum number of concurrent queries; others wait."""

MOST_SECONDS = 10
"""The time limit of a query in processor seconds: other requests do not shorten it."""


class Connections:
    """Opens the ledger for requests."""

    def __init__(self, path: Path) -> None:
        """Take the ledger."""
        self.path = path
        self._ending = Event()

    @contextmanager
    def opened(self) -> Iterator[Database]:
        """Open the ledger for reading; the block sees one state of it. A copy of a shared one catches up first.

        Raises Unusable if it cannot be used, TooLong if the block takes too long, or the program ends.
        """
        from tracker.offices.copying import refresh  # its libraries are slow to load

        refresh(self.path)
        last = thread_time() + MOST_SECONDS
        with reading(self.path, is_over=lambda: self._ending.is_set() or thread_time() > last) as database:
            yield database

    def end(self) -> None:
        """Stop all queries."""
        self._ending.set()


_STATUS: tuple[tuple[type[Exception], int], ...] = (
    (Unusable, 503),
    (WrongUsage, 400),
    (Refused, 404),
    (TrackerError, 400),
)


def status_of(error: Exception) -> int:
    """Return the HTTP status of an error."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def error_message(error: Exception) -> Message:
    """Return the message of an error. Details for the ledger's keeper are printed where the program runs."""
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
    """Return a message with file names instead of paths, and without texts of other programs."""
    if isinstance(message, Joined):
        return Joined(*(_without(part) for part in message.parts), separator=message.separator)
    return message.given(**{name: _without(value) for name, value in message.fields.items()})


def _without(value: object) -> object:
    if isinstance(value, Message):
        return without_paths(value)
    if isinstance(value, Path):
        return value.name
    return type(value).__name__ if isinstance(value, BaseException) else value


def stranger_message(status: int, *, has_session: bool) -> tuple[Message, bool]:
    """Return the message to a person who is not signed in, and whether they can sign in."""
    if status == 403 and has_session:
        return Message("This form is not from this page. Go back, reload the page and send the form again."), False
    if status == 403:
        return Message("Open your link; to make one, run 'tracker access add NAME'. Or restart 'tracker serve'."), True
    return _OUTSIDE.get(status, Message("This is not possible.")), False


_OURS = Message("Something went wrong. The terminal or journal of 'tracker serve' shows the error.")

_OUTSIDE = {
    200: Message("You have signed out. You can close this window."),
    405: Message("This is not possible."),
    413: Message("The text is too long to be sent."),
    500: _OURS,
    421: Message(
        "This address does not match the page. Open the printed address; behind a proxy, serve with --public-url."
    ),
}


def _tell_keeper(message: Message) -> None:
    """Print the message on stderr."""
    if sys.stderr is not None:
        sys.stderr.write(f"{plain(str(message))}\n")
