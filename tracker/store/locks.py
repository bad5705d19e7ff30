"""Wait for a lock on the ledger, and show others that the command holding it is alive.

SQLite's own wait cannot be interrupted, so it is short and repeated here: Ctrl-C then takes effect.

A command that holds the lock for more than a second touches a file next to the ledger every second, and others keep
waiting. A stopped or hanging command does not, so they give up.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import TYPE_CHECKING, TypeVar

from tracker import retries
from tracker.drafts import sign_of_life
from tracker.errors import Unusable
from tracker.messages import Message
from tracker.store.connection import Database, Statement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from _typeshed import StrPath

Result = TypeVar("Result")

_SECOND = 1.0
"""The seconds after which a holder gives a sign of life, and after which a waiting command reports that."""

_PAUSE = 0.05
"""The seconds between two tries. SQLite itself does not wait if another program has a file in WAL mode open."""


def shorten_waits(database: Database) -> None:
    """Make SQLite give up after a quarter of a second; anything that needs a lock must then use `retrying`."""
    database.apply([Statement("PRAGMA busy_timeout = 250")])


@contextmanager
def holding(ledger: StrPath) -> Iterator[None]:
    """Give signs of life while the block holds the lock."""
    has_ended = Event()
    beats = Thread(target=_beat, args=(ledger, has_ended), daemon=True)
    try:
        beats.start()
    except RuntimeError as error:  # there is no room for a thread's stack
        raise MemoryError from error
    try:
        yield
    finally:
        has_ended.set()
        beats.join()


def _beat(ledger: StrPath, has_ended: Event) -> None:
    is_made = False
    while not has_ended.wait(_SECOND):
        file = sign_of_life(ledger)
        with suppress(OSError):  # a read-only folder, or a full disk
            os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
            os.utime(file)
            is_made = True
    if is_made:
        with suppress(OSError):
            os.remove(file)


def retrying(step: Callable[[], Result], ledger: StrPath, is_over: Callable[[], bool] | None = None) -> Result:
    """Run a step that needs a lock, and repeat it while another program holds the ledger.

    Warns after a second. Raises Unusable after 15 seconds without a sign of life from the holder, or if it `is_over`.
    """
    began = alive = time.monotonic()
    sign, is_reported = None, False
    while True:
        try:
            return step()
        except Unusable as error:
            if not is_busy(error) or (is_over is not None and is_over()):
                raise
            now = time.monotonic()
            if (last := _sign(ledger)) not in (None, sign):
                sign, alive = last, now
            if now - alive >= retries.MOST_SECONDS:
                raise
        if now - began >= _SECOND and not is_reported:
            from tracker.store.connection import warn  # loads logging, which is rarely needed

            warn(Message("Waiting for another program that has locked {path}.", path=ledger))
            is_reported = True
        time.sleep(_PAUSE)


def _sign(ledger: StrPath) -> int | None:
    """Return the time of the holder's last sign of life, by the disk's clock; or None."""
    try:
        return os.stat(sign_of_life(ledger)).st_mtime_ns
    except OSError:
        return None


def is_busy(error: Unusable) -> bool:
    """Return whether another program's lock caused the error."""
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    return code is not None and code & 0xFF == sqlite3.SQLITE_BUSY
