"""Copying a complete database file while others write to it."""

import os
import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from tracker.errors import Refused, TrackerError
from tracker.store.connection import Database, Statement, check_header, connected, describe, reason

Proof = TypeVar("Proof")


class TargetExists(Refused):
    """A file with the name of the copy already exists."""


_DRAFT = re.compile(r"\.tracker-[0-9a-f]{16}\.tmp(-journal)?", re.ASCII)

_DAY = 24 * 60 * 60

_OF_THE_COPY = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
"""The error codes of a copy that concern its target."""


def copy(database: Database, target: Path, prove: Callable[[Database], Proof]) -> Proof:
    """Copy the database, as of its last commit, to a new file, which is created verified or not at all.

    `prove` receives the copy before it gets its final name, and raises an error if the copy is not valid;
    its result is returned. The connection must not be writing; its read transaction ends with the copying,
    so that no writer waits for the verification. Raises TargetExists when the target already exists,
    Refused when it cannot be written, Unusable when the database cannot be read.
    """
    if os.path.lexists(target):
        raise _there(target)
    _clear_old_drafts(target.parent)
    draft = target.with_name(f".tracker-{os.urandom(8).hex()}.tmp")
    try:
        draft.open("xb").close()  # so that the system reports why, if it cannot be created
        with connected(draft) as copied:
            _fill(database, copied, target)
            proof = prove(copied)
        _settle(draft, target)
        return proof
    except OSError as error:
        raise Refused(f"Cannot write '{target}': {reason(error)}.") from None
    finally:
        for left in (draft, draft.with_name(f"{draft.name}-journal")):
            with suppress(OSError):
                left.unlink()


def _clear_old_drafts(folder: Path) -> None:
    """Remove the temporary files of copies killed more than a day ago; a newer one may be in progress."""
    with suppress(OSError):
        for file in folder.iterdir():
            if _DRAFT.fullmatch(file.name) and time.time() - file.stat().st_mtime > _DAY:
                with suppress(OSError):
                    file.unlink()


def first_key(path: Path) -> str | None:
    """Return the key of a ledger's first entry, which distinguishes its copies from those of all other ledgers.

    None when it has no entries, or when the file cannot be read as a ledger; the file is not changed.
    """
    try:
        check_header(path)
        with connected(path) as database:
            database.apply([Statement("PRAGMA query_only = ON")])
            key: str | None = database.value("SELECT key FROM entry WHERE id = 1")
            return key
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
        source.backup(copied.connection)
    except sqlite3.Error as error:
        raise _translated(error, database.path, target) from error
    finally:
        database.apply([Statement("COMMIT")])


def _translated(error: sqlite3.Error, source: Path, target: Path) -> TrackerError:
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in _OF_THE_COPY:
        return Refused(f"Cannot write '{target}': {error}.")
    return describe(error, source)


def _settle(draft: Path, target: Path) -> None:
    """Flush the temporary file to the disk and give it its final name, unless that exists by now."""
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    try:
        os.link(draft, target)  # unlike a rename, this never replaces an existing file
    except FileExistsError:
        raise _there(target) from None
    except (OSError, NotImplementedError):  # a file system without hard links
        if os.path.lexists(target):
            raise _there(target) from None
        draft.rename(target)


def _there(target: Path) -> TargetExists:
    return TargetExists(f"{target} already exists and was not changed; name another file.")
