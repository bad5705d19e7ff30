"""The page on which a place answers: its link gives access to nothing but the inbox.

GET requests change nothing; there are no cookies and no scripts. Data is read once per state of the ledger, so a wrong
link costs only a comparison, and answers are stored without a query.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import NamedTuple, TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response

from tracker.errors import InboxFull, TrackerError, Unusable, WrongUsage
from tracker.languages import LANGUAGES, grouped, speaking, spoken
from tracker.messages import Joined, Message
from tracker.model.answers import ARRIVED, COUNTED, WANTED, Answer, AnswerLine, NewAnswer, place_code, read_line
from tracker.model.codes import short_code
from tracker.model.dates import long_date, on_date, parse_date, today
from tracker.model.quantities import parse_quantity
from tracker.model.text import without_unseen
from tracker.page import faults
from tracker.page.routes import language_of
from tracker.page.security import LOOPBACK, MOST_SECONDS, PLACES, Receive, Scope, Send, read_form, with_headers
from tracker.page.visits import House
from tracker.render.html import asset, template
from tracker.reports.answers import LinkedPlace, PlacesSnapshot, content_key, inbox_with, snapshot
from tracker.reports.overview import state_of

MOST_BYTES = 16_384

MOST_OF_A_LINK, MOST_OF_AN_ADDRESS = 10, 60
"""The maximum number of requests per minute."""

MOST_NAME, MOST_WORDS = 120, 2_000

STYLE = f"{PLACES}style.css"

Fields = dict[str, str]
Reply = TypeVar("Reply")


@dataclass
class RequestLimits:
    """Counts requests of the current minute, in memory only."""

    minute: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    def allow(self, what: str, most: int) -> bool:
        """Count a request, and return whether it is within the limit."""
        with self.lock:
            if (minute := int(monotonic() // 60)) != self.minute:
                self.minute = minute
                self.counts.clear()
            self.counts[what] += 1
            return self.counts[what] <= most


class PlaceVisit(NamedTuple):
    """An HTTP request made with a valid link."""

    place: LinkedPlace
    known: PlacesSnapshot
    path: str
    refusal: tuple[Message, int] | None
    """Why it is refused whatever it contains, with the status."""
    fields: Fields


@dataclass
class PlacesDesk:
    """Answers requests to the pages of places."""

    ledger: Path
    house: House
    limits: RequestLimits = field(default_factory=RequestLimits)
    limiter: CapacityLimiter | None = None
    read: tuple[object, PlacesSnapshot] | None = None
    lock: Lock = field(default_factory=Lock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        with suppress(ClientDisconnect):
            response = await self._response(request)
            if request.method == "POST" and response.status_code >= 400:
                response.headers["Connection"] = "close"  # its body may still be arriving
            await response(scope, receive, with_headers(send, _HEADERS))

    async def _response(self, request: Request) -> Response:
        if request.url.path == STYLE:
            headers = {"Cache-Control": "max-age=86400"}
            return Response(asset("style.css"), media_type="text/css; charset=utf-8", headers=headers)
        language = request.query_params.get("lang")
        visit = await self._in_thread(request, language, partial(self._admitted, request))
        if isinstance(visit, Response):
            return visit
        if request.method == "POST":  # the body of a wrong link is not waited for
            fields, status = await read_form(request, MOST_BYTES, MOST_SECONDS)
            refusal = visit.refusal if status is None else (_LIMITS[status], status)
            visit = visit._replace(fields=dict(fields), refusal=refusal)
        language = visit.fields.get("lang") or language
        return await self._in_thread(request, language, partial(self._reply, visit, request.method))

    async def _in_thread(self, request: Request, language: str | None, answer: Callable[[], Reply]) -> Reply | Response:
        """Return the answer, made in a thread in the place's language; an error is not shown to places."""

        def answered() -> Reply | Response:
            with speaking(language if language in LANGUAGES else language_of(request, None)):
                try:
                    return answer()
                except Exception as error:
                    faults.error_message(error)
                    return _notice(_NOT_NOW, 503)

        self.limiter = self.limiter or CapacityLimiter(faults.AT_A_TIME)
        return await to_thread.run_sync(answered, limiter=self.limiter)

    def _admitted(self, request: Request) -> Response | PlaceVisit:
        """Return the visit of a valid link, still without fields; or the refusal."""
        is_often = not self.limits.allow(self._address(request), MOST_OF_AN_ADDRESS)
        path = request.url.path
        is_known = path.startswith(PLACES) and request.method in ("GET", "HEAD", "POST")
        known = self._snapshot() if is_known else None
        place = None if known is None else known.links.place(path.removeprefix(PLACES))
        if known is not None and place is not None:
            is_often = not self.limits.allow(f"link {place.id}", MOST_OF_A_LINK) or is_often
            if not is_often or request.method == "POST":  # what was typed is kept
                return PlaceVisit(place, known, path, (_TOO_OFTEN, 429) if is_often else None, {})
        if is_often:
            return _notice(_TOO_OFTEN, 429)
        return _notice(Message("There is no such page. Please check the link on the paper."), 404)

    def _reply(self, visit: PlaceVisit, method: str) -> Response:
        if method != "POST":
            return self._form(visit, [], 200, self._waiting(visit))
        if visit.refusal is not None:
            return self._form(visit, [visit.refusal[0]], visit.refusal[1])
        try:
            return self._stored(visit)
        except Exception as error:
            faults.error_message(error)
            return self._form(visit, [_NOT_NOW], 503)

    def _waiting(self, visit: PlaceVisit) -> list[Answer]:
        return [each for each in inbox_with(self.ledger, visit.known).waiting() if each.place == visit.place.code]

    def _address(self, request: Request) -> str:
        host = "" if request.client is None else request.client.host
        if self.house.public_url is not None and host in LOOPBACK | {""}:
            host = request.headers.get("x-forwarded-for", host).rpartition(",")[2].strip()
        return f"address {host}"

    def _snapshot(self) -> PlacesSnapshot:
        """Return the current data of the ledger, or the previous data while it cannot be read."""
        state = state_of(self.ledger)
        with self.lock:
            if self.read is None or state is None or self.read[0] != state:
                try:
                    self.read = state, snapshot(self.ledger)
                except Unusable:
                    if self.read is None:
                        raise
            return self.read[1]

    # Submitted forms.

    def _stored(self, visit: PlaceVisit) -> Response:
        """Store an answer and show a thank-you page; or show the form again with the input and the errors."""
        problems: list[Message] = []
        key = visit.fields.get("key", "")
        inbox = inbox_with(self.ledger, visit.known)
        form = inbox.of_form(visit.place.code, key)
        earlier = {line.subject: line for each in form for line in each.open_lines}
        lines = tuple(_lines(visit, earlier, problems))
        words, name = _text(visit, "words", MOST_WORDS, problems), _text(visit, "name", MOST_NAME, problems)
        if not (lines or words or problems):
            problems.append(Message("Please fill in at least one number, or write a message."))
        if problems:
            return self._form(visit, problems, 400)
        before = {line.subject: line.quantity for each in self._waiting(visit) for line in each.open_lines}
        try:
            new = tuple(line for line in lines if line != earlier.get(line.subject))
            content = content_key(f"{visit.place.code} {key} ", lines, name, words)
            answer, is_new = form[-1] if form else None, False
            if answer is None or new or words:
                answer, is_new = inbox.add(NewAnswer(content, visit.place.code, new, name, words))
        except InboxFull:
            return self._form(visit, [Message("Too many answers are pending. Please write to the office.")], 503)
        inbox.forget(self.house.answers_days)
        sent = [
            (_line_label(visit.known, line), _figure(line, before.get(line.subject) if is_new else None))
            for line in lines
        ]
        if name:
            sent.append((Message("Full name"), name))
        thanks = Message("Thank you! We received your answer.")
        again = Message("Thank you! We already had this answer; it counts once.")
        page = template("places").render(
            language=spoken.code,
            heading=self._heading(visit.place),
            thanks=thanks if is_new else again,
            sent=[*sent, (Message("Date"), long_date(answer.day))],
            before=_lines_of(visit.known, [each for each in self._waiting(visit) if each.number != answer.number]),
            words=answer.words,
            path=visit.path,
        )
        return HTMLResponse(page)

    def _heading(self, place: LinkedPlace) -> Message | str:
        return Message("Your booklets") if place.is_discreet else place.name

    def _form(
        self, visit: PlaceVisit, problems: list[Message], status: int, waiting: Sequence[Answer] = ()
    ) -> Response:
        fields, known = _with_message(visit), visit.known
        shelf = known.shelves.get(visit.place.code, {})
        page = template("places").render(
            language=spoken.code,
            languages=LANGUAGES,
            heading=self._heading(visit.place),
            office=self.house.office,
            thanks=None,
            path=visit.path,
            key=fields.get("key") or secrets.token_urlsafe(16),
            problems=problems,
            typed=fields,
            name_label=Message("Name (optional; deleted after {days} days)", days=self.house.answers_days),
            before=_lines_of(known, waiting),
            parcels=[
                (
                    parcel.shipment,
                    Message(
                        "Parcel {code}, sent on {day}",
                        code=short_code(parcel.shipment),
                        day=on_date(date.fromisoformat(parcel.day)),
                    ),
                    [(item, known.called(item), grouped(copies)) for item, copies in parcel.items.items() if copies],
                )
                for parcel in known.parcels_to(visit.place.code)
            ],
            shelf=[
                (item, known.called(item), grouped(shelf.get(item, 0))) for item in known.items_for(visit.place.code)
            ],
        )
        return HTMLResponse(page, status)


_HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}

_LIMITS = {
    408: Message("Your answer was not received completely. Please send it again."),
    413: Message("The message is too long. Please shorten it."),
}
_TOO_OFTEN = Message("Too many attempts. Please wait a minute and try again.")
_NOT_NOW = Message("This page is temporarily unavailable. Please try again in a few minutes.")


def _notice(problem: Message, status: int) -> Response:
    return HTMLResponse(template("places_told").render(language=spoken.code, problem=problem), status)


_LABELS = {
    ARRIVED: Message("Received: {item}"),
    COUNTED: Message("Counted: {item}"),
    WANTED: Message("Copies needed: {item}"),
}


def _line_label(known: PlacesSnapshot, line: AnswerLine) -> Message:
    return _LABELS[line.what].given(item=known.called(line.item))


def _figure(line: AnswerLine, before: int | None = None) -> Message | str:
    """Return the copies of a line, the day by which they are needed, and the number that they replace."""
    day = line.needed and Message("by {day}", day=long_date(date.fromisoformat(line.needed)))
    old = None if before in (None, line.quantity) else Message("(before: {quantity})", quantity=grouped(before or 0))
    return Joined(*(part for part in (grouped(line.quantity), day, old) if part))


def _lines_of(known: PlacesSnapshot, answers: Sequence[Answer]) -> list[tuple[Message, Message | str]]:
    return [(_line_label(known, line), _figure(line)) for each in answers for line in each.open_lines]


