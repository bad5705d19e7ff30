"""Visitors of the page, without a browser or a port: requests go directly to the application."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.adapters import page_of
from tests.render.html_pages import HtmlPage, Read

PORT, TOKEN = 8017, "the-token"
HOST = f"127.0.0.1:{PORT}"


@dataclass
class Sent:
    """An answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8")

    @property
    def page(self) -> HtmlPage:
        """The body as a page."""
        return HtmlPage(self.text)

    @property
    def table(self) -> Read:
        """The first table of the page."""
        return self.page.tables[0]

    @property
    def problem(self) -> str:
        """What is said of what cannot be shown."""
        return "".join(self.page.texts["p"][:1]).strip() if self.status == 403 else self.page.texts["p"][-2].strip()


@dataclass
class Visitor:
    """A browser with its cookies."""

    app: Any
    loop: asyncio.AbstractEventLoop
    cookies: dict[str, str] = field(default_factory=dict)

    def enters(self) -> "Visitor":
        """Open the address that `tracker serve` printed."""
        assert self.get(f"/?token={TOKEN}").status == 303
        return self

    def another(self) -> "Visitor":
        """Return another browser that was let in; the token works once."""
        return Visitor(self.app, self.loop, {f"tracker-{PORT}": self.app.sessions.begin()})

    def get(self, address: str, **headers: str) -> Sent:
        """Open an address; the names of headers have `_` for `-`."""
        return self.send("GET", address, b"", headers)

    def post(self, address: str, fields: dict[str, str], **headers: str) -> Sent:
        """Send a form."""
        return self.send("POST", address, urlencode(fields).encode(), headers)

    def post_pairs(self, address: str, fields: list[tuple[str, str]]) -> Sent:
        """Send a form in which a name may come several times."""
        return self.send("POST", address, urlencode(fields).encode(), {})

    def send(self, method: str, address: str, body: bytes | None, headers: dict[str, str]) -> Sent:
        """Send a request; a body that is None never arrives."""
        return self.loop.run_until_complete(asyncio.wait_for(self._sent(method, address, body, headers), 60))

    async def _sent(self, method: str, address: str, body: bytes | None, headers: dict[str, str]) -> Sent:
        path, _, query = address.partition("?")
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"host": HOST, **({"cookie": cookies} if cookies else {})}
        sent |= {"origin": f"http://{HOST}"} if method == "POST" else {}
        sent |= {name.replace("_", "-").lower(): value for name, value in headers.items()}
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
            "scheme": "http",
            "server": ("127.0.0.1", PORT),
            "root_path": "",
        }
        parts, messages = [] if body is None else [body], list[Any]()

        async def receive() -> dict[str, Any]:
            if not parts:
                await asyncio.sleep(3600)  # nobody hangs up
            return {"type": "http.request", "body": parts.pop(), "more_body": False}

        async def send(message: Any) -> None:
            messages.append(message)

        await self.app(scope, receive, send)
        start, *rest = messages
        got = {name.decode(): value.decode() for name, value in start["headers"]}
        if (cookie := got.get("set-cookie")) is not None:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Sent(start["status"], got, b"".join(message.get("body", b"") for message in rest))


def visitor(
    ledger: Path, loop: asyncio.AbstractEventLoop, host: str = "127.0.0.1", *, may_record: bool = False
) -> Visitor:
    """Return a visitor who was not let in yet, of a page with forms if it may record."""
    return Visitor(page_of(ledger, host, PORT, TOKEN, may_record=may_record), loop)
