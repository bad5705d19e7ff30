"""Open a ledger for reading or writing in one transaction; an old schema is upgraded first."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from tracker.drafts import clear
from tracker.errors import TooLong, TrackerError, Unanswered, Unusable, session
from tracker.messages import Joined, Message
from tracker.store.connection import (
    DURABLE,
    SCHEMA_VERSION,
    STEPS,
    UNLOCKED,
    Database,
    Ledger,
    Statement,
    connected,
    is_shared,
)
from tracker.store.identity import check_header, refuse_strangers, several_names
from tracker.store.locks import holding, is_busy, retrying, shorten_waits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from _typeshed import StrPath


def is_committed(path: StrPath, recorded: tuple[Any, ...]) -> bool:
    """Return whether a command is in the file, even if locked, and no journal would roll it back."""
    with suppress(Unusable), connected(path, mode=UNLOCKED) as database:
        same = "SELECT count(*) FROM command WHERE (number, name, clerk, recorded_at) = (?, ?, ?, ?)"
        return database.is_so(same, recorded)
    return False


@contextmanager
def reading(
    ledger: Ledger, *, strangers: bool = False, missing: bool = False, is_over: Callable[[], bool] | None = None
) -> Iterator[Database]:
    """Open the file for reading, in one transaction; an open database is yielded unchanged.

    It is opened for writing where possible, to roll back a killed writer's journal; `query_only` prevents other writes.
    Raises Unusable if it cannot be used, has foreign objects (without `strangers`) or lacks some (without `missing`);
    TooLong once `is_over`, which is called repeatedly.
    """
    if isinstance(ledger, Database):
        yield ledger
        return
    try:
        with _open(ledger) as database:
            if is_over is not None:
                database.connection.set_progress_handler(is_over, STEPS)
            database.apply([Statement("PRAGMA query_only = ON"), Statement("BEGIN")])
            # This takes the read lock.
            retrying(lambda: database.value("SELECT count(*) FROM sqlite_schema"), ledger, is_over)
            if not strangers:
                refuse_strangers(database, missing=missing)
                session.as_of = database.value("SELECT in_touch FROM log_cursor")
                session.has_traces = database.is_so("SELECT EXISTS (SELECT 1 FROM setting WHERE name = 'traces')")
            with holding(ledger):
                yield database
    except KeyboardInterrupt as error:  # also raised when a statement is stopped
        if is_over is None or not is_over():
            raise
        raise TooLong("The command took too long and was stopped.") from error


@contextmanager
def writing(
    ledger: Ledger, *, keep: bool = True, foreign_keys: bool = True, erasing: bool = False, local: bool = False
) -> Iterator[Database]:
    """Open the file for writing, in one transaction that takes the write lock before it reads.

    It is committed at the end of the block, and rolled back on errors or without `keep` (a dry run). Without
    `foreign_keys`, the block must check references. With `erasing`, removed content is overwritten. A database that is
    already being written to is yielded unchanged, as part of that transaction. A shared ledger catches up before the
    block and appends to the log before the commit, unless only `local` tables change. Raises Unusable or LostRace.
    """
    if isinstance(ledger, Database):
        yield ledger
        return
    with _open(ledger, for_writing=True) as database:
        office = None if local else _caught_up(database)
        # SQLite writes a full cache to the file, and readers then have to wait: 50,000 pages are 200 MB.
        database.apply([Statement("PRAGMA cache_size = 50000")])
        if not foreign_keys:
            database.apply([Statement("PRAGMA foreign_keys = OFF")])
        if erasing:
            database.apply([OVERWRITING])
        retrying(lambda: database.apply([Statement("BEGIN IMMEDIATE")]), ledger)
        before = database.changes
        try:
            with holding(ledger):
                refuse_strangers(database)
                if office is not None:
                    office.begin(database)
                last = database.row(_LAST_COMMAND)
                yield database
                if office is not None and keep:
                    office.hand_over(database)
        except BaseException as error:
            _roll_back(database, error, office)
            raise
        _finish(database, office, last, keep=keep)
        session.committed = session.committed or (keep and database.changes > before)


def _caught_up(database: Database) -> Any:
    """Catch up with the offices that share the ledger; return this one, or None if the ledger is not shared."""
    # Before the first question: a foreign view in place of `log_cursor` may never end.
    retrying(lambda: refuse_strangers(database), database.path)
    office = retrying(lambda: _office(database), database.path)
    if office is not None:
        office.catch_up(database)
    return office


def _office(database: Database) -> Any:
    if not is_shared(database):
        return None
    if session.office is None:
        raise Unusable("{path} is shared with other offices; here it is read-only.", path=database.path)
    return session.office(database.path)


def compact(path: StrPath) -> None:
    """Rewrite the file without removed content. Raises Unusable if it is in use, or the disk is full."""
    with _open(path, for_writing=True) as database:
        database.apply([OVERWRITING])
        _apply_alone(database, Statement("VACUUM"))


def _apply_alone(database: Database, statement: Statement) -> None:
    """Execute a statement that takes a lock itself. A try that only waits is too short to give a sign of life."""

    def apply() -> None:
        with holding(database.path):
            database.apply([statement])

    retrying(apply, database.path)


OVERWRITING = Statement("PRAGMA secure_delete = ON")
"""Makes SQLite overwrite removed content."""


def _finish(database: Database, office: Any, last: tuple[Any, ...] | None, *, keep: bool) -> None:
    """End the transaction. Ctrl-C during a successful commit is too late: the command continues and reports.

    Raises Unanswered if the commit fails, but a command after the `last` one is in the file all the same.
    """
    recorded = last
    try:
        recorded = database.row(_LAST_COMMAND)
        _apply_alone(database, Statement("COMMIT" if keep else "ROLLBACK"))
    except KeyboardInterrupt as interrupt:
        if database.connection.in_transaction or isinstance(interrupt.__context__, (sqlite3.Error, TrackerError)):
            _roll_back(database, interrupt, office)
            raise
    except BaseException as error:
        database.roll_back()
        if (
            keep
            and isinstance(error, Unusable)
            and recorded
            and recorded != last
            and is_committed(database.path, recorded)
        ):
            session.committed = True
            raise Unanswered.from_message(Joined(_RECORDED, error.message)) from error
        _roll_back(database, error, office)
        raise


_RECORDED = Message("The command was recorded, but then an error occurred. See 'tracker log'.")

_LAST_COMMAND = "SELECT number, name, clerk, recorded_at FROM command ORDER BY number DESC LIMIT 1"


def _roll_back(database: Database, error: BaseException, office: Any) -> None:
    database.roll_back()
    if office is not None and (reported := office.not_committed(error)) is not error:
        raise reported from error


@contextmanager
def _open(path: StrPath, *, for_writing: bool = False) -> Iterator[Database]:
    clear(os.path.dirname(path) or ".")  # the file left by a killed `init` may still be a hard link of the ledger
    header = check_header(path)
    session.rights = header.rights
    if header.links > 1:
        _only_read(path, header.links, for_writing=for_writing)
    if os.path.lexists(f"{os.path.realpath(path)}-journal"):
        from tracker.store.journals import set_foreign_journal_aside  # rarely needed

        set_foreign_journal_aside(path)
    with connected(path) as database:
        shorten_waits(database)
        retrying(lambda: database.apply([DURABLE]), path)
        if header.is_wal:
            leave_wal(database, wait=for_writing)
        if retrying(lambda: database.value("PRAGMA user_version"), path) != SCHEMA_VERSION:
            if header.links > 1:
                raise several_names(path, header.links)
            from tracker.store.schema import upgrade  # rarely needed, and slow to import

            upgrade(database, _office(database))
        yield database


_NO_WAL = "PRAGMA journal_mode = DELETE"


def _only_read(path: StrPath, links: int, *, for_writing: bool) -> None:
    """Warn, once in a run, about a file with several hard links. Raises Unusable if it is to be written."""
    refusal = several_names(path, links)
    if for_writing:
        raise refusal
    if os.fspath(path) not in session.warned:
        from tracker.store.connection import warn  # loads logging, which is rarely needed

        session.warned.add(os.fspath(path))
        warn(refusal.message)


def leave_wal(database: Database, *, wait: bool) -> None:
    """Turn a file in WAL mode back to a rollback journal, on which all guarantees rely.

    If another program has it open, it is only read; with `wait`, this waits, and raises Unusable if it stays open.
    """
    try:
        if wait:
            retrying(lambda: database.value(_NO_WAL), database.path)
        else:
            database.value(_NO_WAL)
    except Unusable as error:
        if not wait:
            return
        if not is_busy(error):
            raise
        raise Unusable(
            "The database {path} is in WAL mode and in use by another program, so it can only be read; close "
            "that program.",
            path=database.path,
        ) from error
