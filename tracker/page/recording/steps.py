"""The two steps of a form: show the plan, then record it, once even if it is submitted repeatedly."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from tracker.errors import Overtaken, Refused, TrackerError, Unusable, UsedKey, WrongUsage
from tracker.inputs.kinds import Choices
from tracker.ledger.recording import ALREADY_USED
from tracker.messages import Joined, Message
from tracker.model.dates import today
from tracker.model.page_blocks import Sides
from tracker.page.content import Block, Content, DrawnForm, DrawnLine, Planned, parse_number
from tracker.page.faults import error_message, status_of
from tracker.page.pages import SeeOther, Shows, WebPage
from tracker.page.recording.entry_forms import Entered, EntryForm, Offer
from tracker.page.recording.inputs import DAY, ITEM, OTHER, QUANTITY, Filled
from tracker.page.security import News, secret
from tracker.page.visits import Input, Visit, Words, WrongInput
from tracker.reports import completion
from tracker.reports.log import last_command
from tracker.reports.queries import Database, reading
from tracker.retries import retry

_OWN = frozenset({"step", "key", "told", "seen", "shown"})
"""Texts of a form that are not recorded."""

_SPARE = 2
"""The number of empty lines below the others."""

MOST_OFFERED = 30
"""The maximum number of items offered; others are typed."""


@dataclass
class Drawer:
    """Draws one form."""

    database: Database
    filled: Filled
    error: TrackerError | None
    problem: Message | None
    """The error's message."""
    kept: Collection[str] = ()
    """The names kept from the previous form."""
    lists: dict[Choices, Words] = field(default_factory=dict)
    """The lists of suggestions, each once."""

    def form(
        self, form: EntryForm, visit: Visit, key: str, planned: Planned | None, offers: Sequence[Offer] | None
    ) -> DrawnForm:
        """Return the whole form, with the plan if there is one; without a key, it asks for the next form's subject."""
        inputs = [self.input(each) for each in form.inputs if not self._is_alone(each)]
        lines = None if offers is None else list(self.lines(offers))
        if self.error is None and planned is None:
            inputs, lines = _with_focus(inputs, lines)
        own = {each.name for each in form.inputs} | {ITEM, OTHER, QUANTITY}
        return DrawnForm(
            visit.leads(visit.place) if key else visit.place,
            key,
            None if form.about is None else (form.about.label, self.filled.text(form.about.name)),
            [pair for pair in self.filled.pairs if pair[0] not in own | _OWN],
            inputs,
            lines,
            form.lines_hint,
            form.ticks(self.database, self.filled),
            [(f"list-{at}", words) for at, words in enumerate(self.lists.values())],
            self.problem,
            planned,
        )

    def _is_alone(self, field: Input) -> bool:
        return field.hides_alone and field.choices is not None and len(field.choices(self.database)) < 2

    def input(self, field: Input) -> Input:
        """Return an input with its value."""
        text = self.filled.text(field.name)
        return field.drawn(
            self.database,
            text,
            id=f"input-{field.name}",
            list=None if field.offered is None else self.offer(field.offered),
            is_wrong=self.is_wrong(field.name, text),
            is_kept=bool(text) and field.name in self.kept,
        )

    def lines(self, offers: Sequence[Offer]) -> Iterator[DrawnLine]:
        """Yield a line for each offered item, then the typed ones, then empty ones."""
        written = dict(self.filled.written())
        for at, offer in enumerate(offers):
            yield DrawnLine(
                offer.item, self._quantity(at, offer.item, written.pop(offer.item, "")), offer.held, offer.taps
            )
        items = self.offer(completion.items_and_runs)
        for at, (item, quantity) in enumerate([*written.items(), *[("", "")] * _SPARE]):
            label = Message("Item or print run {number}", number=at + 1)
            is_wrong = self.is_wrong(item, item)
            field = Input(OTHER, label, str, id=f"item-{at}", value=item, list=items, is_wrong=is_wrong)
            yield DrawnLine(field, self._quantity(len(offers) + at, item or str(label), quantity))

    def _quantity(self, at: int, item: str, quantity: str) -> Input:
        return Input(
            QUANTITY,
            Message("Copies of {item}", item=item),
            str,
            kind="number",
            id=f"{QUANTITY}-{at}",
            value=quantity,
            is_wrong=self.is_wrong(item, quantity) or is_about(self.problem, item),
            is_kept=bool(quantity) and QUANTITY in self.kept,
        )

    def offer(self, words: Choices) -> str:
        """Add a list of suggestions, and return its id."""
        if words not in self.lists:
            self.lists[words] = words(self.database)
        return f"list-{[*self.lists].index(words)}"

    def is_wrong(self, name: str, text: str) -> bool:
        """Return whether the error is in this input."""
        if isinstance(self.error, WrongInput):
            return self.error.name == name
        return is_about(self.problem, text)


def is_about(problem: Message | None, text: str) -> bool:
    """Return whether an error message names this text."""
    if problem is None or not text:
        return False
    parts = {text.casefold(), *(part.strip().casefold() for part in text.split(","))}
    return any(str(each).casefold() in parts for each in _named(problem))


def _named(message: Message) -> Iterable[object]:
    values = message.parts if isinstance(message, Joined) else message.fields.values()
    for value in values:
        yield from _named(value) if isinstance(value, Message) else [value]


