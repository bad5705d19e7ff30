"""The log that offices share: its address, its questions, and the sentences for when it cannot be used."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol
from urllib.parse import unquote

from tracker.errors import Unusable, WrongUsage
from tracker.messages import Message
from tracker.store.sharing import Batch


class NoLog(Unusable):
    """Nobody shared a ledger at this address, or the log is lost."""


class Uncertain(Unusable):
    """It is unknown whether the engine accepted a batch: the answer was lost."""


class Pruned(Unusable):
    """The log no longer has the next batch of this copy."""


class Branched(Unusable):
    """The log continues from another command than this copy: it was put back, and others went on."""


class NotTaken(Unusable):
    """A batch of the log cannot be applied: it is damaged, unknown to this version, or breaks a rule."""


class Snapshot(NamedTuple):
    """A whole ledger as it was after a command, compressed."""

    number: int
    id: str
    """The id of that command's batch; for the snapshot that begins a log, the SHA-256 of its body."""
    body: bytes


class Last(NamedTuple):
    """The end of a log."""

    number: int
    id: str
    clock: str
    """The server's UTC timestamp."""


class Seen(NamedTuple):
    """How far an office has come: the last command in its copy, and the UTC day on which it said so."""

    office: str
    number: int
    day: str


class Log(Protocol):
    """A chain of batches. All questions raise Unusable when the engine does not answer or refuses them."""

    def last(self) -> Last:
        """Return the end of the log. Raises NoLog when there is none."""

    def since(self, number: int) -> Iterator[Batch]:
        """Yield the batches after that number, in order. Raises Pruned when the first of them is gone."""

    def append(self, batch: Batch, seen: int) -> bool:
        """Add a batch if it continues the chain; return whether it is in the log now, also from an earlier try.

        `seen` is the last command in this office's copy. Raises Uncertain when the answer is lost.
        """

    def snapshot(self) -> Snapshot:
        """Return the newest snapshot. Raises NoLog when there is none."""

    def publish(self, snapshot: Snapshot, *, alone: bool = False) -> None:
        """Add a snapshot, and the tables if there are none; `alone`: remove everything else. Owner only."""

    def prune(self, number: int) -> Message | None:
        """Remove the batches before that number, in parts, and all snapshots but the newest. Owner only.

        Returns why the engine's files may still contain them, if so.
        """

    def see(self, number: int) -> list[Seen]:
        """Note the last command in this office's copy, and return how far each office has come."""

    def close(self) -> None:
        """Close the connection."""


class Address(NamedTuple):
    """Where a log is: the engine, its hosts, and who asks."""

    engine: str
    """`postgresql` or `rqlite`."""
    user: str | None
    hosts: tuple[tuple[str, int], ...]
    """Names with ports; the next is asked when one does not answer."""
    database: str
    """Its name, in PostgreSQL."""
    encrypted: bool

    def __str__(self) -> str:
        """Return the hosts, and the database."""
        hosts = ", ".join(f"{name}:{port}" for name, port in self.hosts)
        return f"{hosts}/{self.database}" if self.database else hosts


_URL = re.compile(
    r"(?P<engine>postgres(?:ql)?|rqlites?|https)://"
    r"(?:(?P<user>[^/?#@:]+)@)?"
    r"(?P<hosts>[^/?#@\s]+)"
    r"(?:/(?P<database>[^/?#@]*))?"
)
_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[^\[\]:]+)(?::(?P<port>[0-9]{1,5}))?")
_PASSWORD = re.compile(r"\w+://[^@]*:.*@")
_PORTS = {"postgresql": 5432, "rqlite": 4001}
_LAST_PORT = 65_535
_HERE = {"localhost", "127.0.0.1", "::1"}


