"""The address of a log becomes the log: which engine keeps it, on which hosts, for which user."""

import re
from pathlib import Path
from urllib.parse import unquote

from tracker.errors import Refused, Unusable, WrongUsage, reason
from tracker.messages import Message
from tracker.offices.addresses import Address
from tracker.offices.logs import Log

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


def open_log(url: str, *, password: str | None, ca: Path | None) -> Log:
    """Return the log at an address, of which nothing is asked yet.

    With `ca`, a file of certificates, all is encrypted, and the server must prove with one of them that it is the host.
    Raises WrongUsage when the address is none, Refused when the library of its engine is not installed, Unusable when
    that file cannot be read.
    """
    address = read_address(url, encrypted=ca is not None)
    if ca is not None and (wrong := unreadable(ca)) is not None:
        raise Unusable.of(wrong)
    if address.engine == "postgresql":
        try:
            from tracker.offices.postgresql import PostgresqlLog
        except ImportError as error:
            raise Refused(
                "A log in PostgreSQL needs psycopg, which is not installed; run: {command}",
                command='pip install ".[offices]"',
            ) from error
        return PostgresqlLog(address, password, ca)
    from tracker.offices.rqlite import RqliteLog

    return RqliteLog(address, password, ca)


def unreadable(ca: Path) -> Message | None:
    """Return why a file of certificates cannot be used, None when it can."""
    from ssl import SSLError, create_default_context  # rarely needed

    try:
        create_default_context(cafile=ca)
    except SSLError:
        return _CERTIFICATES.given(file=ca, reason=Message("there is no certificate in it"))
    except OSError as error:
        return _CERTIFICATES.given(file=ca, reason=reason(error))
    return None


_CERTIFICATES = Message("The file of certificates, {file}, cannot be read: {reason}.")


def read_address(url: str, *, encrypted: bool = False) -> Address:
    """Read `postgresql://USER@HOST/DATABASE` or `rqlite://USER@HOST:4001,HOST:4001`; `rqlites` and `https` encrypt.

    Raises WrongUsage, which repeats no more of the address than a port: a password may be in it.
    """
    scheme, mark, rest = url.partition("://")
    parts = _URL.fullmatch(scheme.lower() + mark + rest)
    if _PASSWORD.match(url):
        raise WrongUsage(
            "A password does not belong in the address of a log, where others can read it; "
            "give it in the variable {variable}.",
            variable="TRACKER_PASSWORD",
        )
    hosts = [_HOST.fullmatch(host) for host in parts["hosts"].split(",")] if parts else [None]
    engine = "postgresql" if parts and parts["engine"].startswith("postgres") else "rqlite"
    known = [(host["name"].strip("[]"), int(host["port"] or _PORTS[engine])) for host in hosts if host is not None]
    database = unquote((parts and parts["database"]) or "")
    if wrong := next((str(port) for _, port in known if not 0 < port <= _LAST_PORT), None):
        raise WrongUsage("There is no port {port}; ports go from 1 to {most}.", port=wrong, most=str(_LAST_PORT))
    if parts is None or len(known) < len(hosts) or bool(database) != (engine == "postgresql"):
        raise WrongUsage(
            "That is not the address of a log; write {postgresql} or {rqlite}.",
            postgresql="postgresql://USER@HOST/DATABASE",
            rqlite="rqlite://USER@HOST:4001,HOST:4001,HOST:4001",
        )
    if engine == "postgresql" and not parts["user"]:
        raise WrongUsage(
            "The address of a log in PostgreSQL names the user; write {postgresql}.",
            postgresql="postgresql://USER@HOST/DATABASE",
        )
    return Address(
        engine=engine,
        user=unquote(parts["user"]) if parts["user"] else None,
        hosts=tuple(known),
        database=database,
        encrypted=encrypted or parts["engine"] in ("rqlites", "https"),
    )
