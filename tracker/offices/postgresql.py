"""The log in PostgreSQL: the tables of `db/offices/postgresql.sql`."""

import selectors
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

import psycopg

from tracker.errors import TrackerError
from tracker.messages import Message
from tracker.offices import logs
from tracker.offices.logs import Address, Last, Seen, Snapshot
from tracker.store.sharing import Batch

SILENT_SECONDS = 5
"""How long a host may take to accept a connection, and a server may send nothing before it counts as dead."""
VACUUM_SECONDS = 600
"""How long it may take to rewrite the tables without what was removed."""
PRUNED_AT_ONCE = 5_000
"""The number of batches that are removed in one transaction, so that offices do not wait."""
_PAGE = 4 * 1024 * 1024
"""Bytes of batches, or of a snapshot, that are asked for at once."""

_SEE = """
INSERT INTO tracker.seen (number) VALUES (%(seen)s)
ON CONFLICT (office) DO UPDATE SET number = excluded.number, at = now()"""
_LAST = """
SELECT number, id, to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
FROM (SELECT number, id FROM tracker.batch UNION ALL SELECT number, id FROM tracker.snapshot) ends
ORDER BY number DESC LIMIT 1"""
_SINCE = """
SELECT number, id, prev, body FROM (
    SELECT *, sum(octet_length(body)) OVER (ORDER BY number) - octet_length(body) AS before
    FROM (SELECT * FROM tracker.batch WHERE number > %s ORDER BY number LIMIT 1000) following
) page WHERE before < %s ORDER BY number"""
_APPEND = f"""
WITH added AS (
    INSERT INTO tracker.batch (number, id, prev, body)
    SELECT %(number)s, %(id)s, %(prev)s, %(body)s WHERE EXISTS (
        SELECT FROM tracker.batch WHERE number = %(number)s - 1 AND id = %(prev)s
        UNION ALL SELECT FROM tracker.snapshot WHERE number = %(number)s - 1 AND id = %(prev)s)
    ON CONFLICT DO NOTHING RETURNING id
), seen AS ({_SEE})
SELECT id FROM added UNION ALL SELECT id FROM tracker.batch WHERE number = %(number)s LIMIT 1"""
_ID = "SELECT id FROM tracker.batch WHERE number = %s"
_NEWEST = "SELECT number, id FROM tracker.snapshot ORDER BY number DESC LIMIT 1"
_PARTS = "SELECT body FROM tracker.snapshot WHERE number = %s ORDER BY part"
_PUBLISH = "INSERT INTO tracker.snapshot (number, part, id, body) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
_PRUNE = "DELETE FROM tracker.batch WHERE number < least(%s, (SELECT min(number) FROM tracker.batch) + %s)"
_OLD_SNAPSHOTS = "DELETE FROM tracker.snapshot WHERE number < (SELECT max(number) FROM tracker.snapshot)"
_REWRITE = "SET statement_timeout = 0", "VACUUM (FULL) tracker.batch", "VACUUM (FULL) tracker.snapshot"
_SEEN = "SELECT office, number, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD') FROM tracker.seen ORDER BY office"

_HOW: dict[str, Any] = {
    "target_session_attrs": "read-write",
    "gssencmode": "disable",
    "application_name": "tracker",
    "options": "-c statement_timeout=60s -c lock_timeout=15s -c search_path=pg_catalog",
}

Answer = TypeVar("Answer")


class Connection(psycopg.Connection[tuple[Any, ...]]):
    """A connection that gives up a server which sends nothing, such as a frozen one."""

    patience: float = SILENT_SECONDS

    def wait(self, gen: Any, *_args: Any, **_options: Any) -> Any:
        """Run psycopg's generator, as its own method does, and raise OperationalError when the server is silent."""
        try:
            wanted = next(gen)
            while True:
                with selectors.DefaultSelector() as selector:
                    selector.register(self.pgconn.socket, wanted)
                    end = monotonic() + self.patience
                    while not (events := selector.select(0.1)):  # on Windows, Ctrl-C waits for that
                        if monotonic() >= end:
                            self.pgconn.finish()
                            raise psycopg.OperationalError(str(logs.no_answer(self.patience)))
                wanted = gen.send(type(wanted)(events[0][1]))
        except StopIteration as done:
            return done.value


