"""Results: named columns, rows of plain values, and the texts shown with them."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import Enum
from typing import Any

from tracker.deferred import NamedTuple, pattern
from tracker.errors import UnknownColumn, WrongUsage
from tracker.messages import Joined, Message
from tracker.model.text import did_you_mean, match_key, nearest

Value = str | int | float | None
"""A cell: text, an integer, a rate, or nothing. Money and dates are text."""

Row = tuple[Value, ...]

BEYOND_CALENDAR = "9999-12-31"
"""A forecast after the year 9999: shown as far in the future, exported as null."""


def forecast(months_left: Value, day: Value) -> Value:
    """Return the run-out date, or `BEYOND_CALENDAR` if only the number of months is known."""
    return BEYOND_CALENDAR if day is None and months_left is not None else day


class Kind(Enum):
    """The kind of values in a column, which determines their display and type."""

    TEXT = "text"
    CODE = "code"
    """A code or number that identifies something: never grouped, and cut only if a terminal is too narrow."""
    NUMBER = "number"
    """An integer that can be summed: right-aligned, digits grouped on screen."""
    DECIMAL = "decimal"
    """A number with one decimal, such as copies per month: right-aligned, never summed."""
    MONEY = "money"
    """An amount with two decimals, as text such as "862.40": right-aligned, grouped on screen."""
    DATE = "date"
    FORECAST = "forecast"
    """A calculated ISO date; one far in the future is not shown exactly."""


class Column(NamedTuple):
    """One column of a result. Scripts rely on its name."""

    name: str
    kind: Kind = Kind.TEXT
    margin: bool = False
    """Whether it is a row total: shown on screen, never exported."""
    table: str = ""
    """The data dictionary's table of the column, where translations depend on it."""


class Pivot(NamedTuple):
    """The layout of a pivot: the values of a dimension are columns."""

    by: int
    """The number of columns before those."""
    across: str
    """The name of the dimension."""


class Table(NamedTuple):
    """A result: columns and rows under a title."""

    title: Message
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    empty: Message = Message("Nothing to show.")
    """The message to show instead of an empty table: what to do next."""
    totals: tuple[str, ...] = ()
    """The columns to sum; shown as a last line on screen, never exported."""
    summed: Callable[[Row], bool] | None = None
    """Selects the rows to include in the totals; None includes all."""
    foot: Row | None = None
    """The totals row, if its figures are not sums of the rows; None sums the columns in `totals`."""
    matters: tuple[str, ...] = ()
    """The columns in order of importance, for narrow terminals; others are less important."""
    once: tuple[str, ...] = ()
    """The columns whose repeated values a terminal shows once: above the rows, or in the first of several."""
    alarms: Callable[[Row], Collection[str]] | None = None
    """Returns the columns of a row that need attention, such as low stock or overdue. None marks nothing."""
    whole: str | None = None
    """The column whose text a terminal never cuts: long text gets a line of its own below its row."""
    pivot: Pivot | None = None
    names: Mapping[str, str] | None = None
    """The names of places by code, which a terminal shows next to the column `place`."""
    fields: tuple[str, ...] | None = None
    """The requested columns in order; None means all."""
    legend: Message | None = None
    """What its figures mean, below the rows for people who see all columns."""
    note: Message | None = None
    """A note below the rows on the screen, such as how to see omitted ones."""

    def read(self) -> "Table":
        """Return the table with its rows loaded into memory."""
        return self._replace(rows=list(self.rows))

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as dicts by column name."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]

    def choosing(self, fields: Sequence[str]) -> "Table":
        """Return the table with only these columns. Raises WrongUsage for an unknown or repeated name."""
        known = {match_key(column.name): column.name for column in self.columns}
        known |= {column.name: column.name for column in self.columns}
        chosen = []
        for field in fields:
            name = known.get(field) or known.get(match_key(field).replace(" ", "_").replace("-", "_"))
            if name is None:
                unknown = Message("There is no column '{field}'.", field=field)
                names = [column.name for column in self.columns]
                choice = Message("Choose from {columns}.", columns=", ".join(names))
                raise UnknownColumn.from_message(Joined(unknown, did_you_mean(nearest(field, names)) or choice))
            if name in chosen:
                raise WrongUsage("Column '{field}' appears twice in --fields; specify it once.", field=field)
            chosen.append(name)
        return self._replace(fields=tuple(chosen), legend=None)

    def shown(self, *, margins: bool) -> list[int]:
        """Return the positions of the columns to show: requested ones, or all, with or without row totals."""
        if self.fields is not None:
            names = [column.name for column in self.columns]
            return [names.index(field) for field in self.fields]
        return [at for at, column in enumerate(self.columns) if margins or not column.margin]

    def exported(self) -> "Table":
        """Return the table for export: without row totals, with requested columns only."""
        kept = self.shown(margins=False)
        forecasts = {at for at, column in enumerate(self.columns) if column.kind is Kind.FORECAST}
        if kept == list(range(len(self.columns))) and not forecasts:
            return self
        rows = (
            tuple(None if at in forecasts and row[at] == BEYOND_CALENDAR else row[at] for at in kept)
            for row in self.rows
        )
        return self._replace(columns=tuple(self.columns[index] for index in kept), rows=rows, foot=None, fields=None)


