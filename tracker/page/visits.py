"""A request as pages see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode

from tracker.errors import TrackerError, WrongUsage
from tracker.inputs import kinds
from tracker.inputs.kinds import Choices
from tracker.languages import heading, worded
from tracker.messages import Message
from tracker.model.answers import USUAL_DAYS
from tracker.model.as_of import AsOf
from tracker.model.text import command_line, refuse_unseen
from tracker.papers.templates import Letterhead
from tracker.reports import completion
from tracker.reports.queries import Database

if TYPE_CHECKING:
    from tracker.page.security import News, WebSession  # needs the extra's libraries; a file does not


Words = Sequence[tuple[str, str]]
"""Choices with descriptions."""


class Input(NamedTuple):
    """A field of a form, for a page's parameters or for recording; once drawn, with its value."""

    name: str
    label: Message | str
    parse: Callable[[str], Any]
    """Returns the parsed text; called with "" only if a value is needed. Raises WrongUsage."""
    option: str | None = None
    """Its option on the command line; None for an argument, "" for `--name`."""
    kind: str = "text"
    """Its type: text, several (comma-separated), date, number, search, note, check or, once drawn, choice."""
    offered: Choices | None = None
    """Suggestions while typing; other text is allowed."""
    choices: Choices | None = None
    usual: Message | None = None
    hint: Message | None = None
    hides_alone: bool = False
    """Whether it is hidden if there is only one choice."""
    is_needed: bool = False
    comes_first: bool = False
    """Whether it is above the copies."""
    is_further: bool = False
    """Whether it is rarely needed, and grouped with others like that."""
    times: int = 1
    """The maximum number of values, each selected separately; on the command line they are comma-separated."""
    preset: tuple[str, ...] = ()
    """The values selected by default, which the answer then uses."""

    id: str = ""
    value: str = ""
    words: Words = ()
    list: str | None = None
    is_wrong: bool = False
    is_first: bool = False
    is_kept: bool = False

    def drawn(self, database: Database, value: str, **how: Any) -> Input:
        """Return the input with its value and choices; an unknown value is added to these."""
        drawn = self._replace(value=value, **how)
        if self.choices is None:
            return drawn
        words = self.choices(database)
        if value and value.casefold() not in {word.casefold() for word, _ in words}:
            words = [*words, (value, value)]
        return drawn._replace(kind="choice", words=words)

    @property
    def described_by(self) -> str:
        """The ids of its descriptions: the error and the hint."""
        return " ".join([*["problem"] * self.is_wrong, *[f"{self.id}-hint"] * (self.hint is not None)])

    def read(self, text: str) -> Any:
        """Return the parsed text, or None if it is empty. Raises WrongInput if it is invalid, or needed but empty."""
        try:
            if text and self.kind != "note":
                refuse_unseen(text)
            return self.parse(text) if text or self.is_needed else None
        except WrongUsage as error:
            raise WrongInput.at(self.name, error) from None


class WrongInput(WrongUsage):
    """An invalid text in an input."""

    name = ""

    @classmethod
    def at(cls, name: str, error: TrackerError) -> WrongInput:
        """Return the error for an input."""
        wrong = cls.from_message(error.message)
        wrong.name = name
        return wrong


def chosen(name: str, label: Message, words: tuple[str, ...], usual: Message | None = None) -> Input:
    """Return a field that is one of some words of the program."""

    def parse(text: str) -> str:
        if text not in words:
            raise WrongUsage("'{text}' is not one of {words}.", text=text, words=", ".join(words))
        return text

    def choices(_: Database) -> list[tuple[str, str]]:
        return [(word, heading(word) if (meaning := worded(name, word)) == word else str(meaning)) for word in words]

    return Input(name, label, parse, f"--{name}", choices=choices, usual=usual)


def counted(name: str, label: Message) -> Input:
    """Return a form field for a non-negative number."""
    return Input(name, label, kinds.ZERO_QUANTITY.parse, f"--{name}", kind="number")


def named(database: Database, complete: Choices) -> list[tuple[str, str]]:
    """Return the choices with their codes before their names."""
    return [(code, f"{code}: {name}" if name and name != code else code) for code, name in complete(database)]


ANY = Message("all")

