"""Where a log is, and the sentences for when it cannot be used there."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from tracker.errors import Unusable, WrongUsage
from tracker.messages import Message
from tracker.offices.logs import Batch, Log, NoLog, Pruned, Uncertain


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
