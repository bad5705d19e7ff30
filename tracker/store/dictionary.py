"""The data dictionary: the meaning of every column of the reports, the exported tables and the base tables.

Its single source is `db/dictionary.csv`. The types are those of Table Schema
(https://specs.frictionlessdata.io/table-schema/).
"""

from functools import cache

from tracker.database_files import content_of
from tracker.deferred import NamedTuple
from tracker.model.table import Column, Kind

PRIMARY = "primary"
"""Marks a primary key column in the dictionary's column `key`."""

_COUNTRY = "ISO 3166"
_CODES = frozenset({"code", _COUNTRY, "ISO 639", "ISO 4217"})
_SUMS = frozenset({"copies", "people", "places", "shipments", "seminars", "occasions"})


class Field(NamedTuple):
    """A column of a table. A dataclass would take longer to create than `columns` to read."""

    name: str
    type: str
    """string, integer, number, date, datetime (a UTC timestamp) or year."""
    unit: str
    """What it counts or measures, such as copies, cents or ISO 3166; empty for texts."""
    primary: bool
    """Whether it is part of the primary key."""
    refers_to: str | None
    """The column that it references, such as "places.code" or "tables/place.id"."""
    meaning: str


@cache
def columns(table: str) -> tuple[Column, ...]:
    """Return the columns of a table of the dictionary, in order.

    This must be fast: the lines of a table are consecutive, and only the last cell, the meaning, contains commas.
    """
    text, beginning = _text(), f"\n{table},"
    first, last = text.find(beginning) + 1, text.rfind(beginning) + 1
    rows = (line.split(",", 4) for line in text[first : text.index("\n", last)].splitlines() if first)
    return tuple(
        Column(name, _kind(type_, unit), table=table if name == "status" else "") for _, name, type_, unit, _ in rows
    )


@cache
def tables() -> dict[str, tuple[Field, ...]]:
    """Return the fields of every table, by name: of `export`, other reports, and base tables as "tables/entry"."""
    import csv
    from itertools import groupby

    by_table = groupby(csv.DictReader(_text().splitlines()), key=lambda row: row["table"])
    return {name: tuple(map(_field, rows)) for name, rows in by_table}


@cache
def _text() -> str:
    return content_of("dictionary.csv")


def _kind(type_: str, unit: str) -> Kind:
    """Return the kind of a column: only counts are numbers; years, ids and cents are codes."""
    if type_ == "integer":
        return Kind.NUMBER if unit in _SUMS or unit == "days" else Kind.CODE
    if type_ == "number":
        return Kind.MONEY if unit == "currency" else Kind.DECIMAL
    if type_ in ("date", "datetime"):
        return Kind.FORECAST if unit == "forecast" else Kind.DATE
    if unit == _COUNTRY:  # shown by name
        return Kind.TEXT
    return Kind.CODE if type_ == "year" or unit in _CODES else Kind.TEXT


def _field(row: dict[str, str]) -> Field:
    references = [word for word in row["key"].split() if word != PRIMARY]
    return Field(
        row["column"],
        row["type"],
        row["unit"],
        PRIMARY in row["key"].split(),
        references[0] if references else None,
        row["meaning"],
    )