# A report of several tables on one page.


class Section(NamedTuple):
    """A table of a page, with its name for scripts."""

    name: str
    table: Table
    is_annex: bool = False
    """Whether it is printed after all others, on a new page."""


class Page(NamedTuple):
    """Several tables under one title, with notes at the foot."""

    title: Message
    sections: tuple[Section, ...]
    foot: tuple[Message, ...]
    command: str

    def table(self, name: str) -> Table:
        """Return the table with this name. Raises WrongUsage if there is none."""
        for section in self.sections:
            if section.name == name:
                return section.table
        raise WrongUsage("There is no table '{name}'; choose from {names}.", name=name, names=self.names)

    @property
    def names(self) -> str:
        """The names of its tables."""
        return ", ".join(section.name for section in self.sections)


# A data package: tables as files, with a description for programs (Frictionless v1).


class Resource(NamedTuple):
    """A table of a package, and its file."""

    path: str
    """Relative to the package folder, with "/" as separator."""
    table: Table
    schema: Mapping[str, Any]
    """Its fields, keys and references, as a Table Schema."""
    description: str

    @property
    def name(self) -> str:
        """The path without its suffix, which is unique in the package."""
        return self.path.removesuffix(".csv")


DESCRIPTOR = "datapackage.json"
"""The file that describes a package."""

PROPERTY = "tracker"
"""The descriptor property that identifies packages written by this program."""


# Text that a spreadsheet would run as a formula, and the prefix that keeps it text.  A cell that begins with = + - @ is
# a formula to Excel and LibreOffice, whatever its origin: a place named =HYPERLINK(...) would run on the reader's
# machine. The prefix is the apostrophe with which spreadsheets themselves mark a cell as text.  ``disarm`` adds the
# prefix to text that would run, ignoring leading apostrophes; ``rearm`` removes one apostrophe from such text. This
# makes the two exact inverses: '=1 is written as ''=1 and read back as '=1, while 'tis, which would not run, is
# unchanged by both.


# Characters that a spreadsheet may skip before a formula: quotes, whitespace, control and zero-width characters.
_FORMULA = pattern(r"[\"\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]", re.UNICODE)

_PHONE = pattern(r"\s*[+-][0-9 \u00a0()/.-]*", re.UNICODE)


def would_run(text: str) -> bool:
    """Return whether a spreadsheet may interpret the text as a formula, unlike a number such as +371 67105048."""
    if text[:1].isalnum() or not _FORMULA.match(text):
        return False
    return text[0] in "\t\r\n" or not _PHONE.fullmatch(text)


def disarm(text: str) -> str:
    """Return the text with an apostrophe before each part that a spreadsheet would run as a formula.

    Parts are separated by `;`, the cell separator where the comma is the decimal sign.
    """
    return _SEPARATOR.join([f"'{part}" if would_run(part.lstrip("'")) else part for part in text.split(_SEPARATOR)])


def rearm(text: str) -> str:
    """Return the text that was passed to `disarm`: rearm(disarm(text)) == text for every text."""
    return _SEPARATOR.join(
        [part[1:] if part[:1] == "'" and would_run(part.lstrip("'")) else part for part in text.split(_SEPARATOR)]
    )


_SEPARATOR = ";"
