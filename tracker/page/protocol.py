"""One connection of a browser's, which is closed when it takes too long to say what it wants."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_SENDING = 10
"""For how many seconds a request may be sent, its form included; who takes longer keeps others out."""


class ImpatientProtocol(H11Protocol):
    """What reads requests from a connection, with an end to its patience."""

    def __init__(self, *args: Any, **how: Any) -> None:
        """Wait for nothing yet."""
        super().__init__(*args, **how)
        self._end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Wait for the rest of a request, unless this was its end."""
        super().data_received(data)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._wait_no_more()
        elif self._end is None:
            self._end = self.loop.call_later(MOST_SENDING, self.transport.abort)

    def _wait_no_more(self) -> None:
        if self._end is not None:
            self._end.cancel()
            self._end = None
