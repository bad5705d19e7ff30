"""Error pages: a message, without details of internal errors; and connections to the ledger."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from time import thread_time

from tracker.errors import Refused, TooLong, TrackerError, Unusable
from tracker.messages import Message
from tracker.model.text import plain
from tracker.reports.queries import Database, reading

AT_A_TIME = 4
"""The maximum number of concurrent queries; others wait."""

MOST_SECONDS = 10
"""The time limit of a query in processor seconds: other requests do not shorten it."""


@dataclass
class Connections:
    """Opens the ledger for requests."""

    path: Path
    ending: Event = field(default_factory=Event)
    """Stops all queries."""

    @contextmanager
    def opened(self) -> Iterator[Database]:
        """Open the ledger for reading; the block sees one state of it. A copy of a shared one catches up first.

        Raises Unusable if it cannot be used, TooLong if the block takes too long, or the program ends.
        """
        from tracker.offices.copying import refresh  # its libraries are slow to load

        refresh(self.path)
        last = thread_time() + MOST_SECONDS
        with reading(self.path, is_over=lambda: self.ending.is_set() or thread_time() > last) as database:
            yield database


def status_of(error: Exception) -> int:
    """Return the HTTP status of an error."""
    if isinstance(error, Unusable):
        return 503
    if isinstance(error, Refused):
        return 404
    return 400 if isinstance(error, TrackerError) else 500


def error_message(error: Exception) -> Message:
    """Return the message of an error. Errors of the file or the program are also printed where the program runs."""
    if isinstance(error, TooLong):
        return Message(
            "Stopped after {seconds} seconds. Select less, or run this command in a terminal, which has no time limit:",
            seconds=MOST_SECONDS,
        )
    if isinstance(error, Unusable):
        _tell_keeper(error.message)
    if isinstance(error, TrackerError):
        return error.message
    _tell_keeper(Message("Unexpected error of the page ({error}).", error=f"{type(error).__name__}: {error}"))
    return _OURS


_OURS = Message("Something went wrong. The terminal or journal of 'tracker serve' shows the error.")

FOREIGN = Message("This form is not from this page. Go back, reload the page and send the form again.")

OUTSIDE = {
    200: Message("You have signed out. You can close this window."),
    403: Message("Open your link; to make one, run 'tracker access add NAME'. Or restart 'tracker serve'."),
    408: Message("The form was not received completely. Go back and send it again."),
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
