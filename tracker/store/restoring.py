"""Replace a ledger with a copy, under its lock and by SQLite's own means, keeping the old file next to it."""

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tracker.atomic_files import replace_file
from tracker.deferred import NamedTuple
from tracker.drafts import clear, draft_of
from tracker.errors import Overtaken, Refused, TargetExists, TrackerError, Unanswered, Unusable, reason, session
from tracker.messages import Joined, Message
from tracker.store.connection import DURABLE, Database, Statement, connected, translated
from tracker.store.identity import is_database, is_wal, read_header, refuse_strange
from tracker.store.journals import free_name, set_aside, set_foreign_journal_aside
from tracker.store.locks import holding, retrying, shorten_waits
from tracker.store.new_files import complete, copy, copy_pages, draft_copy, give_name
from tracker.store.transactions import leave_wal

_KEPT = "before-restore"


class Kept(NamedTuple):
    """The new paths of the previous files; None for files that did not exist."""

    file: Path | None
    journals: tuple[Path, ...] = ()
    """The journals of a missing ledger."""


_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def is_there(path: Path) -> bool:
    """Return whether a restored ledger would replace a file. Raises Unusable if it must not be replaced."""
    if not path.exists():
        return False
    header = read_header(path)
    if is_database(header):
        refuse_strange(path, header)
    if (links := path.stat().st_nlink) > 1:
        raise Unusable(
            "The file {path} has {links} hard links, which would keep the old content; remove the others and "
            "restore again.",
            path=path,
            links=links,
        )
    return True


def put_in_place(path: Path, copied: Database, agree: Callable[[Database | None], None]) -> Kept:
    """Replace the ledger at `path` with an open copy; return the new paths of the previous files.

    `agree` is called under the lock with the old ledger, or None if it cannot be opened, and may raise. A file that
    SQLite cannot open is kept with its journal. Raises Unusable if the file is locked or cannot be written.
    """
    path = Path(os.path.realpath(path)) if path.is_symlink() else path  # next to the file, not to the link
    clear(path.parent)
    try:
        if is_there(path):
            return Kept(_old_file(path, copied, agree))
        agree(None)
        return Kept(None, journals=_fill_new(path, copied))
    except OSError as error:
        raise Unusable("The database {path} cannot be restored: {reason}.", path=path, reason=reason(error)) from None
    finally:
        if session.made == path:
            session.committed, session.restored = True, path


JOURNAL_KEPT = Message("There was no {ledger}; its journal is kept as {kept}.")
"""The message about the journal of a missing ledger."""


def _old_file(path: Path, copied: Database, agree: Callable[[Database | None], None]) -> Path:
    """Replace an existing file with the copy, and return its new path."""
    if is_database(read_header(path)):
        set_foreign_journal_aside(path)
        try:
            with _taken(path) as present:
                agree(present)
                return _overwrite(present, copied)
        except Unusable as error:
            cause = error.__cause__  # the reason why SQLite cannot open the file
            if (
                not isinstance(cause, UnicodeDecodeError)
                and getattr(cause, "sqlite_errorcode", 0) & 0xFF not in _DAMAGE
            ):
                raise
    agree(None)
    return _exchange(path, copied)


@contextmanager
def _taken(path: Path) -> Iterator[Database]:
    """Open the ledger and lock all others out until the end of the block, even between transactions.

    SQLite then has rolled back a killed writer's journal, and merged the log of WAL mode into the file.
    """
    with connected(path) as database:
        shorten_waits(database)
        retrying(lambda: database.apply([DURABLE]), path)
        if is_wal(read_header(path)):
            leave_wal(database, wait=True)
        # In that mode a failed try would keep its read lock, for which a committing writer would wait in turn.
        retrying(lambda: database.apply([Statement("BEGIN EXCLUSIVE")]), path)
        database.apply([Statement("PRAGMA locking_mode = EXCLUSIVE"), Statement("COMMIT")])
        try:
            with holding(path):
                yield database
        finally:
            # That mode keeps the journal, which goes away when the journal mode changes.
            with suppress(TrackerError):
                database.value("PRAGMA locking_mode = NORMAL")
                database.value("SELECT count(*) FROM sqlite_schema")
                database.value("PRAGMA journal_mode = TRUNCATE")
                database.value("PRAGMA journal_mode = DELETE")


def _overwrite(present: Database, copied: Database) -> Path:
    """Keep a copy of the old ledger, and write the copy's pages into its file in one transaction."""
    kept = free_name(Path(present.path), _KEPT)
    try:
        copy(present, kept, lambda _: None)
    except Refused as refused:
        needed = Message("Could not keep a copy of {path} next to it, so nothing was changed.", path=present.path)
        raise Unusable.from_message(Joined(needed, refused.message)) from None
    before = present.value(_VERSION)
    try:
        with translated(present.path):
            copy_pages(copied, present)
    except BaseException as failure:
        if present.value(_VERSION) == before:  # the ledger is unchanged
            kept.unlink(missing_ok=True)
            session.made = None
            raise
        session.committed, session.restored = True, Path(present.path)
        if not isinstance(failure, KeyboardInterrupt):  # Ctrl-C came too late
            raise Unanswered.from_message(_UNCONFIRMED.given(path=present.path, kept=kept)) from failure
    session.committed, session.restored = True, Path(present.path)
    return kept


_UNCONFIRMED = Message(
    "Restored {path}, but then the disk reported an error. The old ledger is kept as {kept}; run 'tracker check'."
)


_VERSION = "PRAGMA schema_version"
"""A counter that SQLite increments when a copy overwrites a database."""


def _exchange(path: Path, copied: Database) -> Path:
    """Replace a file that SQLite cannot open with a new one: no other program can be using it."""
    kept = free_name(path, _KEPT)
    with draft_of(path) as draft:
        _write(draft, copied, path, mode=stat.S_IMODE(path.stat().st_mode))
        with set_aside(path, kept, draft):
            path.rename(kept)
            try:
                replace_file(draft, path)
            except BaseException:
                if draft.exists():
                    kept.rename(path)
                raise
    return kept


def _fill_new(path: Path, copied: Database) -> tuple[Path, ...]:
    """Create the file where there is none; return the new paths of leftover journals."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = stat.S_IMODE(Path(copied.path).stat().st_mode) | stat.S_IWUSR
    with draft_of(path) as draft:
        _write(draft, copied, path, mode=mode)
        try:
            with set_aside(path, free_name(path, _KEPT), draft) as journals:
                give_name(draft, path)
        except TargetExists:
            raise Overtaken("{path} was created in the meantime and was not changed; try again.", path=path) from None
    return journals


def _write(draft: Path, copied: Database, path: Path, *, mode: int) -> None:
    with draft_copy(copied, draft, path):
        pass
    complete(draft)
    draft.chmod(mode)
