"""Upgrading a database from an earlier version: a command, in place and one transaction, after a backup beside it."""

import glob
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import Refused, Unusable, session
from tracker.messages import Joined, Message
from tracker.store import commands
from tracker.store.backups import copy
from tracker.store.connection import SCHEMA_VERSION, Database, Statement, connected
from tracker.store.journals import free_name, journals_of
from tracker.store.locks import holding, retrying
from tracker.store.schema import migrate
from tracker.store.warnings import warn

if TYPE_CHECKING:
    from tracker.store.committing import Committing


def upgrade(database: Database, office: "Committing | None" = None) -> None:
    """Upgrade the database of an open connection, as a command, and log a warning, which goes to stderr.

    After an interruption, the database is either the old one or the new one. A ledger that is shared is upgraded by the
    first of its offices: the others follow. Raises Unusable when the file is from a newer version, cannot be written,
    the clock is wrong or the others cannot be reached; Refused when rows of no command are in the way.
    """
    if office is None:
        _upgrade(database, None)
        return
    from tracker.attempts import decided  # only who shares a ledger needs it

    decided(lambda: _upgrade(database, office))


def _upgrade(database: Database, office: "Committing | None") -> None:
    if office is not None:
        office.catch_up(database)
    _execute(database, _BEGIN)
    kept = None
    try:
        with holding(database.path):
            version = database.value("PRAGMA user_version")
            if version > SCHEMA_VERSION:
                raise Unusable(
                    "The database {path} requires a newer version of tracker; upgrade tracker.", path=database.path
                )
            if version < SCHEMA_VERSION:  # otherwise another command upgraded it while this one waited
                kept = _back_up(database.path, version)
                migrate(database)
                number, moment = commands.next_command(database)
                row = commands.CommandRow(number, "upgrade", session.clerk(), moment)
                database.apply([commands.close(row)])
                if office is not None:
                    office.hand_over(database, upgraded=True)
        _execute(database, _COMMIT)
    except BaseException:
        database.roll_back()
        if kept is not None:  # the ledger is unchanged, so the copy is not needed
            with suppress(OSError):
                kept.unlink()
        raise
    if kept is not None:
        warn(_UPGRADED.given(path=database.path, old=version, new=SCHEMA_VERSION, copy=kept))


# BEGIN succeeds on a read-only file, but no write does, even one that changes no rows.
_BEGIN = Statement("BEGIN IMMEDIATE"), Statement("DELETE FROM setting WHERE 0")
_COMMIT = (Statement("COMMIT"),)


def _execute(database: Database, statements: tuple[Statement, ...]) -> None:
    """Execute statements, waiting for a lock if necessary; an error explains that the upgrade needs them."""
    try:
        retrying(lambda: database.apply(statements), database.path)
    except Unusable as error:
        needed = Message("It is from an earlier version of tracker and must be upgraded before use.")
        raise Unusable.of(Joined(error.message, needed)) from None


_UPGRADED = Message("{path} was upgraded from schema {old} to {new}; a copy of the old version is kept as {copy}.")


class _AlreadyKept(Exception):
    """There is such a copy already: the one that was made before an upgrade that was killed."""


def _back_up(path: Path, version: int) -> Path:
    """Copy the file to a free name beside it, unless there is such a copy; the ledger is locked by who upgrades it."""
    kept = free_name(path, f"schema-{version}")
    taken = sorted(path.parent.glob(f"{glob.escape(path.name)}.schema-{version}*"))

    def prove(copied: Database) -> None:
        _prove(copied)
        file = Path(copied.value("SELECT file FROM pragma_database_list WHERE name = 'main'"))  # not its name to be
        for other in taken:
            if not journals_of(other) and _is_same(file, other):
                raise _AlreadyKept(other)

    try:
        with connected(path) as reader:
            copy(reader, kept, prove)
    except _AlreadyKept as found:
        kept = found.args[0]
    except Refused as refused:
        needed = Message("The database {path} must be upgraded, but it cannot be backed up first.", path=path)
        raise Unusable.of(Joined(needed, refused.message)) from None
    return kept


_NOT_COPIED = (24, 28), (92, 100)
"""Where the header of SQLite's file format counts changes, the copying among them (fileformat2.html, section 1.3)."""

_CHUNK = 1024 * 1024


def _is_same(copied: Path, other: Path) -> bool:
    """Tell whether two copies of a database are the same, page by page."""
    with suppress(OSError):
        if other.is_file() and copied.stat().st_size == other.stat().st_size:
            with copied.open("rb") as one, other.open("rb") as two:
                while chunk := one.read(_CHUNK):
                    if _comparable(chunk) != _comparable(two.read(_CHUNK)):
                        return False
                return True
    return False


def _comparable(chunk: bytes) -> bytes:
    if not chunk.startswith(b"SQLite format 3\0"):
        return chunk
    compared = bytearray(chunk)
    for start, end in _NOT_COPIED:
        compared[start:end] = bytes(end - start)
    return bytes(compared)


def _prove(copied: Database) -> None:
    found = copied.value("PRAGMA integrity_check(1)")
    if found != "ok":
        raise Unusable(
            "The database {path} is damaged; restore a backup. SQLite reports: {damage}",
            path=copied.path,
            damage=found,
        )