ITEM = Input(
    "item", Message("Item"), kinds.ITEM.parse, choices=lambda database: named(database, completion.items), usual=ANY
)
PLACE = Input("place", Message("Place"), kinds.PLACE.parse, "--place")
KIND = Input("kind", Message("Kind"), kinds.KIND.parse, "--kind", choices=kinds.KIND.choices, usual=ANY)
COUNTRY = Input(
    "country", Message("Country"), kinds.COUNTRY.parse, "--country", choices=completion.used_countries, usual=ANY
)
REGION = Input("region", Message("Region"), kinds.REGION.parse, "--region", choices=kinds.REGION.choices, usual=ANY)
SINCE = Input("since", Message("Since"), kinds.SINCE.parse, "--since", kind="date")
UNTIL = Input("until", Message("Until"), kinds.UNTIL.parse, "--until", kind="date")
REFERENCE = Input("ref", Message("Reference"), kinds.REFERENCE.parse, "--ref")
RUN_OR_ITEM = Input(
    "of",
    Message("Print run or item"),
    kinds.ITEM_OR_RUN.parse,
    choices=lambda database: named(database, completion.items_and_runs),
)

AT = Input("at", Message("As of"), kinds.UNTIL.parse, "--at", kind="date")
KNOWN_AT = Input("known-at", Message("As known at"), kinds.MOMENT.parse, "--known-at", kind="date")
CLOCKS = AT, KNOWN_AT
"""The as-of and known-at parameters, which are kept from page to page."""


Pairs = tuple[tuple[str, str], ...]


class House(NamedTuple):
    """The office's settings: the letterhead of papers, and whether forms may record."""

    letterhead: Letterhead | None = None
    may_record: bool = False
    clerk: str = ""
    """The clerk who started the program, and records in its page."""
    answers_days: int = USUAL_DAYS
    """The days for which names in answers from places are kept."""
    public_url: str | None = None
    """The address at which links of places begin."""
    only_places: bool = False

    @property
    def office(self) -> str:
        """The name of the office: the first line of the letterhead."""
        return self.letterhead.lines[0] if self.letterhead is not None and self.letterhead.lines else ""


@dataclass(frozen=True)
class NamedTexts:
    """Texts by name, in order: of a query or a submitted form."""

    pairs: Pairs

    def text(self, name: str) -> str:
        """Return a text, the last one if repeated, or "" if it is missing."""
        return next((value.strip() for key, value in reversed(self.pairs) if key == name), "")

    def texts(self, name: str) -> list[str]:
        """Return all texts with this name."""
        return [value.strip() for key, value in self.pairs if key == name]

    def value(self, field: Input) -> Any:
        """Return the parsed value of an input, or None if it is empty. Raises WrongInput if it is invalid."""
        return field.read(self.text(field.name))

    def values(self, *fields: Input) -> list[Any]:
        """Return the parsed values of inputs. Raises WrongInput if one is invalid."""
        return [self.value(field) for field in fields]


@dataclass(frozen=True)
class Visit(NamedTexts):
    """A request: its query, without empty parameters, its address and its session."""

    path: str
    """The address without the query."""
    session: WebSession
    language: str
    parts: Mapping[str, str]
    """The variables of the path, such as the code of a place."""
    fields: tuple[Input, ...] = ()
    house: House = House()
    form: Pairs = ()

    @property
    def clerk(self) -> str:
        """The clerk who records in this browser."""
        return self.house.clerk if self.session.person is None else self.session.person.name

    @property
    def may_record(self) -> bool:
        """Whether this user may record."""
        person = self.session.person
        return self.house.may_record and (person is None or person.writes)

    @property
    def when(self) -> AsOf:
        """The requested state of the ledger. Raises WrongUsage for an invalid date."""
        return AsOf(*self.values(*CLOCKS))

    @property
    def kept(self) -> Pairs:
        """The query parameters kept from page to page."""
        names = [field.name for field in CLOCKS]
        return tuple(pair for pair in self.pairs if pair[0] in names)

    @property
    def news(self) -> News | None:
        """The entry just recorded in this session, on the page it led to."""
        return self.session.news.get(self.text("told"))

    def leads(self, path: str) -> str:
        """Return a link to another page with the kept query parameters; `path` may already have a query."""
        if not self.kept:
            return path
        return f"{path}{'&' if '?' in path else '?'}{urlencode(self.kept)}"

    @property
    def place(self) -> str:
        """The quoted path."""
        return quote(self.path, safe="/")

    def but(self, changed: Mapping[str, str | None]) -> str:
        """Return this address with some parameters changed; None removes one."""
        kept = [pair for pair in self.pairs if pair[0] not in changed]
        added = [(name, value) for name, value in changed.items() if value is not None]
        words = urlencode(kept + added)
        return f"{self.place}?{words}" if words else self.place

    def command(self, words: Iterable[str]) -> str:
        """Return the equivalent command line, beginning with these words."""
        line = ["tracker", *(word.format(**self.parts) for word in words)]
        for field in self.fields:
            if texts := self.texts(field.name):
                text = ",".join(texts)
                line += [text] if field.option is None else [field.option, text]
        return command_line(line)
