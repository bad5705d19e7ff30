"""Copying a complete database file while others write to it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tracker.errors import Refused, TrackerError, Unwritten, reason
from tracker.store.connection import Database, Statement, describe
from tracker.store.new_files import new_file

Proof = TypeVar("Proof")

PAGES = 16_000
"""The number of pages copied in one step: 64 MB."""

_OF_THE_COPY = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
"""The error codes of a copy that come from its target."""


def copy(database: Database, target: Path, prove: Callable[[Database], Proof]) -> Proof:
    """Copy the database, as of its last commit, to a new file, which is created verified or not at all.

    The copy has the permissions of the database. `prove` receives the copy before it gets its final name, and raises an
    error if it is invalid; its result is returned. The connection must not be writing; its read transaction ends with
    the copying, so that no writer waits for the verification. Raises TargetExists if the target exists, Refused if it
    cannot be written, Unusable if the database cannot be read.
    """
    try:
        with new_file(target, like=Path(database.path)) as copied:
            _fill(database, copied, target)
            return prove(copied)
    except OSError as error:
        raise _not_written(target, reason(error)) from None


def size_of(database: Database) -> int:
    """Return the size of the file in bytes, as of the open transaction."""
    return database.number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")


def _fill(database: Database, copied: Database, target: Path) -> None:
    """Copy all pages of one state of the database, and end the read transaction."""
    source = database.connection
    if not source.in_transaction:
        database.apply([Statement("BEGIN")])
    try:
        # Takes the read lock, or times out like every reader; backup() itself would wait for it forever.
        database.value("SELECT count(*) FROM sqlite_schema")
        copy_pages(database, copied)
        copied.apply([Statement("PRAGMA journal_mode = DELETE")])  # a copy of a file in WAL mode is marked as WAL
    except sqlite3.Error as error:
        raise _translated(error, Path(database.path), target) from error
    finally:
        database.apply([Statement("COMMIT")])


def copy_pages(source: Database, target: Database) -> None:
    """Copy the source into the target page by page, in one transaction of the target; Ctrl-C is handled in between."""
    source.connection.backup(target.connection, pages=PAGES, progress=lambda *_: None)


def _translated(error: sqlite3.Error, source: Path, target: Path) -> TrackerError:
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in _OF_THE_COPY:
        return _not_written(target, error)
    return describe(error, source)


def _not_written(target: Path, cause: object) -> Refused:
    return Unwritten("Cannot write '{file}': {reason}.", file=target, reason=cause)
