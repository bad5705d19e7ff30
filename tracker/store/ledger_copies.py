"""Copies of a ledger: without local rows, for a dry run, or opened for inspection."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.drafts import draft_of
from tracker.errors import Unusable, reason
from tracker.store import commands
from tracker.store.connection import SCHEMA_VERSION, Database, Statement, connected
from tracker.store.identity import check_header, refuse_strangers
from tracker.store.journals import set_foreign_journal_aside
from tracker.store.locks import retrying, shorten_waits
from tracker.store.new_files import draft_copy
from tracker.store.texts import TRACES
from tracker.store.transactions import leave_wal, reading

_OWN = (
    *map(Statement, (f"DELETE FROM {table}" for table in ("backup", "log_cursor", "kept_batch"))),
    Statement("DELETE FROM setting WHERE name = ?", (TRACES,)),
)
"""Removes the local rows of a copy."""


def without_local(path: Path, target: Path) -> int:
    """Copy a ledger to a new file, without local rows; return the number of the last command."""
    with reading(path) as database, draft_copy(database, target, path) as copied:
        copied.apply([*_OWN, Statement("VACUUM")])
        return commands.last_number(copied)


@contextmanager
def temporary_copy(path: Path) -> Iterator[Path]:
    """Yield a copy of the ledger in its folder, as of its last commit. Raises Unusable."""
    try:
        with draft_of(Path(os.path.realpath(path))) as draft:
            with reading(path) as database, draft_copy(database, draft, path):
                pass
            yield draft
    except OSError as error:
        raise Unusable("{path} cannot be copied for a dry run: {reason}.", path=path, reason=reason(error)) from None


# Open a ledger or a copy for inspection: nothing is recorded, and it is not upgraded.


@contextmanager
def opened_as_is(path: Path) -> Iterator[Database]:
    """Open a ledger or a copy for reading, without upgrading it. Raises Unusable, also for an old schema."""
    header = check_header(path)
    set_foreign_journal_aside(path)
    with connected(path) as database:
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
            "The database {path} has schema {schema}, but this version reads {read}. Copy the file and open the copy, "
            "which is then upgraded.",
            path=database.path,
            schema=version,
            read=SCHEMA_VERSION,
        )
    refuse_strangers(database, missing=True)
