"""Copies of a shared ledger: one without what is only of this file, and how two of them differ."""

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
from tracker.store.expected_schema import refuse_strangers
from tracker.store.headers import check_header
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
"""What takes away what every copy has of its own."""


def without_local(path: Path, target: Path) -> int:
    """Copy a ledger to a new file, without local rows; return the number of the last command."""
    create_empty(target)
    with connected(target, path) as copied:
        with reading(path) as database, translated(path):
            copy_pages(database, copied)
        copied.apply([Statement("PRAGMA journal_mode = DELETE"), *_OWN, Statement("VACUUM")])
        return commands.last_number(copied)


class Difference(NamedTuple):
    """A table that is not the same in two copies, and the first rows that differ, as text; one may be missing."""

    table: str
    here: str
    there: str


def differences(database: Database, other: Database) -> Iterator[Difference]:
    """Yield the tables in which a copy differs from another one, what each has of its own left aside."""
    for table, columns in list(_tables(database)):
        own = f"name <> '{TRACES}'" if table == "setting" else "1"
        question = f"SELECT {columns} FROM {quoted(table)} WHERE {own} ORDER BY {columns}"
        for here, there in zip_longest(database.rows(question), other.rows(question)):
            if here != there:
                yield Difference(table, _shown(here), _shown(there))
                break


def _shown(row: tuple[Any, ...] | None) -> str:
    return "()" if row is None else plain(repr(row))[:_SHOWN]


_SHOWN = 200
"""The characters of a row that are shown."""


def _tables(database: Database) -> Iterator[tuple[str, str]]:
    """Yield the tables that are the same in all copies, with the list of their columns."""
    tables = database.rows(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('backup', 'log_cursor', 'kept_batch', "
        "'_sqlite_migrations') AND name NOT GLOB 'sqlite_*' ORDER BY name"
    )
    for (table,) in list(tables):
        columns = database.rows("SELECT name FROM pragma_table_info(?)", [table])
        yield table, ", ".join(quoted(name) for (name,) in columns)


# Reading a large ledger for long: a copy of it, so that nobody who logs has to wait meanwhile.


LARGE = 16 * 1024 * 1024
"""The bytes of a ledger that it takes long to read: about half a second to check, in which others may have to wait."""

_MEGABYTE = 1024 * 1024

Tell = Callable[[Message], None]

_ROOM = Message("{path} is being read from a copy next to it, which takes {size} MB; others can keep logging.")
_NO_ROOM = Message(
    "{path} cannot be copied for reading ({reason}; {size} MB needed next to it), so others may have to wait."
)


@contextmanager
def undisturbed(path: Path, *, strangers: bool = False, tell: Tell) -> Iterator[Database]:
    """Open the ledger for reading, as `reading` does, for a long time in which others can write.

    Of a large one this is a copy in its folder, removed afterwards, for which others wait only as long as it takes to
    copy the file; `tell` is given the message that says what room it takes. Where there is no room, it warns, and reads
    the ledger itself.
    """
    size = path.stat().st_size if path.is_file() else 0
    with ExitStack() as held:
        if size < LARGE or (draft := _copied(held, path, size, strangers=strangers, tell=tell)) is None:
            yield held.enter_context(reading(path, strangers=strangers))
            return
        database = held.enter_context(connected(draft, path))
        database.apply([Statement("PRAGMA query_only = ON"), Statement("BEGIN")])
        database.value("SELECT count(*) FROM sqlite_schema")
        with suppress(OSError):  # Windows removes no file that is open: that is done at the end
            draft.unlink()
        yield database


@contextmanager
def temporary_copy(path: Path) -> Iterator[Path]:
    """Yield a copy of the ledger, in its folder, as of its last commit; it is removed at the end.

    Raises Unusable when the ledger cannot be read or the copy cannot be written.
    """
    try:
        with draft_of(Path(os.path.realpath(path))) as draft:
            with translated(path):
                _copy(path, draft)
            yield draft
    except OSError as error:
        raise Unusable("{path} cannot be copied for a dry run: {reason}.", path=path, reason=reason(error)) from None


def _copied(held: ExitStack, path: Path, size: int, *, strangers: bool, tell: Tell) -> Path | None:
    """Copy the ledger as of its last commit, under a read lock; return None, with a warning, if there is no room."""
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
        copied.apply([Statement("PRAGMA journal_mode = DELETE")])  # a copy of a file in WAL mode is marked as one


# Opening a ledger, or a copy of one, for what is in it: nothing is recorded there, and it is not upgraded.


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
            "The database {path} has schema {schema}, but this version reads {read}; a command that opens a copy "
            "of it upgrades the copy.",
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
