"""Waiting for a lock in short intervals, so that Ctrl-C works; SQLite's own wait cannot be interrupted."""

import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar

from tracker.errors import Unusable
from tracker.store import connection
from tracker.store.connection import Database, Statement

Result = TypeVar("Result")


def shorten_waits(database: Database) -> None:
    """Let SQLite give up after a quarter of a second; anything that needs a lock must then use `retrying`."""
    database.apply([Statement("PRAGMA busy_timeout = 250")])


def retrying(step: Callable[[], Result]) -> Result:
    """Run a step that needs a lock, and retry it for as long as a command may wait for one."""
    deadline = time.monotonic() + connection.BUSY_SECONDS
    while True:
        try:
            return step()
        except Unusable as error:
            if not is_busy(error) or time.monotonic() >= deadline:
                raise


def is_busy(error: Unusable) -> bool:
    """Return whether it is a lock of another program's that keeps the database from being used."""
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    return code is not None and code & 0xFF == sqlite3.SQLITE_BUSY
