"""Open database files with protective settings, and translate SQLite's errors into messages."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import contextmanager, suppress
from functools import lru_cache, wraps
from itertools import groupby
from typing import TYPE_CHECKING, Any

from tracker import retries
from tracker.deferred import NamedTuple, pattern
from tracker.errors import NoLedger, TrackerError, Unusable
from tracker.messages import Message, Plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import ParamSpec, TypeVar

    from _typeshed import StrPath

    _Asked = ParamSpec("_Asked")
    _Answer = TypeVar("_Answer")

APPLICATION_ID = 0x54726B33
"""The application id in SQLite's header of a tracker database: "Trk3"."""

PRE_RELEASE_IDS = {0x54726B72, 0x54726B31}
"""The application ids of databases made before version 0.3: "Trkr" and "Trk1"."""

SCHEMA_VERSION = 1
"""The number of migrations in this version; the user_version of the file."""

SQLITE_VERSION = sqlite3.sqlite_version
"""The version of the SQLite library that Python uses."""

MAX_NUMBER = 2**63 - 1
"""The highest number that SQLite can hold."""

STEPS = 50_000
"""The number of SQLite instructions between checks for Ctrl-C: a few milliseconds."""

_FAILURES: dict[int, Message] = {
    sqlite3.SQLITE_BUSY: Plural(
        "Another program has locked {path} and has not responded for {count} second. End it and try again.",
        "Another program has locked {path} and has not responded for {count} seconds. End it and try again.",
        count=retries.MOST_SECONDS,
        rule="ledger-locked",
    ),
    sqlite3.SQLITE_FULL: Message(
        "The database {path} cannot be written: the disk is full, or the one of TMPDIR. Free some space.",
        rule="disk-full",
    ),
    sqlite3.SQLITE_READONLY: Message(
        "The database {path} cannot be written: the file or its folder is read-only.", rule="read-only"
    ),
    sqlite3.SQLITE_CANTOPEN: Message(
        "The database {path} cannot be opened; check the permissions of the file and its folder, and the free space."
    ),
    sqlite3.SQLITE_CORRUPT: Message(
        "The database {path} is damaged; run 'tracker restore BACKUP'.", rule="ledger-damaged"
    ),
    sqlite3.SQLITE_NOTADB: Message(
        "The database {path} is damaged or not a database; run 'tracker restore BACKUP'.", rule="ledger-damaged"
    ),
    sqlite3.SQLITE_IOERR: Message(
        "The database {path} cannot be read or written: the disk is full or failing, its folder is read-only, or the "
        "file is cut off."
    ),
}
"""The messages for SQLite's primary error codes."""


class BrokenRule(TrackerError):
    """The database rejected a write; the message is that of the constraint or trigger."""


class Statement(NamedTuple):
    """An SQL statement and its parameters, by position or by name."""

    sql: str
    parameters: tuple[Any, ...] | dict[str, Any] = ()


