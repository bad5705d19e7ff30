"""Copying a complete database file while others write to it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tracker.errors import Refused, TrackerError, reason
from tracker.store.connection import Database, Statement, check_header, connected, describe
from tracker.store.new_files import new_file

Proof = TypeVar("Proof")

_OF_THE_COPY = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
"""The error codes of a copy that concern its target."""


_PAGES = 2000


def copy(database: Database, target: Path, prove: Callable[[Database], Proof]) -> Proof:
    """Copy the database, as of its last commit, to a new file, which is created verified or not at all.

    `prove` receives the copy before it gets its final name, and raises an error if the copy is not valid;
    its result is returned. The connection must not be writing; its read transaction ends with the copying,
    so that no writer waits for the verification. Raises TargetExists when the target already exists,
    Refused when it cannot be written, Unusable when the database cannot be read.
    """
    try:
        with new_file(target, like=database.path) as copied:
            _fill(database, copied, target)
            return prove(copied)
    except OSError as error:
        raise _not_written(target, reason(error)) from None


def beginning(path: Path) -> str | None:
    """Return the moment at which a ledger was made, which distinguishes its copies from those of all other ledgers.

    None when the file cannot be read as a ledger; the file is not changed.
    """
    try:
        check_header(path)
        with connected(path) as database:
            database.apply([Statement("PRAGMA query_only = ON")])
            moment: str | None = database.value("SELECT recorded_at FROM command WHERE number = 1")
            return moment
    except TrackerError:
        return None


def _fill(database: Database, copied: Database, target: Path) -> None:
    """Copy all pages of one state of the database, and end the read transaction."""
    source = database.connection
    if not source.in_transaction:
        database.apply([Statement("BEGIN")])
    try:
        # This takes the read lock, or times out as for every reader; backup() itself would wait for it forever.
        database.value("SELECT count(*) FROM sqlite_schema")
        # In parts, so that Ctrl-C is heard between them; the read transaction keeps them of one state.
        source.backup(copied.connection, pages=_PAGES, progress=lambda *_: None)
    except sqlite3.Error as error:
        raise _translated(error, database.path, target) from error
    finally:
        database.apply([Statement("COMMIT")])


def _translated(error: sqlite3.Error, source: Path, target: Path) -> TrackerError:
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in _OF_THE_COPY:
        return _not_written(target, error)
    return describe(error, source)


def _not_written(target: Path, cause: object) -> Refused:
    return Refused("Cannot write '{file}': {reason}.", file=target, reason=cause)
