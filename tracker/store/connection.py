"""Opening a database file after a check of its header, and translating SQLite's errors into messages."""

import sqlite3
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from tracker.errors import TrackerError, Unusable, reason
from tracker.messages import Message, Plural

APPLICATION_ID = 0x54726B31
"""The application id in SQLite's header of a tracker database: "Trk1"."""

PRE_RELEASE_ID = 0x54726B72
"""The application id of databases made before the second edition of the schema: "Trkr"."""

SCHEMA_VERSION = 1
"""The number of migrations in this version; the user_version of the file."""

SQLITE_VERSION = sqlite3.sqlite_version
"""The version of the SQLite library that Python uses."""

BUSY_SECONDS = 15

_HEADER = 100
_DENIED = Message("The database {path} cannot be opened: permission denied.")

_FAILURES: dict[int, Message] = {
    sqlite3.SQLITE_BUSY: Plural(
        "The database {path} is locked by another program, and still was after {count} second; try again later.",
        "The database {path} is locked by another program, and still was after {count} seconds; try again later.",
        count=BUSY_SECONDS,
    ),
    sqlite3.SQLITE_LOCKED: Message("The database {path} is locked by another program; try again later."),
    sqlite3.SQLITE_FULL: Message(
        "The database {path} cannot be written: the disk is full; free some space and try again."
    ),
    sqlite3.SQLITE_READONLY: Message("The database {path} cannot be written: the file or its folder is read-only."),
    sqlite3.SQLITE_CANTOPEN: Message(
        "The database {path} cannot be opened; check the permissions of the file and its folder."
    ),
    sqlite3.SQLITE_PERM: _DENIED,
    sqlite3.SQLITE_AUTH: _DENIED,
    sqlite3.SQLITE_CORRUPT: Message("The database {path} is damaged; restore a backup."),
    sqlite3.SQLITE_NOTADB: Message("The database {path} is damaged or is not a database; restore a backup."),
    sqlite3.SQLITE_IOERR: Message(
        "The database {path} cannot be read or written: the disk reports an error, or is full."
    ),
    sqlite3.SQLITE_TOOBIG: Message("The database {path} cannot store a value of that length."),
    sqlite3.SQLITE_NOMEM: Message("The database {path} needs more memory than is available."),
}
"""What SQLite's primary error codes mean for the user."""


class BrokenRule(TrackerError):
    """The database rejected a write; the message is that of the constraint or trigger."""


class Statement(NamedTuple):
    """An SQL statement and its positional parameters."""

    sql: str
    parameters: tuple[Any, ...] = ()


class Database:
    """An open database file. Readers see one consistent state; writers hold the write lock."""

    __slots__ = ("connection", "open_command", "path")

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        """Wrap an open connection."""
        self.path = path
        self.connection = connection
        self.open_command: int | None = None
        """The number of the command that is being recorded, whose rows are already part of what it asks for."""

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query, one by one."""
        with translated(self.path):
            for row in self.connection.execute(sql, parameters):  # noqa: UP028
                yield row  # `yield from` would close the cursor with the generator, after the connection

    def records(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> Iterator[dict[str, Any]]:
        """Yield the rows of a query, one by one, each by the names of its columns."""
        with translated(self.path):
            found = self.connection.execute(sql, parameters)
            names = [name for name, *_ in found.description]
            for row in found:
                yield dict(zip(names, row, strict=True))

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
        """Execute the statements in order. Raises BrokenRule when the database rejects one."""
        with translated(self.path):
            for sql, alike in groupby(statements, lambda statement: statement.sql):
                first, *others = (statement.parameters for statement in alike)
                if others:
                    self.connection.executemany(sql, [first, *others])
                else:
                    self.connection.execute(sql, first)

    def roll_back(self) -> None:
        """Roll back the transaction, so that the file is as of its last commit.

        When the disk is full in the middle of a long write, SQLite leaves the rollback to the next reader:
        so this reads.
        """
        with suppress(sqlite3.Error):
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            self.connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def describe(error: sqlite3.Error, path: Path) -> TrackerError:
    """Return SQLite's error as an error with a message for the user."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None and code & 0xFF == sqlite3.SQLITE_CONSTRAINT:
        return BrokenRule("{rule}", rule=error)
    if code is not None and code & 0xFF in _FAILURES:
        return Unusable.of(_FAILURES[code & 0xFF].given(path=path))
    return Unusable("The database {path} cannot be used: {reason}.", path=path, reason=error)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise SQLite's errors within as Unusable, or as BrokenRule when a constraint or trigger caused them."""
    try:
        yield
    except sqlite3.Error as error:
        raise describe(error, path) from error
    except UnicodeDecodeError as error:  # SQLite's message quotes the file, which is not valid text there
        raise Unusable.of(_FAILURES[sqlite3.SQLITE_CORRUPT].given(path=path)) from error


Ledger = Path | Database
"""A ledger: a file, or a database that is already open for reading or writing."""


@contextmanager
def connected(path: Path) -> Iterator[Database]:
    """Open an existing file with the settings that all connections share; it is never created."""
    with translated(path):
        connection = sqlite3.connect(_uri(path), timeout=BUSY_SECONDS, isolation_level=None, uri=True)
    try:
        database = Database(path, connection)
        database.apply([Statement("PRAGMA foreign_keys = ON"), Statement("PRAGMA synchronous = FULL")])
        yield database
    finally:
        connection.close()


def _uri(path: Path) -> str:
    """Return the file as a URI, the only way to say that it must exist (https://sqlite.org/uri.html)."""
    name = path.absolute().as_posix()
    for character in "%?#":
        name = name.replace(character, f"%{ord(character):02x}")
    return f"file://{'' if name.startswith('/') else '/'}{name}?mode=rw"


def check_header(path: Path) -> None:
    """Raise Unusable unless the file is a tracker database that this version can read.

    The header is read as bytes, so that the file of another program is never changed. The offsets are
    those of SQLite's file format (https://www.sqlite.org/fileformat.html, section 1.3).
    """
    header = _header(path)
    if not header:
        raise Unusable("The file {path} is empty; remove it and create a database with 'tracker init'.", path=path)
    if len(header) < _HEADER or not header.startswith(b"SQLite format 3\0"):
        raise Unusable("The file {path} is not a tracker database; it was not changed.", path=path)
    application = int.from_bytes(header[68:72], "big")
    if application == PRE_RELEASE_ID:
        raise Unusable(
            "The database {path} was made by a pre-release version of tracker, which this version cannot read; "
            "it was not changed.",
            path=path,
        )
    if application != APPLICATION_ID:
        raise Unusable("The database {path} belongs to another program; it was not changed.", path=path)
    version = int.from_bytes(header[60:64], "big")
    if version > SCHEMA_VERSION:
        raise Unusable(
            "The database {path} requires a newer version of tracker (schema {schema}, this version supports "
            "{supported}); upgrade tracker.",
            path=path,
            schema=version,
            supported=SCHEMA_VERSION,
        )


def _header(path: Path) -> bytes:
    """Return the first bytes of the file. Raises Unusable when it cannot be read, or is not a regular file."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise Unusable("{path} is a folder, not a database; name a file in it.", path=path)
        if not stat.S_ISREG(mode):  # opening a pipe would block
            raise Unusable("{path} is a device or a pipe, not a database; name a file.", path=path)
        with path.open("rb") as file:
            return file.read(_HEADER)
    except FileNotFoundError:
        raise Unusable("There is no database at {path}; create one with 'tracker init'.", path=path) from None
    except OSError as error:
        raise Unusable("The database {path} cannot be opened: {reason}.", path=path, reason=reason(error)) from None