class Database:
    """An open database file. Readers see one consistent state; writers hold the write lock."""

    __slots__ = ("changes", "compared", "connection", "memory", "open_command", "path", "watch")

    def __init__(self, path: StrPath, connection: sqlite3.Connection) -> None:
        self.path = os.fspath(path)
        self.connection = connection
        self.changes = 0
        """The number of rows that statements added, changed or deleted, without those of triggers."""
        self.open_command: int | None = None
        """The number of the command being recorded, whose own rows already count as existing."""
        self.memory: Memory | None = None
        """The catalogue cache of the command being recorded."""
        self.watch: Callable[[str], None] | None = None
        """Called with each statement just before it writes."""
        self.compared: int | None = None
        """SQLite's data version when the schema was last compared; commits of other programs change it."""

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query, one by one."""
        try:
            for row in self.connection.execute(sql, parameters):  # noqa: UP028
                yield row  # `yield from` would close the cursor with the generator, after the connection
        except _OF_SQLITE as error:
            raise _translation(error, self.path) from error

    def column(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[Any]:
        """Return the first column of the rows of a query."""
        return [row[0] for row in self.rows(sql, parameters)]

    def records(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> Iterator[dict[str, Any]]:
        """Yield the rows of a query one by one, as dicts by column name."""
        with translated(self.path):
            found = self.connection.execute(sql, parameters)
            names = [name for name, *_ in found.description]
            for row in found:
                yield dict(zip(names, row, strict=True))

    def row(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> tuple[Any, ...] | None:
        """Return the first row of a query, or None."""
        try:
            row: tuple[Any, ...] | None = self.connection.execute(sql, parameters).fetchone()
        except _OF_SQLITE as error:
            raise _translation(error, self.path) from error
        return row

    def value(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """Return the first column of a query's first row, or None."""
        row = self.row(sql, parameters)
        return None if row is None else row[0]

    def number(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> int:
        """Return the number that a query always returns."""
        return int(self.value(sql, parameters))

    def number_or_none(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> int | None:
        """Return the number that a query returns, if any."""
        number: int | None = self.value(sql, parameters)
        return number

    def text_or_none(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> str | None:
        """Return the text that a query returns, if any."""
        text: str | None = self.value(sql, parameters)
        return text

    def is_so(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> bool:
        """Return whether a query returns anything but 0 and NULL."""
        return bool(self.value(sql, parameters))

    def only_row(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> tuple[Any, ...]:
        """Return the row of a record that is known to exist."""
        (row,) = self.rows(sql, parameters)
        return row

    def apply(self, statements: Sequence[Statement]) -> None:
        """Execute the statements in order. Raises BrokenRule if the database rejects one."""
        if self.memory is not None:
            for sql in {sql for sql, _ in statements}:
                self.memory.see(sql)
        if self.watch is not None:
            for sql, _ in statements:
                self.watch(sql)
        try:
            for sql, alike in groupby(statements, lambda statement: statement.sql):
                first, *others = (statement.parameters for statement in alike)
                if others:
                    done = self.connection.executemany(sql, [first, *others])
                else:
                    done = self.connection.execute(sql, first)
                self.changes += max(done.rowcount, 0)
        except _OF_SQLITE as error:
            raise _translation(error, self.path) from error

    def apply_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Execute a statement once per row. After a BrokenRule the caller must roll back."""
        if self.memory is not None:
            self.memory.see(sql)
        if self.watch is not None:
            self.watch(sql)
        try:
            self.changes += max(self.connection.executemany(sql, rows).rowcount, 0)
        except _OF_SQLITE as error:
            raise _translation(error, self.path) from error

    def roll_back(self) -> None:
        """Roll back the transaction to the last commit.

        If the disk fills up during a long write, SQLite leaves the rollback to the next reader: so this reads.
        """
        with suppress(sqlite3.Error):
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            self.connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def is_shared(database: Database) -> bool:
    """Return whether offices share the ledger."""
    return database.is_so("SELECT EXISTS (SELECT 1 FROM log_cursor)")


# The catalogue in memory: a command reads it once, and again only after the command itself changed it.


_QUESTIONS: dict[str, list[Callable[..., Any]]] = {}
"""The cached queries of each table."""


class Memory:
    """The cached results of one command, whose write lock keeps others from changing them."""

    def __init__(self) -> None:
        self.answers: dict[Callable[..., Any], dict[tuple[Any, ...], Any]] = {}

    def see(self, sql: str) -> None:
        """Discard the cached results that a statement may invalidate."""
        if table := table_of(sql):
            self.forget(table)
        elif sql.startswith("ROLLBACK"):
            self.answers.clear()

    def forget(self, table: str) -> None:
        """Discard the cached results that depend on a table."""
        for question in _QUESTIONS.get(table, ()):
            self.answers.pop(question, None)


@lru_cache(maxsize=1024)
def table_of(sql: str) -> str:
    """Return the table that a statement writes, or ""."""
    found = _WRITE.match(sql)
    return found["table"] if found else ""


_WRITE = pattern(r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(?P<table>[\w.]+)', re.UNICODE)


def remembered(*tables: str) -> Callable[[Callable[_Asked, _Answer]], Callable[_Asked, _Answer]]:
    """Return a decorator for a query whose results a command caches.

    They must depend on these tables only, and callers must not change them.
    """

    def decorator(question: Callable[_Asked, _Answer]) -> Callable[_Asked, _Answer]:
        for table in tables:
            _QUESTIONS.setdefault(table, []).append(question)

        @wraps(question)
        def ask(*given: _Asked.args, **named: _Asked.kwargs) -> _Answer:
            database: Any = given[0]
            if database.memory is None or named:
                return question(*given, **named)
            known = database.memory.answers.setdefault(question, {})
            if given not in known:
                known[given] = question(*given, **named)
            answer: _Answer = known[given]
            return answer

        return ask

    return decorator


def describe(error: sqlite3.Error, path: StrPath) -> TrackerError:
    """Return SQLite's error as an error with a message for the user."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_CONSTRAINT:
        return BrokenRule("{rule}", rule=error)
    if code == sqlite3.SQLITE_CANTOPEN and not os.path.lexists(path):
        return NoLedger(path)
    if "UTF-8" in str(error):  # raised by Python, with the text read
        code = sqlite3.SQLITE_CORRUPT
    if failure := _FAILURES.get(code):
        return Unusable.from_message(failure.given(path=path))
    return Unusable("The database {path} cannot be used: {reason}.", path=path, reason=error)


@contextmanager
def translated(path: StrPath) -> Iterator[None]:
    """Raise SQLite's errors within as Unusable, BrokenRule or, after Ctrl-C, KeyboardInterrupt."""
    try:
        yield
    except _OF_SQLITE as error:
        raise _translation(error, path) from error


_OF_SQLITE = sqlite3.Error, UnicodeDecodeError
"""The errors of SQLite. `Database` catches them itself: a context manager for each query would be slow."""


def _translation(error: sqlite3.Error | UnicodeDecodeError, path: StrPath) -> BaseException:
    if isinstance(error, UnicodeDecodeError):  # SQLite's message quotes the file, which is not valid text there
        return Unusable.from_message(_FAILURES[sqlite3.SQLITE_CORRUPT].given(path=path))
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
        return KeyboardInterrupt()
    return describe(error, path)


Ledger = str | os.PathLike[str] | Database
"""A ledger: a file, or an open database for reading or writing."""


@contextmanager
def connected(path: StrPath, name: StrPath | None = None, *, mode: str = "rw") -> Iterator[Database]:
    """Open an existing file with the settings of all connections; `name` replaces the path in messages.

    `mode` is one of SQLite's, with further parameters of its URI."""
    with translated(name or path):
        connection = sqlite3.connect(_uri(path, mode), timeout=retries.MOST_SECONDS, isolation_level=None, uri=True)
    try:
        database = Database(name or path, connection)
        # Python handles Ctrl-C when it is called: its KeyboardInterrupt ends the statement.
        connection.set_progress_handler(lambda: 0, STEPS)
        database.apply(_SETTINGS)
        yield database
    finally:
        connection.close()


_SETTINGS = (
    Statement("PRAGMA trusted_schema = OFF"),
    Statement("PRAGMA cell_size_check = ON"),
    Statement("PRAGMA foreign_keys = ON"),
)

DURABLE = Statement("PRAGMA synchronous = EXTRA")
"""The additional setting of connections that write. It reads the file, and may have to wait for a lock.

Removing the journal is the commit; EXTRA also syncs that, as otherwise a power cut might bring it back.
"""

UNLOCKED = "ro&nolock=1"
"""The mode for reading a file regardless of locks; not for one whose journal must be rolled back."""


def _uri(path: StrPath, mode: str) -> str:
    """Return the file as a URI, the only way to require that it exists (https://sqlite.org/uri.html)."""
    name = os.path.join(os.getcwd(), path).replace(os.sep, "/")
    for character in "%?#":
        name = name.replace(character, f"%{ord(character):02x}")
    return f"file://{'' if name.startswith('/') else '/'}{name}?mode={mode}"


def warn(message: Message) -> None:
    """Print a message on stderr without control characters, through Python's default handler."""
    import logging

    from tracker.model.text import plain

    logging.getLogger(__name__).warning("%s", plain(str(message)))
