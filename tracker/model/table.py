"""The shape of every answer: named columns, rows of plain values, and what a reader is told about them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

Value = str | int | float | None
"""A cell: text, a whole number of copies or people, a rate, or nothing. Money and dates come as text."""

Row = tuple[Value, ...]


class Kind(Enum):
    """What a column holds, which decides how it is drawn and typed."""

    TEXT = "text"
    CODE = "code"
    """A code or a number that names something: never grouped, never cut."""
    NUMBER = "number"
    """A whole number that can be added up: right-aligned, digits grouped on screen."""
    DECIMAL = "decimal"
    """A number with one decimal, such as copies a month: right-aligned, never added up."""
    MONEY = "money"
    """An amount with two decimals, as text such as "862.40": right-aligned, grouped on screen."""
    DATE = "date"
    """An ISO date or moment."""


@dataclass(frozen=True)
class Column:
    """One column of an answer. Its name is a promise to scripts."""

    name: str
    kind: Kind = Kind.TEXT
    margin: bool = False
    """Whether it sums up the row: it is drawn on screen, never exported."""


@dataclass(frozen=True)
class Table:
    """An answer: columns and rows, under a heading that says what, where and as of when."""

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    empty: str = "Nothing to show."
    """What to do next, said instead of drawing an empty frame."""
    totals: tuple[str, ...] = ()
    """The columns whose sum means something; drawn as a last line on screen, never exported."""
    summed: Callable[[Row], bool] | None = None
    """Which rows count in the totals; all of them when it is None."""
    foot: Row | None = None
    """The last line itself, where its figures are not the sums of those above; None adds up `totals`."""

    def read(self) -> "Table":
        """Return the table with its rows in memory."""
        return replace(self, rows=list(self.rows))

    def without_margins(self) -> "Table":
        """Return the table as it is exported: without the columns that sum up their row."""
        kept = [at for at, column in enumerate(self.columns) if not column.margin]
        if len(kept) == len(self.columns):
            return self
        rows = (tuple(row[at] for at in kept) for row in self.rows)
        return replace(self, columns=tuple(self.columns[at] for at in kept), rows=rows, foot=None)


def columns(names: str, **kinds: Kind) -> tuple[Column, ...]:
    """Return columns from names separated by blanks; a kind given by name is that column's."""
    return tuple(Column(name, kinds.get(name, Kind.TEXT)) for name in names.split())


@dataclass(frozen=True)
class AsOf:
    """Which state of the ledger is asked for; None is the latest."""

    at: date | None = None
    """The last business date that counts."""
    known_at: str | None = None
    """The last UTC moment of recording that counts."""

    def __str__(self) -> str:
        day = date.today() if self.at is None else self.at
        known = "" if self.known_at is None else f", as known at {self.known_at}"
        return f"as of {day.isoformat()}{known}"
