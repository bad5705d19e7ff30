"""The log that offices share: its address, its SQL statements, and its error messages."""

import random
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from tracker import retries
from tracker.errors import Unusable, WrongUsage
from tracker.messages import Message
from tracker.model.dates import current_moment
from tracker.store.sharing import Batch

SILENT_SECONDS = 5
"""The timeout for connecting to a server and for an answer of a node, before the next is tried."""
PRUNED_AT_ONCE = 5_000
"""The number of batches to remove per transaction, so that offices do not have to wait."""
PART = 3 * 1024 * 1024
"""The number of bytes of batches or of a snapshot per request: more make a busy rqlite leader step down."""


class NoLog(Unusable):
    """There is no log at this address, or it was lost."""


class Uncertain(Unusable):
    """The answer was lost, so it is unknown whether the statements ran."""


class Unready(Unusable):
    """No statement can run at the moment, as while rqlite elects a leader."""


class Snapshot(NamedTuple):
    """A compressed copy of the whole ledger after a command."""

    number: int
    id: str
    """The id of the command's batch; for the first snapshot of a log, the SHA-256 of its body."""
    body: bytes


class Last(NamedTuple):
    """The end of a log."""

    number: int
    id: str
    clock: str
    """The server's UTC timestamp."""


class Seen(NamedTuple):
    """The progress of an office: the last command in its copy, and the UTC date of its report."""

    office: str
    number: int
    day: str


class Address(NamedTuple):
    """The address of a log: the engine, its hosts, and the user."""

    engine: str
    """`postgresql` or `rqlite`."""
    user: str | None
    hosts: tuple[tuple[str, int], ...]
    """Host names with ports, tried in order."""
    database: str
    """The database name, for PostgreSQL only."""
    encrypted: bool

    def __str__(self) -> str:
        """Return the hosts and the database, for messages."""
        hosts = ", ".join(f"[{name}]:{port}" if ":" in name else f"{name}:{port}" for name, port in self.hosts)
        return f"{hosts}/{self.database}" if self.database else hosts


PASSWORD = "TRACKER_PASSWORD"  # noqa: S105  (the name of a variable)

SILENT = Message("The log at {place} is not responding: {reason}.", rule="log-unreachable")
UNFIT = Message("The log at {place} is unusable: {reason}.")
NO_DATA = Message("no data for {seconds} seconds")
NO_RIGHT = Message("User {user} may not do this in the log at {place}.")
NO_LOG = Message(
    "There is no log at {place}. Create one with 'tracker share URL'; to recreate a lost one, add --from-copy."
)
UNKNOWN_USER = Message(
    "The log at {place} rejects user {user} or the password; set the password in {variable}, or use "
    "--password-file FILE with 'tracker share' or 'tracker join'.",
    variable=PASSWORD,
)
UNTRUSTED = Message(
    "The server at {place} has no trusted certificate ({reason}); specify the certificate of its authority with "
    "--ca FILE for 'tracker share' or 'tracker join'."
)
UNPROVEN = Message("{reason}, or this computer's clock is wrong: it shows {now}")

# SQL for all engines. An adapter replaces `tracker.` and the `:names` with its engine's syntax.
_LAST = """
SELECT number, id, {clock}
FROM (SELECT number, id FROM tracker.batch UNION ALL SELECT number, id FROM tracker.snapshot WHERE part = 0) AS ends
ORDER BY number DESC LIMIT 1"""
_SINCE = """
SELECT number, id, prev, body FROM (
    SELECT *, sum(length(body)) OVER (ORDER BY number) - length(body) AS before
    FROM (SELECT * FROM tracker.batch WHERE number > :after ORDER BY number LIMIT 1000) AS following
) AS page WHERE before < :most ORDER BY number"""
_APPEND = """
INSERT INTO tracker.batch (number, id, prev, body) SELECT :number, :id, :prev, :body WHERE EXISTS (
    SELECT 1 FROM tracker.batch WHERE number = :number - 1 AND id = :prev
    UNION ALL SELECT 1 FROM tracker.snapshot WHERE number = :number - 1 AND id = :prev)
ON CONFLICT DO NOTHING"""
_ID = """
SELECT id FROM tracker.batch WHERE number = :number
UNION SELECT prev FROM tracker.batch WHERE number = :number + 1
UNION SELECT id FROM tracker.snapshot WHERE number = :number AND part = 0"""
_NEWEST = "SELECT number, id FROM tracker.snapshot WHERE part = 0 ORDER BY number DESC LIMIT 1"
_BODY = "SELECT body FROM tracker.snapshot WHERE number = :number AND part = :part"
_PUBLISH = """
INSERT INTO tracker.snapshot (number, part, id, body) VALUES (:number, :part, :id, :body)
ON CONFLICT (number, part) DO UPDATE SET id = excluded.id, body = excluded.body"""
_OLD_SNAPSHOTS = "DELETE FROM tracker.snapshot WHERE number < (SELECT max(number) FROM tracker.snapshot WHERE part = 0)"
_LEFT_BEHIND = "DELETE FROM tracker.seen WHERE number < :first - 1"
_SEE = """
INSERT INTO tracker.seen (office, number, day) VALUES (:office, :seen, :day)
ON CONFLICT (office) DO UPDATE SET number = excluded.number, day = excluded.day"""

