"""What a sheet says of places that are to be added: their kind, country, region, city and name, in any of its rows."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from tracker.errors import Refused
from tracker.imports.cells import in_one_line
from tracker.imports.labels import LABELS
from tracker.imports.rows import Sheet, text_of
from tracker.languages import worded
from tracker.ledger.lookup import find_named
from tracker.model.text import clean, match_key, name_key
from tracker.store.connection import Database

OF_PLACES = ("name", "kind", "country", "region", "city")
"""The columns that describe the place of a row; they count only for one that is added."""

_Said = dict[str, dict[str, dict[str, int]]]
"""By place, as a name_key, and column: each text that rows have, with the line of the first."""


class NewPlaces:
    """The places of a sheet as its rows describe them."""

    def __init__(self, sheet: Sheet, database: Database) -> None:
        """Read nothing yet: most sheets add no place."""
        self._sheet = sheet
        self._parsers = parsers(database)
        self._said: _Said | None = None

    def describe(self, name: str) -> dict[str, Any]:
        """Return what the sheet says of the place that it calls so, by column.

        Raises Refused, naming the column, for a kind or a country that is unknown, and when two rows contradict.
        """
        if self._said is None:
            self._said = self._read()
        return {
            column: self._agreed(name, column, lines) for column, lines in self._said.get(name_key(name), {}).items()
        }

    def _read(self) -> _Said:
        """Return what the rows say."""
        sheet = self._sheet
        said: _Said = {}
        columns = [column for column in OF_PLACES if column in sheet.columns]
        if not columns or "place" not in sheet.columns:
            return said
        first: dict[tuple[str, ...], int] = {}
        cells = zip(*(sheet.column(column) for column in ("place", *columns)), strict=True)
        for row, described in zip(sheet.rows, cells, strict=True):
            first.setdefault(described, sheet.numbering.origin(row.line).line)
        for (place, *texts), line in first.items():
            of_place = said.setdefault(name_key(in_one_line(text_of(place))), {})
            for column, text in zip(columns, map(text_of, texts), strict=True):
                if text:
                    of_place.setdefault(column, {}).setdefault(text, line)
        return said

    def _agreed(self, place: str, column: str, lines: dict[str, int]) -> Any:
        """Return what all rows of a place say of it. Raises Refused when they do not say the same."""
        parse = self._parsers.get(column) or partial(_text, column)
        try:
            values = [(parse(text), line) for text, line in lines.items()]
        except Refused as refusal:
            raise refusal.concerning(column) from None
        value, line = values[0]
        for other, elsewhere in values[1:]:
            if match_key(other) != match_key(value):
                raise Refused(
                    "The {field} of {place} is {value} in line {line}, but {other} in line {elsewhere}; write the same "
                    "in both.",
                    field=LABELS[column],
                    place=place,
                    value=worded(column, value),
                    line=line,
                    other=worded(column, other),
                    elsewhere=elsewhere,
                ).concerning(column)
        return value


def parsers(database: Database) -> dict[str, Callable[[str], Any]]:
    """Return what reads the columns that name something else in the database; it raises Refused when it is unknown.

    It looks for each name once: very many places are of few kinds and countries.
    """
    return {column: cache(partial(find_named, database, column)) for column in ("kind", "country")}


def _text(column: str, text: str) -> str:
    return clean(in_one_line(text), LABELS[column])
