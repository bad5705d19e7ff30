"""The data dictionary: what every column of an exported table, and of the tables behind them, is.

It is written once, in `db/dictionary.csv`. The types are those of Table Schema
(https://specs.frictionlessdata.io/table-schema/).
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby

from tracker.model.table import Kind

PRIMARY = "primary"
"""The word in the dictionary's column `key` for a column of the primary key."""

BEGIN, END = "<!-- dictionary: generated -->", "<!-- end of dictionary -->"
"""The marks in `db/README.md` between which the dictionary stands."""

_CODES = frozenset({"code", "ISO 3166", "ISO 639", "ISO 4217"})
_SUMS = frozenset({"copies", "people", "shipments", "seminars"})
UNITS = _CODES | _SUMS | {"", "cents", "currency"}
"""Every unit there is: lists that codes are from, what is counted, raw cents, and amounts like 862.40."""

_HEAD = "| column | type | unit | key | meaning |\n| -- | -- | -- | -- | -- |\n"


@dataclass(frozen=True)
class Field:
    """One column of a table."""

    name: str
    type: str
    """string, integer, number, date, datetime (a UTC moment) or year."""
    unit: str
    """One of UNITS."""
    primary: bool
    """Whether it belongs to the primary key."""
    refers_to: str | None
    """The column that its values are from, such as "places.code" or "tables/place.id"."""
    meaning: str


@cache
def tables() -> dict[str, tuple[Field, ...]]:
    """Return the fields of every table, by its name: those of `export`, then the base tables as "tables/entry"."""
    text = files("tracker.db").joinpath("dictionary.csv").read_text(encoding="utf-8")
    by_table = groupby(csv.DictReader(text.splitlines()), key=lambda row: row["table"])
    return {name: tuple(map(_field, rows)) for name, rows in by_table}


def kind(field: Field) -> Kind:
    """Return how a column is drawn and written: only what adds up is a number, and years, ids and cents are codes."""
    if field.type == "integer":
        return Kind.NUMBER if field.unit in _SUMS else Kind.CODE
    if field.type == "number":
        return Kind.MONEY if field.unit == "currency" else Kind.DECIMAL
    if field.type in ("date", "datetime"):
        return Kind.DATE
    return Kind.CODE if field.type == "year" or field.unit in _CODES else Kind.TEXT


def renewed(readme: str) -> str:
    """Return the text of `db/README.md` with what stands between the marks written anew."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{markdown()}\n{END}{after}"


def markdown() -> str:
    """Return the dictionary as Markdown, a heading and a table for each of its tables."""
    return "\n".join(f"### {name}\n\n{_HEAD}{''.join(_lines(fields))}" for name, fields in tables().items())


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


def _lines(fields: Iterable[Field]) -> Iterator[str]:
    for field in fields:
        key = [PRIMARY] * field.primary + [f"`{field.refers_to}`"] * bool(field.refers_to)
        yield f"| `{field.name}` | {field.type} | {field.unit} | {' '.join(key)} | {field.meaning} |\n"
