"""The two steps of a form: show the plan, then record it, once even if it is submitted repeatedly."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from tracker.errors import Overtaken, Refused, TrackerError, Unusable, UsedKey, WrongUsage
from tracker.inputs import kinds
from tracker.inputs.kinds import Choices
from tracker.ledger.recording import ALREADY_USED
from tracker.messages import Message
from tracker.model.dates import today
from tracker.model.page_blocks import Sides
from tracker.model.text import folded
from tracker.page import faults
from tracker.page.content import Block, Content, Linked, parse_number
from tracker.page.faults import status_of
from tracker.page.pages import SeeOther, Shows, WebPage
from tracker.page.recording.drawn import (
    DrawnForm,
    DrawnLine,
    Planned,
    is_about,
)
from tracker.page.recording.entry_forms import Entered, EntryForm, Offer
from tracker.page.recording.inputs import (
    CLERK,
    DAY,
    ITEM,
    LINE,
    OTHER,
    OTHER_QUANTITY,
    QUANTITY,
    Filled,
    WrittenLine,
)
from tracker.page.security import News, secret
from tracker.page.visits import Input, Visit, Words, WrongInput
from tracker.reports import completion
from tracker.reports.log import last_command
from tracker.reports.queries import Database, reading
from tracker.retries import retry

# Draw a form: its inputs with values, and with choices read from the ledger.


_OWN = frozenset({"csrf", "step", "key", "clerk", "told", "seen", "shown"})
"""Texts of a form that are not recorded."""

_SPARE = 2
"""The number of empty lines below the others."""

MOST_OFFERED = 30
"""The maximum number of items offered; others are typed."""

MOST_WORDS = 500
"""The maximum number of suggestions in a form; the script fetches longer lists as one types."""

LISTS: Mapping[str, Choices] = {"places": kinds.PLACE.choices or completion.places, "items": completion.items_and_runs}
"""The lists of suggestions that may be long, by name."""


class Drawer:
    """Draws one form."""

    def __init__(
        self, database: Database, filled: Filled, error: TrackerError | None, kept: Collection[str] = ()
    ) -> None:
        """Take its values, their error, and the names kept from the previous form."""
        self.database = database
        self.kept = kept
        self.filled = filled
        self.error = error
        self.problem = None if error is None else faults.error_message(error)
        self.lists: dict[str, Words] = {}

    def form(
        self, form: EntryForm, visit: Visit, key: str, planned: Planned | None, offers: Sequence[Offer] | None
    ) -> DrawnForm:
        """Return the whole form, with the plan if there is one."""
        asked_inputs = [each for each in form.inputs if not (each.is_further or self._is_alone(each))]
        further = [self.input(each) for each in form.inputs if each.is_further]
        if visit.session.clerk is None and CLERK not in form.inputs:
            asked_inputs = [CLERK, *asked_inputs]
        inputs = [self.input(each) for each in asked_inputs]
        lines = None if offers is None else list(self.lines(offers))
        if self.error is None and planned is None:
            inputs, lines = _with_focus(inputs, lines)
        own = {each.name for each in form.inputs} | {ITEM, QUANTITY, OTHER, OTHER_QUANTITY, LINE}
        return DrawnForm(
            visit.leads(visit.place),
            key,
            [] if form.about is None else [(form.about.label, self.filled.text(form.about.name))],
            [pair for pair in self.filled.pairs if pair[0] not in own | _OWN],
            inputs,
            list(self.lists.items()),
            form.button,
            further,
            lines,
            form.lines_hint,
            self.problem,
            planned,
            is_open=any(each.value or each.is_wrong for each in further),
            ticks=form.ticks(self.database, self.filled),
        )

    def _is_alone(self, field: Input) -> bool:
        return field.hides_alone and field.choices is not None and len(field.choices(self.database)) < 2

    def choice(self, form: EntryForm, visit: Visit) -> DrawnForm:
        """Return the form that asks for the subject of the next one."""
        assert form.about is not None  # noqa: S101  (otherwise there are no choices)
        field = self.input(form.about)._replace(is_first=self.error is None)
        pairs = [pair for pair in self.filled.pairs if pair[0] not in {form.about.name} | _OWN]
        lists = list(self.lists.items())
        return DrawnForm(visit.place, "", (), pairs, [field], lists, Message("Continue"), problem=self.problem)

    def input(self, field: Input) -> Input:
        """Return an input with its value."""
        text, named = self.filled.text(field.name), None
        if field.offered is not None:
            named = next((name for name, words in LISTS.items() if words is field.offered), f"list-{field.name}")
            self.offer(named, field.offered)
        return field.drawn(
            self.database,
            text,
            id=f"input-{field.name}",
            list=named,
            is_wrong=self.is_wrong(field.name, text),
            is_kept=bool(text) and field.name in self.kept,
        )

    def lines(self, offers: Sequence[Offer]) -> Iterator[DrawnLine]:
        """Yield a line for each offered item, then the typed ones, then empty ones."""
        offered, others = self.filled.offered(), self.filled.others()
        written = {each.item: each.quantity for each in [*offered, *others] if each.quantity}
        for at, offer in enumerate(offers):
            quantity = WrittenLine(offer.item, written.pop(offer.item, ""), f"{QUANTITY}-{at}")
            yield DrawnLine(offer.item, self._quantity(QUANTITY, offer.item, quantity), offer.held, offer.taps)
        known = {offer.item for offer in offers}
        rest = [each for each in [*offered, *others] if each.item not in known and (each.quantity or each in others)]
        rest = [each for each in rest if each.item or each.quantity]
        self.offer("items", LISTS["items"])
        for at, each in enumerate([*rest, *[WrittenLine("", "", "")] * _SPARE]):
            label = Message("Item or print run {number}", number=at + 1)
            is_wrong = self.is_wrong(each.name, each.item)
            item = Input(OTHER, label, str, id=f"item-{at}", value=each.item, list="items", is_wrong=is_wrong)
            yield DrawnLine(item, self._quantity(OTHER_QUANTITY, each.item or str(label), each, at))

    def _quantity(self, name: str, item: str, written: WrittenLine, at: int | None = None) -> Input:
        return Input(
            name,
            Message("Copies of {item}", item=item),
            str,
            kind="number",
            id=written.name if at is None else f"other-quantity-{at}",
            value=written.quantity,
            is_wrong=self.is_wrong(written.name, written.quantity) or is_about(self.problem, written.item),
            is_kept=bool(written.quantity) and name in self.kept,
        )

    def offer(self, name: str, words: Choices) -> None:
        """Add a list of suggestions."""
        if name not in self.lists:
            found = words(self.database)
            self.lists[name] = found if len(found) <= MOST_WORDS or name not in LISTS else []

    def is_wrong(self, name: str, text: str) -> bool:
        """Return whether the error is in this input."""
        if isinstance(self.error, WrongInput):
            return self.error.name == name
        return is_about(self.problem, text)


def _with_focus(
    inputs: Sequence[Input], lines: Sequence[DrawnLine] | None
) -> tuple[list[Input], list[DrawnLine] | None]:
    """Return the inputs and lines with the focus on the first empty one, preferably above the others."""
    first = [each for each in inputs if each.comes_first and not each.value]
    others = [line.quantity for line in lines or ()] + [each for each in inputs if not each.comes_first]
    focus = next(iter(first or [each for each in others if not each.value] or others), None)

    def focused(each: Input) -> Input:
        return each._replace(is_first=each is focus)

    written = None if lines is None else [line._replace(quantity=focused(line.quantity)) for line in lines]
    return list(map(focused, inputs)), written


CHECK, RECORD = "check", "record"
"""The steps, as named by the form's buttons."""


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

    return WebPage(form.address, form.name, show, lambda _: form.command, has_clocks=False, act=act)