def _with_focus(
    inputs: Sequence[Input], lines: Sequence[DrawnLine] | None
) -> tuple[list[Input], list[DrawnLine] | None]:
    """Return the inputs and lines with the focus on the first empty one, preferably above the others."""
    first = [each for each in inputs if each.comes_first and not each.value]
    others = [line.quantity for line in lines or ()]
    others += [each for each in inputs if not (each.comes_first or each.is_further)]
    focus = next(iter(first or [each for each in others if not each.value] or others), None)

    def focused(each: Input) -> Input:
        return each._replace(is_first=each is focus)

    written = None if lines is None else [line._replace(quantity=focused(line.quantity)) for line in lines]
    return list(map(focused, inputs)), written


def web_page(form: EntryForm) -> WebPage:
    """Return the page of a form."""

    def show(database: Database, visit: Visit) -> Content:
        kept = () if visit.news is None else visit.news.kept
        try:
            begun = form.begin(database, Filled(visit.pairs))
        except TrackerError as unknown:
            return shown(database, form, visit, Filled(visit.pairs), error=unknown)
        return shown(database, form, visit, Filled((*kept, *begun, *visit.pairs)), kept=dict(kept))

    def act(path: Path, visit: Visit) -> SeeOther | Shows:
        return sent(path, form, visit)

    return WebPage(form.address, form.name, show, form.command, has_clocks=False, act=act)


def sent(path: Path, form: EntryForm, visit: Visit) -> SeeOther | Shows:
    """Carry out the step of a submitted form: redirect to the result, or return the plan or the error to show."""
    filled = Filled(visit.form)
    key = filled.text("key") if _KEY.fullmatch(filled.text("key")) else _key()
    made: Entered | Planned | None = None
    error: TrackerError | None = None
    submission = _Submission(path, form, visit.clerk)
    try:
        if filled.text("step") == "record" and filled.text("shown"):  # only a plan that was shown is recorded
            made = submission.record(filled, key)
        else:
            with suppress(UsedKey):
                made = submission.look(filled, key)
            if made is None:  # a changed form sent again
                key = _key()
                made = submission.look(filled, key)
    except (Refused, WrongUsage, Unusable) as refused:
        error = refused
    if isinstance(made, Entered):
        lines = [_BEFORE if line == ALREADY_USED.given(key=key) else line for line in made.lines]
        sees = made.leads or "/log"
        visit.session.news = {key: News(lines, sees, made.command, filled.kept(form.keeps))}
        leads = form.address if form.is_repeated else sees
        return SeeOther(f"{leads}{'&' if '?' in leads else '?'}told={key}")
    return lambda database: shown(database, form, visit, filled, key=key, planned=made, error=error)


_BEFORE = Message("This was already recorded; nothing new was recorded.")


_KEY = re.compile(r"page-[\w-]{22}", re.ASCII)


def _key() -> str:
    return f"page-{secret()[:22]}"


class _Submission(NamedTuple):
    """The form, the clerk and the ledger of a request to record."""

    path: Path
    form: EntryForm
    clerk: str

    def do(self, filled: Filled, key: str, **how: Any) -> Entered:
        """Record a form, or do a dry run."""
        particulars = filled.particulars(self.clerk, self.form.inputs, key, **how)
        return retry(lambda: self.form.do(self.path, filled, particulars))

    def look(self, filled: Filled, key: str) -> Entered | Planned:
        """Return the plan, or the entry recorded before under the key."""
        filled = filled.settled(self.form.inputs)
        with reading(self.path) as database:
            seen = last_command(database)
        made = self.do(filled, key, dry_run=True)
        if made.leads is not None:
            return made
        day = filled.value(DAY) if DAY in self.form.inputs else None
        if day is not None and day.year != today().year:
            made = made._replace(lines=(Message("Check the year: {day} is not in this year.", day=day), *made.lines))
        digest = sha256("\n".join(map(str, (*made.lines, *made.kept))).encode()).hexdigest()
        pairs = [pair for pair in filled.pairs if pair[0] not in _OWN]
        return Planned(made.lines, (*pairs, *made.kept, ("seen", str(seen)), ("shown", digest)), digest)

    def record(self, filled: Filled, key: str) -> Entered | Planned:
        """Record the plan that was shown; if it has changed since, return the new plan."""
        seen = parse_number(filled.text("seen"))
        while True:  # until no other command comes in between
            with suppress(Overtaken):
                return self.do(filled, key, dry_run=False, seen=seen)
            looked = self.look(filled, key)
            if isinstance(looked, Entered):
                return looked
            if looked.shown != filled.text("shown"):
                return looked._replace(is_changed=True)
            seen = int(dict(looked.pairs)["seen"])


def shown(
    database: Database,
    form: EntryForm,
    visit: Visit,
    filled: Filled,
    *,
    key: str | None = None,
    planned: Planned | None = None,
    error: TrackerError | None = None,
    kept: Collection[str] = (),
) -> Content:
    """Return a form with its values, below the plan or the error; or first the form that asks for its subject."""
    about, beside = form.about, list[Block]()
    offers: Sequence[Offer] | None = None
    is_asking = about is not None and not filled.text(about.name)
    if not is_asking:
        try:
            beside = list(form.beside(database, filled))
            offers = None if form.offers is None else form.offers(database, filled)[:MOST_OFFERED]
        except (Refused, WrongUsage) as unknown:
            is_asking, offers, error = about is not None, (), error or unknown
    if about is not None and is_asking:
        form, key, offers = EntryForm(form.address, form.name, form.command, form.do, (about,)), "", None
    problem = None if error is None else error_message(error)
    drawer = Drawer(database, filled, error, problem, kept)
    drawn = drawer.form(form, visit, _key() if key is None else key, planned, offers)
    status = 200 if error is None else status_of(error) if isinstance(error, Unusable) else 422
    return Content(form.name, [Sides([drawn], beside)] if beside else [drawn], status)
