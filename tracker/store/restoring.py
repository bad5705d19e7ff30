"""Putting a copy of a ledger in its place: under its lock and by SQLite's own means, the old file kept beside."""

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from tracker.atomic_files import create_file, replace_file, sync
from tracker.drafts import draft_of, settle
from tracker.errors import Refused, TrackerError, Unusable, reason, session
from tracker.messages import Joined, Message
from tracker.store.backups import copy, copy_pages
from tracker.store.connection import DURABLE, SCHEMA_VERSION, Database, Statement, connected, translated
from tracker.store.guard import refuse_strangers
from tracker.store.headers import (
    check_header,
    is_database,
    is_supported,
    is_wal,
    read_header,
    refuse_strange,
    wal_of_another,
)
from tracker.store.locks import retrying, shorten_waits
from tracker.store.new_files import create_empty, free_name
from tracker.store.transactions import leave_wal

_KEPT = "before-restore"


class Kept(NamedTuple):
    """Under which names what was there is kept; None for what was not there."""

    file: Path | None
    log: Path | None = None
    """The write-ahead log of another file, which lay beside the ledger."""


_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


@contextmanager
def opened_as_is(path: Path) -> Iterator[Database]:
    """Open a ledger, or a copy of one, for reading in one transaction; one of an earlier version is not upgraded.

    Raises Unusable when it is of an earlier version, and as `reading` does.
    """
    header = check_header(path)
    with connected(path) as database:
        shorten_waits(database)
        if header.is_wal:
            leave_wal(database, wait=False)
        database.apply([Statement("PRAGMA query_only = ON"), Statement("BEGIN")])
        retrying(
            lambda: database.value("SELECT count(*) FROM sqlite_schema"), database.path
        )  # this takes the read lock
        refuse_unreadable(database)
        yield database


def refuse_unreadable(database: Database) -> None:
    """Raise Unusable unless an open database is of this version, and holds nothing of others; some may be missing."""
    version = database.value("PRAGMA user_version")
    if version != SCHEMA_VERSION:
        raise Unusable(
            "The database {path} was made by another version of tracker (schema {schema}, this version reads {read}); "
            "a copy of it is upgraded by the first command that opens the copy.",
            path=database.path,
            schema=version,
            read=SCHEMA_VERSION,
        )
    refuse_strangers(database, missing=True)


def is_there(path: Path) -> bool:
    """Return whether there is a file that a restored ledger would replace, sound or not.

    Raises Unusable when it must not be replaced: it is no file, of another program, of a newer or a pre-release
    version, or has several names.
    """
    if not path.exists():
        return False
    header = read_header(path)
    if is_database(header):
        refuse_strange(path, header)
    if (links := path.stat().st_nlink) > 1:
        raise Unusable(
            "The file {path} has {links} names (hard links), and the others would keep what it held; remove the other "
            "names, and restore it then.",
            path=path,
            links=links,
        )
    return True


