"""The log in PostgreSQL: `db/offices/postgresql.sql`, and the rights that the README gives to offices."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import psycopg

from tracker import attempts
from tracker.errors import TrackerError, Unusable
from tracker.messages import Message
from tracker.offices import addresses
from tracker.offices.addresses import Address
from tracker.offices.batches import MOST_BODY
from tracker.offices.logs import TURN_SECONDS, Batch, Snapshot, is_another
from tracker.offices.postgresql_connection import (
    Connection,
    Garbled,
    connect,
    is_lost,
    left_by,
    reason,
    understood,
    was_idle,
)

_PAGE = 4 * 1024 * 1024
"""Bytes of batches, or of a snapshot, that are asked for at once."""

_LAST = """SELECT coalesce((SELECT max(number) FROM tracker.batch), (SELECT max(number) FROM tracker.snapshot))"""
_SINCE = """
SELECT pruned.number, last.number, (SELECT id FROM tracker.batch WHERE number = %(after)s),
    (SELECT id FROM tracker.snapshot WHERE number = %(after)s), batch.number, batch.id,
    batch.schema, left(batch.clerk, 2000), left(batch.moment, 100),
    CASE WHEN octet_length(batch.body) <= %(longest)s THEN batch.body ELSE '' END, batch.office,
    octet_length(batch.body) > %(longest)s
