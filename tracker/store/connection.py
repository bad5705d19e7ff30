"""A database file as SQLite opens it, its header looked at first, and SQLite's errors turned into sentences."""

import os
import sqlite3
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.errors import TrackerError, Unusable

APPLICATION_ID = 0x54726B72
"""What marks a file as ours: "Trkr" in SQLite's header."""

SCHEMA_VERSION = 3
"""The number of migrations that this program knows; the file's user_version."""

SQLITE_VERSION = sqlite3.sqlite_version
"""Of the SQLite that this Python brings."""

BUSY_SECONDS = 15

_HEADER = 100
_FAILURES = {
    sqlite3.SQLITE_BUSY: f"is locked by another program and stayed so for {BUSY_SECONDS} seconds; try again.",
    sqlite3.SQLITE_LOCKED: "is locked by another program; try again.",
    sqlite3.SQLITE_FULL: "cannot be written: the disk is full; free some space and try again.",
    sqlite3.SQLITE_READONLY: "cannot be written: it, or the folder it is in, is read-only.",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: look at the rights on it and on the folder it is in.",
    sqlite3.SQLITE_PERM: "cannot be opened: you have no right to it.",
    sqlite3.SQLITE_AUTH: "cannot be opened: you have no right to it.",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore a backup.",
    sqlite3.SQLITE_NOTADB: "is damaged or not a database; restore a backup.",
    sqlite3.SQLITE_IOERR: "cannot be read or written: the disk reports an error, or is full.",
    sqlite3.SQLITE_TOOBIG: "cannot take a value as long as that.",
    sqlite3.SQLITE_NOMEM: "needs more memory than there is.",
}


class BrokenRule(TrackerError):
    """The database itself refused a write; its message is the rule's name or the constraint's."""


@dataclass(frozen=True)
class Statement:
    """One step of a write: SQL and its positional parameters."""

    sql: str
    parameters: tuple[Any, ...] = ()


class Database:
    """An open database file. Readers get one consistent picture; writers hold the write lock."""

    __slots__ = ("connection", "path")

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        """Take a connection that is open already."""
        self.path = path
        self.connection = connection

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query, one by one."""
        with translated(self.path):
            for row in self.connection.execute(sql, parameters):  # noqa: UP028
                yield row  # `yield from` would close the cursor with the generator, after the connection

    def row(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> tuple[Any, ...] | None:
        """Return the first row of a query, or None."""
        with translated(self.path):
            row: tuple[Any, ...] | None = self.connection.execute(sql, parameters).fetchone()
            return row

    def value(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """Return the first column of a query's first row, or None."""
        row = self.row(sql, parameters)
        return None if row is None else row[0]

    def apply(self, statements: Sequence[Statement]) -> None:
        """Carry out the steps of a write in their order. Raises BrokenRule when the database refuses one."""
        with translated(self.path):
            for statement in statements:
                self.connection.execute(statement.sql, statement.parameters)

    def give_up(self) -> None:
        """Roll back what was begun, so that the file is as its last commit left it.

        When the disk is full in the middle of a long write, SQLite leaves that to whoever reads next:
        so this reads.
        """
        with suppress(sqlite3.Error):
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            self.connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def describe(error: sqlite3.Error, path: Path) -> TrackerError:
    """Return the sentence that SQLite's error means to a user."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None and code & 0xFF == sqlite3.SQLITE_CONSTRAINT:
        return BrokenRule(str(error))
    if code is not None and code & 0xFF in _FAILURES:
        return Unusable(f"The database {path} {_FAILURES[code & 0xFF]}")
    return Unusable(f"The database {path} cannot be used: {error}.")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise SQLite's errors within as Unusable, or as BrokenRule when a constraint or trigger spoke."""
    try:
        yield
    except sqlite3.Error as error:
        raise describe(error, path) from error
    except UnicodeDecodeError as error:  # SQLite quotes from the file in its message, and there it is no text
        raise Unusable(f"The database {path} {_FAILURES[sqlite3.SQLITE_CORRUPT]}") from error


Ledger = Path | Database
"""Which ledger: a file, or a database that is being read or written already."""


@contextmanager
def connected(path: Path) -> Iterator[Database]:
    """Open a file as SQLite sees it, with the settings every connection of ours has; it is never made anew."""
    with translated(path):
        connection = sqlite3.connect(_uri(path), timeout=BUSY_SECONDS, isolation_level=None, uri=True)
    try:
        database = Database(path, connection)
        database.apply([Statement("PRAGMA foreign_keys = ON"), Statement("PRAGMA synchronous = FULL")])
        yield database
    finally:
        connection.close()


def _uri(path: Path) -> str:
    """Return the file as SQLite's URI, for that alone can say that it must be there (https://sqlite.org/uri.html)."""
    name = path.absolute().as_posix()
    for mark in "%?#":
        name = name.replace(mark, f"%{ord(mark):02x}")
    return f"file://{'' if name.startswith('/') else '/'}{name}?mode=rw"


def check_header(path: Path) -> None:
    """Raise Unusable unless the file is a database of ours that this program can read.

    It looks at the header as bytes, so that a file that is not ours stays untouched. The offsets are
    those of SQLite's file format (https://www.sqlite.org/fileformat.html, section 1.3).
    """
    header = _header(path)
    if not header:
        raise Unusable(f"The file {path} is empty; remove it and make a database with 'tracker init'.")
    if len(header) < _HEADER or not header.startswith(b"SQLite format 3\0"):
        raise Unusable(f"The file {path} is not a database of tracker's; it was left as it is.")
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise Unusable(f"The database {path} belongs to another program; it was left as it is.")
    version = int.from_bytes(header[60:64], "big")
    if version > SCHEMA_VERSION:
        raise Unusable(
            f"The database {path} was made by a newer tracker (schema {version}, this one knows "
            f"{SCHEMA_VERSION}); upgrade tracker."
        )


def _header(path: Path) -> bytes:
    """Return the first bytes of the file. Raises Unusable when it cannot be read, or is none."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise Unusable(f"{path} is a folder, not a database; name a file in it.")
        if not stat.S_ISREG(mode):  # a pipe would be waited for
            raise Unusable(f"{path} is a device or a pipe, not a database; name a file.")
        with path.open("rb") as file:
            return file.read(_HEADER)
    except FileNotFoundError:
        raise Unusable(f"There is no database at {path}; make one with 'tracker init'.") from None
    except OSError as error:
        raise Unusable(f"The database {path} cannot be opened: {reason(error)}.") from None


def reason(error: OSError) -> str:
    """Return the system's reason in lower case, without the path."""
    return (error.strerror or os.strerror(error.errno or 0)).lower()
