"""What a form asks: each input with its label, what a text in it means, and what is offered as one types."""

from collections.abc import Callable
from typing import Any, NamedTuple

from tracker.errors import TrackerError, WrongUsage
from tracker.messages import Message
from tracker.model.codes import parse_code
from tracker.model.money import parse_cents, parse_currency
from tracker.model.text import clean, refuse_unseen, required
from tracker.model.typed_numbers import parse_entry, parse_request
from tracker.model.written_days import parse_date
from tracker.page.fields import Choices
from tracker.reports import completion


class WrongInput(WrongUsage):
    """A text that means nothing where it stands."""

    name = ""
    """The input in which it stands."""

    @classmethod
    def at(cls, name: str, error: TrackerError) -> "WrongInput":
        """Return what says the same of an input."""
        wrong = cls.of(error.message)
        wrong.name = name
        return wrong


class Input(NamedTuple):
    """An input of a form."""

    name: str
    label: Message
    parse: Callable[[str], Any]
    """Returns what a text means; for an empty one only if it is needed. Raises WrongUsage."""
    option: str | None = None
    """What the command calls it; None is an argument without a name."""
    kind: str = "text"
    """How it is written: text, note, which is longer, or check, which is yes or nothing."""
    offered: Choices | None = None
    """What is offered as one types; anything may be typed."""
    choices: Choices | None = None
    """What it is chosen from."""
    usual: Message | None = None
    """What it is if it is not chosen."""
    hint: Message | None = None
    hides_alone: bool = False
    """Whether it is not asked where there is nothing to choose from but one thing."""
    is_needed: bool = False
    is_further: bool = False
    """Whether it is seldom needed, and stands with others of that kind."""

    def read(self, text: str) -> Any:
        """Return what a text means, None if it is empty. Raises WrongInput when it means nothing, or is needed."""
        try:
            if text and self.kind != "note":
                refuse_unseen(text)
            return self.parse(text) if text or self.is_needed else None
        except WrongUsage as error:
            raise WrongInput.at(self.name, error) from None


def _written(field: Message) -> Callable[[str], str]:
    return lambda text: clean(text, field)


def _needed(field: Message) -> Callable[[str], str]:
    return lambda text: required(text, field)


def place(
    name: str, label: Message, option: str | None = None, offered: Choices = completion.places, **how: Any
) -> Input:
    """Return an input that names a place."""
    return Input(name, label, _needed(Message("place")), option, offered=offered, **how)


def check(name: str, label: Message, option: str, **how: Any) -> Input:
    """Return an input that is yes or nothing."""
    return Input(name, label, bool, option, "check", **how)


CLERK = Input(
    "clerk",
    Message("Your name"),
    _needed(Message("clerk's name")),
    hint=Message("It stands with what you record, until you leave the page or change it."),
    is_needed=True,
)
DAY = Input(
    "date",
    Message("Date"),
    parse_date,
    "--date",
    hint=Message("When it happened; empty is today. Write 2015-03-01, 1.3.2015, 1.3., yesterday or monday."),
)
REFERENCE = Input("ref", Message("Reference"), _written(Message("reference")), "--ref", is_further=True)
CARRIER = Input("carrier", Message("Carrier"), _written(Message("carrier")), "--carrier", is_further=True)
NOTE = Input("note", Message("Note"), _written(Message("note")), "--note", "note", is_further=True)
REASON = Input("reason", Message("What was wrong"), _needed(Message("reason")), "--reason", "note", is_needed=True)
REQUEST = Input(
    "request",
    Message("Request that it fulfils"),
    parse_request,
    "--request",
    choices=completion.open_requests,
    usual=Message("none"),
    is_further=True,
)
COST = Input("cost", Message("What sending it cost in all"), parse_cents, "--cost", is_further=True)
CURRENCY = Input("currency", Message("Currency of the cost"), parse_currency, "--currency", is_further=True)
FUND = Input(
    "fund",
    Message("Who paid for sending it"),
    parse_code,
    "--fund",
    choices=completion.funds,
    usual=Message("nobody"),
    is_further=True,
)
ENTRY = Input("entry", Message("Entry"), parse_entry, offered=completion.entries, is_needed=True)
SHIPMENT = Input(
    "shipment",
    Message("Shipment"),
    parse_entry,
    offered=completion.open_shipments,
    hint=Message("Its number, its reference, or the short code on its paper."),
    is_needed=True,
)