def sent(path: Path, form: EntryForm, visit: Visit) -> SeeOther | Shows:
    """Carry out the step of a submitted form: redirect to the result, or return the plan or the error to show."""
    filled = Filled(visit.form)
    key = filled.text("key") if _KEY.fullmatch(filled.text("key")) else _key()
    made: Entered | Planned | None = None
    error: TrackerError | None = None
    try:
        made, key = _done(_Submission(path, form, _clerk(visit, filled)), filled, key)
    except (Refused, WrongUsage, Unusable) as refused:
        error = refused
    if isinstance(made, Entered):
        lines = [_result_line(line, key) for line in made.lines]
        sees = made.leads or "/log"
        visit.session.tell(key, News(lines, sees, made.command, filled.kept(form.keeps)))
        leads = form.address if form.is_repeated else sees
        return SeeOther(f"{leads}{'&' if '?' in leads else '?'}told={key}")
    return lambda database: shown(database, form, visit, filled, key=key, planned=made, error=error)


def _result_line(line: Message, key: str) -> Message:
    """Return a message without the generated key."""
    return _BEFORE if line == ALREADY_USED.given(key=key) else line


_BEFORE = Message("This was already recorded; nothing new was recorded.")


_KEY = re.compile(r"page-[\w-]{22}", re.ASCII)


