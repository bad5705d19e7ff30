"""The connection to PostgreSQL: what libpq is told, how long it waits, and what its refusals mean."""

import selectors
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg

from tracker.errors import TrackerError
from tracker.messages import Message
from tracker.offices import addresses
from tracker.offices.addresses import Address

CONNECT_SECONDS = 5
"""How long a host may take to accept a connection before the next is asked."""
SILENT_SECONDS = 5
"""How long a server may send nothing before it counts as dead."""

VACUUM_SECONDS = 600
"""How long it may take to write the tables anew, without what was removed."""

_OPTIONS = "-c synchronous_commit=on -c statement_timeout=60s -c lock_timeout=15s -c search_path=pg_catalog"


class Connection(psycopg.Connection[tuple[Any, ...]]):
    """A connection that gives up a server which sends nothing, as one that is frozen."""

    patience: float = SILENT_SECONDS

    def wait(self, gen: Any, *_args: Any, **_options: Any) -> Any:
        """Run psycopg's generator, as its own method does, and raise OperationalError when the server is silent."""
        try:
            wanted = next(gen)
            with selectors.DefaultSelector() as selector:
                while True:
                    selector.register(self.pgconn.socket, wanted)
                    wanted = gen.send(type(wanted)(self._ready(selector)))
                    selector.unregister(self.pgconn.socket)
        except StopIteration as done:
            return done.value

    def _ready(self, selector: selectors.BaseSelector) -> int:
        """Return what the socket is ready for; looks up ten times a second, since Windows hears no Ctrl-C meanwhile."""
        end = monotonic() + self.patience
        while monotonic() < end:
            if events := selector.select(0.1):
                return events[0][1]
        self.pgconn.finish()
        raise Silent


class Silent(psycopg.OperationalError):
    """The server sent nothing for so long that it counts as dead."""


class Garbled(psycopg.OperationalError):
    """What came is no answer that can be understood."""


@contextmanager
def understood() -> Iterator[None]:
    """Raise Garbled for whatever libpq and psycopg raise at an answer that was damaged on its way."""
    try:
        yield
    except (psycopg.Error, TrackerError):
        raise
    except Exception as error:
        raise Garbled(str(error)) from error


def connect(address: Address, password: str | None, ca: Path | None) -> Connection:
    """Return a connection without transactions. Raises Unusable when there is none, so that nothing was asked."""
    try:
        with understood():
            return Connection.connect(autocommit=True, **_parameters(address, password, ca))
    except psycopg.Error as error:
        raise _unconnected(address, error) from error


def _parameters(address: Address, password: str | None, ca: Path | None) -> dict[str, Any]:
    """Return what libpq is told. Only a server that proves who it is may ask for the password as it is."""
    proof = (
        {"sslmode": "verify-full", "sslrootcert": str(ca)}
        if ca is not None
        else {"sslmode": "prefer", "require_auth": "!password"}
    )
    return {
        "host": ",".join(name for name, _ in address.hosts),
        "port": ",".join(str(port) for _, port in address.hosts),
        "dbname": address.database,
        "user": address.user,
        "password": password,
        "connect_timeout": CONNECT_SECONDS,
        "target_session_attrs": "read-write",
        "gssencmode": "disable",
        "application_name": "tracker",
        "options": _OPTIONS,
        **proof,
    }


def _unconnected(address: Address, error: psycopg.Error) -> TrackerError:
    """Return why there is no connection; libpq tells it in words only."""
    if isinstance(error, Garbled):
        return addresses.unfit(address, reason(error))
    said = str(error)
    if "authentication failed" in said or "no password supplied" in said:
        return addresses.unknown_user(address)
    if "SSL" in said or "certificate" in said:
        return addresses.untrusted(address, reason(error))
    return addresses.silent(address, reason(error))


def is_lost(error: psycopg.Error) -> bool:
    """Whether the answer was lost, so that what was asked may have been done: no word, or that the server goes down."""
    return error.sqlstate is None or error.sqlstate[:2] in ("08", "57")


def was_idle(error: psycopg.Error) -> bool:
    """Whether the server had ended the session before anything was asked, since it was idle for too long."""
    return error.sqlstate == "57P05"


def reason(error: psycopg.Error) -> Message:
    """Return the server's or libpq's reason, without the host and the hints around it."""
    if isinstance(error, Silent):
        return addresses.no_answer(SILENT_SECONDS)
    if isinstance(error, Garbled):
        return Message("its answer cannot be understood ({reason})", reason=str(error))
    line = next(iter(str(error).strip().splitlines()), "") or type(error).__name__
    return Message("{reason}", reason=line.rpartition(" failed: ")[2].removeprefix("FATAL:  ").rstrip("."))


def left_by(connection: Connection) -> Message | None:
    """Write the tables anew, without what was removed; return why that cannot be done now, if so."""
    connection.patience = VACUUM_SECONDS
    try:
        with understood():
            connection.execute("SET statement_timeout = 0")
            connection.execute("VACUUM (FULL) tracker.batch")
            connection.execute("VACUUM (FULL) tracker.snapshot")
    except psycopg.Error as error:
        return reason(error)
    return None
