"""Access control and browser policies: the outermost layer of the page, before the ledger is queried."""

import secrets
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest
from ipaddress import ip_address
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from tracker.messages import Message
from tracker.page import faults
from tracker.reports.database import SESSION_DAYS, DeskFile, Person

# Sessions: each signed-in browser, with its language, clerk and form token.


_KEPT = 20


class News(NamedTuple):
    """A recorded entry to report."""

    lines: Sequence[Message]
    leads: str
    """The link to it."""
    command: int | None = None
    """The command that recorded it, if it can be undone."""
    kept: tuple[tuple[str, str], ...] = ()
    """The texts kept for the next form."""


def secret() -> str:
    """Return a random secret."""
    return secrets.token_urlsafe(32)


@dataclass
class WebSession:
    """A signed-in browser."""

    language: str | None = None
    """The chosen language; None uses the browser's preference."""
    clerk: str | None = None
    """The clerk who records in this browser."""
    person: Person | None = None
    """The person with a link of their own; None for the one who started the program."""
    news: dict[str, News] = field(default_factory=dict)
    """Recorded entries by key."""
    csrf: str = ""
    """The token that forms of this session must contain, against forged requests."""

    columns: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """The columns chosen on a page, by path."""

    def columns_of(self, path: str, pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        """Keep the columns chosen in a query; for a query without any, return those chosen before."""
        if chosen := tuple(pair for pair in pairs if pair[0].startswith("column") and pair[0] != "columns"):
            self.columns[path] = chosen
            return ()
        return self.columns.get(path, ())

    def tell(self, key: str, news: News) -> None:
        """Keep the entry recorded under a key, for the last few."""
        self.news[key] = news
        for old in list(self.news)[:-_KEPT]:
            self.news.pop(old, None)


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
        self._keep(cookie, None)
        return cookie

    def _keep(self, cookie: str, person: Person | None) -> WebSession:
        csrf = sha256(f"csrf {cookie}".encode()).hexdigest()  # the same after a restart
        name = None if person is None else person.name
        session = self._known[cookie] = WebSession(clerk=name, person=person, csrf=csrf)
        return session

    def find(self, cookie: str | None) -> WebSession | None:
        """Return the session of a cookie, or None if there is none or its link was revoked."""
        session = self._known.get(cookie or "")
        if cookie is None or (session is not None and session.person is None):
            return session
        person = self._desk.person_of(cookie)
        if person is None:
            return None
        return self._keep(cookie, person) if session is None else session

    def end(self, cookie: str | None) -> None:
        """End a session."""
        self._known.pop(cookie or "", None)
        self._desk.end(cookie or "")


MOST_BODY = 65_536
"""The maximum size of a submitted form in bytes."""

MOST_FIELDS = 1_000

SESSION, FORM = "tracker.session", "tracker.form"
"""The keys for the session and the form fields in the scope of a request."""

TOKEN, CSRF, TO = "token", "csrf", "to"
PLACES = "/a/"
ENTER, STYLE, SCRIPT, ICON = "/enter", "/style.css", "/page.js", "/icon.svg"

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

    def origin(self, request: Request) -> str | None:
        """Return the scheme and host of a request for this page, or None if the name is not this page's."""
        hosts = request.headers.getlist("host")
        if len(hosts) != 1:
            return None
        is_proxy = request.client is None or request.client.host in LOOPBACK
        if self.public is not None and is_proxy and hosts[0].casefold() == urlsplit(self.public).netloc:
            return self.public
        return f"{self.scheme}://{hosts[0]}" if self.know(hosts[0]) else None

    def know(self, host: str) -> bool:
        """Return whether the header `Host` is valid for this page."""
        parts = urlsplit(f"//{host}")
        try:
            name, port = parts.hostname, parts.port
        except ValueError:
            return False
        if (
            name is None
            or (port or (443 if self.scheme == "https" else 80)) != self.port
            or parts.username is not None
            or not _OTHERS.isdisjoint(host)
        ):
            return False
        return name in self.names or (self.numbers and _is_number(name))


LOOPBACK = frozenset({"127.0.0.1", "::1"})

_OTHERS = frozenset("/?#")
"""Characters of an address that are not part of a host."""


def _is_number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


class Guard:
    """Lets in browsers with a session, or with a token that begins one."""

    def __init__(
        self, application: Application, sessions: Sessions, hosts: Hosts, strangers: Stranger, places: Application
    ) -> None:
        """Take the application for signed-in users, and the page for others."""
        self._application = application
        self._sessions = sessions
        self._hosts = hosts
        self._strangers = strangers
        self._places = places
        self._cookie = f"tracker-{hosts.port}"
        """Ports share their cookies."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return
        if scope["path"].startswith(PLACES):  # a place needs no session, only its link
            await self._places(scope, receive, send)
            return
        is_begun = False

        async def send_guarded(message: MutableMapping[str, Any]) -> None:
            nonlocal is_begun
            is_begun = True
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            answer = await self._answering(scope, receive)
            await answer(scope, receive, send_guarded)
        except ClientDisconnect:
            return  # nobody waits for an answer
        except Exception as error:
            faults.error_message(error)
            if not is_begun:
                await self._strangers(Request(scope, receive), 500)(scope, receive, send_guarded)

    async def _answering(self, scope: Scope, receive: Receive) -> Application:
        """Return the application that answers the request: the page, if allowed."""
        request, headers = Request(scope, receive), Headers(scope=scope)
        origin = self._hosts.origin(request)
        if origin is None:
            return self._strangers(request, 421)
        if request.method not in ("GET", "HEAD", "POST"):
            return self._strangers(request, 405)
        cookie = request.cookies.get(self._cookie)
        session = self._sessions.find(cookie)
        is_read = request.method == "POST" and (session is not None or request.url.path == ENTER)
        form = await _form(request) if is_read else []
        if form is None:
            return self._strangers(request, 413)
        if token := _token(request, form):
            return self._entering(request, token, dict(form).get(TO, ""), session)
        if session is None:
            is_open = request.url.path in (STYLE, SCRIPT, ICON) and not self._hosts.numbers
            return self._application if is_open else self._strangers(request, 403)
        scope[SESSION], scope[FORM] = session, form
        if request.method == "POST" and not _is_own(headers, origin, form, session):
            return self._strangers(request, 403)
        if request.method == "POST" and request.url.path == "/leave":
            self._sessions.end(cookie)
            return self._strangers(request, 200)
        return self._application

    def _entering(self, request: Request, token: str, to: str, session: WebSession | None) -> Response:
        """Begin a session, and redirect to the same address without the token, to keep it out of the history.

        A token entered in a form redirects to the page requested. A signed-in browser needs no token.
        """
        cookie = self._sessions.enters(token) if session is None or session.person is None else None
        if session is None and cookie is None:
            return self._strangers(request, 403)
        address = urlsplit(to) if request.method == "POST" else request.url
        kept = [(name, value) for name, value in parse_qsl(address.query) if name != TOKEN]
        path = "/" + address.path.lstrip("/\\")
        answer = RedirectResponse(f"{path}?{urlencode(kept)}" if kept else path, 303)
        if cookie is not None:
            age = SESSION_DAYS * 86_400
            secure = str(self._hosts.origin(request)).startswith("https:")
            answer.set_cookie(self._cookie, cookie, age, path="/", httponly=True, samesite="strict", secure=secure)
        return answer


def _token(request: Request, form: list[tuple[str, str]]) -> str | None:
    """Return the token in the query, or in the form for entering it.

    HEAD requests have none: they begin no session, and must not use up the token.
    """
    if request.method == "POST":
        return dict(form).get(TOKEN) if request.url.path == ENTER else None
    return request.query_params.get(TOKEN) if request.method == "GET" else None


async def _form(request: Request) -> list[tuple[str, str]] | None:
    """Return the fields of a submitted form, or None if it is too long."""
    body = bytearray()
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > MOST_BODY:
        return None
    async for part in request.stream():
        body += part
        if len(body) > MOST_BODY:
            return None
    try:
        return parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return None


def _is_own(headers: Headers, origin: str, form: list[tuple[str, str]], session: WebSession) -> bool:
    """Return whether a form was sent by a page of this session, not by another site."""
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    if headers.get("origin", origin) != origin:
        return False
    brought = dict(form).get(CSRF, "")
    return compare_digest(brought.encode("utf-8"), session.csrf.encode("utf-8"))
