"""Stock over time, as lines: what was on hand of each item, and what is available until it runs out."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from tracker.languages import heading
from tracker.ledger.lookup import find_item
from tracker.messages import Joined, Message
from tracker.model.as_of import AsOf
from tracker.model.charts import Curve, LineChart, Point, Unit
from tracker.model.codes import ItemCode
from tracker.model.dates import is_far_ahead, today
from tracker.model.table import Row
from tracker.model.text import grouped
from tracker.reports.charting import MOST_SERIES, with_foot
from tracker.reports.queries import Database, Ledger, ask, by_code, reading
from tracker.reports.runout import runout
from tracker.reports.stock import NO_STOCK, NOTHING_MATCHES

_ON_HAND, _RUNS_OUT_ON, _AVAILABLE = 1, 4, 5
_DAY_BY_DAY = 366
"""Up to so many days are drawn one by one; of more, the last days of the months."""

_YEAR = timedelta(days=365)


def stock_chart(ledger: Ledger, when: AsOf, item: ItemCode | None = None, low: int | None = None) -> LineChart:
    """Return the copies of each item at stores at the end of each day or month, and how the last ones are used up.

    What is available is used up on the day that `report runout` says, and is drawn as far as there is room. `low` keeps
    the items of which at most so many are available. Raises Refused when the item is unknown.
    """
    with reading(ledger) as database:
        code = None if item is None else find_item(database, item)
        found = [row for row in runout(database, when).rows if code in (None, row[0])]
        rows = [row for row in found if low is None or int(row[_AVAILABLE] or 0) <= low]
        drawn = sorted(rows[:MOST_SERIES], key=lambda row: by_code(row[0]))
        last = when.at or today()
        history = _history(database, when, [str(row[0]) for row in drawn], last)
        chart = LineChart(
            _title(code, daily=history.daily),
            Unit(heading("copies")),
            tuple(_curve(row, history) for row in drawn),
            NO_STOCK if code is None and low is None and when == AsOf() else NOTHING_MATCHES,
            (*_left_out(len(rows)), *_explained(last if any(row[_RUNS_OUT_ON] for row in drawn) else None)),
            day=last,
        )
        return with_foot(chart, database, when, _words(code, low))


def _title(code: str | None, *, daily: bool) -> Message:
    stock = Message("Stock") if code is None else Joined(Message("Stock"), Message("of {item}", item=code))
    if daily:
        return Message("{stock} on hand at the end of each day", stock=stock)
    return Message("{stock} on hand at the end of each month", stock=stock)


def _left_out(items: int) -> tuple[Message, ...]:
    if items <= MOST_SERIES:
        return ()
    told = Message("Drawn are the {count} items that run out first, of {all}; name another ITEM to see it.")
    return (told.given(count=MOST_SERIES, all=items),)


def _explained(day: date | None) -> tuple[Message, ...]:
    told = Message("After {day}: what is available, used up at the rate of 'tracker report runout'.")
    return () if day is None else (told.given(day=day),)


def _words(code: str | None, low: int | None) -> list[str]:
    return ["stock", *([] if code is None else [code]), *([] if low is None else ["--low", str(low)])]


class _History(NamedTuple):
    """By how many copies the stock of each item changed up to the ends of which days."""

    changes: dict[str, dict[date, int]]
    days: tuple[date, ...]
    """The days at whose ends the stock is looked at, the one asked about last."""
    daily: bool

    def balances(self, item: str, now: int) -> Iterator[Point]:
        """Yield the copies of an item at the end of each of the days, from the first change on; `now` at the last."""
        copies, changes = 0, sorted(self.changes[item].items())
        later = iter([*changes, (date.max, 0)])
        day, change = next(later)
        for each in self.days[:-1]:
            while day <= each:
                copies += change
                day, change = next(later)
            if changes and changes[0][0] <= each:
                yield Point(each, copies)
        yield Point(self.days[-1], now)


def _history(database: Database, when: AsOf, items: Sequence[str], last: date) -> _History:
    """Return what changed from day to day; in more than a year from month to month, which is not read day by day."""
    months = _changes(database, "_on_hand_month", when, items)
    ends = sorted({end for each in months.values() for end in each if end < last})
    if ends and (last - ends[0].replace(day=1)).days > _DAY_BY_DAY:
        between = _month_ends(ends[0], last)
        return _History(months, (*between, last), daily=False)
    days = _changes(database, "_on_hand_day", when, items)
    first = min([last, *(day for each in days.values() for day in each)])
    return _History(days, tuple(first + timedelta(number) for number in range((last - first).days + 1)), daily=True)


def _changes(database: Database, name: str, when: AsOf, items: Sequence[str]) -> dict[str, dict[date, int]]:
    """Return the changes of each item's stock, by their days, or by the last days of their months."""
    changes: dict[str, dict[date, int]] = {item: {} for item in items}
    for item, day, change in ask(database, name, when):
        if item in changes:
            changes[str(item)][_end(str(day))] = int(change or 0)
    return changes


def _end(period: str) -> date:
    """Return the last day of a month such as 2015-03, or the day that is given."""
    if len(period) == len("2015-03-01"):
        return date.fromisoformat(period)
    year, month = map(int, period.split("-"))
    return date(year, month, monthrange(year, month)[1])


def _month_ends(first: date, last: date) -> Iterator[date]:
    """Yield the last days of the months from that of `first` to the day before `last`."""
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        end = _end(f"{number // 12:04}-{number % 12 + 1:02}")
        if end < last:
            yield end


def _curve(row: Row, history: _History) -> Curve:
    """Return the line of an item, by its row of the run-out."""
    item, on_hand, available = str(row[0]), int(row[_ON_HAND] or 0), int(row[_AVAILABLE] or 0)
    runs_out_on, shown = row[_RUNS_OUT_ON], grouped(available)
    told = Message("{available} available", available=shown)
    if runs_out_on is not None and is_far_ahead(str(runs_out_on)):
        told = Message("{available} available for more than 10 years", available=shown)
    elif runs_out_on is not None:
        told = Message("{available} available, runs out on {day}", available=shown, day=runs_out_on)
    end = None if runs_out_on is None else date.fromisoformat(str(runs_out_on))
    expected = _expected(available, history.days, end)
    return Curve(item, tuple(history.balances(item, on_hand)), tuple(expected), told)


def _expected(available: int, days: Sequence[date], runs_out_on: date | None) -> Iterator[Point]:
    """Yield what is available on the last day, and on the day on which it runs out, or as far as there is room."""
    last = days[-1]
    yield Point(last, available)
    if runs_out_on is not None and runs_out_on > last:
        room = max(_YEAR, last - days[0])
        end = min(runs_out_on, last + min(room, date.max - last))
        yield Point(end, available - available * (end - last).days // (runs_out_on - last).days)
