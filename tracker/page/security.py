"""Access control and browser policies: the outermost layer of the page, before the ledger is queried."""

import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from anyio import move_on_after
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from tracker.messages import Message
from tracker.page import faults
from tracker.reports.database import SESSION_DAYS, DeskFile, Person

# Sessions: each signed-in browser, with its language and what it recorded.


class News(NamedTuple):
    """A recorded entry to report."""

    lines: Sequence[Message]
    leads: str
    command: int | None = None
    """The command that recorded it, if it can be undone."""
    kept: tuple[tuple[str, str], ...] = ()


def secret() -> str:
    """Return a random secret."""
    return secrets.token_urlsafe(32)


@dataclass
class WebSession:
    """A signed-in browser."""

    person: Person | None = None
    """The person with a link of their own; None for the one who started the program."""
    language: str | None = None
    """The chosen language; None uses the browser's preference."""
    news: dict[str, News] = field(default_factory=dict)
    """The last recorded entry, by its key."""


class Sessions:
    """All sessions, by cookie. Those of people with a link outlast the program."""

    def __init__(self, token: str, desk: DeskFile) -> None:
        """Take the token that signs in the person who started the program, and the desk file."""
        self._token = token
        self._desk = desk
        self._known: dict[str, WebSession] = {}

    def enters(self, token: str) -> str | None:
        """Return the cookie of a new session for a person's link or, once, for the program's token; or None."""
        if (person := self._desk.person_of_link(token)) is not None:
            return self._desk.begin(person.name)
        if not compare_digest(token.encode("utf-8", "replace"), self._token.encode("utf-8")):
            return None
        self._token = secret()
        return self.begin()

    def begin(self) -> str:
        """Begin a session of the person who started the program, and return its cookie."""
        cookie = secret()
        self._known[cookie] = WebSession()
        return cookie

    def find(self, cookie: str) -> WebSession | None:
        """Return the session of a cookie, or None if there is none or its link was revoked."""
        session = self._known.get(cookie)
        if not cookie or (session is not None and session.person is None):
            return session
        if (person := self._desk.person_of(cookie)) is None:
            return None
        return session or self._known.setdefault(cookie, WebSession(person))

    def end(self, cookie: str) -> None:
        """End a session."""
        self._known.pop(cookie, None)
        self._desk.end(cookie)


# Requests: their limits, their headers, and the names of this page.


MOST_BODY = 65_536

MOST_FIELDS = 1_000

MOST_SECONDS = 20

SESSION, FORM = "tracker.session", "tracker.form"
"""The keys for the session and the form fields in the scope of a request."""

TOKEN = "token"  # noqa: S105  (a name)
PLACES = "/a/"
STYLE, SCRIPT, ICON = "/style.css", "/page.js", "/icon.svg"

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

Stranger = Callable[[Request, int], Response]
"""Returns the page for people who are not signed in, with this status."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def with_headers(send: Send, further: Mapping[str, str]) -> Send:
    """Return a function that sends messages with the headers of all responses, and these."""

    async def send_with(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update({**HEADERS, **further})
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return send_with


async def read_form(request: Request, most_bytes: int, seconds: float) -> tuple[list[tuple[str, str]], int | None]:
    """Return the fields that arrive within the limits, and the status of an exceeded limit: 408, 413 or None."""
    body, status = bytearray(), None
    with move_on_after(seconds) as waiting:
        async for part in request.stream():
            body += part
            if len(body) > most_bytes:
                status = 413
                break
    if waiting.cancelled_caught:
        status = 408
    try:
        text = body[:most_bytes].decode("utf-8", "ignore")
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS), status
    except ValueError:
        return [], 413


LOOPBACK = frozenset({"127.0.0.1", "::1"})

_HOST = re.compile(r"([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?", re.ASCII)


class Hosts(NamedTuple):
    """The host names under which the page may be requested, against DNS rebinding."""

    names: frozenset[str]
    """Each in lower case, without a port."""
    port: int
    numbers: bool
    """Whether any numeric address is accepted: a request by number cannot be DNS rebinding."""
    scheme: str = "http"
    public: str | None = None
    """The public address of a proxy on this machine: a scheme and a host."""

    @property
    def cookie(self) -> str:
        """The name of the cookie: ports share their cookies."""
        return f"tracker-{self.port}"

    def origin(self, request: Request) -> str | None:
        """Return the scheme and host of a request for this page, or None if the name is not this page's."""
        host = request.headers.get("host", "").casefold()
        is_proxy = request.client is None or request.client.host in LOOPBACK
        if self.public is not None and is_proxy and host == urlsplit(self.public).netloc:
            return self.public
        parts = _HOST.fullmatch(host)
        if parts is None or int(parts[2] or (443 if self.scheme == "https" else 80)) != self.port:
            return None
        name = parts[1].strip("[]")
        is_number = ":" in name or name.replace(".", "").isdigit()
        return f"{self.scheme}://{host}" if name in self.names or (self.numbers and is_number) else None


@dataclass
class Guard:
    """Lets in browsers with a session, or with a token that begins one."""

    application: Application
    """The page, for signed-in users."""
    sessions: Sessions
    hosts: Hosts
    strangers: Stranger
    places: Application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return
        if scope["path"].startswith(PLACES):  # a place needs no session, only its link
            await self.places(scope, receive, send)
            return
        request, send = Request(scope, receive), with_headers(send, {})
        try:
            answer = await self._answering(request)
            await answer(scope, receive, send)
        except ClientDisconnect:
            return  # nobody waits for an answer
        except Exception as error:
            faults.error_message(error)
            await self.strangers(request, 500)(scope, receive, send)

    async def _answering(self, request: Request) -> Application:
        origin = self.hosts.origin(request)
        if origin is None:
            return self.strangers(request, 421)
        cookie, path = request.cookies.get(self.hosts.cookie, ""), request.url.path
        session = self.sessions.find(cookie)
        if request.method == "GET" and (token := request.query_params.get(TOKEN)):
            return self._entering(request, token, origin, session)
        if session is None:
            return self.application if path in (STYLE, ICON) else self.strangers(request, 403)
        request.scope[SESSION], request.scope[FORM] = session, ()
        if request.method == "POST":
            if request.headers.get("origin") != origin:  # every browser says which site a form is from
                return self.strangers(request, 403)
            fields, status = await read_form(request, MOST_BODY, MOST_SECONDS)
            if status is not None:
                return self.strangers(request, status)
            request.scope[FORM] = tuple(fields)
            if path == "/leave":
                self.sessions.end(cookie)
                return self.strangers(request, 200)
        return self.application

    def _entering(self, request: Request, token: str, origin: str, session: WebSession | None) -> Response:
        """Begin a session, and redirect to the same address without the token, to keep it out of the history."""
        cookie = self.sessions.enters(token)
        if session is None and cookie is None:
            return self.strangers(request, 403)
        address = request.url.remove_query_params(TOKEN)
        path = "/" + address.path.lstrip("/\\")
        answer = RedirectResponse(f"{path}?{address.query}" if address.query else path, 303)
        if cookie is not None:
            age, secure = SESSION_DAYS * 86_400, origin.startswith("https:")
            answer.set_cookie(self.hosts.cookie, cookie, age, path="/", httponly=True, samesite="lax", secure=secure)
        return answer
