"""The server: opens the port, and answers until the program is stopped."""

import errno
import logging
import os
import signal
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import NamedTuple

import uvicorn

from tracker.errors import PortInUse, UnreadableFile, reason
from tracker.page.answering import PlacesDesk
from tracker.page.faults import Connections
from tracker.page.routes import WebDesk, outside
from tracker.page.security import TOKEN, Application, Guard, Hosts, Sessions, secret
from tracker.page.visits import House
from tracker.reports.database import DeskFile
from tracker.reports.overview import served

_HERE = frozenset({"127.0.0.1", "localhost", "::1"})
"""The names of this machine that others cannot reach."""

_ANY = frozenset({"0.0.0.0", "::"})  # noqa: S104  (only compared)
"""The addresses that mean all addresses of this machine."""

MOST_AT_ONCE = 500

_PATIENCE = 3
"""The seconds allowed for finishing answers when the program is stopped."""


class Door(NamedTuple):
    """The address at which the page is served."""

    host: str
    port: int
    opened: socket.socket
    token: str
    public: str | None = None
    """The public address of the proxy on this machine."""
    tls: tuple[str, str] | None = None

    @property
    def is_private(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in _HERE

    @property
    def address(self) -> str:
        """The address to open, with the token that begins a session."""
        host = socket.gethostname() if self.host in _ANY else self.host
        host = f"[{host}]" if ":" in host else host
        base = self.public or f"{self.scheme}://{host}:{self.port}"
        return f"{base}/?{TOKEN}={self.token}"

    @property
    def places(self) -> str:
        """The address at which links of places begin."""
        return f"{self.address.partition('?')[0]}a/"

    @property
    def scheme(self) -> str:
        """http, or https if it encrypts itself."""
        return "http" if self.tls is None else "https"


def open_door(host: str, port: int, public: str | None = None, tls: tuple[str, str] | None = None) -> Door:
    """Open a port; 0 means any free one.

    Raises Refused if it is taken, the host is unknown, or the certificate cannot be used.
    """
    if tls is not None:
        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(*tls)
        except OSError as error:
            raise UnreadableFile(
                "Cannot use the certificate {cert} with the key {key}: {reason}.",
                cert=tls[0],
                key=tls[1],
                reason=reason(error),
            ) from None
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # given so that asyncio sends at once
    try:
        if os.name == "posix":  # elsewhere it would let two programs share a port
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(128)
    except OSError as error:
        opened.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(
                "Port {port} is in use by another program; choose another with --port, or 0 for any free one.",
                port=port,
            ) from None
        raise PortInUse(
            "Cannot start the page on {host}, port {port}: {reason}.", host=host, port=port, reason=reason(error)
        ) from None
    return Door(host, opened.getsockname()[1], opened, secret(), public, tls)


def serve(path: Path, door: Door, house: House) -> None:
    """Answer requests until the program is stopped, by Ctrl-C or a signal."""
    with served(path), door.opened:
        connections = Connections(path)
        server = _Server(_config(application(connections, door, house), door.tls), connections.ending.set)
        if hasattr(signal, "SIGHUP"):  # the terminal was closed
            signal.signal(signal.SIGHUP, server.handle_exit)
        with suppress(KeyboardInterrupt):  # uvicorn raises it again after it has stopped
            server.run(sockets=[door.opened])


def application(connections: Connections, door: Door, house: House) -> Application:
    """Return the application that answers all requests."""
    places = PlacesDesk(connections.path, house)
    if house.only_places:
        return places
    sessions = Sessions(door.token, DeskFile(connections.path))
    return Guard(WebDesk(connections, house).application(), sessions, _hosts(door), outside, places)


def _hosts(door: Door) -> Hosts:
    names = _HERE if door.is_private else {door.host, "localhost", socket.gethostname(), socket.getfqdn()}
    known = frozenset(name.casefold() for name in names)
    return Hosts(known, door.port, not door.is_private, door.scheme, door.public)


def _config(application: Application, tls: tuple[str, str] | None) -> uvicorn.Config:
    cert, key = tls or (None, None)
    return uvicorn.Config(
        application,
        ssl_certfile=cert,
        ssl_keyfile=key,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level=logging.CRITICAL + 1,  # this program reports errors itself
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_AT_ONCE,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=_PATIENCE,
    )


class _Server(uvicorn.Server):
    """A server that stops all queries when the program is stopped."""

    def __init__(self, config: uvicorn.Config, end: Callable[[], None]) -> None:
        super().__init__(config)
        self._end = end

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop the program and its queries."""
        self._end()
        super().handle_exit(sig, frame)
