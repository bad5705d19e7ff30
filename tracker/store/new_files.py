"""Create database files, also as copies, completely or not at all, never replacing another file."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from tracker.atomic_files import create_file, keep_rights, sync
from tracker.drafts import draft_of
from tracker.errors import Refused, TargetExists, TrackerError, Unwritten, reason
from tracker.messages import Message
from tracker.store.connection import DURABLE, Database, Statement, connected, describe, translated
from tracker.store.journals import journals_of

_LEFT = Message(
    "{file} was not created: {journal} is left from a file of this name. Put that file back, move the journal "
    "away, or choose another file name."
)


def refuse_taken(target: Path) -> None:
    """Raise TargetExists if a new database cannot have this name: a file or a journal has it.

    SQLite would merge such a journal into the new file, and lose its content.
    """
    if os.path.lexists(target):
        raise TargetExists.from_message(
            Message("{file} already exists and was not changed; choose another file.", file=target)
        )
    for journal in journals_of(target):
        raise TargetExists.from_message(_LEFT.given(file=target, journal=journal))


def give_name(draft: Path, target: Path) -> None:
    """Give a complete database its name, subject to `refuse_taken`."""
    refuse_taken(target)
    try:
        create_file(draft, target)
    except FileExistsError:
        refuse_taken(target)
        raise


@contextmanager
def new_file(target: Path, *, like: Path | None = None) -> Iterator[Database]:
    """Yield a new database to fill; it gets its name after the block, or is removed on errors.

    Only its owner may read it, unless it is `like` another file. Raises TargetExists or OSError.
    """
    refuse_taken(target)
    with draft_of(target) as draft:
        create_empty(draft)
        with connected(draft, target) as database:
            database.apply([DURABLE])
            yield database
        complete(draft)
        if like is not None:
            keep_rights(draft, like.stat())
        give_name(draft, target)


def complete(draft: Path) -> None:
    """Give a closed database a random change counter, and sync it to disk. Raises OSError.

    SQLite counts from zero in every file. Two backups would then have the same counter, and the journal of one, left by
    a killed writer, would seem to belong to the other (`is_foreign`).
    """
    changes = os.urandom(4)
    with draft.open("rb+") as file:
        for position in _COUNTERS:
            file.seek(position)
            file.write(changes)
    sync(draft)


_COUNTERS = 24, 92
"""The change counter in the first page, and the counter for which its size is valid (fileformat2.html, 1.3)."""


def create_empty(draft: Path) -> None:
    """Create an empty file that only its owner may read. Raises OSError."""
    os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


# Copies of a complete database, while others write to it.


Proof = TypeVar("Proof")

PAGES = 16_000
"""The number of pages copied in one step: 64 MB."""

_OF_THE_COPY = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
"""The error codes of a copy that come from its target."""


def copy(database: Database, target: Path, prove: Callable[[Database], Proof]) -> Proof:
    """Copy the database, as of its last commit, to a new file with its permissions, verified or not at all.

    `prove` receives the copy before it gets its name, and may raise; its result is returned. The read transaction of
    `database` ends before that. Raises TargetExists, Refused if it cannot be written, or Unusable.
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


@contextmanager
def draft_copy(source: Database, draft: Path, path: Path) -> Iterator[Database]:
    """Fill a new file `draft` with the pages of an open database, and yield it; messages about it name `path`."""
    create_empty(draft)
    with connected(draft, path) as copied, translated(path):
        copy_pages(source, copied)
        copied.apply([Statement("PRAGMA journal_mode = DELETE")])  # a copy of a file in WAL mode is marked as WAL
        yield copied


def copy_pages(source: Database, target: Database) -> None:
    """Copy the source into the target page by page, in one transaction of the target; Ctrl-C is handled in between."""
    source.connection.backup(target.connection, pages=PAGES, progress=lambda *_: None)


def _translated(error: sqlite3.Error, source: Path, target: Path) -> TrackerError:
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in _OF_THE_COPY:
        return _not_written(target, error)
    return describe(error, source)


def _not_written(target: Path, cause: object) -> Refused:
    return Unwritten("Cannot write '{file}': {reason}.", file=target, reason=cause)