def put_in_place(path: Path, copied: Database, agree: Callable[[Database | None], None]) -> Kept:
    """Put an open copy in the place of the ledger at `path`; return the names under which what was there is kept.

    `agree` is called under the lock with the old ledger, None when it cannot be opened, and may raise. After an
    interruption the ledger is either the old one or the restored one. A file that SQLite cannot open is kept as it
    is, with its journal. Raises Unusable when the file is locked for too long, or cannot be written.
    """
    path = Path(os.path.realpath(path)) if path.is_symlink() else path  # beside the file, not beside the link
    settle(path)
    with _told(path):
        if not is_there(path):
            agree(None)
            kept = Kept(_set_aside(path))
            _fill_new(path, copied)
        else:
            kept = _replaced(path, copied, agree)
    session.committed, session.restored = True, path
    return kept


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Raise Unusable for what the system refuses."""
    try:
        yield
    except OSError as error:
        raise Unusable("The database {path} cannot be restored: {reason}.", path=path, reason=reason(error)) from None


def _replaced(path: Path, copied: Database, agree: Callable[[Database | None], None]) -> Kept:
    log = _log_set_aside(path)
    try:
        with _told(path):
            return Kept(_old_file(path, copied, agree), log)
    except TrackerError as error:
        if log is None:
            raise
        raise type(error).of(Joined(error.message, LOG_KEPT.given(kept=log))) from error


LOG_KEPT = Message("The journal of another file, which lay beside it, is kept as {kept}.")
"""What is said of the write-ahead log of another file."""


def _old_file(path: Path, copied: Database, agree: Callable[[Database | None], None]) -> Path:
    """Put the copy in the place of a file that is there, and return where that is kept."""
    header = read_header(path)
    if is_database(header) and is_supported(header):
        try:
            with _taken(path) as present:
                agree(present)
                return _overwrite(present, copied)
        except Unusable as error:
            if not _is_damage(error):
                raise
    agree(None)
    return _exchange(path, copied)


def _log_set_aside(path: Path) -> Path | None:
    """Move the write-ahead log of another file out of the way; return its new name, None when there is none.

    What is left of such a log without anything in it is removed.
    """
    wal, kept = wal_of_another(path), None
    if wal is not None:
        kept = free_name(path, "wal-set-aside")
        wal.rename(kept)
    if not is_wal(read_header(path)):
        empty = Path(f"{path}-wal")
        if empty.is_file() and empty.stat().st_size == 0:
            empty.unlink()
        if not os.path.lexists(empty):
            _remove(path, "-shm")
    return kept


def _is_damage(error: Unusable) -> bool:
    """Return whether SQLite cannot open the file for what is in it, which its sentence may quote as it is."""
    cause = error.__cause__
    return isinstance(cause, UnicodeDecodeError) or getattr(cause, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


@contextmanager
def _taken(path: Path) -> Iterator[Database]:
    """Open the ledger and keep everybody else from it, in transactions and between them, till the end of the block.

    SQLite has then rolled back the journal of a killed writer, and brought the log of WAL mode into the file.
    """
    with connected(path) as database:
        shorten_waits(database)
        retrying(lambda: database.apply([DURABLE]), path)
        if is_wal(read_header(path)):
            leave_wal(database, wait=True)
        # In that mode a try in vain would keep its read lock, for which a writer who commits would wait in turn.
        retrying(lambda: database.apply([Statement("BEGIN EXCLUSIVE")]), path)
        database.apply([Statement("PRAGMA locking_mode = EXCLUSIVE"), Statement("COMMIT")])
        try:
            yield database
        finally:
            # The journal, which that mode keeps, goes when its own mode changes.
            with suppress(TrackerError):
                database.value("PRAGMA locking_mode = NORMAL")
                database.value("SELECT count(*) FROM sqlite_schema")
                database.value("PRAGMA journal_mode = TRUNCATE")
                database.value("PRAGMA journal_mode = DELETE")


def _overwrite(present: Database, copied: Database) -> Path:
    """Keep a copy of the old ledger, and write the pages of the copy into its file, in one transaction."""
    kept = free_name(present.path, _KEPT)
    try:
        copy(present, kept, lambda _: None)
    except Refused as refused:
        needed = Message("The database {path} cannot be kept beside, so it was not changed.", path=present.path)
        raise Unusable.of(Joined(needed, refused.message)) from None
    before = present.value(_VERSION)
    try:
        with translated(present.path):
            copy_pages(copied, present)
    except BaseException as failure:
        if present.value(_VERSION) == before:  # the ledger is as it was
            kept.unlink(missing_ok=True)
            session.made = None
            raise
        if not isinstance(failure, KeyboardInterrupt):  # Ctrl-C came too late
            raise
    session.committed, session.restored = True, present.path
    return kept


_VERSION = "PRAGMA schema_version"
"""What SQLite counts up when a copy is written over a database."""


def _exchange(path: Path, copied: Database) -> Path:
    """Put a new file in the place of one that SQLite cannot open: nobody else can, so that nobody is in it."""
    kept = free_name(path, _KEPT)
    with draft_of(path) as draft:
        _write(draft, copied, path, mode=stat.S_IMODE(path.stat().st_mode))
        _copy_file(path, kept)
        _move_journals(path, kept)
        replace_file(draft, path)
    return kept


def _fill_new(path: Path, copied: Database) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = stat.S_IMODE(copied.path.stat().st_mode) | stat.S_IWUSR
    with draft_of(path) as draft:
        _write(draft, copied, path, mode=mode)
        try:
            create_file(draft, path)
        except FileExistsError:
            raise Refused("{path} has come to be meanwhile, and was not changed; try again.", path=path) from None


def _write(draft: Path, copied: Database, path: Path, *, mode: int) -> None:
    """Write the pages of the copy to a new file, which is that of `path` to be."""
    create_empty(draft)
    with connected(draft, path) as database, translated(path):
        copy_pages(copied, database)
        database.apply([Statement("PRAGMA journal_mode = DELETE")])
    sync(draft)
    draft.chmod(mode)


def _copy_file(path: Path, target: Path) -> None:
    import shutil  # slow to load

    with draft_of(target) as draft:
        shutil.copy(path, draft)
        sync(draft)
        create_file(draft, target)


def _set_aside(path: Path) -> Path | None:
    """Move the journals that lie where there is no ledger out of the way; return their name, None without any."""
    kept = free_name(path, _KEPT)
    return kept if _move_journals(path, kept) else None


def _move_journals(path: Path, kept: Path) -> bool:
    """Move the journals of a file to the copy of it that is kept; return whether there were any."""
    moved = False
    for ending in ("-journal", "-wal"):
        journal = Path(f"{path}{ending}")
        if os.path.lexists(journal):
            journal.rename(f"{kept}{ending}")
            moved = True
    _remove(path, "-shm")
    return moved


def _remove(path: Path, ending: str) -> None:
    Path(f"{path}{ending}").unlink(missing_ok=True)
