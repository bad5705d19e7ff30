"""Funds, their grants and their spending."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tracker.deferred import NamedTuple
from tracker.languages import heading
from tracker.ledger.lookup import find_booklet
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.money import format_cents
from tracker.model.table import Row, Table, Value
from tracker.model.text import sort_key
from tracker.reports.queries import Database, Filter, Ledger, Period, ask, by_code, by_name, reading, summed
from tracker.store.catalogue import Grant, grant_of, place_names
from tracker.store.dictionary import columns

__all__ = ["FUND", "Grant", "funding", "funds", "grant_of"]

FUND = columns("funds-and-grants")
_FUNDING = columns("funding")


def funds(ledger: Ledger) -> Table:
    """Return the funds by code, one row per grant, oldest first."""
    with reading(ledger) as database:
        rows = sorted(ask(database, "funds_and_grants", AsOf()), key=lambda row: _by_grant(row[0], *row[2:4]))
    return Table(
        Message("Funds and their grants"),
        FUND,
        rows,
        Message("No funds. Add one with 'tracker fund add CODE NAME'."),
        ("amount",),
    )


def funding(ledger: Ledger, when: AsOf, booklet: str | None = None, period: Period | None = None) -> Table:
    """Return the amounts that each fund granted by year and purpose, and those spent, by currency.

    Raises Refused for an unknown booklet.
    """
    period = period or Period()
    with reading(ledger) as database:
        if booklet is not None:
            booklet = find_booklet(database, booklet)
        rows = granted_and_spent(database, when.as_of_today(), booklet, period)
    rows.sort(key=lambda row: _by_grant(*row[:3]))
    title = Message("Funding{period}, {as_of}") if booklet is None else Message("Funding of {booklet}{period}, {as_of}")
    return Table(
        title.given(booklet=booklet, period=period.message, as_of=when.message),
        _FUNDING,
        rows,
        Message("No grants and no costs. Record a grant with 'tracker fund grant CODE YEAR AMOUNT'."),
        ("granted", "spent", "left"),
        alarms=lambda row: overspent(row[4], row[5]),
        legend=Message("Copies are those printed or sent with the money; those both printed and sent count twice."),
    )


def granted_and_spent(database: Database, when: AsOf, booklet: str | None, period: Period) -> list[Row]:
    """Return the rows of `funding`, by currency, for grants of the period and with what was spent in it.

    For a booklet, what was spent on its print runs and shipments, without grants that have only paid for others.
    Seminars belong to no booklet: their grants are listed, without spending. What is left of a grant is of all of it.
    """
    rows = list(ask(database, "funding", when, period.years(), "currency"))
    if booklet is None and period == Period():
        return rows
    counts = f"date BETWEEN :since AND :until AND (:booklet IS NULL OR {_OF_BOOKLET})"
    figures = {name: f"sum(iif({counts}, {name}, 0))" for name in ("cents", "copies")}
    figures |= {"counted": f"max({counts})", "is_of_others": f"min(NOT coalesce({_OF_BOOKLET}, 1))"}
    given = {
        "booklet": booklet,
        "since": (period.since or date.min).isoformat(),
        "until": (period.until or date.max).isoformat(),
    }
    keys = ("fund", "year", "purpose", "currency", "own")
    costs: list[Filter] = [("cents IS NOT ?", None)]
    spending = summed(database, "_spending", when, keys, figures, costs, given)
    found = list[Row]()
    for fund, year, purpose, currency, granted, _, _, left, until, own, *decision in rows:
        cents, copies, counted, is_of_others = spending.get((fund, year, purpose, currency, own), (0, 0, 0, 0))
        is_granted = granted != "0.00" or own is not None
        if counted or (is_granted and not (booklet and is_of_others)):
            spent = format_cents(int(cents or 0))
            found.append((fund, year, purpose, currency, granted, spent, copies, left, until, own, *decision))
    return found


_OF_BOOKLET = "item IN (SELECT code FROM item WHERE booklet = :booklet)"
"""Whether a cost is of the booklet; NULL for seminars."""


def overspent(granted: Value, spent: Value) -> tuple[str, ...]:
    """Return the columns to mark if more was spent than granted."""
    return ("spent", "left") if 0 < cents_of(granted) < cents_of(spent) else ()


def cents_of(amount: Value) -> int:
    """Return the cents of an amount such as 862.40."""
    return int(str(amount).replace(".", ""))


def _by_grant(fund: Value, year: Value, purpose: Value) -> tuple[Any, ...]:
    return by_code(fund), str(year or ""), sort_key(str(purpose or ""))


# The value of the stock on a date: the printing cost of its copies.


DIMENSIONS = ("item", "run", "fund", "place")
"""The dimensions to group by."""


def worth(path: Path, by: str, when: AsOf) -> Table:
    """Return the printing cost of copies at stores, at places and in transit, by one of DIMENSIONS."""
    with reading(path) as database:
        names = dict(place_names(database)) if by == "place" else None
        rows = list(ask(database, f"value_by_{by}", when.as_of_today()))
    if names is None:
        rows.sort(key=lambda row: (row[0] is None, by_code(row[0]), str(row[2] or "")))
    else:
        rows.sort(key=lambda row: (by_name(names.get(str(row[0])), row[0]), str(row[2] or "")))
    return Table(
        Message("Value of the stock by {dimension}, {as_of}", dimension=heading(by), as_of=when.message),
        columns(f"value-by-{by}"),
        rows,
        Message("No stock. Log a print run with 'tracker print ITEM QTY --cost AMOUNT'."),
        ("copies", "value", "silent", "silent_value"),
        names=names,
    )


# The cost of a copy: of printing, and of printing and sending.


class Cost(NamedTuple):
    """The cost of a number of copies in one currency, in cents."""

    copies: int
    currency: str
    cents: int

    @property
    def per_copy(self) -> str | None:
        """The cost of one copy, rounded half up to the cent, or None if there are no copies."""
        if not self.copies:
            return None
        return format_cents((2 * self.cents + self.copies) // (2 * self.copies))


def together(costs: Iterable[Cost]) -> list[Cost]:
    """Return the sum of the costs for each currency."""
    found: dict[str, Cost] = {}
    for cost in costs:
        before = found.get(cost.currency, Cost(0, cost.currency, 0))
        found[cost.currency] = Cost(before.copies + cost.copies, cost.currency, before.cents + cost.cents)
    return [found[currency] for currency in sorted(found)]


def cost_with_sending(
    printing: Iterable[tuple[str, Cost]], sent: Mapping[str, int], spent: Mapping[str, int]
) -> list[Cost]:
    """Return the cost of all copies sent, for printing and for sending them, in each currency.

    `printing` has the print runs with the cost of all copies, `sent` the copies by run, `spent` the cents by currency.
    """
    costs = [Cost(0, currency, cents) for currency, cents in spent.items()]
    for run, (quantity, currency, cents) in printing:
        if (copies := sent.get(run, 0)) and quantity:
            costs.append(Cost(0, currency, (2 * cents * copies + quantity) // (2 * quantity)))
    return [cost._replace(copies=sum(sent.values())) for cost in together(costs)]