def _with_message(visit: PlaceVisit) -> Fields:
    """Return the input; numbers for copies no longer in transit, which have no field, are in the message."""
    fields, items = visit.fields.copy(), {str(p.shipment): p.items for p in visit.known.parcels_to(visit.place.code)}
    for name, text in visit.fields.items():
        kind, _, rest = name.partition(" ")
        number, _, item = rest.partition(" ")
        is_shown = number in items and (not item or items[number].get(item))
        if kind in ("arrived", "all") and text.strip() and number.isdecimal() and not is_shown:
            line = f"{short_code(int(number))} {f'{item}={text.strip()}' if item else 'ok'}"
            fields["words"] = " / ".join(filter(None, (fields.get("words"), line)))
    return fields


def _text(visit: PlaceVisit, name: str, most: int, problems: list[Message]) -> str | None:
    text = " / ".join(filter(None, map(str.strip, without_unseen(visit.fields.get(name, "")).splitlines())))
    if len(text) > most:
        problems.append(Message("The text is too long: {most} characters at most.", most=most))
    return text or None


def _lines(
    visit: PlaceVisit, earlier: dict[tuple[str, int | None, str], AnswerLine], problems: list[Message]
) -> Iterator[AnswerLine]:
    """Yield the parsed input as lines like dictated ones; collect the errors.

    `earlier` are the lines already sent with this form; they may concern copies received since.
    """
    typed: dict[tuple[str, str], dict[str, str]] = {}
    for name, text in visit.fields.items():
        kind, _, rest = name.partition(" ")
        if kind in ("arrived", "counted", "wanted", "all") and text.strip():
            number, _, item = rest.partition(" ") if kind in ("arrived", "all") else ("", "", rest)
            typed.setdefault(("arrived" if kind == "all" else kind, number), {})[item] = text.strip()
    for (kind, number), items in typed.items():
        sent = {each.item: each for each in earlier.values() if (each.what, str(each.shipment or "")) == (kind, number)}
        try:
            yield from _wanted(visit, items) if kind == WANTED else _answer_lines(visit, kind, number, items, sent)
        except TrackerError as error:
            problems.append(error.message)


