"""What a page can be asked: the fields of its form, which are the words of its address and the options of a command."""

from collections.abc import Callable
from typing import Any, NamedTuple

from tracker.errors import WrongUsage
from tracker.languages import heading, worded
from tracker.messages import Message
from tracker.model.codes import parse_named, parse_named_item
from tracker.model.dates import parse_moment
from tracker.model.quantities import parse_quantity
from tracker.model.text import required
from tracker.model.written_days import parse_since, parse_until
from tracker.reports import completion
from tracker.reports.queries import Database

Choices = Callable[[Database], list[tuple[str, str]]]
"""Returns the values of a field that there are, each with what it means."""


class AskedField(NamedTuple):
    """A field of a page's form."""

    name: str
    """What it is called in the address."""
    label: Message
    parse: Callable[[str], Any]
    """Returns what it means, never for an empty text. Raises WrongUsage."""
    option: str | None = None
    """What it is called on the command line; None is an argument without a name, `--name` is meant by an empty text."""
    choices: Choices | None = None
    """Without choices it is written."""
    kind: str = "text"
    """How it is written: text, date, number or search."""
    usual: Message | None = None
    """What it is if it is not chosen."""
    times: int = 1
    """How many values it may have, each chosen by itself; on the command line they are one, with commas."""
    preset: tuple[str, ...] = ()
    """What is chosen in the form when nothing is asked, which is what the answer then is about."""


def _parse_place(text: str) -> str:
    return required(text, Message("place"))


def _parse_count(text: str) -> int:
    return parse_quantity(text, zero=True)


def _parse_text(text: str) -> str:
    return required(text, Message("text"))


def _words(name: str, words: tuple[str, ...]) -> Choices:
    """Return the choices of some words of ours: those that stand in the column of that name, or are columns."""
    return lambda _: [(word, said if (said := worded(name, word)) != word else heading(word)) for word in words]


def chosen(name: str, label: Message, words: tuple[str, ...], usual: Message | None = None) -> AskedField:
    """Return a field that is one of some words of ours."""

    def parse(text: str) -> str:
        if text not in words:
            raise WrongUsage("'{text}' is not one of {words}.", text=text, words=", ".join(words))
        return text

    return AskedField(name, label, parse, f"--{name}", _words(name, words), usual=usual)


def counted(name: str, label: Message) -> AskedField:
    """Return a field that is a number, zero or more."""
    return AskedField(name, label, _parse_count, f"--{name}", kind="number")


def named(database: Database, complete: Choices) -> list[tuple[str, str]]:
    """Return the choices with their codes before their names."""
    return [(code, f"{code}: {name}" if name and name != code else code) for code, name in complete(database)]


ANY = Message("all")

ITEM = AskedField(
    "item", Message("Item"), parse_named_item, None, lambda database: named(database, completion.items), usual=ANY
)
PLACE = AskedField("place", Message("Place"), _parse_place, "--place")
KIND = AskedField("kind", Message("Kind"), _parse_text, "--kind", completion.kinds, usual=ANY)
COUNTRY = AskedField("country", Message("Country"), _parse_text, "--country", completion.used_countries, usual=ANY)
REGION = AskedField("region", Message("Region"), _parse_text, "--region", completion.regions, usual=ANY)
SINCE = AskedField("since", Message("Since"), parse_since, "--since", kind="date")
UNTIL = AskedField("until", Message("Until"), parse_until, "--until", kind="date")
REFERENCE = AskedField("ref", Message("Reference"), _parse_text, "--ref")
RUN_OR_ITEM = AskedField(
    "of",
    Message("Print run or item"),
    parse_named,
    None,
    lambda database: named(database, completion.items_and_runs),
)

AT = AskedField("at", Message("As it was on"), parse_until, "--at", kind="date")
KNOWN_AT = AskedField("known-at", Message("As known on"), parse_moment, "--known-at", kind="date")
CLOCKS = AT, KNOWN_AT
"""The two clocks, which are kept from page to page."""
