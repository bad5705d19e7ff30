"""Format a value as text, for people on a screen or for programs in a file."""

import re
from collections.abc import Iterable, Sequence

from tracker.deferred import pattern
from tracker.languages import NO_BREAK_SPACE, decimal, grouped, heading, short_date, worded
from tracker.messages import Message
from tracker.model.table import BEYOND_CALENDAR, Column, Kind, Pivot, Row, Table, Value
from tracker.model.text import plain

RIGHT = frozenset({Kind.NUMBER, Kind.DECIMAL, Kind.MONEY})
"""The kinds of columns aligned to the right, so that digits line up."""

_LONE_SURROGATE = pattern("[\ud800-\udfff]", re.UNICODE)

_AMOUNT = pattern(r"(-?)(\d+)\.(\d\d)")


def encodable(text: str) -> str:
    """Return the text with each lone surrogate, which UTF-8 cannot encode, replaced by U+FFFD."""
    return text if text.isprintable() else _LONE_SURROGATE.sub("\ufffd", text)


def cents(amount: Value) -> int | None:
    """Return the cents of an amount written as in "862.40", or None for anything else."""
    match = _AMOUNT.fullmatch(amount) if isinstance(amount, str) else None
    if match is None:
        return None
    sign, whole, decimals = match.groups()
    return int(sign + whole + decimals)


def shown(value: Value, kind: Kind) -> str:
    """Return the value as shown to people: thousands grouped, None as empty text, unsafe characters replaced.

    A value that does not match its column's kind is shown as text.
    """
    if value is None:
        return ""
    if kind is Kind.NUMBER and isinstance(value, int):
        return grouped(value)
    if kind is Kind.DECIMAL and isinstance(value, (int, float)):
        return decimal(f"{value:,.1f}".replace(",", NO_BREAK_SPACE))
    if kind is Kind.MONEY and isinstance(value, str) and (match := _AMOUNT.fullmatch(value)):
        sign, whole, decimals = match.groups()
        return decimal(f"{sign}{grouped(int(whole))}.{decimals}")
    if kind is Kind.FORECAST:
        from tracker.model.dates import is_far_in_future  # not needed by other tables

        return str(Message("more than 10 years")) if is_far_in_future(str(value)) else short_date(plain(str(value)))
    if kind is Kind.DATE:
        return short_date(plain(str(value)))
    return plain(str(value))


def heading_of(column: str, pivot: Pivot | None) -> str:
    """Return the heading of a column as shown to people; in a pivot it may be a value, such as a kind of place."""
    word = column if pivot is None else str(worded(pivot.across, column))
    return plain(heading(column) if word == column else word)


_NAME = Column("name")


class Face:
    """A table as people see it: visible columns, headings, and cells as text, with place names next to codes."""

    def __init__(self, table: Table, kept: Sequence[int] | None = None, *, named: bool = True) -> None:
        """Show the columns at positions `kept`, or all visible ones; no rows are read."""
        self.table = table
        self.kept = list(table.shown(margins=True) if kept is None else kept)
        codes = [table.columns[at].name for at in self.kept]
        self._place: int | None = None
        if named and table.names and table.fields is None and "place" in codes and "name" not in codes:
            beside = codes.index("place")
            self._place = self.kept[beside]
            self.kept.insert(beside + 1, len(table.columns))
        self.columns = [(*table.columns, _NAME)[at] for at in self.kept]
        self.headings = [heading_of(column.name, table.pivot) for column in self.columns]

    def values(self, row: Row) -> list[Value]:
        """Return the values of a row."""
        if self._place is not None and self.table.names:
            row = (*row, self.table.names.get(str(row[self._place])))
        return [row[at] for at in self.kept]

    def worded(self, row: Row) -> list[Value]:
        """Return the values of a row in the current language; a date in the far future becomes a text."""
        return [
            shown(value, Kind.FORECAST)
            if column.kind is Kind.FORECAST and value == BEYOND_CALENDAR
            else worded(column.name, value, column.table)
            for column, value in zip(self.columns, self.values(row), strict=True)
        ]

    def texts(self, row: Row) -> list[str]:
        """Return the cells of a row."""
        return [
            shown(worded(column.name, value, column.table), column.kind)
            for column, value in zip(self.columns, self.values(row), strict=True)
        ]

    def marked(self, row: Row) -> frozenset[int]:
        """Return the positions of the cells that need attention."""
        names = self.table.alarms(row) if self.table.alarms else ()
        return frozenset(at for at, column in enumerate(self.columns) if column.name in names)

    def foot(self, row: Row) -> list[str]:
        """Return the cells of the totals row, labelled 'total' in the first column unless that has a sum."""
        first, *others = self.texts(row)
        return [first or plain(str(Message("total"))), *others]


class Totals:
    """Running sums of rows.

    Integers are summed as they are, and money in cents if all amounts of the column have the same currency, according
    to a column named `currency`.
    """

    def __init__(self, table: Table) -> None:
        names = [column.name for column in table.columns]
        self._rows, self._columns, self._summed = 0, len(names), table.summed
        self._currency = names.index("currency") if "currency" in names else None
        self._is_money = {
            at: column.kind is Kind.MONEY for at, column in enumerate(table.columns) if column.name in table.totals
        }
        self._sums, self._currencies, self._unfit = dict[int, int](), dict[int, Value](), set[int]()

    def add(self, row: Row) -> None:
        """Add a row."""
        self._rows += 1
        if self._summed is not None and not self._summed(row):
            return
        for at, is_money in self._is_money.items():
            if row[at] is None:
                continue
            whole = cents(row[at]) if is_money else row[at]
            currency = row[self._currency] if is_money and self._currency is not None else None
            if isinstance(whole, int) and self._currencies.setdefault(at, currency) == currency:
                self._sums[at] = self._sums.get(at, 0) + whole
            else:
                self._unfit.add(at)

    def line(self) -> Row | None:
        """Return the totals row, with None in columns without a total; or None if there is nothing to sum.

        A single row gets no total.
        """
        sums: list[Value] = [None] * self._columns
        for at, total in self._sums.items():
            if at not in self._unfit:
                sums[at] = total
            if at not in self._unfit and self._is_money[at]:
                from tracker.model.money import format_cents

                sums[at] = format_cents(total)
        return tuple(sums) if self._rows > 1 and any(total is not None for total in sums) else None


def total_of(table: Table, rows: Iterable[Row]) -> Row | None:
    """Return the totals row of these rows."""
    totals = Totals(table)
    for row in rows:
        totals.add(row)
    return totals.line()
