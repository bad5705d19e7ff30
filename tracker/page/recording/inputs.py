"""The inputs of forms: label, parser, and suggestions."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from tracker.errors import WrongUsage
from tracker.inputs import kinds
from tracker.messages import Message
from tracker.model.dates import today
from tracker.model.entries import Particulars
from tracker.model.quantities import Line, parse_line
from tracker.model.text import refuse_unseen
from tracker.page.visits import Input, Pairs, WrongInput


def place(name: str, label: Message, **how: Any) -> Input:
    """Return an input for a place."""
    return Input(name, label, kinds.PLACE.parse, offered=kinds.PLACE.choices, **how)


def several(parse: Callable[[str], Any]) -> Callable[[str], tuple[Any, ...]]:
    """Return a function that parses comma-separated text."""
    return lambda text: tuple(parse(part.strip()) for part in text.split(",") if part.strip())


def store(name: str, label: Message) -> Input:
    """Return an input that selects a store, if there are several."""
    return Input(
        name,
        label,
        kinds.STORE.parse,
        f"--{name}",
        choices=kinds.STORE.choices,
        usual=Message("default store"),
        hides_alone=True,
    )


def check(name: str, label: Message, option: str, **how: Any) -> Input:
    """Return a checkbox."""
    return Input(name, label, bool, option, "check", **how)


CLERK = Input(
    "clerk",
    Message("Your name"),
    kinds.CLERK.parse,
    hint=Message("Shown with everything you record until you change it or sign out."),
    is_needed=True,
    comes_first=True,
)
DAY = Input(
    "date",
    Message("Date"),
    kinds.DATE.parse,
    "--date",
    hint=Message("Leave blank for today, or enter 1.3., yesterday or monday."),
)
REFERENCE = Input("ref", Message("Reference"), kinds.REFERENCE.parse, "--ref")
CARRIER = Input("carrier", Message("Carrier"), kinds.CARRIER.parse, "--carrier")
NOTE = Input("note", Message("Note"), kinds.NOTE.parse, "--note", "note", is_further=True)
REASON = Input("reason", Message("Reason"), kinds.REASON.parse, "--reason", "note", is_needed=True)
REQUEST = Input(
    "request",
    Message("Request fulfilled by it"),
    kinds.REQUEST.parse,
    "--request",
    choices=kinds.REQUEST.choices,
    usual=Message("none"),
    is_further=True,
)
COST = Input("cost", Message("Total shipping cost"), kinds.CENTS.parse, "--cost", is_further=True)
CURRENCY = Input("currency", Message("Currency of the cost"), kinds.CURRENCY.parse, "--currency", is_further=True)
FUND = Input(
    "fund",
    Message("Fund that paid for shipping"),
    kinds.FUND.parse,
    "--fund",
    choices=kinds.FUND.choices,
    usual=Message("nobody"),
    is_further=True,
)
ENTRY = Input("entry", Message("Entry"), kinds.ENTRY.parse, offered=kinds.ENTRY.choices, is_needed=True)
SHIPMENT = Input(
    "shipment",
    Message("Shipment"),
    kinds.SHIPMENT.parse,
    offered=kinds.SHIPMENT.choices,
    hint=Message("Number, reference or short code on the delivery note."),
    is_needed=True,
)


# A submitted form, or one with initial values from the query.


ITEM, QUANTITY = "item", "quantity"
"""The names of the inputs of a line with an offered item; each quantity follows its item."""

OTHER, OTHER_QUANTITY = "other", "other-quantity"
"""The names of the inputs of a line with a typed item."""

LINE = "line"
"""The query parameter for an initial line: ITEM=QTY."""


class WrittenLine(NamedTuple):
    """A typed line: item and quantity."""

    item: str
    quantity: str
    name: str
    """The name that identifies its quantity input in errors."""


class Filled(NamedTuple):
    """The texts of a form."""

    pairs: Pairs

    def text(self, name: str) -> str:
        """Return a text, or "" if it is missing."""
        return next((value.strip() for key, value in reversed(self.pairs) if key == name), "")

    def value(self, field: Input) -> Any:
        """Return the parsed value of an input, or None if it is empty. Raises WrongInput if it is invalid."""
        return field.read(self.text(field.name))

    def needed(self, field: Input) -> Any:
        """Return the parsed value of an input. Raises WrongInput if it is empty or invalid."""
        return field._replace(is_needed=True).read(self.text(field.name))

    def offered(self) -> list[WrittenLine]:
        """Return the lines with offered items."""
        return list(self._written(ITEM, QUANTITY))

    def others(self) -> list[WrittenLine]:
        """Return the lines with typed items."""
        begun = [each.rpartition("=") for each in self.texts(LINE)]
        first = [WrittenLine(item, quantity, f"{LINE}-{at}") for at, (item, _, quantity) in enumerate(begun)]
        return [*first, *self._written(OTHER, OTHER_QUANTITY)]

    def _written(self, item: str, quantity: str) -> Iterator[WrittenLine]:
        both = zip(self.texts(item), self.texts(quantity), strict=False)
        return (WrittenLine(what, many, f"{quantity}-{at}") for at, (what, many) in enumerate(both))

    def texts(self, name: str) -> list[str]:
        """Return all texts with this name."""
        return [value.strip() for key, value in self.pairs if key == name]

    def lines(self, *, zero: bool = False, needed: bool = False) -> tuple[Line, ...]:
        """Return the parsed lines, without offered items that have no quantity.

        With `zero` a quantity may be zero, with `needed` there must be one. Raises WrongInput for an invalid line.
        """
        wanted = [each for each in self.offered() if each.quantity]
        wanted += [each for each in self.others() if each.item or each.quantity]
        if needed and not wanted:
            first = QUANTITY if self.offered() else OTHER_QUANTITY
            raise WrongInput.at(f"{first}-0", WrongUsage("Enter the copies of at least one item."))
        return tuple(_line(each, zero=zero) for each in wanted)

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
            (name, next_reference(text) if name == REFERENCE.name else text)
            for name, text in self.pairs
            if name in names
        )

    def particulars(
        self, clerk: str, inputs: Sequence[Input], key: str, *, dry_run: bool, seen: int | None = None
    ) -> Particulars:
        """Return the particulars of the entry to record. Raises WrongInput for an invalid one."""
        day, reference, note = (self.value(each) if each in inputs else None for each in (DAY, REFERENCE, NOTE))
        return Particulars(clerk, day, reference, note, key, dry_run, seen=seen, confirmed=True)  # it was shown before


def next_reference(reference: str) -> str:
    """Return the reference after one that ends with a number, such as P-043 after P-042; otherwise ""."""
    match = re.fullmatch(r"(.*?)([0-9]+)", reference)
    return "" if match is None else f"{match[1]}{int(match[2]) + 1:0{len(match[2])}}"


def _line(written: WrittenLine, *, zero: bool) -> Line:
    text = f"{written.item}={written.quantity}" if written.quantity else written.item
    try:
        refuse_unseen(text)
        return parse_line(text, zero=zero)
    except WrongUsage as error:
        raise WrongInput.at(written.name, error) from None
