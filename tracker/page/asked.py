"""A request, as a page understands it."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from tracker.errors import WrongUsage
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.dates import parse_moment
from tracker.page.fields import CLOCKS, AskedField
from tracker.page.sessions import WebSession
from tracker.papers.styles import Letterhead

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
    fields: tuple[AskedField, ...] = ()
    house: House = House()
    form: Pairs = ()
    """What a form that was sent says."""

    @property
    def may_record(self) -> bool:
        """Whether the page has forms that record."""
        return self.house.may_record

    def text(self, name: str) -> str | None:
        """Return a word of the address as it is written there, the last one of several."""
        return next((value for key, value in reversed(self.pairs) if key == name), None)

    def texts(self, name: str) -> list[str]:
        """Return all words of that name."""
        return [value for key, value in self.pairs if key == name]

    def of(self, field: AskedField) -> Any:
        """Return what a field means, None if it is not given. Raises WrongUsage when it means nothing."""
        text = self.text(field.name)
        return None if text is None else field.parse(text)

    @property
    def when(self) -> AsOf:
        """The state of the ledger that is asked for. Raises WrongUsage when a date is none."""
        at, known_at = CLOCKS
        moment = self.text(known_at.name)
        return AsOf(self.of(at), None if moment is None else parse_moment(moment))

    @property
    def kept(self) -> Pairs:
        """The words that are kept from page to page."""
        names = [field.name for field in CLOCKS]
        return tuple(pair for pair in self.pairs if pair[0] in names)

    @property
    def news(self) -> Sequence[Message]:
        """What is said of what was just recorded in this session, at the address that it led to."""
        found = self.session.news.get(self.text("told") or "")
        return () if found is None else found.lines

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

    def with_fields(self, fields: Sequence[AskedField]) -> "Visit":
        """Return the same, with the fields that the page has."""
        return self._replace(fields=tuple(fields))

    def command(self, words: Iterable[str]) -> str:
        """Return the command line that answers the same, from its first words."""
        line = ["tracker", *words]
        for field in self.fields:
            if texts := self.texts(field.name):
                text = ",".join(texts)
                line += [text] if field.option is None else [field.option, text]
        return shlex.join(line)


def refuse_several(pairs: Pairs, fields: Iterable[AskedField]) -> None:
    """Raise WrongUsage for a field that is given several times and takes one value."""
    for field in fields:
        if field.times == 1 and sum(name == field.name for name, _ in pairs) > 1:
            raise WrongUsage("'{name}' is given several times; it takes one value.", name=field.name)