def _answer_lines(
    visit: PlaceVisit, kind: str, number: str, items: dict[str, str], sent: dict[str, AnswerLine]
) -> tuple[AnswerLine, ...]:
    """Return the copies received of a parcel, or counted. If all was received, only other numbers need be typed."""
    is_all = items.pop("", None) is not None
    typed = {item: parse_quantity(text, zero=True) for item, text in items.items()}
    parcels = {str(parcel.shipment): parcel.items for parcel in visit.known.parcels_to(visit.place.code)}
    if is_all:
        whole = parcels.get(number) or {item: line.quantity for item, line in sent.items()}
        typed = {item: copies for item, copies in whole.items() if copies} | typed
    same = tuple(line for item, line in sent.items() if typed.get(item) == line.quantity)
    for line in same:
        typed.pop(line.item)
    if same and not typed:
        return same
    if kind != COUNTED and number not in parcels:
        raise WrongUsage(
            "Parcel {code} is no longer on its way to you; your numbers are in the message below. Please send again.",
            code=number,
        )
    for item, quantity in typed.items():
        if kind == COUNTED and quantity > visit.known.printed.get(item, quantity):
            raise WrongUsage(
                "The number of copies of {item} ever printed is {printed}, less than {quantity}. Please check the "
                "number.",
                printed=visit.known.printed[item],
                item=item,
                quantity=quantity,
            )
    code = place_code(visit.place.code) if kind == COUNTED else short_code(int(number))
    numbers = " ".join(f"{item}={quantity}" for item, quantity in typed.items())
    found = read_line(f"{code} {numbers}", visit.known.known)
    return (*same, *(() if found is None else found[1]))


def _wanted(visit: PlaceVisit, items: dict[str, str]) -> Iterator[AnswerLine]:
    needed = visit.fields.get("needed", "").strip()
    day = parse_date(needed) if needed else None
    if day is not None and day < today():
        raise WrongUsage("{day} has passed. Please choose a later day.", day=long_date(day))
    for item, text in items.items():
        if item in visit.known.known.items:  # none replaces an earlier wish
            yield AnswerLine(WANTED, item, parse_quantity(text, zero=True), needed=None if day is None else str(day))
