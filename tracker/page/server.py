"""The server: opens the port, and answers until the program is told to end."""

import errno
import logging
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import NamedTuple

import uvicorn

from tracker.errors import PortInUse, reason
from tracker.page.faults import Connections
from tracker.page.routes import WebDesk, outside
from tracker.page.security import TOKEN, Application, Guard, Hosts, Sessions, secret
from tracker.page.visits import House
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

    @property
    def is_private(self) -> bool:
        """Whether only this machine reaches it."""
        return self.host in _HERE

    @property
    def address(self) -> str:
        """The address to open, with the token by which a session begins."""
        host = socket.gethostname() if self.host in _ANY else self.host
        host = f"[{host}]" if ":" in host else host
        return f"http://{host}:{self.port}/?{TOKEN}={self.token}"


def open_door(host: str, port: int) -> Door:
    """Open a port; 0 is any that is free. Raises Refused when it is taken, or there is no such host."""
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
    return Door(host, opened.getsockname()[1], opened, secret())


def serve(path: Path, door: Door, house: House) -> None:
    """Answer requests until the program is told to end, by Ctrl-C or by a signal."""
    with served(path), door.opened:
        connections = Connections(path)
        server = _Server(_config(application(connections, door, house)), connections.end)
        try:
            server.run(sockets=[door.opened])
        except KeyboardInterrupt:
            connections.end()


def application(connections: Connections, door: Door, house: House) -> Application:
    """Return what answers all requests."""
    strangers = partial(outside, styled=door.is_private)
    return Guard(WebDesk(connections, house).application(), Sessions(door.token), _hosts(door), strangers)


def _hosts(door: Door) -> Hosts:
    if door.is_private:
        return Hosts(_HERE, door.port, numbers=False)
    names = {door.host, "localhost", socket.gethostname(), socket.getfqdn()}
    return Hosts(frozenset(name.casefold() for name in names), door.port, numbers=True)


def _config(application: Application) -> uvicorn.Config:
    return uvicorn.Config(
        application,
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

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Hear, beside the signals that end any server, that the terminal was closed."""
        hang_up = getattr(signal, "SIGHUP", None)
        if hang_up is None:
            with super().capture_signals():
                yield
            return
        former = signal.signal(hang_up, self.handle_exit)
        try:
            with super().capture_signals():
                yield
        finally:
            signal.signal(hang_up, former)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Note that the program is to end, and let go of the ledger."""
        self._end()
        super().handle_exit(sig, frame)
