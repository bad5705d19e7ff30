"""Names on papers in the current language: places, kinds, countries, items, print runs."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tracker.languages import LANGUAGES, called, spoken
from tracker.ledger.lookup import find_place
from tracker.messages import Message
from tracker.model.text import folded, sort_key
from tracker.reports.lists import chosen_places
from tracker.reports.queries import Database, Filter, records
from tracker.store import catalogue
from tracker.store.answers import PlaceLinks


@dataclass(frozen=True)
class Addressee:
    """A place as shown on papers."""

    code: str
    name: str
    kind: str
    country: str
    city: str | None
    address: str | None
    postcode: str | None
    contact: str | None
    email: str | None
    phone: str | None
    region: str | None
    is_open: bool
    is_discreet: bool


@dataclass(frozen=True)
class PrintedRun:
    """A print run as shown on papers."""

    run: str
    item: str
    printed_on: str
    isbn: str | None
    mark: str | None
    """The mark that identifies a copy."""
    carton: int | None
    """Copies per carton."""
    weight: int | None
    """The weight of a copy in grams."""
    url: str | None
    """The address of its PDF."""


class Directory:
    """Looks up names for papers; each query runs once."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._places: dict[str, Addressee] = {}

    def place(self, code: str) -> Addressee:
        """Return the place with this code, which must exist."""
        if code not in self._places:
            self.read_places([code])
        return self._places[code]

    def read_places(self, codes: Iterable[str]) -> None:
        """Look up several places at once."""
        self.read([("code IN (SELECT value FROM json_each(?))", json.dumps(sorted(set(codes) - set(self._places))))])

    def read(self, filters: Sequence[Filter]) -> list[Addressee]:
        """Look up the places that match, open or not, and return them."""
        there = []
        for found in records(self.database, "places", filters):
            known = {name: found[name] for name in Addressee.__dataclass_fields__ if name in found}
            is_open, is_discreet = found["status"] == "open", found["discreet"] == "yes"
            there.append(Addressee(**known, is_open=is_open, is_discreet=is_discreet))
        self._places |= {place.code: place for place in there}
        return there

    @cached_property
    def runs(self) -> dict[str, PrintedRun]:
        """All print runs, by code."""
        return {
            found["run"]: PrintedRun(**{name: found[name] for name in PrintedRun.__dataclass_fields__})
            for found in records(self.database, "print_runs")
        }

    def title(self, item: str) -> str:
        """Return the title of an item's booklet."""
        return str(self._booklets[item.partition("/")[0]]["title"])

    def url(self, item: str) -> str | None:
        """Return the address of the PDF of an item's booklet, or None."""
        url: str | None = self._booklets[item.partition("/")[0]]["url"]
        return url

    def language(self, item: str) -> str:
        """Return the name of an item's language, or its code if no name is known."""
        code = item.partition("/")[2]
        return self._languages.get(code) or code

    def country(self, code: str) -> str:
        """Return the name of a country."""
        return self._countries[code]

    def kind(self, code: str) -> str:
        """Return the name of a kind of place."""
        return called("kind", self._kinds[code])

    def link(self, place: str, base: str | None) -> str | None:
        """Return a place's answer link; or None without a base address, or if the place has none."""
        path = None if base is None else self._links.path(place)
        return None if path is None or base is None else base.rstrip("/") + path

    @cached_property
    def _links(self) -> PlaceLinks:
        return PlaceLinks(self.database)

    @cached_property
    def _booklets(self) -> dict[str, dict[str, Any]]:
        return {found["code"]: found for found in records(self.database, "booklets")}

    @cached_property
    def _languages(self) -> dict[str, str | None]:
        at = LANGUAGES.index(spoken.code)
        return {code: names[at] for code, *names in catalogue.languages(self.database)}

    @cached_property
    def _countries(self) -> dict[str, str]:
        at = LANGUAGES.index(spoken.code)
        return {code: names[at] for code, *names in catalogue.countries(self.database)}

    @cached_property
    def _kinds(self) -> dict[str, str]:
        return dict(catalogue.codes(self.database, "kind"))


# Addresses, and the details of a place that others may see.


def address(directory: Directory, place: Addressee, seen_from: Addressee) -> tuple[str, ...]:
    """Return the lines of a postal address; the country only if it differs from the sender's."""
    lines = [place.name, place.contact, place.address, ", ".join(_town(place))]
    if place.country != seen_from.country:
        lines.append(directory.country(place.country))
    return tuple(line for line in lines if line)


def reached_by(place: Addressee) -> tuple[str, ...]:
    """Return the email address and telephone number of a place."""
    return tuple(line for line in (place.email, place.phone) if line)


def for_others(directory: Directory, place: Addressee, seen_from: Addressee) -> tuple[str, ...]:
    """Return the lines about a place on a paper for another place; a discreet place shows only kind and country."""
    if place.is_discreet:
        return directory.kind(place.kind), directory.country(place.country)
    return (*address(directory, place, seen_from), *reached_by(place))


def _town(place: Addressee) -> Iterator[str]:
    """Yield the city and the postcode, unless the address has them: the city alone in a part, or next to numbers."""
    parts = folded(place.address or "").split(",")
    if place.city and folded(place.city).split() not in map(_without_numbers, parts):
        yield place.city
    if place.postcode and folded(place.postcode) not in folded(place.address or ""):
        yield place.postcode


def _without_numbers(part: str) -> list[str]:
    return [word for word in part.split() if not any(map(str.isdigit, word))]


def on_a_parcel(directory: Directory, place: Addressee, seen_from: Addressee) -> tuple[str, ...]:
    """Return the lines of an address visible to anyone; the name of a discreet place is left out."""
    lines = address(directory, place, seen_from)
    return lines[1:] if place.is_discreet else lines


# The places of a paper: named ones, or all open ones of a kind, country or region.


@dataclass(frozen=True)
class Chosen:
    """The selection of places; None and empty mean no restriction."""

    places: tuple[str, ...] = ()
    kind: str | None = None
    country: str | None = None
    region: str | None = None

    def __bool__(self) -> bool:
        """Return whether there is a selection."""
        return bool(self.places or self.kind or self.country or self.region)


def places_for(directory: Directory, chosen: Chosen) -> Sequence[Addressee]:
    """Return the named places in order, then the open places that match, by name.

    Raises Refused for an unknown name.
    """
    database = directory.database
    named = [directory.place(find_place(database, name).code) for name in chosen.places]
    if not (chosen.kind or chosen.country or chosen.region):
        return named
    filters = chosen_places(database, chosen.kind, chosen.country, chosen.region).filters
    fitting = (place for place in directory.read(filters) if place.is_open and place not in named)
    return [*named, *sorted(fitting, key=lambda place: (sort_key(place.name), place.code))]


# How places can answer.


ONLINE = Message("You can also answer online: {link}")
"""The sentence in mails, which have no QR code of their own."""


def tell(online: Message, link: str | None, line: str | None) -> tuple[Message, ...]:
    """Return instructions for answering: by link if there is one, and by a line to send."""
    sent = Message("You can also send us this line, with your own numbers: {line}", line=line)
    return (*(() if link is None else (online.given(link=link),)), *(() if line is None else (sent,)))
