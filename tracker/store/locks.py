"""Waiting for a lock in short turns, between which Ctrl-C is heard; SQLite itself waits deaf."""

import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar

from tracker.errors import Unusable
from tracker.store import connection
from tracker.store.connection import Database, Statement

Result = TypeVar("Result")


def wait_in_turns(database: Database) -> None:
    """Let SQLite give up after a quarter of a second; whatever needs a lock is then asked for with `patiently`."""
    database.apply([Statement("PRAGMA busy_timeout = 250")])


def patiently(step: Callable[[], Result]) -> Result:
    """Carry out a step that needs a lock, again and again for as long as a command may wait for one."""
    until = time.monotonic() + connection.BUSY_SECONDS
    while True:
        try:
            return step()
        except Unusable as error:
            if not _is_busy(error) or time.monotonic() >= until:
                raise


def _is_busy(error: Unusable) -> bool:
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    return code is not None and code & 0xFF == sqlite3.SQLITE_BUSY
