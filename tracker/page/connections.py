"""Connections to the ledger: one for each request, four at a time, none for longer than ten seconds."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic

from tracker.reports.queries import Database, reading

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
        """Open the ledger for reading; all within the block sees one state of it.

        Raises Unusable when it cannot be used, TooLong when the block takes too long, or the program ends.
        """
        last = monotonic() + MOST_SECONDS
        with reading(self.path, is_over=lambda: self._ending.is_set() or monotonic() > last) as database:
            yield database

    def end(self) -> None:
        """Give up what is being asked."""
        self._ending.set()
