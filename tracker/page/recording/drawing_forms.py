"""Drawing a form: what it asks, filled in, with what may be chosen read from the ledger."""

from collections.abc import Iterator, Sequence

from tracker.errors import TrackerError
from tracker.messages import Message
from tracker.page import faults
from tracker.page.asked import Visit
from tracker.page.fields import Choices
from tracker.page.recording.drawn import (
    DrawnForm,
    DrawnInput,
    DrawnLine,
    EntryChoice,
    Planned,
    Words,
    is_about,
)
from tracker.page.recording.entry_forms import EntryForm, Offer
from tracker.page.recording.filled import ITEM, LINE, OTHER, OTHER_QUANTITY, QUANTITY, Filled, WrittenLine
from tracker.page.recording.inputs import CLERK, Input, WrongInput
from tracker.page.sessions import FormDraft
from tracker.reports import completion
from tracker.reports.queries import Database

_OWN = frozenset({"csrf", "step", "key", "clerk"})
"""Texts of a form that are no part of what is recorded."""

_SPARE = 2
"""So many lines without an item stand below the others."""

MOST_OFFERED = 30
"""The most items that a form offers; others are written."""

_ITEMS = "items"


class Drawer:
    """Draws one form."""

    def __init__(self, database: Database, filled: Filled, error: TrackerError | None) -> None:
        """Take what it is filled in with, and what is wrong of that."""
        self.database = database
        self.filled = filled
        self.error = error
        self.problem = None if error is None else faults.told(error)
        self.lists: dict[str, Words] = {}

    def form(
        self, form: EntryForm, visit: Visit, key: str, draft: FormDraft | None, offers: Sequence[Offer] | None
    ) -> DrawnForm:
        """Return the form as a whole; with what would be recorded, if that was found out."""
        inputs = [each for each in form.inputs if not (each.is_further or self._is_alone(each))]
        further = [self.input(each) for each in form.inputs if each.is_further]
        if visit.session.clerk is None:
            inputs = [CLERK, *inputs]
        asked = {each.name for each in form.inputs} | {ITEM, QUANTITY, OTHER, OTHER_QUANTITY, LINE}
        return DrawnForm(
            action=visit.leads(visit.place),
            key=key,
            about=[] if form.about is None else [(form.about.label, self.filled.text(form.about.name))],
            pairs=[pair for pair in self.filled.pairs if pair[0] not in asked | _OWN],
            inputs=[self.input(each) for each in inputs],
            further=further,
            lines=None if offers is None else list(self.lines(offers)),
            lines_hint=form.lines_hint,
            lists=list(self.lists.items()),
            problem=self.problem,
            planned=None if draft is None else _planned(draft),
            is_open=any(each.value for each in further) or any(each.is_wrong for each in further),
        )

    def _is_alone(self, asked: Input) -> bool:
        return asked.hides_alone and asked.choices is not None and len(asked.choices(self.database)) < 2

    def choice(self, form: EntryForm, visit: Visit) -> EntryChoice:
        """Return the form that asks what the next one is about."""
        assert form.about is not None  # noqa: S101  (else nothing is to be chosen)
        asked = self.input(form.about)
        pairs = [pair for pair in self.filled.pairs if pair[0] not in {form.about.name} | _OWN]
        return EntryChoice(visit.place, asked, pairs, list(self.lists.items()), self.problem)

    def input(self, asked: Input) -> DrawnInput:
        """Return an input."""
        text = self.filled.text(asked.name)
        named = f"list-{asked.name}"
        if asked.offered is not None:
            self.offer(named, asked.offered)
        choices = [] if asked.choices is None else list(asked.choices(self.database))
        if text and choices and text.casefold() not in {value.casefold() for value, _ in choices}:
            choices.append((text, ""))
        return DrawnInput(
            f"input-{asked.name}",
            asked.name,
            asked.label,
            "choice" if asked.choices is not None else asked.kind,
            text,
            asked.hint,
            None if asked.offered is None else named,
            choices,
            asked.usual,
            asked.is_needed,
            self.is_wrong(asked.name, text),
        )

    def lines(self, offers: Sequence[Offer]) -> Iterator[DrawnLine]:
        """Yield a line for each item that is offered, then those that were written, then some to write in."""
        offered, others = self.filled.offered(), self.filled.others()
        written = {each.item: each.quantity for each in [*offered, *others] if each.quantity}
        for at, offer in enumerate(offers):
            quantity = WrittenLine(offer.item, written.pop(offer.item, ""), f"{QUANTITY}-{at}")
            yield DrawnLine(offer.item, self._quantity(QUANTITY, offer.item, quantity), offer.there)
        known = {offer.item for offer in offers}
        rest = [each for each in [*offered, *others] if each.item not in known and (each.quantity or each in others)]
        rest = [each for each in rest if each.item or each.quantity]
        self.offer(_ITEMS, completion.items_and_runs)
        for at, each in enumerate([*rest, *[WrittenLine("", "", "")] * _SPARE]):
            label = Message("Item or print run {number}", number=at + 1)
            item = DrawnInput(
                f"item-{at}", OTHER, label, "text", each.item, list=_ITEMS, is_wrong=self.is_wrong(each.name, each.item)
            )
            yield DrawnLine(item, self._quantity(OTHER_QUANTITY, each.item or str(label), each, at))

    def _quantity(self, name: str, item: str, written: WrittenLine, at: int | None = None) -> DrawnInput:
        return DrawnInput(
            written.name if at is None else f"other-quantity-{at}",
            name,
            Message("Copies of {item}", item=item),
            "number",
            written.quantity,
            is_wrong=self.is_wrong(written.name, written.quantity) or is_about(self.problem, written.item),
        )

    def offer(self, name: str, words: Choices) -> None:
        """Have a list of what is offered."""
        if name not in self.lists:
            self.lists[name] = [(word, meaning if meaning != word else "") for word, meaning in words(self.database)]

    def is_wrong(self, name: str, text: str) -> bool:
        """Return whether what is wrong is in that input."""
        if isinstance(self.error, WrongInput):
            return self.error.name == name
        return is_about(self.problem, text)


def _planned(draft: FormDraft) -> Planned:
    pairs = [pair for pair in draft.pairs if pair[0] not in _OWN]
    return Planned(draft.lines, (*pairs, *draft.kept), draft.is_changed)
