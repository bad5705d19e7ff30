"""Opening a ledger to read or to write, in one transaction; one from an earlier version is upgraded first."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.errors import session
from tracker.store.connection import SCHEMA_VERSION, Database, Ledger, Statement, check_header, connected
from tracker.store.locks import patiently, wait_in_turns


@contextmanager
def reading(ledger: Ledger) -> Iterator[Database]:
    """Open the file to read, in one transaction: all answers come from the same state of the ledger.

    The file is opened for writing too, where the system allows it, so that the journal of a killed
    writer can be rolled back; `query_only` keeps everything else from being written. A database that
    is open already is given as it is, so that several questions can be asked of one state.

    Raises Unusable when the file is missing, not ours, newer, damaged or locked.
    """
    if isinstance(ledger, Database):
        yield ledger
        return
    with _open(ledger) as database:
        database.apply([Statement("PRAGMA query_only = ON"), Statement("BEGIN")])
        patiently(lambda: database.value("SELECT count(*) FROM sqlite_schema"))  # this takes the read lock
        yield database


@contextmanager
def writing(ledger: Ledger, *, keep: bool = True, foreign_keys: bool = True) -> Iterator[Database]:
    """Open the file to write, in one transaction that takes the write lock before it reads.

    It is committed at the end of the block, and rolled back when the block raises or `keep` is False
    (a dry run). Others can read until the commit, however much is written. Without `foreign_keys`,
    SQLite does not look for what each row refers to: the block has to prove it. A database that is
    being written to already is given as it is: the block is then part of that transaction, and says
    neither of the two. Raises Unusable as `reading` does.
    """
    if isinstance(ledger, Database):
        yield ledger
        return
    with _open(ledger) as database:
        # SQLite writes a full cache to the file, and readers then have to wait: 50,000 pages are 200 MB.
        database.apply([Statement("PRAGMA cache_size = 50000")])
        if not foreign_keys:
            database.apply([Statement("PRAGMA foreign_keys = OFF")])
        patiently(lambda: database.apply([Statement("BEGIN IMMEDIATE")]))
        try:
            yield database
        except BaseException:
            database.give_up()
            raise
        _finish(database, Statement("COMMIT" if keep else "ROLLBACK"))


def _finish(database: Database, step: Statement) -> None:
    """End the transaction. A Ctrl-C during a commit that succeeds comes too late: the command goes on and answers."""
    try:
        patiently(lambda: database.apply([step]))
    except KeyboardInterrupt as interrupt:
        if database.connection.in_transaction or interrupt.__context__ is not None:
            database.give_up()
            raise
    except BaseException:
        database.give_up()
        raise
    session.committed = session.committed or step.sql == "COMMIT"


@contextmanager
def _open(path: Path) -> Iterator[Database]:
    check_header(path)
    with connected(path) as database:
        wait_in_turns(database)
        if patiently(lambda: database.value("PRAGMA user_version")) != SCHEMA_VERSION:
            from tracker.store.upgrades import upgrade  # seldom needed, and it loads much

            upgrade(database)
        yield database