def _key() -> str:
    """Return a new key."""
    return f"page-{secret()[:22]}"


def _clerk(visit: Visit, filled: Filled) -> str:
    """Return the clerk, and keep the name in the session. Raises WrongInput if there is none."""
    if visit.session.person is None and (visit.session.clerk is None or filled.text(CLERK.name)):
        visit.session.clerk = CLERK.read(filled.text(CLERK.name))
    assert visit.session.clerk is not None  # noqa: S101  (a name is needed)
    return visit.session.clerk


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


def _done(submission: _Submission, filled: Filled, key: str) -> tuple[Entered | Planned, str]:
    """Return the entry recorded, or the plan, with its key.

    Only a plan that was shown is recorded. A repeated request under the key returns the entry recorded then; a changed
    one gets a new key.
    """
    if filled.text("step") == RECORD and filled.text("shown"):
        return _record(submission, filled, key), key
    try:
        return submission.look(filled, key), key
    except UsedKey:
        key = _key()
        return submission.look(filled, key), key


def _record(submission: _Submission, filled: Filled, key: str) -> Entered | Planned:
    """Record the plan that was shown; if it has changed since, return the new plan."""
    seen = parse_number(filled.text("seen"))
    while True:  # until no other command comes in between
        with suppress(Overtaken):
            return submission.do(filled, key, dry_run=False, seen=seen)
        looked = submission.look(filled, key)
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
    """Return a form with its values, below the plan or the error."""
    how: dict[str, Any] = {} if error is None else {"status": _status(error)}
    if form.about is None or filled.text(form.about.name):
        try:
            beside, offers = _beside(database, form, filled)
        except (Refused, WrongUsage) as unknown:
            if form.about is not None:
                return _choosing(database, form, visit, filled, unknown)
            beside, offers, error = [], (), error or unknown
        drawn = Drawer(database, filled, error, kept).form(form, visit, key or _key(), planned, offers)
        return Content(form.name, [Sides([drawn], beside)] if beside else [drawn], **how)
    return _choosing(database, form, visit, filled, error)


def _beside(database: Database, form: EntryForm, filled: Filled) -> tuple[list[Block], Sequence[Offer] | None]:
    beside = list(form.beside(database, filled))
    return beside, None if form.offers is None else form.offers(database, filled)[:MOST_OFFERED]


def _choosing(database: Database, form: EntryForm, visit: Visit, filled: Filled, error: TrackerError | None) -> Content:
    choice = Drawer(database, filled, error).choice(form, visit)
    found = [] if error is None else [Linked(list(_found(database, form, filled)))]
    return Content(form.name, [choice, *found], 200 if error is None else _status(error))


def _found(database: Database, form: EntryForm, filled: Filled) -> Iterator[tuple[Message, str]]:
    """Yield the records with the text in their code or name, ignoring case and diacritics, with links."""
    assert form.about is not None  # noqa: S101  (it is being chosen)
    text = folded(filled.text(form.about.name))
    offered = form.about.offered(database) if text and form.about.offered is not None else []
    fitting = ((code, name) for code, name in offered if text in folded(f"{code} {name}"))
    for code, name in islice(fitting, MOST_OFFERED):
        yield Message("{code}: {name}", code=code, name=name), f"{form.address}?{urlencode({form.about.name: code})}"


def _status(error: TrackerError) -> int:
    return status_of(error) if isinstance(error, Unusable) else 422
