"""From an address to a page: the page is made in the session's language, and errors become messages."""

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import IO, Any, NamedTuple
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from tracker.errors import TooLong, WrongUsage
from tracker.languages import ENGLISH, LANGUAGES, speaking, spoken
from tracker.messages import Message
from tracker.model.dates import clock_time
from tracker.model.page_blocks import Pictured, Sides
from tracker.page import faults, tables
from tracker.page.content import Block, Content, Printed, Tabled
from tracker.page.faults import AT_A_TIME, Connections
from tracker.page.pages import SeeOther, Shows, WebPage
from tracker.page.recording import entry_forms as logged
from tracker.page.recording import other_forms as others
from tracker.page.recording.steps import web_page
from tracker.page.security import FORM, ICON, SCRIPT, SESSION, STYLE, WebSession
from tracker.page.subjects import entries, manual, overview, places, reports
from tracker.page.visits import House, Input, Visit
from tracker.render.html import asset, drawn, template
from tracker.reports.database import in_touch_at
from tracker.reports.queries import Database

SHIP, RECEIVE, *RECORD = map(
    web_page,
    (
        *(logged.SHIP, logged.RECEIVE, logged.COUNT, logged.HANDOUT, logged.RETURN, logged.MOVE, logged.WRITE_OFF),
        *(others.REQUEST, logged.PRINT, others.UNDO),
    ),
)
"""The forms in the navigation."""

FURTHER = tuple(
    map(
        web_page,
        (
            *(logged.RECEIVE_PART, others.VOID, others.FIX, others.ADD_PLACE, others.ADD_SEMINAR, others.SET_LEVEL),
            *(others.WITHDRAW, others.ACCEPT, others.ACCEPT_ALL, others.REJECT),
        ),
    )
)

DAILY = (overview.OVERVIEW, SHIP, RECEIVE, entries.SHIPMENTS, reports.DUE, others.INBOX)
"""The pages used daily; readers do not see the forms."""

LOOK_UP = (reports.STOCK, places.PLACES, entries.LOG, entries.FIND, manual.HELP)
REPORTS = (reports.RUNOUT, reports.REFILL, reports.DISTRIBUTION, reports.COVERAGE, reports.FUNDING, reports.TRACE)

CHAPTERS = ((Message("Record"), RECORD), (Message("Look up"), LOOK_UP), (Message("Reports"), REPORTS))
"""The other groups of the navigation; the first only if the page may record."""

LINKED = (entries.ENTRY, places.PLACE, reports.FUND, reports.WHY_PAGE, manual.TOPIC)

PAGES = (*DAILY, *RECORD, *LOOK_UP, *REPORTS, *FURTHER, *LINKED)


_NAMES = {"en": "English", "lv": "Latviešu", "ru": "Русский"}


def draw(name: str, **fields: Any) -> str:
    """Return a template rendered with these fields, in the current language."""
    return template(name).render(language=spoken.code, **fields)


_DAY = "max-age=86400"
_CHUNK = 65_536


