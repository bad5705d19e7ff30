"""The log in PostgreSQL, in the tables of `db/offices/postgresql.sql`."""

import re
import time
from collections.abc import Generator
from contextlib import suppress
from importlib.resources import files
from typing import Any

import psycopg

from tracker import retries
from tracker.errors import Unusable
from tracker.messages import Message
from tracker.offices import logs
from tracker.offices.logs import Log, NoLog, Rows, Uncertain

_NAME = re.compile(r":([a-z]+)")
_HOW: dict[str, Any] = {
    "autocommit": True,
    "cursor_factory": psycopg.ClientCursor,  # runs several statements in one round trip
    "target_session_attrs": "read-write",
    "gssencmode": "disable",
    "application_name": "tracker",
    "options": "-c statement_timeout=60s -c lock_timeout=10s -c search_path=pg_catalog",
}
_REWRITE = "SET statement_timeout = 0", "VACUUM (FULL) tracker.batch", "VACUUM (FULL) tracker.snapshot"


class _Silent(psycopg.OperationalError):
    """The server sent nothing for a while."""


class _Connection(psycopg.Connection[Any]):
    """A connection to a server that must not be silent for long, unless it rewrites its files."""

    is_rewriting = False

    def wait(self, gen: Any, *given: Any, **named: Any) -> Any:
        """Return the result of a generator of psycopg. Raises _Silent."""
        return super().wait(gen if self.is_rewriting else _impatient(gen), *given, **named)


def _impatient(gen: Any) -> Generator[Any, Any, Any]:
    """Yield what a generator of psycopg waits for. Raises _Silent, since libpq itself waits forever for a reply."""
    heard = time.monotonic()
    try:
        state = next(gen)
        while True:
            if ready := (yield state):
                heard = time.monotonic()
            elif time.monotonic() >= heard + retries.MOST_SECONDS:
                raise _Silent
            state = gen.send(ready)
    except StopIteration as end:
        return end.value


class PostgresqlLog(Log):
    """The log in the schema `tracker` of a PostgreSQL database."""

    clock = """to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
    _open: _Connection | None = None

    def _make_tables(self) -> None:
        if self._ask("SELECT to_regclass('tracker.batch')") == [[(None,)]]:
            self._do(files("tracker.db.offices").joinpath("postgresql.sql").read_text(encoding="utf-8"))

    def compact(self) -> None:
        """Rewrite the tables to erase removed rows."""
        self._connected().is_rewriting = True
        for statement in _REWRITE:
            self._do(statement)
        self.close()

    def close(self) -> None:
        """Close the connection."""
        if self._open is not None:
            with suppress(psycopg.Error):
                self._open.close()
            self._open = None

    def _do(self, *statements: str, **values: object) -> list[Rows]:
        connection = self._connected()
        try:
            cursor = connection.execute(_NAME.sub(r"%(\1)s", ";".join(statements)).encode(), values)
            found = [cursor.fetchall() if cursor.description else []]
            while cursor.nextset():
                found.append(cursor.fetchall() if cursor.description else [])
        except psycopg.Error as error:
            self.close()
            raise self._translated(error) from error
        return found

    def _connected(self) -> _Connection:
        if self._open is None or self._open.closed:
            address = self.address
            proof: dict[str, Any] = {"sslmode": "prefer", "require_auth": "!password"}
            if address.encrypted:
                proof = {"sslmode": "verify-full", "sslrootcert": str(self.ca or "system")}
            try:
                self._open = _Connection.connect(
                    host=",".join(name for name, _ in address.hosts),
                    port=",".join(str(port) for _, port in address.hosts),
                    dbname=address.database,
                    user=address.user,
                    password=self.password,
                    connect_timeout=logs.SILENT_SECONDS,
                    **_HOW,
                    **proof,
                )
            except psycopg.Error as error:
                raise self._unconnected(error) from error
        return self._open

    def _unconnected(self, error: psycopg.Error) -> Unusable:
        words = str(error)
        if "authentication failed" in words or "no password supplied" in words:
            return self.failed(logs.UNKNOWN_USER)
        if "certificate" in words or "server does not support SSL" in words:
            return self.unproven(_reason(error))
        return self.failed(logs.SILENT, _reason(error))

    def _translated(self, error: psycopg.Error) -> Unusable:
        code = error.sqlstate
        if code is None or code[:2] in ("08", "57"):  # no answer, or a shutdown: it may have run
            return self.failed(logs.SILENT, _reason(error), Uncertain)
        if code in ("42P01", "3F000"):
            return self.failed(logs.NO_LOG, kind=NoLog)
        return self.failed(logs.NO_RIGHT if code == "42501" else logs.UNFIT, _reason(error))


def _reason(error: psycopg.Error) -> Message:
    """Return the server's or libpq's reason, without the host name and hints."""
    if isinstance(error, _Silent):
        return logs.NO_DATA.given(seconds=retries.MOST_SECONDS)
    line = next(iter(str(error).strip().splitlines()), "") or type(error).__name__
    return Message("{reason}", reason=line.rpartition(" failed: ")[2].removeprefix("FATAL:  ").rstrip("."))
