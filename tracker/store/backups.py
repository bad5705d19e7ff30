"""Copying a database file whole while others write to it."""

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
    """Something has the copy's name already."""


_DRAFT = re.compile(r"\.tracker-[0-9a-f]{16}\.tmp(-journal)?", re.ASCII)

_DAY = 24 * 60 * 60

_OF_THE_COPY = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
"""The errors of a copying that are its target's."""


def copy(database: Database, target: Path, prove: Callable[[Database], Proof]) -> Proof:
    """Copy the database, as its last commit left it, to a new file, which is there proven or not at all.

    `prove` is given the copy before it gets its name, and raises what speaks against it; what it
    returns is returned. The connection must not be writing itself; a transaction in which it reads is
    ended with the copying, so that the proof keeps no writer waiting. Raises TargetExists when the target is
    there already, Refused when it cannot be written, Unusable when the database cannot be read.
    """
    if os.path.lexists(target):
        raise _there(target)
    _clear_old_drafts(target.parent)
    draft = target.with_name(f".tracker-{os.urandom(8).hex()}.tmp")
    try:
        draft.open("xb").close()  # so that the system says why not, if it cannot be
        with connected(draft) as made:
            _fill(database, made, target)
            proof = prove(made)
        _settle(draft, target)
        return proof
    except OSError as error:
        raise Refused(f"Cannot write '{target}': {reason(error)}.") from None
    finally:
        for left in (draft, draft.with_name(f"{draft.name}-journal")):
            with suppress(OSError):
                left.unlink()


def _clear_old_drafts(folder: Path) -> None:
    """Remove the drafts of copies that were killed more than a day ago; a younger one may be at work."""
    with suppress(OSError):
        for file in folder.iterdir():
            if _DRAFT.fullmatch(file.name) and time.time() - file.stat().st_mtime > _DAY:
                with suppress(OSError):
                    file.unlink()


def first_key(path: Path) -> str | None:
    """Return the key of a ledger's first entry, by which its copies are told from those of all other ledgers.

    None when it has no entry, or when the file cannot be read as a ledger; the file stays as it is.
    """
    try:
        check_header(path)
        with connected(path) as database:
            database.apply([Statement("PRAGMA query_only = ON")])
            key: str | None = database.value("SELECT key FROM entry WHERE id = 1")
            return key
    except TrackerError:
        return None


def _fill(database: Database, made: Database, target: Path) -> None:
    """Copy all pages out of one state of the database, and let go of it."""
    source = database.connection
    if not source.in_transaction:
        database.apply([Statement("BEGIN")])
    try:
        # This takes the read lock, or gives up as every reader does; the copying would wait for it for ever.
        database.value("SELECT count(*) FROM sqlite_schema")
        source.backup(made.connection)
    except sqlite3.Error as error:
        raise _translated(error, database.path, target) from error
    finally:
        database.apply([Statement("COMMIT")])


def _translated(error: sqlite3.Error, source: Path, target: Path) -> TrackerError:
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in _OF_THE_COPY:
        return Refused(f"Cannot write '{target}': {error}.")
    return describe(error, source)


def _settle(draft: Path, target: Path) -> None:
    """Write the draft through to the disk and give it its name, unless something has that by now."""
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    try:
        os.link(draft, target)  # unlike a renaming, this never replaces what is there
    except FileExistsError:
        raise _there(target) from None
    except (OSError, NotImplementedError):  # a file system that has no links
        if os.path.lexists(target):
            raise _there(target) from None
        draft.rename(target)


def _there(target: Path) -> TargetExists:
    return TargetExists(f"{target} is there already and was left as it is; name another file.")
