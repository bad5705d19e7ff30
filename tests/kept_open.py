"""Keep a ledger open for all commands that a test runs in this process.

Half of a command's time is for reading the schema and compiling its triggers. So a closed connection is kept for the
next command, which still checks the file, applies its settings and begins its own transaction. A connection is kept
only if its command left nothing in it: no cursor, transaction, temporary table or other journal. It is reused only if
the file is unchanged: its bytes, its permissions, and no journal next to it.
"""

import os
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakSet

import tracker.store.connection

_MOST = 3
"""The number of ledgers kept open: a test of several offices has several."""

_FLAG = re.compile(r"PRAGMA (cell_size_check|foreign_keys|query_only|trusted_schema) = (ON|OFF)")
"""Settings after which SQLite compiles every statement again, even without a change."""

_DEFAULTS = "query_only = OFF", "cache_size = -2000", "secure_delete = OFF", "synchronous = FULL"
"""Settings that a command may have changed, and the values that the next one expects."""

_STATE = (
    "SELECT (SELECT journal_mode FROM pragma_journal_mode), (SELECT locking_mode FROM pragma_locking_mode), "
    "(SELECT count(*) FROM pragma_database_list)"
)

_AS_OPENED = "delete", "normal", 1


class _Connection(sqlite3.Connection):
    """A connection that can be reused after it was closed."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.path: Path | None = None
        self.file: tuple[object, ...] = ()
        self.process = os.getpid()
        self.flags = {"query_only": "OFF"}
        self.cursors: WeakSet[sqlite3.Cursor] = WeakSet()

    def execute(self, sql: str, *parameters: Any) -> Any:
        if sql.startswith("PRAGMA ") and (setting := _FLAG.fullmatch(sql)):
            flag, value = setting.groups()
            if self.flags.get(flag) == value:
                return self.cursor()
            self.flags[flag] = value
        return super().execute(sql, *parameters)

    def cursor(self, *arguments: Any, **options: Any) -> Any:
        cursor = super().cursor(*arguments, **options)
        self.cursors.add(cursor)
        return cursor

    def set_authorizer(self, *arguments: Any, **options: Any) -> None:
        self.path = None  # a connection with an authorizer is not kept
        super().set_authorizer(*arguments, **options)

    def close(self) -> None:
        if self.path is None or not self._is_as_opened():
            super().close()
            return
        for path in [self.path, *list(_kept)[: -_MOST + 1]]:
            if path in _kept:
                _kept.pop(path).end()
        self.file = _state_of(self.path)
        _kept[self.path] = self

    def _is_as_opened(self) -> bool:
        """Undo unfinished work and changed settings; return whether the connection is then like a new one."""
        try:
            for cursor in list(self.cursors):
                cursor.close()
            if self.in_transaction:
                self.execute("ROLLBACK")
            if self.execute(_STATE).fetchone() != _AS_OPENED:
                return False
            for setting in _DEFAULTS:
                self.execute(f"PRAGMA {setting}").close()
        except (sqlite3.Error, UnicodeDecodeError):  # SQLite's message may quote a damaged file
            return False
        return True

    def end(self) -> None:
        """Close the file, unless this process was forked from the one that opened it."""
        if self.process == os.getpid():
            super().close()


class _Module:
    """The module sqlite3 as the store sees it: its `connect` returns a kept connection if there is one."""

    connect = staticmethod(sqlite3.connect)

    def __getattr__(self, name: str) -> Any:
        return getattr(sqlite3, name)


_module = _Module()
_kept: dict[Path, _Connection] = {}

vars(tracker.store.connection)["sqlite3"] = _module


@contextmanager
def kept_open() -> Iterator[None]:
    """Keep ledgers opened in the block open for the next block.

    Not on Windows, where nobody could remove or replace an open file.
    """
    if os.name == "posix" and threading.current_thread() is threading.main_thread():
        vars(_module)["connect"] = _connect
    try:
        yield
    finally:
        vars(_module).clear()


def _connect(address: str, **options: Any) -> Any:
    if "%" in address or not address.endswith("?mode=rw"):
        return sqlite3.connect(address, **options)
    path = Path(address.removeprefix("file://").removesuffix("?mode=rw")).resolve()
    kept = _kept.pop(path, None)
    if kept is not None:
        if kept.process == os.getpid() and kept.file == _state_of(path):
            kept.execute(f"PRAGMA busy_timeout = {options['timeout'] * 1000}").close()
            return kept
        kept.end()
    connection = sqlite3.connect(address, **options, factory=_Connection)
    connection.path = path
    return connection


def _state_of(path: Path) -> tuple[object, ...]:
    """Return the state that must not change before the connection is reused."""
    try:
        status, folder = path.stat(), path.parent.stat()
        beside = [os.path.lexists(f"{path}{ending}") for ending in ("-journal", "-wal", "-shm")]
        return *status[:7], *folder[:3], *beside, path.read_bytes()
    except OSError:  # gone, or not to be read any more
        return (object(),)