Rows = list[tuple[Any, ...]]


class Log(ABC):
    """A chain of batches. All queries raise Unusable if the engine does not respond or refuses them."""

    clock: str
    """The SQL expression for the server's UTC timestamp."""

    def __init__(self, address: Address, password: str | None = None, ca: Path | None = None) -> None:
        self.address, self.password, self.ca = address, password, ca
        self._end = 0.0
        """The deadline for the answer, in monotonic time."""

    def last(self) -> Last:
        """Return the end of the log. Raises NoLog if there is no log."""
        return Last(*self._first(_LAST.format(clock=self.clock)))

    def since(self, number: int) -> Iterator[Batch]:
        """Yield the batches after `number` in order; the first of them may have been removed."""
        while page := self._ask(_SINCE, after=number, most=PART)[0]:
            yield from (Batch(at, id_, prev, self.bytes_of(body)) for at, id_, prev, body in page)
            number = page[-1][0]

    def append(self, batch: Batch, seen: int) -> bool:
        """Append a batch if it continues the chain; return whether the log has it, perhaps from an earlier attempt.

        `seen` is the last command in this office's copy. Raises Uncertain if the answer is lost.
        """
        *_, stored = self._ask(_APPEND, _SEE, _ID, **batch._asdict(), **self._progress(seen))
        return stored == [(batch.id,)]

    def id_at(self, number: int) -> str | None:
        """Return the id of the batch with this number, or None if the log does not know it."""
        (rows,) = self._ask(_ID, number=number)
        return rows[0][0] if rows else None

    def snapshot(self) -> Snapshot:
        """Return the newest snapshot. Raises NoLog if there is none."""
        number, id_ = self._first(_NEWEST)
        body, part = bytearray(), 0
        while rows := self._ask(_BODY, number=number, part=part)[0]:
            body += self.bytes_of(rows[0][0])
            part += 1
        return Snapshot(number, id_, bytes(body))

    def publish(self, snapshot: Snapshot, *, alone: bool = False) -> None:
        """Add a snapshot, and the tables if they are missing; `alone`: remove everything else. Owner only."""
        self._make_tables()
        if alone:
            self._ask("DELETE FROM tracker.batch", "DELETE FROM tracker.snapshot")
        for part, start in reversed(list(enumerate(range(0, len(snapshot.body), PART)))):  # part 0 last: it is complete
            body = snapshot.body[start : start + PART]
            self._ask(_PUBLISH, number=snapshot.number, part=part, id=snapshot.id, body=body)

    def prune(self, number: int) -> int:
        """Remove the batches before `number`, old snapshots, and the progress of offices that need these batches.

        Returns the first batch left. Owner only.
        """
        first = self._ask("SELECT min(number) FROM tracker.batch")[0][0][0] or number
        while first < number:
            first = min(first + PRUNED_AT_ONCE, number)
            self._ask("DELETE FROM tracker.batch WHERE number < :first", first=first)
        self._ask(_OLD_SNAPSHOTS, _LEFT_BEHIND, first=first)
        return int(first)

    def see(self, number: int) -> list[Seen]:
        """Record the last command of this office's copy and return the progress of each office."""
        *_, offices = self._ask(
            _SEE, "SELECT office, number, day FROM tracker.seen ORDER BY office", **self._progress(number)
        )
        return [Seen(*row) for row in offices]

    def _progress(self, seen: int) -> dict[str, object]:
        return {"office": self.address.user or "", "seen": seen, "day": current_moment()[:10]}

    def _first(self, question: str) -> tuple[Any, ...]:
        (rows,) = self._ask(question)
        if not rows:
            raise self.failed(NO_LOG, kind=NoLog)
        return rows[0]

    def _ask(self, *statements: str, **values: object) -> list[Rows]:
        """Run statements that are safe to repeat, again if the answer is lost, as when a server restarts.

        Raises Uncertain if they may have run, and no answer comes for a while.
        """
        lost: Unusable | None = None
        self._end = time.monotonic() + retries.MOST_SECONDS
        while True:
            try:
                return self._do(*statements, **values)
            except Uncertain as error:
                lost = error
            except Unready as error:
                lost = lost or error
            except Unusable:
                if lost is None:
                    raise
            if time.monotonic() >= self._end:
                raise lost
            time.sleep(random.uniform(0, 0.2))  # noqa: S311  (to spread retries)

    def unproven(self, reason: object) -> Unusable:
        """Return the error for a server certificate that is not trusted, or not valid at this time."""
        return self.failed(UNTRUSTED, UNPROVEN.given(reason=reason, now=current_moment()))

    def failed(self, why: Message, reason: object = None, kind: type[Unusable] = Unusable) -> Unusable:
        """Return the error of type `kind` with a message for this address."""
        return kind.from_message(why.given(place=self.address, user=self.address.user or "-", reason=reason))

    @abstractmethod
    def _do(self, *statements: str, **values: object) -> list[Rows]:
        """Run statements in one transaction and return the rows of each. Raises Uncertain or Unready."""

    @abstractmethod
    def _make_tables(self) -> None:
        """Create the log's tables if they do not exist."""

    @abstractmethod
    def compact(self) -> None:
        """Rewrite the files to erase removed rows."""

    @staticmethod
    def bytes_of(stored: Any) -> bytes:
        """Return the bytes of a body in the form in which the engine stores it."""
        return bytes(stored)

    def close(self) -> None:  # noqa: B027  (not every log has a connection)
        """Close the connection."""


