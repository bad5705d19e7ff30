"""Opening a ledger, or a copy of one, for what is in it: nothing is recorded there, and it is not upgraded."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.drafts import draft_of
from tracker.errors import Unusable, reason
from tracker.store.connection import SCHEMA_VERSION, Database, Statement, connected
from tracker.store.guard import refuse_strangers
from tracker.store.headers import check_header
from tracker.store.journals import is_foreign, set_foreign_journal_aside
from tracker.store.locks import retrying, shorten_waits
from tracker.store.new_files import create_empty
from tracker.store.transactions import leave_wal


@contextmanager
def opened_as_is(path: Path, name: Path | None = None) -> Iterator[Database]:
    """Open a ledger, or a copy of one, for reading in one transaction; one of an earlier version is not upgraded.

    `name` is what it is called in messages, if that is not its path. Raises Unusable when it is of an earlier version,
    and as `reading` does.
    """
    header = check_header(path)
    if name is None:
        set_foreign_journal_aside(path)
    with connected(path, name) as database:
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


@contextmanager
def opened_backup(backup: Path, ledger: Path) -> Iterator[Database]:
    """Open a backup as `opened_as_is` does, and leave it and a journal that lies beside it as they are.

    What such a journal belongs to is not known: a copy of both, beside the ledger, is what SQLite rolls back.
    """
    if not _is_left_with_journal(backup):
        with opened_as_is(backup) as database:
            yield database
        return
    with draft_of(ledger if ledger.parent.is_dir() else backup) as draft:
        _copy_with_journal(backup, draft)
        with opened_as_is(draft, backup) as database:
            yield database


def _is_left_with_journal(path: Path) -> bool:
    """Return whether a journal lies beside a file that nobody writes, which who opens it for writing rolls back."""
    check_header(path)
    try:
        with connected(path, mode="ro") as database:
            shorten_waits(database)
            retrying(lambda: database.value("SELECT count(*) FROM sqlite_schema"), path)
    except Unusable as error:
        return getattr(error.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY_ROLLBACK
    return False


def _copy_with_journal(backup: Path, draft: Path) -> None:
    from shutil import copyfile  # slow to load

    try:
        for ending in ("",) if is_foreign(backup, Path(f"{backup}-journal")) else ("-journal", ""):
            create_empty(Path(f"{draft}{ending}"))
            copyfile(f"{backup}{ending}", f"{draft}{ending}")
    except OSError as error:
        raise Unusable("The database {path} cannot be opened: {reason}.", path=backup, reason=reason(error)) from None
