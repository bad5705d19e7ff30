"""The inputs of forms: label, parser, and suggestions; and the texts of a form."""

from collections.abc import Iterator, Sequence
from typing import Any

from tracker.errors import WrongUsage
from tracker.inputs import kinds
from tracker.inputs.kinds import ValueKind
from tracker.messages import Message
from tracker.model.dates import today
from tracker.model.entries import Particulars, next_reference
from tracker.model.quantities import Line, parse_line
from tracker.model.text import refuse_unseen
from tracker.page.visits import Input, NamedTexts, Pairs, WrongInput


def typed(name: str, label: Message, kind: ValueKind, **how: Any) -> Input:
    """Return an input for a value of this kind, with suggestions if it has any."""
    return Input(name, label, kind.parse, offered=kind.choices, **how)


def selected(name: str, label: Message, kind: ValueKind, usual: Message | None = None, **how: Any) -> Input:
    """Return an input that selects a value of this kind."""
    return Input(name, label, kind.parse, choices=kind.choices, usual=usual, **how)


def several(name: str, label: Message, kind: ValueKind, **how: Any) -> Input:
    """Return an input for comma-separated values of this kind."""

    def parse(text: str) -> tuple[Any, ...]:
        return tuple(kind.parse(part.strip()) for part in text.split(",") if part.strip())

    return Input(name, label, parse, kind="several", offered=kind.choices, comes_first=True, **how)


def store(name: str, label: Message) -> Input:
    """Return an input that selects a store, if there are several."""
    return selected(name, label, kinds.STORE, Message("default store"), hides_alone=True)


def check(name: str, label: Message, **how: Any) -> Input:
    """Return a checkbox."""
    return Input(name, label, bool, kind="check", **how)


DAY = typed(
    "date", Message("Date"), kinds.DATE, hint=Message("Leave blank for today, or enter 1.3., yesterday or monday.")
)
REFERENCE = typed("ref", Message("Reference"), kinds.REFERENCE)
CARRIER = typed("carrier", Message("Carrier"), kinds.CARRIER)
NOTE = Input("note", Message("Note"), kinds.NOTE.parse, kind="note", is_further=True)
REASON = Input("reason", Message("Reason"), kinds.REASON.parse, kind="note", is_needed=True)
COST = typed("cost", Message("Total shipping cost"), kinds.CENTS, is_further=True)
CURRENCY = typed("currency", Message("Currency of the cost"), kinds.CURRENCY, is_further=True)
FUND = selected("fund", Message("Fund that paid for shipping"), kinds.FUND, Message("nobody"), is_further=True)
ENTRY = typed("entry", Message("Entry"), kinds.ENTRY, is_needed=True)
PLACE = typed("place", Message("Place"), kinds.PLACE, is_needed=True)


# A submitted form, or one with initial values from the query.


ITEM, OTHER, QUANTITY = "item", "other", "quantity"
"""The names of the inputs of a line: an offered or a typed item, followed by its quantity."""


class Filled(NamedTexts):
    """The texts of a form."""

    def written(self, *, blank: bool = False) -> Iterator[tuple[str, str]]:
        """Yield each item with its quantity as typed; offered items without one only if `blank`."""
        name = item = ""
        for key, text in self.pairs:
            if key in (ITEM, OTHER):
                name, item = key, text.strip()
            elif key == QUANTITY and (text.strip() or (item and (blank or name == OTHER))):
                yield item, text.strip()

    def lines(self, *, zero: bool = False, needed: bool = False) -> tuple[Line, ...]:
        """Return the parsed lines; with `zero` a quantity may be zero, with `needed` there must be one.

        Raises WrongInput for an invalid line.
        """
        written = list(self.written())
        if needed and not written:
            first = next(iter(self.texts(ITEM)), "")
            raise WrongInput.at(first, WrongUsage("Enter the copies of at least one item."))
        return tuple(_line(item, quantity, zero=zero) for item, quantity in written)

    def settled(self, inputs: Sequence[Input]) -> "Filled":
        """Return the form with a calendar date in place of "today", so that it stays the same after midnight.

        Raises WrongInput for an invalid date.
        """
        if DAY not in inputs:
            return self
        day = self.value(DAY) or today()
        return Filled((*(pair for pair in self.pairs if pair[0] != DAY.name), (DAY.name, day.isoformat())))

    def kept(self, names: Sequence[str]) -> Pairs:
        """Return the initial texts of the next form: those with these names, and the next reference."""
        return tuple(
            (name, next_reference(text) or "" if name == REFERENCE.name else text)
            for name, text in self.pairs
            if name in names
        )

    def particulars(
        self, clerk: str, inputs: Sequence[Input], key: str, *, dry_run: bool, seen: int | None = None
    ) -> Particulars:
        """Return the particulars of the entry to record. Raises WrongInput for an invalid one."""
        day, reference, note = (self.value(each) if each in inputs else None for each in (DAY, REFERENCE, NOTE))
        return Particulars(clerk, day, reference, note, key, dry_run, seen=seen, confirmed=True)  # it was shown before


def _line(item: str, quantity: str, *, zero: bool) -> Line:
    text = f"{item}={quantity}" if quantity else item
    try:
        refuse_unseen(text)
        return parse_line(text, zero=zero)
    except WrongUsage as error:
        raise WrongInput.at(item, error) from None
