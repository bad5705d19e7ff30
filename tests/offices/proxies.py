"""A proxy: passes bytes on, encrypts them, or drops or damages the answer to an expected request."""

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

ASKS_FOR_TLS = b"\0\0\0\x08\x04\xd2\x16\x2f"
"""What a PostgreSQL client sends first, and awaits one letter."""


@dataclass
class Proxy:
    """Listens on a port of its own for as long as the test runs."""

    target: int
    proof: ssl.SSLContext | None = None
    drop_after: bytes | None = None
    """The request whose answer is lost, once."""
    hold_after: bytes | None = None
    """The request whose answer is held back, once, while `held` is called."""
    held: Callable[[], object] = lambda: None
    spoil_after: bytes | None = None
    """The request whose answer is damaged, once, by `spoiled`."""
    spoiled: Callable[[bytes], bytes] = bytes
    passed_on: Callable[[bytes], bytes] = bytes
    """The function that handles what a client sends."""
    passed_back: Callable[[bytes], bytes] = bytes
    """The function that handles what the server answers."""
    port: int = field(init=False)
    dropped: int = 0

    def __post_init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)  # which ends the thread that waits
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.target)) as server:
            if self.proof is not None:
                if client.recv(8, socket.MSG_PEEK) == ASKS_FOR_TLS:
                    client.recv(8)
                    client.sendall(b"S")
                client = self.proof.wrap_socket(client, server_side=True)
            with client:
                events = dropping, holding, spoiling = threading.Event(), threading.Event(), threading.Event()
                threading.Thread(target=self._answer, args=(server, client, *events), daemon=True).start()
                while data := client.recv(65536):
                    if self.drop_after is not None and self.drop_after in data:
                        self.drop_after = None
                        dropping.set()
                    if self.hold_after is not None and self.hold_after in data:
                        self.hold_after = None
                        holding.set()
                    if self.spoil_after is not None and self.spoil_after in data:
                        self.spoil_after = None
                        spoiling.set()
                    server.sendall(self.passed_on(data))

    def _answer(
        self,
        server: socket.socket,
        client: socket.socket,
        dropping: threading.Event,
        holding: threading.Event,
        spoiling: threading.Event,
    ) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                if holding.is_set():
                    holding.clear()
                    self.held()
                if dropping.is_set():
                    self.dropped += 1
                    break
                if spoiling.is_set():
                    spoiling.clear()
                    data = self.spoiled(data)
                client.sendall(self.passed_back(data))
            client.shutdown(socket.SHUT_RDWR)
            server.shutdown(socket.SHUT_RDWR)
