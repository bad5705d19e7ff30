"""A request, as a page understands it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode

from tracker.errors import TrackerError, WrongUsage
from tracker.inputs import kinds
from tracker.inputs.kinds import Choices
from tracker.languages import heading, worded
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.text import command_line, refuse_unseen
from tracker.papers.templates import Letterhead
from tracker.reports import completion
from tracker.reports.queries import Database

if TYPE_CHECKING:
    from tracker.page.security import News, WebSession  # which needs what the extra installs; a file does not


# What a page can be asked: the fields of its form, which are the words of its address and the options of a command.


Words = Sequence[tuple[str, str]]
"""What may be chosen, each with what it means."""


class Input(NamedTuple):
    """A field of a form: of what a page shows, or of what is recorded; and, once it is drawn, what it has."""

    name: str
    """What it is called in the address or the form."""
    label: Message | str
    parse: Callable[[str], Any]
    """Returns what a text means; for an empty one only if it is needed. Raises WrongUsage."""
    option: str | None = None
    """What it is called on the command line; None is an argument without a name, `--name` is meant by an empty text."""
    kind: str = "text"
    """How it is written: text, several, with commas, date, number, search, note, which is longer, check, which is
    yes or nothing, or choice, once it is drawn."""
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
    comes_first: bool = False
    """Whether it stands above the copies."""
    is_further: bool = False
    """Whether it is seldom needed, and stands with others of that kind."""
    times: int = 1
    """How many values it may have, each chosen by itself; on the command line they are one, with commas."""
    preset: tuple[str, ...] = ()
    """What is chosen in the form when nothing is asked, which is what the answer then is about."""

    id: str = ""
    value: str = ""
    words: Words = ()
    """What it is chosen from, as read from the ledger."""
    list: str | None = None
    """The list of what is offered as one types."""
    is_wrong: bool = False
    is_first: bool = False
    """Whether typing starts here."""
    is_kept: bool = False
    """Whether it has what the form before had."""

    def drawn(self, database: Database, value: str, **how: Any) -> Input:
        """Return the input with what it has and what it is chosen from; a value that is none of that is added."""
        drawn = self._replace(value=value, **how)
        if self.choices is None:
            return drawn
        words = self.choices(database)
        if value and value.casefold() not in {word.casefold() for word, _ in words}:
            words = [*words, (value, value)]
        return drawn._replace(kind="choice", words=words)

    @property
    def described_by(self) -> str:
        """The ids of what describes it: what is wrong, and the hint."""
        return " ".join([*["problem"] * self.is_wrong, *[f"{self.id}-hint"] * (self.hint is not None)])

    def read(self, text: str) -> Any:
        """Return what a text means, None if it is empty. Raises WrongInput when it means nothing, or is needed."""
        try:
            if text and self.kind != "note":
                refuse_unseen(text)
            return self.parse(text) if text or self.is_needed else None
        except WrongUsage as error:
            raise WrongInput.at(self.name, error) from None


class WrongInput(WrongUsage):
    """A text that means nothing where it stands."""

    name = ""
    """The input in which it stands."""

    @classmethod
    def at(cls, name: str, error: TrackerError) -> WrongInput:
        """Return what says the same of an input."""
        wrong = cls.of(error.message)
        wrong.name = name
        return wrong


def _words(name: str, words: tuple[str, ...]) -> Choices:
    """Return the choices of some words of ours: those that stand in the column of that name, or are columns."""
    return lambda _: [(word, said if (said := worded(name, word)) != word else heading(word)) for word in words]


def chosen(name: str, label: Message, words: tuple[str, ...], usual: Message | None = None) -> Input:
    """Return a field that is one of some words of ours."""

    def parse(text: str) -> str:
        if text not in words:
            raise WrongUsage("'{text}' is not one of {words}.", text=text, words=", ".join(words))
        return text

    return Input(name, label, parse, f"--{name}", choices=_words(name, words), usual=usual)


def counted(name: str, label: Message) -> Input:
    """Return a field that is a number, zero or more."""
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
"""The two clocks, which are kept from page to page."""


Pairs = tuple[tuple[str, str], ...]


class House(NamedTuple):
    """Whose page it is: what papers say of that, and whether it has forms that record."""

    letterhead: Letterhead | None = None
    may_record: bool = False


class Visit(NamedTuple):
    """What is asked: of whom, in which address, with which words."""

    path: str
    """The address without its words."""
    pairs: Pairs
    """The words of the address, in their order, without those that are empty."""
    session: WebSession
    language: str
    parts: Mapping[str, str]
    """The parts of the path that have a name, such as the code of a place."""
    fields: tuple[Input, ...] = ()
    house: House = House()
    form: Pairs = ()
    """What a form that was sent says."""

    @property
    def may_record(self) -> bool:
        """Whether the page has forms that record, for who asks."""
        person = self.session.person
        return self.house.may_record and (person is None or person.writes)

    def text(self, name: str) -> str | None:
        """Return a word of the address as it is written there, the last one of several."""
        return next((value for key, value in reversed(self.pairs) if key == name), None)

    def texts(self, name: str) -> list[str]:
        """Return all words of that name."""
        return [value for key, value in self.pairs if key == name]

    def of(self, field: Input) -> Any:
        """Return what a field means, None if it is not given. Raises WrongUsage when it means nothing."""
        text = self.text(field.name)
        return None if text is None else field.parse(text)

    @property
    def when(self) -> AsOf:
        """The state of the ledger that is asked for. Raises WrongUsage when a date is none."""
        at, known_at = CLOCKS
        moment = self.text(known_at.name)
        return AsOf(self.of(at), None if moment is None else kinds.MOMENT.parse(moment))

    @property
    def kept(self) -> Pairs:
        """The words that are kept from page to page."""
        names = [field.name for field in CLOCKS]
        return tuple(pair for pair in self.pairs if pair[0] in names)

    @property
    def news(self) -> News | None:
        """What was just recorded in this session, at the address that it led to."""
        return self.session.news.get(self.text("told") or "")

    def leads(self, path: str) -> str:
        """Return the address of another page, with what is kept from page to page; the path may have words already."""
        if not self.kept:
            return path
        return f"{path}{'&' if '?' in path else '?'}{urlencode(self.kept)}"

    @property
    def place(self) -> str:
        """The path as it stands in an address."""
        return quote(self.path, safe="/")

    def but(self, changed: Mapping[str, str | None]) -> str:
        """Return this address with some words changed; None takes one away."""
        kept = [pair for pair in self.pairs if pair[0] not in changed]
        added = [(name, value) for name, value in changed.items() if value is not None]
        words = urlencode(kept + added)
        return f"{self.place}?{words}" if words else self.place

    def command(self, words: Iterable[str]) -> str:
        """Return the command line that answers the same, from its first words."""
        line = ["tracker", *words]
        for field in self.fields:
            if texts := self.texts(field.name):
                text = ",".join(texts)
                line += [text] if field.option is None else [field.option, text]
        return command_line(line)


def refuse_several(pairs: Pairs, fields: Iterable[Input]) -> None:
    """Raise WrongUsage for a field that is given several times and takes one value."""
    for field in fields:
        if field.times == 1 and sum(name == field.name for name, _ in pairs) > 1:
            raise WrongUsage("'{name}' is given several times; give one value.", name=field.name)
