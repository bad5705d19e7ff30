"""What things are called on a paper, in the language that is spoken: places, kinds, countries, items, print runs."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from tracker.languages import LANGUAGES, called, spoken
from tracker.model.as_of import AsOf
from tracker.reports.queries import Database, Filter, ask
from tracker.store import catalogue
from tracker.store.dictionary import columns

_PLACE = [column.name for column in columns("places")]
_RUN = [column.name for column in columns("print-runs")]


@dataclass(frozen=True)
class Addressee:
    """A place as papers know it."""

    code: str
    name: str
    kind: str
    country: str
    city: str | None
    address: str | None
    contact: str | None
    email: str | None
    phone: str | None
    region: str | None
    is_open: bool
    is_discreet: bool


@dataclass(frozen=True)
class PrintedRun:
    """A print run as papers know it."""

    run: str
    item: str
    printed_on: str
    isbn: str | None
    mark: str | None
    """How to recognise it."""
    carton: int | None
    """Copies in a carton."""
    weight: int | None
    """Of a copy, in grams."""


class Directory:
    """Looks up what a paper names; each question is asked once."""

    def __init__(self, database: Database) -> None:
        """Take the open database."""
        self.database = database
        self._places: dict[str, Addressee] = {}

    def place(self, code: str) -> Addressee:
        """Return the place of that code, which must exist."""
        if code not in self._places:
            self.read_places([code])
        return self._places[code]

    def read_places(self, codes: Iterable[str]) -> None:
        """Look up several places at once."""
        self._read([("code IN (SELECT value FROM json_each(?))", json.dumps(sorted(set(codes) - set(self._places))))])

    def all_places(self) -> list[Addressee]:
        """Return all places, open or not."""
        self._read([])
        return list(self._places.values())

    def _read(self, filters: Sequence[Filter]) -> None:
        for row in ask(self.database, "places", AsOf(), filters):
            found = dict(zip(_PLACE, row, strict=True))
            known = {name: found[name] for name in Addressee.__dataclass_fields__ if name in found}
            is_open, is_discreet = found["status"] == "open", found["discreet"] == "yes"
            self._places[str(found["code"])] = Addressee(**known, is_open=is_open, is_discreet=is_discreet)  # type: ignore[arg-type]

    @cached_property
    def runs(self) -> dict[str, PrintedRun]:
        """All print runs, by code."""
        runs = {}
        for row in ask(self.database, "print_runs", AsOf()):
            found = dict(zip(_RUN, row, strict=True))
            known = {name: found[name] for name in PrintedRun.__dataclass_fields__}
            runs[str(found["run"])] = PrintedRun(**known)  # type: ignore[arg-type]
        return runs

    def title(self, item: str) -> str:
        """Return the title of an item's booklet."""
        return self._titles[item.partition("/")[0]]

    def language(self, item: str) -> str:
        """Return the name of an item's language; its code where no name is known."""
        code = item.partition("/")[2]
        return self._languages.get(code) or code

    def country(self, code: str) -> str:
        """Return the name of a country."""
        return self._countries[code]

    def kind(self, code: str) -> str:
        """Return the name of a kind of place."""
        return called("kind", self._kinds[code])

    @cached_property
    def _titles(self) -> dict[str, str]:
        return dict(catalogue.codes(self.database, "booklet"))

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
