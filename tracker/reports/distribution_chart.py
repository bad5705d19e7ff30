"""Distribution as bars, or upright and in order of time when it is by month or by quarter."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from tracker.languages import heading, worded
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.charts import Bar, BarChart, BarPanel, FlowChart, PeriodBar, Unit
from tracker.model.table import Row, Value
from tracker.reports.charting import MOST_SERIES, NOT_GIVEN, longest, with_foot, with_unfinished
from tracker.reports.distribution import (
    FIGURES,
    DistributedLines,
    DistributionQuery,
    dimensions_of,
    filters_of,
    nothing_found,
    ordered,
    subject,
)
from tracker.reports.queries import Ledger, reading
from tracker.store.place_names import place_names

_FEWEST_PERIODS = 3
_MONTHS = {"month": 1, "quarter": 3}
"""The periods that are drawn in order of time, those without copies included, and how many months they have."""


def distribution_chart(
    ledger: Ledger, query: DistributionQuery, when: AsOf, known: DistributedLines | None = None
) -> BarChart | FlowChart:
    """Return the figure that `show` names, by default copies: a row for each combination of the dimensions.

    The values of the last dimension, which is that of `columns` if it is given, are the parts of a row, unless there
    are more than can be told apart. `known` are the lines of the query. Raises WrongUsage when the options contradict
    each other.
    """
    show = query.show or "copies"
    plain = query if query.columns else query._replace(show=None)
    by, filters = dimensions_of(plain), filters_of(query)
    dimensions = (*by, query.columns) if query.columns else by
    with reading(ledger) as database:
        found = (known or DistributedLines(database, query, when)).summed(*dimensions)
        names = dict(place_names(database)) if "place" in dimensions else {}
        values = {key: int(row[FIGURES.index(show)] or 0) for key, row in found.items()}
        end = min(when.day, query.until or when.day)
        figures = _Figures(subject(plain), nothing_found(filters, when), show, dimensions, values, names, end)
        return with_foot(figures.chart(), database, when, _words(query))


def _words(query: DistributionQuery) -> Iterator[str]:
    yield from ("report", "distribution")
    given = {"by": query.by and ",".join(query.by), "columns": query.columns, "show": query.show}
    for name, value in {**given, "since": query.since, "until": query.until}.items():
        yield from (f"--{name}", str(value)) if value else ()


class _Figures(NamedTuple):
    """One figure of each combination of the dimensions, and what to call it."""

    title: Message
    empty: Message
    show: str
    dimensions: tuple[str, ...]
    values: dict[Row, int]
    names: dict[str, str]
    """The names of places."""
    end: date
    """The last day that is reported on."""

    def chart(self) -> BarChart | FlowChart:
        """Return the figures as they are read best."""
        parts = ordered({key[-1:] for key in self.values}, self.dimensions[-1:], by_names=True)
        divided = len(self.dimensions) > 1 and len(parts) <= MOST_SERIES
        shared = [value for (value,) in parts] if divided else []
        kept = self.dimensions[: len(self.dimensions) - divided]
        rows = ordered({key[: len(kept)] for key in self.values}, kept, by_names=True)
        length = _MONTHS.get(self.dimensions[0], 0)
        if length and len(self.dimensions) == 1 + divided and len(rows) >= _FEWEST_PERIODS:
            return self._flow(shared, _periods(str(rows[0][0]), str(rows[-1][0]), length), length)
        return self._bars(shared, rows)

    @property
    def _stacked(self) -> bool:
        return self.show != "shipments"  # one shipment can be in several parts

    def _bars(self, parts: list[Value], rows: list[Row]) -> BarChart:
        bars = [Bar(self._named(row), tuple(self._parts(row, parts))) for row in rows]
        kept, notes = longest(bars, stacked=self._stacked)
        panels = (BarPanel(Unit(heading(self.show)), kept),)
        return BarChart(self.title, self._series(parts), panels, self._stacked, self.empty, notes)

    def _flow(self, parts: list[Value], days: list[date], length: int) -> FlowChart:
        names = self._series(parts) or (heading(self.show),)
        periods = [
            PeriodBar(_period(day, length), day, tuple(self._parts((_period(day, length),), parts))) for day in days
        ]
        chart = FlowChart(self.title, Unit(heading(self.show)), names, tuple(periods), self._stacked, False, self.empty)
        return with_unfinished(chart, length, self.end)

    def _parts(self, row: Row, parts: list[Value]) -> Iterator[int]:
        """Yield the values of a row, of each part of it if it has such."""
        yield from (self.values.get((*row, part), 0) for part in parts) if parts else (self.values.get(row, 0),)

    def _series(self, parts: list[Value]) -> tuple[str, ...]:
        return tuple(self._called(self.dimensions[-1], part) for part in parts)

    def _named(self, row: Row) -> str:
        return " · ".join(map(self._called, self.dimensions, row))

    def _called(self, dimension: str, value: Value) -> str:
        if value is None:
            return NOT_GIVEN
        return self.names.get(str(value), str(value)) if dimension == "place" else str(worded(dimension, value))


def _periods(first: str, last: str, length: int) -> list[date]:
    """Return the first days of all periods from one to another, those in which nothing happened included."""
    start, end = (_month(period) for period in (first, last))
    return [date(number // 12, number % 12 + 1, 1) for number in range(start, end + 1, length)]


def _month(period: str) -> int:
    """Return the number of the first month of 2015-03 or 2015-Q1, counted from the year 0 on."""
    year, _, part = period.partition("-")
    return int(year) * 12 + ((int(part[1:]) - 1) * 3 if part.startswith("Q") else int(part) - 1)


def _period(day: date, length: int) -> str:
    """Return the name of the period that begins with that day."""
    return f"{day.year:04}-Q{day.month // 3 + 1}" if length == _MONTHS["quarter"] else day.isoformat()[:7]
