"""Copies of a shared ledger: without local rows, and differences between two copies."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import zip_longest
from pathlib import Path
from typing import Any

from tracker.deferred import NamedTuple
from tracker.drafts import draft_of
from tracker.errors import Unusable, reason
from tracker.messages import Message
from tracker.model.text import plain
from tracker.store import commands
from tracker.store.backups import copy_pages
from tracker.store.connection import SCHEMA_VERSION, Database, Statement, connected, translated, warn
from tracker.store.identity import check_header, refuse_strangers
from tracker.store.journals import is_foreign, set_foreign_journal_aside
from tracker.store.locks import retrying, shorten_waits
from tracker.store.new_files import create_empty
from tracker.store.statements import quoted
from tracker.store.texts import TRACES
from tracker.store.transactions import leave_wal, reading

_OWN = (
    *map(Statement, (f"DELETE FROM {table}" for table in ("backup", "log_cursor", "kept_batch"))),
    Statement("DELETE FROM setting WHERE name = ?", (TRACES,)),
)
"""Removes the local rows of a copy."""


def without_local(path: Path, target: Path) -> int:
    """Copy a ledger to a new file, without local rows; return the number of the last command."""
    create_empty(target)
    with connected(target, path) as copied:
        with reading(path) as database, translated(path):
            copy_pages(database, copied)
        copied.apply([Statement("PRAGMA journal_mode = DELETE"), *_OWN, Statement("VACUUM")])
        return commands.last_number(copied)


class Difference(NamedTuple):
    """A table that differs between two copies, and the first differing rows as text; one may be missing."""

    table: str
    here: str
    there: str


def differences(database: Database, other: Database) -> Iterator[Difference]:
    """Yield the tables in which a copy differs from another one, ignoring local rows."""
    for table, columns in list(_tables(database)):
        own = f"name <> '{TRACES}'" if table == "setting" else "1"
        question = f"SELECT {columns} FROM {quoted(table)} WHERE {own} ORDER BY {columns}"
        for mine, theirs in zip_longest(database.rows(question), other.rows(question)):
            if mine != theirs:
                yield Difference(table, _shown(mine), _shown(theirs))
                break


def _shown(row: tuple[Any, ...] | None) -> str:
    return "()" if row is None else plain(repr(row))[:_SHOWN]


_SHOWN = 200
"""The maximum length of a row shown."""


def _tables(database: Database) -> Iterator[tuple[str, str]]:
    """Yield the tables that should be the same in all copies, with their columns."""
    tables = database.rows(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('backup', 'log_cursor', 'kept_batch', "
        "'_sqlite_migrations') AND name NOT GLOB 'sqlite_*' ORDER BY name"
    )
    for (table,) in list(tables):
        columns = database.rows("SELECT name FROM pragma_table_info(?)", [table])
        yield table, ", ".join(quoted(name) for (name,) in columns)


# Long reads of a large ledger: from a copy, so that clerks do not have to wait.


LARGE = 16 * 1024 * 1024
"""The size in bytes from which a ledger takes long to read: about half a second to check, while others may wait."""

_MEGABYTE = 1024 * 1024

Tell = Callable[[Message], None]

_ROOM = Message("{path} is being read from a copy next to it, which takes {size} MB; others can keep logging.")
_NO_ROOM = Message(
    "{path} cannot be copied for reading ({reason}; {size} MB needed next to it), so others may have to wait."
)


@contextmanager
def undisturbed(path: Path, *, strangers: bool = False, tell: Tell) -> Iterator[Database]:
    """Open the ledger for reading, as `reading` does, for a long time in which others can write.

    A large one is copied in its folder first, and the copy removed afterwards; others wait only while the file is
    copied. `tell` is called with a message on the disk space needed. If there is no room, it warns and reads the ledger
    itself.
    """
    size = path.stat().st_size if path.is_file() else 0
    with ExitStack() as held:
        if size < LARGE or (draft := _copied(held, path, size, strangers=strangers, tell=tell)) is None:
            yield held.enter_context(reading(path, strangers=strangers))
            return
        database = held.enter_context(connected(draft, path))
        database.apply([Statement("PRAGMA query_only = ON"), Statement("BEGIN")])
        database.value("SELECT count(*) FROM sqlite_schema")
        with suppress(OSError):  # Windows cannot delete open files: this is done at the end
            draft.unlink()
        yield database


@contextmanager
def temporary_copy(path: Path) -> Iterator[Path]:
    """Yield a copy of the ledger in its folder, as of its last commit, and remove it at the end.

    Raises Unusable if the ledger cannot be read or the copy cannot be written.
    """
    try:
        with draft_of(Path(os.path.realpath(path))) as draft:
            with translated(path):
                _copy(path, draft)
            yield draft
    except OSError as error:
        raise Unusable("{path} cannot be copied for a dry run: {reason}.", path=path, reason=reason(error)) from None


def _copied(held: ExitStack, path: Path, size: int, *, strangers: bool, tell: Tell) -> Path | None:
    """Copy the ledger as of its last commit, under a read lock; or warn and return None if there is no room."""
    from shutil import disk_usage  # slow to load

    room = {"path": path, "size": -(-size // _MEGABYTE)}
    try:
        draft = held.enter_context(draft_of(Path(os.path.realpath(path))))
        if disk_usage(draft.parent).free < size + _MEGABYTE:
            warn(_NO_ROOM.given(**room, reason=Message("the disk is full")))
            return None
        tell(_ROOM.given(**room))
        _copy(path, draft, strangers=strangers)
    except (OSError, sqlite3.Error) as error:
        warn(_NO_ROOM.given(**room, reason=reason(error) if isinstance(error, OSError) else error))
        return None
    return draft


def _copy(path: Path, draft: Path, *, strangers: bool = False) -> None:
    create_empty(draft)
    with reading(path, strangers=strangers) as database, connected(draft, path) as copied:
        copy_pages(database, copied)
        copied.apply([Statement("PRAGMA journal_mode = DELETE")])  # a copy of a file in WAL mode is marked as WAL


# Open a ledger or a copy for inspection: nothing is recorded, and it is not upgraded.


@contextmanager
def opened_as_is(path: Path, name: Path | None = None) -> Iterator[Database]:
    """Open a ledger or a copy for reading in one transaction, without upgrading it.

    `name` replaces the path in messages. Raises Unusable for an old schema, and the errors of `reading`.
    """
    header = check_header(path)
    if name is None:
        set_foreign_journal_aside(path)
    with connected(path, name) as database:
        shorten_waits(database)
        if header.is_wal:
            leave_wal(database, wait=False)
        database.apply([Statement("PRAGMA query_only = ON"), Statement("BEGIN")])
        retrying(lambda: database.value("SELECT count(*) FROM sqlite_schema"), database.path)  # takes the read lock
        refuse_unreadable(database)
        yield database


def refuse_unreadable(database: Database) -> None:
    """Raise Unusable unless an open database has the current schema and no foreign objects; some may be missing."""
    version = database.value("PRAGMA user_version")
    if version != SCHEMA_VERSION:
        raise Unusable(
            "The database {path} has schema {schema}, but this version reads {read}; a command that opens a copy "
            "of it upgrades the copy.",
            path=database.path,
            schema=version,
            read=SCHEMA_VERSION,
        )
    refuse_strangers(database, missing=True)


@contextmanager
def opened_backup(backup: Path, ledger: Path) -> Iterator[Database]:
    """Open a backup like `opened_as_is`, without changing it or a journal next to it.

    It is unknown which file such a journal belongs to: SQLite rolls back a copy of both, next to the ledger.
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
    """Return whether a file has a journal left by a killed writer, which opening it for writing rolls back."""
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