def read_address(url: str, *, encrypted: bool = False) -> Address:
    """Read `postgresql://USER@HOST/DATABASE` or `rqlite://USER@HOST:4001,HOST:4001`; `rqlites` and `https` encrypt.

    A line to PostgreSQL on another computer is always encrypted. Raises WrongUsage, which repeats no more of the
    address than a port: a password may be in it.
    """
    scheme, mark, rest = url.partition("://")
    parts = _URL.fullmatch(scheme.lower() + mark + rest)
    if _PASSWORD.match(url):
        raise WrongUsage("The address must not contain the password; give it in {variable}.", variable=PASSWORD)
    hosts = [_HOST.fullmatch(host) for host in parts["hosts"].split(",")] if parts else [None]
    engine = "postgresql" if parts and parts["engine"].startswith("postgres") else "rqlite"
    known = [(host["name"].strip("[]"), int(host["port"] or _PORTS[engine])) for host in hosts if host is not None]
    database = unquote((parts and parts["database"]) or "")
    if wrong := next((str(port) for _, port in known if not 0 < port <= _LAST_PORT), None):
        raise WrongUsage("There is no port {port}; ports go from 1 to {most}.", port=wrong, most=str(_LAST_PORT))
    is_postgresql = engine == "postgresql"
    if parts is None or len(known) < len(hosts) or (bool(database), bool(parts["user"])) < (is_postgresql,) * 2:
        raise WrongUsage(
            "This is not the address of a log; write {postgresql} or {rqlite}.",
            postgresql="postgresql://USER@HOST/DATABASE",
            rqlite="rqlite://USER@HOST:4001,HOST:4001,HOST:4001",
        )
    if database and not is_postgresql:
        raise WrongUsage("The address of a log in rqlite has no database; leave out '/{name}'.", name=database)
    is_elsewhere = is_postgresql and not {name for name, _ in known} <= _HERE
    return Address(
        engine,
        unquote(parts["user"]) if parts["user"] else None,
        tuple(known),
        database,
        encrypted or is_elsewhere or parts["engine"] in ("rqlites", "https"),
    )


PASSWORD = "TRACKER_PASSWORD"  # noqa: S105  (the name of a variable)


def silent(address: Address, reason: object) -> Unusable:
    """Return the error that no host answers."""
    return Unusable("The log at {place} does not answer: {reason}.", place=address, reason=reason)


def no_answer(seconds: float) -> Message:
    """Return the reason that nothing arrived for so many seconds."""
    return Message("nothing arrived for {seconds} seconds", seconds=f"{seconds:g}")


def unfit(address: Address, reason: object) -> Unusable:
    """Return the error that an engine refused a question."""
    return Unusable("The log at {place} cannot be used: {reason}.", place=address, reason=reason)


def unknown_user(address: Address) -> Unusable:
    """Return the error that user and password are not accepted."""
    return Unusable(
        "The log at {place} rejects user {user} or the password; give it in {variable} or with 'tracker join "
        "URL --password-file FILE'.",
        place=address,
        user=address.user or "-",
        variable=PASSWORD,
    )


def no_right(address: Address) -> Unusable:
    """Return the error that this user may not do that."""
    return Unusable("User {user} has no right to do this in the log at {place}.", user=address.user, place=address)


def untrusted(address: Address, reason: object) -> Unusable:
    """Return the error that the server did not prove to be the host."""
    return Unusable(
        "The server at {place} has no trusted certificate ({reason}); name its authority's with 'tracker join URL "
        "--ca FILE'.",
        place=address,
        reason=reason,
    )


def no_log(address: Address) -> NoLog:
    """Return the error that nobody shared a ledger there, or that the log is lost."""
    return NoLog(
        "There is no log at {place}; 'tracker share URL' starts one, with --from-copy if it was lost.", place=address
    )


def pruned(address: Address, number: int) -> Pruned:
    """Return the error that the log begins after a copy."""
    return Pruned(
        "The log at {place} no longer has command {number}, the next of this copy; run 'tracker join URL'.",
        place=address,
        number=number + 1,
    )


def in_pages(log: Log, address: Address, ask: Callable[[int], Sequence[Batch]], number: int) -> Iterator[Batch]:
    """Yield the batches after a number, which `ask` returns a page at a time. Raises Pruned when the first is gone."""
    page = ask(number)
    if not page:
        if number >= log.last().number:
            return
        page = ask(number)  # others may have added it in the meantime
    if not page or page[0].number != number + 1:
        raise pruned(address, number)
    while page:
        yield from page
        page = ask(page[-1].number)


def uncertain(address: Address, reason: object) -> Uncertain:
    """Return the error that an answer was lost."""
    return Uncertain("It is unknown whether the log at {place} accepted it: {reason}.", place=address, reason=reason)