class PostgresqlLog:
    """The log in a schema `tracker` of a PostgreSQL database."""

    def __init__(self, address: Address, password: str | None, ca: Path | None) -> None:
        """Take the address; nothing is asked yet."""
        self._address, self._password, self._ca = address, password, ca
        self._open: Connection | None = None

    def last(self) -> Last:
        """Return the end of the log."""
        row = self._ask(lambda connection: connection.execute(_LAST).fetchone())
        if row is None:
            raise logs.no_log(self._address)
        return Last(*row)

    def since(self, number: int) -> Iterator[Batch]:
        """Yield the batches after that number, a page at a time."""

        def page(after: int) -> list[Batch]:
            rows = self._ask(lambda connection: connection.execute(_SINCE, (after, _PAGE), binary=True).fetchall())
            return [Batch(*row) for row in rows]

        return logs.in_pages(self, self._address, page, number)

    def append(self, batch: Batch, seen: int) -> bool:
        """Add a batch if it continues the chain; return whether it is there now."""
        connection = self._connected()
        try:
            values = {**batch._asdict(), "seen": seen}
            there = connection.execute(_APPEND, values).fetchone()
            if there is None:  # another office committed that number in the meantime, or the chain ends elsewhere
                there = connection.execute(_ID, (batch.number,)).fetchone()
        except psycopg.Error as error:
            if _is_lost(error):
                self.close()
                raise logs.uncertain(self._address, _reason(error)) from error
            raise self._translated(error) from error
        return there == (batch.id,)

    def snapshot(self) -> Snapshot:
        """Return the newest snapshot."""
        newest = self._ask(lambda connection: connection.execute(_NEWEST).fetchone())
        if newest is None:
            raise logs.no_log(self._address)
        parts = self._ask(lambda connection: connection.execute(_PARTS, newest[:1], binary=True).fetchall())
        return Snapshot(newest[0], newest[1], b"".join(body for (body,) in parts))

    def publish(self, snapshot: Snapshot, *, alone: bool = False) -> None:
        """Add a snapshot; the first makes the tables."""
        connection = self._connected()
        try:
            with connection.transaction():
                if connection.execute("SELECT to_regclass('tracker.batch')").fetchone() == (None,):
                    connection.execute(files("tracker.db.offices").joinpath("postgresql.sql").read_bytes())
                if alone:
                    connection.execute("DELETE FROM tracker.batch")
                    connection.execute("DELETE FROM tracker.snapshot")
                for part, start in enumerate(range(0, len(snapshot.body), _PAGE)):
                    body = snapshot.body[start : start + _PAGE]
                    connection.execute(_PUBLISH, (snapshot.number, part, snapshot.id, body))
        except psycopg.Error as error:
            self.close()
            raise self._translated(error) from error

    def prune(self, number: int) -> Message | None:
        """Remove batches in parts, and rewrite the tables without them."""
        while self._ask(lambda connection: connection.execute(_PRUNE, (number, PRUNED_AT_ONCE)).rowcount):
            pass
        self._ask(lambda connection: connection.execute(_OLD_SNAPSHOTS))
        connection = self._connected()
        connection.patience = VACUUM_SECONDS
        try:
            for statement in _REWRITE:
                connection.execute(statement)
        except psycopg.Error as error:
            return _reason(error)
        finally:
            self.close()
        return None

    def see(self, number: int) -> list[Seen]:
        """Note the last command in this office's copy, and return how far each office has come."""
        self._ask(lambda connection: connection.execute(_SEE, {"seen": number}))
        return [Seen(*row) for row in self._ask(lambda connection: connection.execute(_SEEN).fetchall())]

    def close(self) -> None:
        """Close the connection."""
        if self._open is not None:
            with suppress(psycopg.Error):
                self._open.close()
            self._open = None

    def _ask(self, question: Callable[[Connection], Answer]) -> Answer:
        """Ask what may be asked twice: once more if an open connection turns out to be lost."""
        try:
            if self._open is not None:
                return question(self._connected())
        except psycopg.Error as error:
            if not _is_lost(error):
                raise self._translated(error) from error
            self.close()
        try:
            return question(self._connected())
        except psycopg.Error as error:
            raise self._translated(error) from error

    def _connected(self) -> Connection:
        """Return the connection, opened if it is not. Raises Unusable: nothing was asked then."""
        if self._open is None or self._open.closed:
            proof: dict[str, Any] = {"sslmode": "prefer", "require_auth": "!password"}
            if self._address.encrypted:
                proof = {"sslmode": "verify-full", "sslrootcert": str(self._ca or "system")}
            address: dict[str, Any] = {
                "host": ",".join(name for name, _ in self._address.hosts),
                "port": ",".join(str(port) for _, port in self._address.hosts),
                "dbname": self._address.database,
                "user": self._address.user,
            }
            try:
                self._open = Connection.connect(
                    autocommit=True, password=self._password, connect_timeout=SILENT_SECONDS, **address, **_HOW, **proof
                )
            except psycopg.Error as error:
                raise self._unconnected(error) from error
        return self._open

    def _unconnected(self, error: psycopg.Error) -> TrackerError:
        """Return why there is no connection, which libpq reports in words only."""
        words = str(error)
        if "authentication failed" in words or "no password supplied" in words:
            return logs.unknown_user(self._address)
        if "certificate" in words or "server does not support SSL" in words:
            return logs.untrusted(self._address, _reason(error))
        return logs.silent(self._address, _reason(error))

    def _translated(self, error: psycopg.Error) -> TrackerError:
        """Return the sentence for what the server refused, or did not answer."""
        if known := _REFUSALS.get(error.sqlstate or ""):
            return known(self._address)
        return (logs.unfit if error.sqlstate else logs.silent)(self._address, _reason(error))


_REFUSALS: dict[str, Callable[[Address], TrackerError]] = {
    "42501": logs.no_right,
    **dict.fromkeys(("42P01", "3F000"), logs.no_log),
}


def _is_lost(error: psycopg.Error) -> bool:
    """Whether the answer was lost, so that the server may have done what was asked: silence, or a shutdown."""
    return error.sqlstate is None or error.sqlstate[:2] in ("08", "57")


def _reason(error: psycopg.Error) -> Message:
    """Return the server's or libpq's reason, without the host and the hints around it."""
    line = next(iter(str(error).strip().splitlines()), "") or type(error).__name__
    return Message("{reason}", reason=line.rpartition(" failed: ")[2].removeprefix("FATAL:  ").rstrip("."))
