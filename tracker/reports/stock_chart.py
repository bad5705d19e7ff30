"""Stock over time, as lines: what was on hand of each item, and what is available until it runs out."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from tracker.languages import heading
from tracker.ledger.lookup import find_item
from tracker.messages import Joined, Message
from tracker.model.charts import Curve, LineChart, Point, Unit
from tracker.model.codes import ItemCode
from tracker.model.table import AsOf, Row
from tracker.model.text import grouped
from tracker.reports.charting import MOST_SERIES, with_foot
from tracker.reports.queries import Database, Ledger, ask, by_code, reading
from tracker.reports.runout import runout
from tracker.reports.stock import NO_STOCK, NOTHING_MATCHES

_RUNS_OUT_ON, _AVAILABLE = 4, 5
_MOST_DAYS = 366
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
        changes = _changes(database, when, [str(row[0]) for row in drawn])
        days = _days(min((day for each in changes.values() for day in each), default=None), _day(when, changes))
        chart = LineChart(
            _title(code, when, daily=len(days) > 1 and days[1] - days[0] == timedelta(days=1)),
            Unit(heading("copies")),
            tuple(_curve(row, changes[str(row[0])], days) for row in drawn),
            NO_STOCK if code is None and low is None and when == AsOf() else NOTHING_MATCHES,
            (*_left_out(len(rows)), *_explained(days)),
            day=days[-1] if days else None,
        )
        return with_foot(chart, database, when, _words(code, low))


def _title(code: str | None, when: AsOf, *, daily: bool) -> Message:
    stock = Message("Stock") if code is None else Joined(Message("Stock"), Message("of {item}", item=code))
    whole = Message("{stock} on hand at the end of each month, {as_of}")
    if daily:
        whole = Message("{stock} on hand at the end of each day, {as_of}")
    return whole.given(stock=stock, as_of=when.message)


def _left_out(items: int) -> tuple[Message, ...]:
    if items <= MOST_SERIES:
        return ()
    told = Message("Drawn are the {count} items that run out first, of {all}; name another ITEM to see it.")
    return (told.given(count=MOST_SERIES, all=items),)


def _explained(days: Sequence[date]) -> tuple[Message, ...]:
    told = Message("After {day}: what is available, used up at the rate of 'tracker report runout'.")
    return (told.given(day=days[-1]),) if days else ()


def _words(code: str | None, low: int | None) -> list[str]:
    return ["stock", *([] if code is None else [code]), *([] if low is None else ["--low", str(low)])]


def _changes(database: Database, when: AsOf, items: Sequence[str]) -> dict[str, dict[date, int]]:
    """Return by how many copies the stock of each item changed, and on which days."""
    changes: dict[str, dict[date, int]] = {item: {} for item in items}
    for item, day, change in ask(database, "_on_hand_change", when, order="item, date"):
        if item in changes:
            changes[str(item)][date.fromisoformat(str(day))] = int(change or 0)
    return changes


def _day(when: AsOf, changes: dict[str, dict[date, int]]) -> date:
    """Return the last day that is known: the one asked about, else today, where a clerk sits."""
    return when.at or max([date.today(), *(day for each in changes.values() for day in each)])


def _days(first: date | None, last: date) -> list[date]:
    """Return the days at whose ends the stock is looked at, the last one included; none if there never was any."""
    if first is None:
        return []
    if (last - first).days <= _MOST_DAYS:
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]
    months = (divmod(number, 12) for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month))
    ends = (date(year, month + 1, monthrange(year, month + 1)[1]) for year, month in months)
    return [*(end for end in ends if end < last), last]


def _curve(row: Row, changes: dict[date, int], days: Sequence[date]) -> Curve:
    """Return the line of an item, by its row of the run-out."""
    available, runs_out_on = int(row[_AVAILABLE] or 0), row[_RUNS_OUT_ON]
    shown = grouped(available)
    told = Message("{available} available", available=shown)
    if runs_out_on is not None:
        told = Message("{available} available, runs out on {day}", available=shown, day=runs_out_on)
    points = tuple(_balances(changes, days))
    ends = None if runs_out_on is None else date.fromisoformat(str(runs_out_on))
    return Curve(str(row[0]), points, tuple(_expected(available, days, ends)), told)


def _balances(changes: dict[date, int], days: Sequence[date]) -> Iterator[Point]:
    """Yield the copies at the end of each of the days, from the first one on which there were any."""
    copies, left = 0, sorted(changes, reverse=True)
    first = left[-1]
    for day in days:
        while left and left[-1] <= day:
            copies += changes[left.pop()]
        if day >= first:
            yield Point(day, copies)


def _expected(available: int, days: Sequence[date], runs_out_on: date | None) -> Iterator[Point]:
    """Yield what is available on the last day, and on the day on which it runs out, or as far as there is room."""
    last = days[-1]
    yield Point(last, available)
    if runs_out_on is not None and runs_out_on > last:
        room = max(_YEAR, last - days[0])
        end = min(runs_out_on, last + min(room, date.max - last))
        yield Point(end, available - available * (end - last).days // (runs_out_on - last).days)
