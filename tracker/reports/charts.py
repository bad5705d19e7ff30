"""The charts of reports: the figures of a table as series."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate
from typing import TypeVar

from tracker.deferred import NamedTuple
from tracker.languages import grouped, heading, worded
from tracker.ledger.lookup import find_item
from tracker.messages import Joined, Message
from tracker.model.as_of import AsOf
from tracker.model.charts import Bar, BarChart, Chart, Curve, LineChart, Point
from tracker.model.codes import ItemCode
from tracker.model.dates import is_far_in_future, last_day, today
from tracker.model.table import Row, Value
from tracker.reports.distribution import (
    FIGURES,
    DistributedLines,
    DistributionQuery,
    dimensions_of,
    nothing_found,
    ordered,
)
from tracker.reports.distribution import subject as _distribution_subject
from tracker.reports.queries import Database, Ledger, ask, by_code, foot_and_command, reading
from tracker.reports.runout import runout
from tracker.reports.stock import NO_STOCK, NOTHING_MATCHES
from tracker.store.catalogue import place_names

MOST_BARS = 20
"""The maximum number of bars drawn; the rest is added up in one more."""

MOST_SERIES = 6
"""The maximum number of series that remain distinct."""

NOT_GIVEN = "–"
"""The label of a missing value, such as a place without a region."""

AnyChart = TypeVar("AnyChart", bound=Chart)


def largest(
    bars: Sequence[Bar], unit: str, *, stacked: bool, adds: bool = True
) -> tuple[tuple[Bar, ...], tuple[Message, ...]]:
    """Return the largest bars, by size, and a note if others are omitted.

    The others are added up, if possible: in a last bar, or in the note if that bar would dwarf the rest.
    """
    length = sum if stacked else max
    ranked = sorted(bars, key=lambda bar: -length(bar.values))
    kept, rest = ranked[:MOST_BARS], ranked[MOST_BARS:]
    if not rest:
        return tuple(kept), ()
    others = Bar(str(_OTHERS), tuple(map(sum, zip(*(bar.values for bar in rest), strict=True))))
    note = _shown(len(kept), len(bars), unit, sum(others.values) if adds else None)
    if adds and length(others.values) <= length(kept[0].values):
        kept.append(others)
    return tuple(kept), (note,)


_OTHERS = Message("others")


def _shown(count: int, whole: int, unit: str, others: int | None) -> Message:
    if others is None:
        return Message("Showing the {count} largest of {all}.", count=count, all=whole)
    message = Message("Showing the {count} largest of {all}. All others: {others} {unit}.", count=count, all=whole)
    return message.given(others=grouped(others), unit=unit)


def not_over(day: date, months: int, end: date) -> tuple[Message, ...]:
    """Return a note if the period of `months` months that begins on a day ends after `end`."""
    return (Message("{period} is not over.", period=_period(day, months)),) if last_day(day, months) > end else ()


def with_foot(chart: AnyChart, database: Database, when: AsOf, *words: str, **options: object) -> AnyChart:
    """Return the chart with a foot: its date, and the command of these words that draws it again."""
    foot, command = foot_and_command(database, when, *words, **options, chart=True)
    return replace(chart, notes=(*chart.notes, foot), command=command)


# Distribution as bars or, over time, as lines.


_FEWEST_PERIODS = 3
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
"""The periods to draw, including those without copies, and their length in months."""


def distribution_chart(
    ledger: Ledger, query: DistributionQuery, when: AsOf, known: DistributedLines | None = None
) -> Chart:
    """Return the chart of the figure `show`, by default copies: a row for each combination of dimensions.

    The values of the last dimension, or of `columns`, are the parts of a row, unless too many to distinguish. By year,
    month or quarter, there is a line for each of the largest combinations, unless a bar for each of a few periods shows
    all. `known` are the lines of the query.
    """
    show = query.show or "copies"
    by, filters = dimensions_of(query), query.period.filters()
    dimensions = (*by, query.columns) if query.columns else by
    with reading(ledger) as database:
        found = (known or DistributedLines(database, query, when)).summed(*dimensions)
        names = dict(place_names(database)) if "place" in dimensions else {}
        values = {key: int(row[FIGURES.index(show)] or 0) for key, row in found.items()}
        end = min(when.day, query.period.until or when.day)
        figures = _Figures(
            _distribution_subject(query), nothing_found(filters, when), show, dimensions, values, names, end
        )
        given: dict[str, object] = {"by": query.by and ",".join(query.by), "columns": query.columns, "show": query.show}
        return with_foot(figures.chart(), database, when, "report", "distribution", **given, **query.period._asdict())


class _Figures(NamedTuple):
    """One figure for each combination of dimensions, with its labels."""

    title: Message
    empty: Message
    show: str
    dimensions: tuple[str, ...]
    values: dict[Row, int]
    names: dict[str, str]
    """The names of places by code."""
    end: date
    """The last day of the report."""

    def chart(self) -> Chart:
        """Return bars, with the values of the last dimension as their parts if these are few; or lines over time.

        A bar of each period is as good as a line while there are few periods.
        """
        last = self.dimensions[-1:]
        values = ordered({key[-1:] for key in self.values}, last, by_names=True)
        divided = len(self.dimensions) > 1 and len(values) <= MOST_SERIES
        by, parts = (self.dimensions[:-1], values) if divided else (self.dimensions, [()])
        length = _MONTHS.get(self.dimensions[0], 0)
        is_year = length == _MONTHS["year"]
        periods = sorted({str(key[0]) for key in self.values}) if length else []
        days = _periods(periods[0], periods[-1], length) if len(periods) >= _FEWEST_PERIODS else []
        is_one_bar = len(by) == 1 and not (divided and is_year)
        if days and not (is_one_bar and len(days) <= MOST_BARS):
            return self._lines(days, length)
        rows: list[Row] = [(day.year if is_year else _period(day, length),) for day in days]
        rows = rows or ordered({key[: len(by)] for key in self.values}, by, by_names=True)
        bars = tuple(
            Bar(" · ".join(map(self._called, by, row)), tuple(self.values.get((*row, *part), 0) for part in parts))
            for row in rows
        )
        unit, notes = heading(self.show), not_over(days[-1], length, self.end) if days else ()
        if not days:
            bars, notes = largest(bars, unit, stacked=self._stacked, adds=self._stacked)
        series = tuple(self._called(last[0], part[0]) for part in parts) if divided else ()
        return BarChart(self.title, unit, series, bars, self._stacked, self.empty, notes)

    @property
    def _stacked(self) -> bool:
        return self.show != "shipments"  # a shipment can be in several parts

    def _lines(self, days: list[date], length: int) -> LineChart:
        """Return a line for each of the largest combinations of the other dimensions, and one for the rest."""
        lines: dict[Row, list[int]] = {}
        numbers = {_period(day, length): at for at, day in enumerate(days)}
        for (period, *rest), value in self.values.items():
            lines.setdefault(tuple(rest), [0] * len(days))[numbers[str(period)]] += value
        ranked = sorted(lines, key=lambda rest: (-sum(lines[rest]), str(rest)))
        kept = ranked if len(ranked) <= MOST_SERIES else ranked[: MOST_SERIES - 1]
        unit, notes = heading(self.show), list[Message]()
        total = str(Message("total"))  # of all, without another dimension
        curves = [(" · ".join(map(self._called, self.dimensions[1:], rest)) or total, lines[rest]) for rest in kept]
        if len(kept) < len(ranked):
            others = list(map(sum, zip(*(lines[rest] for rest in ranked[len(kept) :]), strict=True)))
            if self._stacked and max(others) <= max(map(max, map(lines.__getitem__, kept))):
                curves.append((str(_OTHERS), others))
            notes.append(_shown(len(kept), len(ranked), unit, sum(others) if self._stacked else None))
        unfinished = not_over(days[-1], length, self.end)
        known = len(days) - len(unfinished)
        drawn = [
            Curve(name, points[:known], points[known - 1 :] if unfinished else ())
            for name, values in curves
            for points in [tuple(map(Point, days, values))]
        ]
        return LineChart(self.title, unit, tuple(drawn), self.empty, tuple(notes), expected=Joined(*unfinished))

    def _called(self, dimension: str, value: Value) -> str:
        if value is None:
            return NOT_GIVEN
        return self.names.get(str(value), str(value)) if dimension == "place" else str(worded(dimension, value))


def _periods(first: str, last: str, length: int) -> list[date]:
    start, end = (_month(period) for period in (first, last))
    return [date(number // 12, number % 12 + 1, 1) for number in range(start, end + 1, length)]


def _month(period: str) -> int:
    """Return the number of the first month of 2015-03, 2015-Q1 or 2015, counted from year 0."""
    year, _, part = period.partition("-")
    return int(year) * 12 + ((int(part[1:]) - 1) * 3 if part.startswith("Q") else int(part or 1) - 1)


def _period(day: date, length: int) -> str:
    names = {1: day.isoformat()[:7], 3: f"{day.year:04}-Q{day.month // 3 + 1}", 12: f"{day.year:04}"}
    return names[length]


# Stock over time as lines: copies on hand of each item, and available copies until they run out.


_ON_HAND, _RUNS_OUT_ON, _AVAILABLE = 1, 4, 5
_YEAR = timedelta(days=365)


def stock_chart(ledger: Ledger, when: AsOf, item: ItemCode | None = None, low: int | None = None) -> LineChart:
    """Return the copies of each item at stores at the end of each month, and their expected use.

    Available copies run out on the date of `report runout`, drawn as far as there is room. `low` selects items with at
    most that many available. Raises Refused for an unknown item.
    """
    with reading(ledger) as database:
        code = None if item is None else find_item(database, item)
        found = [row for row in runout(database, when).rows if code in (None, row[0])]
        rows = [row for row in found if low is None or int(row[_AVAILABLE] or 0) <= low]
        drawn = sorted(rows[:MOST_SERIES], key=lambda row: by_code(row[0]))
        last = when.at or today()
        history = _history(database, when, [str(row[0]) for row in drawn], last)
        subject = Message("Stock") if code is None else Message("Stock of {item}", item=code)
        notes = []
        if len(rows) > MOST_SERIES:
            few = Message("Showing the {count} of {all} items that run out first. To see another, specify its ITEM.")
            notes.append(few.given(count=MOST_SERIES, all=len(rows)))
        chart = LineChart(
            Message("{stock} on hand at the end of each month", stock=subject),
            heading("copies"),
            tuple(_curve(row, history) for row in drawn),
            NO_STOCK if code is None and low is None and when == AsOf() else NOTHING_MATCHES,
            tuple(notes),
            day=last,
            expected=_EXPLAINED.given(day=last) if any(row[_RUNS_OUT_ON] for row in drawn) else Joined(),
        )
        return with_foot(chart, database, when, "stock", *([code] if code else []), low=low)


_EXPLAINED = Message("After {day}: available copies, used at the rate of 'tracker report runout'.")


class _History(NamedTuple):
    """The changes in the stock of each item, by the last day of the month."""

    changes: dict[str, dict[date, int]]
    days: tuple[date, ...]
    """The dates of the chart's points: ends of months, and the requested date."""

    def balances(self, item: str, now: int) -> Iterator[Point]:
        """Yield an item's copies at the end of each date, from its first change; `now` on the last date."""
        changed = sorted(self.changes[item])
        copies = list(accumulate(self.changes[item][day] for day in changed))
        for day in self.days[:-1]:
            if number := bisect_right(changed, day):
                yield Point(day, copies[number - 1])
        yield Point(self.days[-1], now)