FROM (SELECT max(number) AS number FROM tracker.snapshot) pruned
CROSS JOIN (SELECT max(number) AS number FROM tracker.batch) last
LEFT JOIN LATERAL (
    SELECT *, sum(octet_length(body)) OVER (ORDER BY number) - octet_length(body) AS before
    FROM (SELECT * FROM tracker.batch WHERE number > %(after)s ORDER BY number LIMIT 1000) following
) batch ON batch.before < %(most)s
ORDER BY batch.number"""
_APPEND = """
WITH added AS (
    INSERT INTO tracker.batch (number, id, schema, clerk, moment, body) VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (number) DO NOTHING RETURNING *
)
SELECT id, schema, clerk, moment, sha256(body) FROM added
UNION ALL SELECT id, schema, clerk, moment, sha256(body) FROM tracker.batch WHERE number = %s LIMIT 1"""
_STANDING = "SELECT id, schema, clerk, moment, sha256(body) FROM tracker.batch WHERE number = %s"
_NEWEST = "SELECT number, id, schema, length(body) FROM tracker.snapshot ORDER BY number DESC LIMIT 1"
_PART = "SELECT substr(body, %s, %s) FROM tracker.snapshot WHERE number = %s"
_RESERVE = "INSERT INTO tracker.clerk SELECT clerk, SESSION_USER FROM unnest(%s::text[]) AS clerk"
_CUT = """
WITH gone AS (
    DELETE FROM tracker.batch WHERE number >= %(first)s
    AND EXISTS (SELECT FROM tracker.batch WHERE number = %(first)s AND id = %(known)s) RETURNING clerk, office
), free AS (
    DELETE FROM tracker.clerk USING gone
    WHERE clerk.clerk = gone.clerk AND clerk.office = gone.office AND gone.office <> SESSION_USER
    AND NOT EXISTS (SELECT FROM tracker.batch WHERE batch.clerk = gone.clerk AND batch.number < %(first)s)
)
SELECT count(*) FROM gone"""
# The trigger of tracker.batch asks for that lock, too. Who takes too long, or is put to sleep, must not keep it: so the
# session ends when it is idle, which servers before 14 do not know.
_INSIST = """
SELECT pg_try_advisory_lock(20, 1), set_config('idle_session_timeout', %s, false)
WHERE current_setting('server_version_num')::int >= 140000"""
_RELENT = "SELECT pg_advisory_unlock(20, 1), set_config('idle_session_timeout', '0', false)"
_IS_THERE = "SELECT to_regclass('tracker.batch') IS NOT NULL"
_MAY_PUBLISH = "SELECT has_table_privilege('tracker.snapshot', 'INSERT')"
_PUBLISH = "INSERT INTO tracker.snapshot (number, id, schema, body) VALUES (%s, %s, %s, %s)"

Answer = TypeVar("Answer")


class PostgresqlLog:
    """The log in a schema `tracker` of a PostgreSQL database."""

    def __init__(self, address: Address, password: str | None, ca: Path | None) -> None:
        """Take the address; nothing is asked yet."""
        self._address = address
        self._password = password
        self._ca = ca
        self._open: Connection | None = None
        self._is_insisting = False
        self.lacks_snapshot = False

    def last(self) -> int:
        """Return the number of the last batch, of the snapshot when none stands after it."""
        ((number,),) = self._read(lambda connection: connection.execute(_LAST).fetchall())
        if number is None:
            raise addresses.no_log(self._address)
        return int(number)

    def since(self, number: int, known: str | None = None) -> Iterator[Batch]:
        """Yield the batches after that number, in order, unless the log is another one than is known."""
        while True:
            asked = {"after": number, "most": _PAGE, "longest": MOST_BODY}
            rows = self._read(lambda connection: connection.execute(_SINCE, asked, binary=True).fetchall())  # noqa: B023
            pruned, last, there, begun, first, *_ = rows[0]
            if pruned is None and last is None:
                raise addresses.no_log(self._address)
            self.lacks_snapshot = pruned is None
            if first is None and number > (end := max(pruned or 0, last or 0)):
                raise addresses.too_short(self._address, end, number)
            if number < (pruned or 0) and first != number + 1:
                raise addresses.pruned(self._address, number)
            if first is not None and first > number + 1:
                raise addresses.incomplete(self._address, number + 1)
            if is_another(known, there, begun):
                raise addresses.another(self._address, number)
            if first is None:
                return
            yield from (Batch(*row[4:]) for row in rows)
            number, known = rows[-1][4:6]
            if number == last:
                return

    def append(self, batch: Batch) -> bool:
        """Add a batch, and return whether it stands under its number; asks again when an answer was lost."""
        lost: psycopg.Error | None = None
        end = time.monotonic() + attempts.MOST_SECONDS
        while True:
            try:
                connection = self._connected()
                with understood():
                    return self._appended(connection, batch)
            except psycopg.Error as error:
                if not is_lost(error):
                    raise self._refusal(error, batch, lost) from error
                self.close()
                if was_idle(error):
                    continue
                lost = error
            except Unusable:  # it cannot be reached
                if lost is None:
                    raise
            if time.monotonic() >= end:
                raise addresses.uncertain(self._address, batch, reason(lost)) from lost
            time.sleep(0.2)

    def _appended(self, connection: Connection, batch: Batch) -> bool:
        """Add the batch unless its number is taken, and return whether it is the one that stands there.

        Raises Uncertain when what stands there is that one, but not as it was sent.
        """
        from hashlib import sha256  # slow to load; reading needs none

        values = (batch.number, batch.id, batch.schema, batch.clerk, batch.moment, batch.body, batch.number)
        standing = connection.execute(_APPEND, values).fetchone()
        if standing is None:  # another office committed it meanwhile
            standing = connection.execute(_STANDING, (batch.number,)).fetchone()
        if standing is None or standing[0] != batch.id:
            return False
        if standing[1:] != (batch.schema, batch.clerk, batch.moment, sha256(batch.body).digest()):
            raise addresses.not_as_sent(self._address, batch)
        return True

    def _refusal(self, error: psycopg.Error, batch: Batch, lost: psycopg.Error | None) -> TrackerError:
        """Return the error that a batch was not taken, or, if an answer was lost before, that this is not known."""
        if error.sqlstate == "TR001" and (last := self.last()) < batch.number:
            return addresses.too_short(self._address, last, batch.number - 1)
        if error.sqlstate == "TR001":
            return addresses.pruned(self._address, batch.number - 1)
        if lost is not None:
            return addresses.uncertain(self._address, batch, reason(error))
        if error.sqlstate == "TR004":
            return addresses.others_turn(self._address)
        if error.sqlstate == "TR002":
            return addresses.another_offices_clerk(batch.clerk)
        return self._translated(error)

    def snapshot(self) -> Snapshot:
        """Return the newest snapshot, read in parts; of number 0 and without a body when there is no log yet."""
        if self._read(lambda connection: connection.execute(_IS_THERE).fetchone()) == (False,):
            return Snapshot(0, 0, b"")
        newest = self._read(lambda connection: connection.execute(_NEWEST).fetchone())
        if newest is None:
            return Snapshot(0, 0, b"")
        number, _, schema, size = newest
        body = bytearray()
        while len(body) < size:
            asked = (len(body) + 1, _PAGE, number)
            part = self._read(lambda connection: connection.execute(_PART, asked, binary=True).fetchone())  # noqa: B023
            if part is None:  # it was pruned meanwhile
                return self.snapshot()
            body += part[0]
        return Snapshot(number, schema, bytes(body))

    def publish(self, snapshot: Snapshot, *, prune: bool, ours: bool = False) -> Message | None:
        """Put a snapshot into the log; the first makes it. What is pruned leaves no trace in the tables' files."""
        connection = self._connected()
        try:
            with understood(), connection.transaction():
                self._put(connection, snapshot, ours=ours or prune)
                if prune:
                    connection.execute("DELETE FROM tracker.batch WHERE number <= %s", (snapshot.number,))
                    connection.execute("DELETE FROM tracker.snapshot WHERE number < %s", (snapshot.number,))
            return left_by(connection) if prune else None
        except psycopg.Error as error:
            raise self._translated(error) from error
        finally:
            self.close()

    def insist(self) -> None:
        """Have other offices' batches refused until this one has sent its own: the lock goes with the connection."""
        answer = self._read(lambda connection: connection.execute(_INSIST, (f"{TURN_SECONDS}s",)).fetchone())
        self._is_insisting = answer is not None and answer[0]

    def relent(self) -> None:
        """Let other offices go on. If the server does not answer, it has let go of the lock, or will."""
        if self._is_insisting:
            self._is_insisting = False
            try:
                with understood():
                    if self._open is not None:
                        self._open.execute(_RELENT)
            except psycopg.Error:
                self.close()

    def cut(self, number: int, known: str) -> bool:
        """Remove the batch of that number, if it is the known one, and all after it, and whom only these were of."""
        connection = self._connected()
        try:
            with understood(), connection.transaction():
                connection.execute("ALTER TABLE tracker.batch DISABLE TRIGGER check_pruning")
                ((gone,),) = connection.execute(_CUT, {"first": number, "known": known}).fetchall()
                connection.execute("ALTER TABLE tracker.batch ENABLE TRIGGER check_pruning")
            return bool(gone)
        except psycopg.Error as error:
            raise self._translated(error) from error
        finally:
            self.close()

    def _put(self, connection: Connection, snapshot: Snapshot, *, ours: bool) -> None:
        """Add the snapshot, unless it is there already, and before it all the tables, unless they are.

        What is `ours` is there when one of its number is. Who may not add one is refused then, too.
        """
        from importlib.resources import files  # rarely needed

        if connection.execute(_IS_THERE).fetchone() == (False,):
            connection.execute(files("tracker.db.offices").joinpath("postgresql.sql").read_bytes())
            connection.execute(_RESERVE, (list(snapshot.clerks),))
        elif (newest := connection.execute(_NEWEST).fetchone()) is not None:
            if connection.execute(_MAY_PUBLISH).fetchone() == (False,):
                raise addresses.no_right(self._address)
            if newest[0] == snapshot.number and (ours or newest[1] == snapshot.id):
                return
            ((last,),) = connection.execute(_LAST).fetchall()
            if not newest[0] < snapshot.number <= last:
                raise addresses.not_its_snapshot(self._address, snapshot.number, newest[0], last)
        connection.execute(_PUBLISH, (snapshot.number, snapshot.id, snapshot.schema, snapshot.body))

    def close(self) -> None:
        """Let go of the server."""
        if self._open is not None:
            with suppress(psycopg.Error):
                self._open.close()
            self._open = None

    def _read(self, question: Callable[[Connection], Answer]) -> Answer:
        """Ask a question, once more if the connection was lost since the last one."""
        again = self._open is not None
        while True:
            connection = self._connected()
            try:
                with understood():
                    return question(connection)
            except psycopg.Error as error:
                if not (again and is_lost(error)):
                    raise self._translated(error) from error
                again = False
                self.close()

    def _connected(self) -> Connection:
        """Return the connection, opened if it is not. Raises Unusable, so that nothing was asked."""
        if self._open is not None and not self._open.closed:
            return self._open
        self._open = connect(self._address, self._password, self._ca)
        return self._open

    def _translated(self, error: psycopg.Error) -> TrackerError:
        """Return the sentence for what the server refused, or did not answer."""
        if isinstance(error, Garbled):
            return addresses.unfit(self._address, reason(error))
        if error.sqlstate is None:
            return addresses.silent(self._address, reason(error))
        if error.sqlstate == "42501":
            return addresses.no_right(self._address)
        if error.sqlstate in ("42P01", "3F000"):
            return addresses.no_log(self._address)
        return addresses.unfit(self._address, reason(error))
