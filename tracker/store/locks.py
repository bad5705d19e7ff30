"""Waiting for a lock in short intervals, so that Ctrl-C works; SQLite's own wait cannot be interrupted.

Who records much, such as the import of a long sheet, announces that beside the ledger: others then wait for it to end,
however long that takes, and are not refused. They wait no longer than usual for whoever is not known to go on.
"""

import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tracker import waiting
from tracker.drafts import is_announced
from tracker.errors import Unusable
from tracker.messages import Message
from tracker.store.connection import Database, Statement

Result = TypeVar("Result")


def shorten_waits(database: Database) -> None:
    """Let SQLite give up after a quarter of a second; anything that needs a lock must then use `retrying`."""
    database.apply([Statement("PRAGMA busy_timeout = 250")])


def retrying(
    step: Callable[[], Result], ledger: Path | None = None, is_over: Callable[[], bool] = lambda: False
) -> Result:
    """Run a step that needs a lock, and retry it for as long as a command may wait for others, or until it `is_over`.

    With the `ledger` that is for as long as another command records much in it, and some time after that.
    """
    is_told = False
    with waiting.in_all():
        left = waiting.left()
        while True:
            before = waiting.left()
            try:
                with waiting.in_vain():
                    return step()
            except Unusable as error:
                if not is_busy(error) or is_over():
                    raise
                if ledger is not None and is_announced(ledger):
                    waiting.forget(left)
                    is_told = is_told or _tell_of_waiting(ledger)
                elif waiting.left() <= 0:
                    raise
                elif before - waiting.left() < _PAUSE:
                    waiting.pause(_PAUSE)


_PAUSE = 0.05
"""How many seconds are waited where SQLite does not, as when a file in WAL mode is held by another program."""


def _tell_of_waiting(ledger: Path) -> bool:
    """Say on a terminal that another command is waited for."""
    if sys.stderr is not None and sys.stderr.isatty():
        from tracker.store.warnings import warn  # loads logging, which is rarely needed

        warn(Message("Another command is recording much in {path}; this one waits for it to end.", path=ledger))
    return True


def is_busy(error: Unusable) -> bool:
    """Return whether it is a lock of another program's that keeps the database from being used."""
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    return code is not None and code & 0xFF == sqlite3.SQLITE_BUSY