def _history(database: Database, when: AsOf, items: Sequence[str], last: date) -> _History:
    changes: dict[str, dict[date, int]] = {item: {} for item in items}
    for item, month, change in ask(database, "_on_hand_month", when):
        if item in changes:
            changes[str(item)][_month_end(_month(str(month)))] = int(change or 0)
    first = min((end for each in changes.values() for end in each), default=last)
    ends = map(_month_end, range(first.year * 12 + first.month - 1, last.year * 12 + last.month))
    return _History(changes, (*(day for day in ends if day < last), last))


def _month_end(number: int) -> date:
    return last_day(date(number // 12, number % 12 + 1, 1), 1)


def _curve(row: Row, history: _History) -> Curve:
    item, on_hand, available = str(row[0]), int(row[_ON_HAND] or 0), int(row[_AVAILABLE] or 0)
    runs_out_on, shown = row[_RUNS_OUT_ON], grouped(available)
    message = Message("{available} available", available=shown)
    if runs_out_on is not None and is_far_in_future(str(runs_out_on)):
        message = Message("{available} available for more than 10 years", available=shown)
    elif runs_out_on is not None:
        message = Message("{available} available, runs out on {day}", available=shown, day=runs_out_on)
    end = None if runs_out_on is None else date.fromisoformat(str(runs_out_on))
    expected = _expected(available, history.days, end)
    return Curve(item, tuple(history.balances(item, on_hand)), tuple(expected), message)


def _expected(available: int, days: Sequence[date], runs_out_on: date | None) -> Iterator[Point]:
    """Yield the available copies on the last day, and on the run-out date or as far as there is room."""
    last = days[-1]
    yield Point(last, available)
    if runs_out_on is not None and runs_out_on > last:
        room = max(_YEAR, last - days[0])
        end = min(runs_out_on, last + min(room, date.max - last))
        yield Point(end, available - available * (end - last).days // (runs_out_on - last).days)
