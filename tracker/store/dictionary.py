"""The data dictionary: the meaning of every column of the exported tables and of the base tables.

Its single source is `db/dictionary.csv`. The types are those of Table Schema
(https://specs.frictionlessdata.io/table-schema/).
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby

from tracker.model.table import Kind

PRIMARY = "primary"
"""Marks a column of the primary key in the dictionary's column `key`."""

_CODES = frozenset({"code", "ISO 3166", "ISO 639", "ISO 4217"})
_SUMS = frozenset({"copies", "people", "shipments", "seminars"})
UNITS = _CODES | _SUMS | {"", "cents", "currency"}
"""All units: code lists, things counted, integer cents, and amounts such as 862.40."""


@dataclass(frozen=True)
class Field:
    """One column of a table."""

    name: str
    type: str
    """string, integer, number, date, datetime (a UTC timestamp) or year."""
    unit: str
    """One of UNITS."""
    primary: bool
    """Whether it is part of the primary key."""
    refers_to: str | None
    """The column that it references, such as "places.code" or "tables/place.id"."""
    meaning: str


@cache
def tables() -> dict[str, tuple[Field, ...]]:
    """Return the fields of every table, by name: the tables of `export`, then the base tables as "tables/entry"."""
    text = files("tracker.db").joinpath("dictionary.csv").read_text(encoding="utf-8")
    by_table = groupby(csv.DictReader(text.splitlines()), key=lambda row: row["table"])
    return {name: tuple(map(_field, rows)) for name, rows in by_table}


def kind(field: Field) -> Kind:
    """Return the kind of a column: only additive columns are numbers; years, ids and cents are codes."""
    if field.type == "integer":
        return Kind.NUMBER if field.unit in _SUMS else Kind.CODE
    if field.type == "number":
        return Kind.MONEY if field.unit == "currency" else Kind.DECIMAL
    if field.type in ("date", "datetime"):
        return Kind.DATE
    return Kind.CODE if field.type == "year" or field.unit in _CODES else Kind.TEXT


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
