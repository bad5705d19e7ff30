"""Run-out dates of items, at the average rate of the last 12 months or less."""

from collections.abc import Callable
from datetime import date, timedelta

from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.dates import today
from tracker.model.table import Row, Table, forecast
from tracker.reports.queries import Ledger, ask, by_code, reading
from tracker.reports.stock import taken_later
from tracker.store.dictionary import columns

_COLUMNS = columns("runout")
_ORDERS = columns("runout-orders")
_MATTERS = "item", "available", "months_left", "runs_out_on", "order_by", "order", "per_month", "on_hand"
_MONTHS_LEFT, _RUNS_OUT_ON, _ORDER_BY = 3, 4, 7

_SOON = 60
"""An item that runs out within this many days is marked."""


def runout(ledger: Ledger, when: AsOf, lead: int | None = None, months: int | None = None) -> Table:
    """Return the printed items in the order in which they run out.

    Available copies run out at the rate of copies shipped to places other than stores or handed out at stores, less
    returns, in the 12 months up to the date, or since the first print. Items with a rate of zero or less come last,
    without a date. With the printing time in weeks (`lead`) or the `months` that a new run should last (by default 8
    and 18), it adds the date and quantity to order.
    """
    up_to = when.as_of_today()
    orders = lead is not None or months is not None
    with reading(ledger) as database:
        if orders:
            given = {"lead": 8 if lead is None else lead, "months": 18 if months is None else months}
            rows = list(ask(database, "runout_orders", up_to, given=given))
        else:
            rows = list(ask(database, "runout", up_to))
    rows = [
        (*row[:_RUNS_OUT_ON], forecast(row[_MONTHS_LEFT], row[_RUNS_OUT_ON]), *row[_RUNS_OUT_ON + 1 :]) for row in rows
    ]
    rows.sort(key=lambda row: (row[_RUNS_OUT_ON] is None, str(row[_RUNS_OUT_ON]), by_code(row[0])))
    return Table(
        Message("When each item runs out, {as_of}", as_of=when.message),
        _ORDERS if orders else _COLUMNS,
        rows,
        Message("Nothing was printed by that date. Log a print run with 'tracker print ITEM QTY'."),
        matters=_MATTERS,
        legend=taken_later(when),
        alarms=_soon(up_to.held or up_to.at or today()),
    )


def _soon(day: date) -> Callable[[Row], tuple[str, ...]]:
    """Return a function that marks items that run out soon, and order dates that have come."""
    soon, now = (min(day, date.max - timedelta(_SOON)) + timedelta(_SOON)).isoformat(), day.isoformat()

    def marks(row: Row) -> tuple[str, ...]:
        if row[_RUNS_OUT_ON] is None:
            return ()
        late = len(row) > _ORDER_BY and str(row[_ORDER_BY]) <= now
        return ("runs_out_on",) * (str(row[_RUNS_OUT_ON]) <= soon) + ("order_by",) * late

    return marks