_HERE = {"localhost", "127.0.0.1", "::1"}
_PORTS = {"postgresql": 5432, "rqlite": 4001}


def read_address(url: str, *, encrypted: bool = False) -> Address:
    """Parse `postgresql://USER@HOST/DATABASE` or `rqlite://USER@HOST:4001,HOST:4001`; `rqlites` encrypts.

    PostgreSQL on another computer is always encrypted. Raises WrongUsage; the message omits the address, which
    may contain a password.
    """
    try:
        parts = urlsplit(url)
        engine = "rqlite" if parts.scheme == "rqlites" else parts.scheme
        usual_port = _PORTS[engine]
        each = [urlsplit(f"//{host}") for host in parts.netloc.rpartition("@")[2].split(",")]
        hosts = tuple((host.hostname or "", host.port or usual_port) for host in each)
        if parts.password is not None:
            raise WrongUsage("The address must not contain the password; specify it in {variable}.", variable=PASSWORD)
        user, database = unquote(parts.username or ""), unquote(parts.path.removeprefix("/"))
        is_postgresql = engine == "postgresql"
        is_complete = bool(user and database) if is_postgresql else not database
        if not is_complete or "/" in database or parts.query or parts.fragment or not all(name for name, _ in hosts):
            raise ValueError
    except (ValueError, KeyError):
        raise WrongUsage(
            "This is not the address of a log; enter {postgresql} or {rqlite}.",
            postgresql="postgresql://USER@HOST/DATABASE",
            rqlite="rqlite://USER@HOST:4001,HOST:4001,HOST:4001",
        ) from None
    is_elsewhere = is_postgresql and not {name for name, _ in hosts} <= _HERE
    is_encrypted = encrypted or is_elsewhere or parts.scheme == "rqlites"
    return Address(engine, user or None, hosts, database, is_encrypted)
