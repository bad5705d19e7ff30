"""Figures that reports read from tables: sums of the overview and distribution, and withdrawals of runs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from threading import Lock

from tracker.deferred import NamedTuple
from tracker.errors import Unusable
from tracker.store.connection import Database
from tracker.store.identity import KEPT


def sent_by_month(database: Database) -> dict[str, int]:
    """Return the copies sent to places other than stores by month, from the monthly flows."""
    rows = database.rows("SELECT month, sum(sent) FROM monthly_flow GROUP BY month")
    return {str(month): int(copies) for month, copies in rows}


# Withdrawals of print runs.


def withdrawal_of(database: Database, command: int) -> int | None:
    """Return the withdrawal or reinstatement that a command recorded, or None."""
    return database.number_or_none("SELECT min(id) FROM withdrawal WHERE command = ?", [command])


class Withdrawal(NamedTuple):
    """The date and reason of a withdrawal; None if the reason was redacted."""

    day: str
    reason: str | None


def withdrawal_on(database: Database, run: str) -> Withdrawal | None:
    """Return the withdrawal in effect for a run, by its code, or None if it can be shipped."""
    row = database.row(
        "SELECT withdrawal.withdrawn, withdrawal.date, text.reason FROM withdrawal "
        "JOIN print_run ON print_run.id = withdrawal.run "
        "LEFT JOIN text ON text.command = withdrawal.command "
        "AND text.entry IS NULL AND text.request IS NULL AND text.run IS NULL "
        "WHERE print_run.code = ? "
        "ORDER BY withdrawal.date DESC, withdrawal.id DESC LIMIT 1",
        [run],
    )
    return Withdrawal(row[1], row[2]) if row and row[0] else None


# A ledger that a program serves to many: its header is read without ever closing the file.  On POSIX, closing a file
# releases all locks that the process has on it, even those of queries in other threads, whose data could then change
# during the query.


State = tuple[bytes, int, int, int]
"""Identifies a state of a ledger."""

_LENGTH = 100


@contextmanager
def served(path: Path) -> Iterator[None]:
    """Keep the file open within the block."""
    kept = _Kept(path)
    KEPT[str(path)] = kept.header
    try:
        yield
    finally:
        del KEPT[str(path)]
        kept.close()


def state_of(path: Path) -> State | None:
    """Return the state of a served ledger, or None if it is unknown.

    A commit changes the counter in the header; a file put in its place has another time of writing.
    """
    try:
        status = path.stat()
        return KEPT[str(path)](status), status.st_mtime_ns, status.st_size, status.st_ino
    except (OSError, Unusable):
        return None


class _Kept:
    """A file that stays open; another file that takes its name is opened too."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files: list[FileIO] = []
        self._lock = Lock()

    def header(self, status: os.stat_result) -> bytes:
        """Return the header of the file with this status. Raises OSError."""
        with self._lock:
            if not self._files or not os.path.samestat(os.fstat(self._files[-1].fileno()), status):
                self._files.append(self._path.open("rb", buffering=0))
            file = self._files[-1]
            file.seek(0)
            return file.read(_LENGTH)

    def close(self) -> None:
        """Close the open files."""
        for file in self._files:
            file.close()
