"""The server: opens the port, and answers until the program is told to end."""

import errno
import logging
import os
import signal
import socket
import ssl
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import NamedTuple

import uvicorn

from tracker.errors import PortInUse, UnreadableFile, reason
from tracker.page.faults import Connections
from tracker.page.routes import WebDesk, outside
from tracker.page.security import TOKEN, Application, Guard, Hosts, Sessions, secret
from tracker.page.visits import House
from tracker.reports.database import DeskFile
from tracker.reports.overview import served

_HERE = frozenset({"127.0.0.1", "localhost", "::1"})
"""The names of this machine that others cannot reach."""

_ANY = frozenset({"0.0.0.0", "::"})  # noqa: S104  (asked for by name)
"""What stands for all addresses of this machine."""

MOST_AT_ONCE = 500
"""How many requests may wait or be answered; of more, some are told to come again."""

_PATIENCE = 3
"""For how many seconds answers that were begun go on when the program is told to end."""


class Door(NamedTuple):
    """Where the page is to be had."""

    host: str
    port: int
    opened: socket.socket
    token: str
    public: str | None = None
    """The address of the proxy on this machine through which others reach it."""
    tls: tuple[str, str] | None = None
    """The files of the certificate and its key, with which it encrypts by itself."""

    @property
    def is_private(self) -> bool:
        """Whether only this machine reaches it."""
        return self.host in _HERE

    @property
    def address(self) -> str:
        """The address to open, with the token by which a session begins."""
        host = socket.gethostname() if self.host in _ANY else self.host
        host = f"[{host}]" if ":" in host else host
        base = self.public or f"{self.scheme}://{host}:{self.port}"
        return f"{base}/?{TOKEN}={self.token}"

    @property
    def scheme(self) -> str:
        """Whether it encrypts by itself."""
        return "http" if self.tls is None else "https"


def open_door(host: str, port: int, public: str | None = None, tls: tuple[str, str] | None = None) -> Door:
    """Open a port; 0 is any that is free.

    Raises Refused when it is taken, there is no such host, or the certificate cannot be used.
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
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, so that asyncio sends at once
    try:
        if os.name == "posix":  # elsewhere it would let two programs have one port
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(128)
    except OverflowError:
        opened.close()
        raise
    except OSError as error:
        opened.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(
                "Port {port} is in use by another program; choose another with --port, or 0 for any free one.",
                port=port,
            ) from None
        raise PortInUse(
            "The page cannot be opened at {host}, port {port}: {reason}.", host=host, port=port, reason=reason(error)
        ) from None
    return Door(host, opened.getsockname()[1], opened, secret(), public, tls)


def serve(path: Path, door: Door, house: House) -> None:
    """Answer requests until the program is told to end, by Ctrl-C or by a signal."""
    with served(path), door.opened:
        connections = Connections(path)
        server = _Server(_config(application(connections, door, house), door.tls), connections.end)
        if hasattr(signal, "SIGHUP"):  # the terminal was closed
            signal.signal(signal.SIGHUP, server.handle_exit)
        try:
            server.run(sockets=[door.opened])
        except KeyboardInterrupt:
            connections.end()


def application(connections: Connections, door: Door, house: House) -> Application:
    """Return what answers all requests."""
    strangers = partial(outside, styled=door.is_private)
    sessions = Sessions(door.token, DeskFile(connections.path))
    return Guard(WebDesk(connections, house).application(), sessions, _hosts(door), strangers)


def _hosts(door: Door) -> Hosts:
    if door.is_private:
        return Hosts(_HERE, door.port, numbers=False, scheme=door.scheme, public=door.public)
    names = {door.host, "localhost", socket.gethostname(), socket.getfqdn()}
    return Hosts(frozenset(name.casefold() for name in names), door.port, True, door.scheme, door.public)


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
        log_level=logging.CRITICAL + 1,  # what is said is said by us
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_AT_ONCE,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=_PATIENCE,
    )


class _Server(uvicorn.Server):
    """A server that gives up what is being asked when it is told to end."""

    def __init__(self, config: uvicorn.Config, end: Callable[[], None]) -> None:
        super().__init__(config)
        self._end = end

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Note that the program is to end, and let go of the ledger."""
        self._end()
        super().handle_exit(sig, frame)