@dataclass
class WebDesk:
    """Answers requests of signed-in users."""

    connections: Connections
    house: House
    limiter: CapacityLimiter | None = None

    def application(self) -> Starlette:
        """Return the application with all its routes."""
        pages = [
            Route(each.address, self._route(each), methods=["GET", "POST"] if each.act else ["GET"]) for each in PAGES
        ]
        files = [
            Route(STYLE, partial(_file, "style.css", "text/css; charset=utf-8")),
            Route(SCRIPT, partial(_file, "page.js", "text/javascript; charset=utf-8")),
            Route(ICON, partial(_file, "icon.svg", "image/svg+xml")),
        ]
        small = Middleware(GZipMiddleware, minimum_size=4096, compresslevel=3)  # 2,000 places to choose from are 110 KB
        handlers = {404: self._nowhere, 405: self._nowhere}
        return Starlette(routes=[*pages, *files], middleware=[small], exception_handlers=handlers)

    def _route(self, subject: WebPage) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            session: WebSession = request.scope[SESSION]
            if (language := request.query_params.get("lang")) is not None:
                if language in LANGUAGES:
                    session.language = language
                return RedirectResponse(str(self._visit(request, subject).but({"lang": None})), 303)
            visit = self._visit(request, subject)
            if subject.act is not None and not visit.may_record:
                return await self._nowhere(request, HTTPException(404))
            self.limiter = self.limiter or CapacityLimiter(AT_A_TIME)
            act = partial(self.answer, visit, subject, is_sent=request.method == "POST")
            return await to_thread.run_sync(act, limiter=self.limiter)

        return answer

    def answer(self, visit: Visit, subject: WebPage, *, is_sent: bool) -> Response:
        """Answer a request for a page or a file; or process a form and show the result or the next step."""
        with speaking(visit.language):
            try:
                if is_sent and subject.act is not None:
                    done = subject.act(self.connections.path, visit)
                    if isinstance(done, SeeOther):
                        return RedirectResponse(visit.leads(done.address), 303)
                    return self._shown(visit, subject, done)
                if name := visit.text("format"):
                    return self._file(visit, subject, name)
                return self._shown(visit, subject, lambda database: subject.show(database, visit))
            except Exception as error:
                return self._failed(visit, subject, error)

    def _visit(self, request: Request, subject: WebPage) -> Visit:
        session: WebSession = request.scope[SESSION]
        return Visit(
            tuple((name, value.strip()) for name, value in request.query_params.multi_items() if value.strip()),
            request.url.path,
            session,
            language_of(request, session),
            {name: str(value) for name, value in request.path_params.items()},
            subject.all_fields,
            self.house,
            request.scope[FORM],
        )

    def _shown(self, visit: Visit, subject: WebPage, shows: Shows) -> Response:
        with self.connections.opened() as database:
            content = shows(database)
            return HTMLResponse(page(visit, subject, _drawn(database, visit, subject, content)), content.status)

    def _file(self, visit: Visit, subject: WebPage, name: str) -> Response:
        """Return a table of a page as a file, sorted and filtered as on the page."""
        wanted = visit.text("table")
        with self.connections.opened() as database:
            content = subject.show(database, visit)
            made = next((each for each in _flat(content.blocks) if getattr(each, "name", None) == wanted), None)
            if isinstance(made, Tabled):
                file: IO[bytes] = tables.written(tables.for_file(made, visit), name)
            elif isinstance(made, Printed) and name == "pdf":
                file = BytesIO(made.make())
            else:
                raise WrongUsage("There is no table '{name}' on this page.", name=wanted)
        file_name = quote("-".join([made.name or visit.path.strip("/"), *visit.parts.values()]), safe="")
        headers = {"Content-Disposition": f'attachment; filename="{file_name}.{name}"'}
        return StreamingResponse(iter(partial(file.read, _CHUNK), b""), media_type=tables.TYPES[name], headers=headers)

    def _failed(self, visit: Visit, subject: WebPage, error: Exception) -> Response:
        command = visit.command(subject.words) if isinstance(error, TooLong) else None
        content = draw("fault", problem=faults.error_message(error), command=command)
        return HTMLResponse(page(visit, subject, content), faults.status_of(error))

    async def _nowhere(self, request: Request, error: Exception) -> Response:
        with speaking(language_of(request, request.scope.get(SESSION))):
            status = error.status_code if isinstance(error, HTTPException) else 404
            problem = Message("There is no such page.") if status == 404 else Message("This is not possible.")
            return HTMLResponse(draw("outside", problem=problem, home=True), status)


def _drawn(database: Database, visit: Visit, subject: WebPage, content: Content) -> str:
    """Return the content of a page, below its form and, for a copy, the time of the last update."""
    shown = [_prepared(block, visit) for block in content.blocks]
    form = _shown_form(database, visit, subject)
    unnamed = [at for at, (kind, each) in enumerate(shown) if kind == "table" and not each.name and each.filter]
    if form and unnamed:  # one line of filters for both
        search, table = shown[unnamed[0]][1].filter, shown[unnamed[0]][1]
        form, shown[unnamed[0]] = form._replace(search=search), ("table", table._replace(filter=None))
    moment = in_touch_at(database)  # of a copy
    as_of = moment and Message("As of {moment}.", moment=clock_time(moment))
    return draw("body", heading=content.heading, blocks=shown, form=form, visit=visit, as_of=as_of)


def _flat(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield from _flat((*block.left, *block.right)) if isinstance(block, Sides) else [block]


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class ShownForm(NamedTuple):
    """The form as a template draws it."""

    fields: tuple[Input, ...]
    kept: tuple[tuple[str, str], ...]
    is_filled: bool
    search: tuple[str, str] | None = None
    """The name and value of the field that filters the table below it."""


def _shown_form(database: Database, visit: Visit, subject: WebPage) -> ShownForm | None:
    fields = tuple(each for field in subject.all_fields for each in _fields(database, visit, field))
    names = {field.name for field in fields}
    others = () if subject.has_clocks else visit.kept
    kept = tuple(pair for pair in visit.pairs if pair[0].startswith(("sort", "column")) and pair[0] not in names)
    return ShownForm(fields, (*others, *kept), any(name in names for name, _ in visit.pairs)) if fields else None


def _fields(database: Database, visit: Visit, field: Input) -> Iterator[Input]:
    texts = visit.texts(field.name) or list(field.preset)
    for at in range(field.times):
        text = texts[at] if at < len(texts) else ""
        label = field.label if field.times == 1 else f"{field.label} {at + 1}"
        kind = field.kind if field.kind != "date" or not text or _DATE.fullmatch(text) else "text"
        yield field._replace(label=label, kind=kind).drawn(database, text, id=f"field-{field.name}-{at}")


def page(visit: Visit, subject: WebPage, content: str) -> str:
    """Return a whole page: its content, the navigation, and the equivalent command."""
    return draw(
        "page",
        visit=visit,
        subject=subject,
        content=content,
        languages=[(code, _NAMES[code]) for code in LANGUAGES],
        daily=[each for each in DAILY if visit.may_record or each.act is None],
        chapters=CHAPTERS if visit.may_record else CHAPTERS[1:],
        command=visit.command(subject.words),
    )


def outside(request: Request, status: int) -> Response:
    """Return the page for people who are not signed in, or whose request is refused."""
    with speaking(language_of(request, None)):
        has_session = SESSION in request.scope
        problem = faults.FOREIGN if has_session and status == 403 else faults.OUTSIDE[status]
        return HTMLResponse(draw("outside", problem=problem, home=has_session and status != 200), status)


_SIDE = 45
"""The width in characters of a table next to another block."""


def _prepared(block: Block, visit: Visit, room: int = tables.ROOM) -> Any:
    """Return a block in the form that a template draws, with the name of the template."""
    if isinstance(block, Sides):
        prepare = partial(_prepared, visit=visit, room=_SIDE)
        return "sides", Sides(list(map(prepare, block.left)), list(map(prepare, block.right)))
    if isinstance(block, Tabled):
        return "table", tables.show(block, visit, room)
    if isinstance(block, Pictured):
        return "picture", drawn(block.chart)
    return type(block).__name__.lower(), block


def language_of(request: Request, session: WebSession | None) -> str:
    """Return the language of a session, or the first supported one that the browser prefers."""
    if session is not None and session.language is not None:
        return session.language
    wanted = request.headers.get("accept-language", "").casefold().split(",")  # browsers list the preferred one first
    return next((code for code in (each.strip()[:2] for each in wanted) if code in LANGUAGES), ENGLISH)


async def _file(name: str, media_type: str, request: Request) -> Response:
    return Response(asset(name), media_type=media_type, headers={"Cache-Control": _DAY})
