"""Funds, their grants and their spending."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tracker.deferred import NamedTuple
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.money import format_cents
from tracker.model.table import Table, Value
from tracker.model.text import sort_key
from tracker.reports.queries import Ledger, ask, by_code, by_name, reading
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


def funding(ledger: Ledger, when: AsOf) -> Table:
    """Return what each fund granted in a year for a purpose, and what was spent, in each currency."""
    held_by = when.as_of_today()
    with reading(ledger) as database:
        rows = sorted(ask(database, "funding", held_by, order="currency"), key=lambda row: _by_grant(*row[:3]))
    return Table(
        Message("Funding, {as_of}", as_of=when.message),
        _FUNDING,
        rows,
        Message("No grants and no costs. Record a grant with 'tracker fund grant CODE YEAR AMOUNT'."),
        ("granted", "spent", "left"),
        alarms=lambda row: overspent(row[4], row[5]),
    )


def overspent(granted: Value, spent: Value) -> tuple[str, ...]:
    """Return what marks a grant of which more was spent than granted, by these amounts."""
    cents = [int(str(amount).replace(".", "")) for amount in (granted, spent)]
    return ("spent", "left") if 0 < cents[0] < cents[1] else ()


def _by_grant(fund: Value, year: Value, purpose: Value) -> tuple[Any, ...]:
    """Return a key that sorts grants by fund, year and purpose, in Latvian order."""
    return by_code(fund), str(year or ""), sort_key(str(purpose or ""))


# What the stock of a day is worth: what its copies had cost to print.


DIMENSIONS = ("item", "run", "fund", "place")
"""What the stock can be divided by."""

_TITLES = {
    "item": Message("Value of the stock by item, {as_of}"),
    "run": Message("Value of the stock by print run, {as_of}"),
    "fund": Message("Value of the stock by fund, {as_of}"),
    "place": Message("Value of the stock by place, {as_of}"),
}


def worth(path: Path, by: str, when: AsOf) -> Table:
    """Return what the copies at stores, at places and on their way had cost to print, by one of DIMENSIONS."""
    with reading(path) as database:
        names = dict(place_names(database)) if by == "place" else None
        rows = list(ask(database, f"value_by_{by}", when.as_of_today()))
    if names is None:
        rows.sort(key=lambda row: (row[0] is None, by_code(row[0]), str(row[2] or "")))
    else:
        rows.sort(key=lambda row: (by_name(names.get(str(row[0])), row[0]), str(row[2] or "")))
    return Table(
        _TITLES[by].given(as_of=when.message),
        columns(f"value-by-{by}"),
        rows,
        Message("No stock. Log a print run with 'tracker print ITEM QTY --cost AMOUNT'."),
        ("copies", "value", "silent", "silent_value"),
        names=names,
    )


# What a copy cost: to print, and to print and send.


class Cost(NamedTuple):
    """What so many copies cost in one currency, in cents."""

    copies: int
    currency: str
    cents: int

    @property
    def per_copy(self) -> str | None:
        """The cost of one of them, rounded half up to the cent; None when there are none."""
        if not self.copies:
            return None
        return format_cents((2 * self.cents + self.copies) // (2 * self.copies))


def together(costs: Iterable[Cost]) -> list[Cost]:
    """Return the costs added up, one for each currency."""
    found: dict[str, Cost] = {}
    for cost in costs:
        before = found.get(cost.currency, Cost(0, cost.currency, 0))
        found[cost.currency] = Cost(before.copies + cost.copies, cost.currency, before.cents + cost.cents)
    return [found[currency] for currency in sorted(found)]


def of_sending(printing: Iterable[tuple[str, Cost]], sent: Mapping[str, int], spent: Mapping[str, int]) -> list[Cost]:
    """Return what the copies that were sent cost: what printing them had cost, and what was spent on sending them.

    `printing` are print runs with what all their copies cost, `sent` the copies by run, `spent` the cents by currency.
    Copies of runs whose cost is not known count with the others where these have one currency.
    """
    costs = [Cost(0, currency, cents) for currency, cents in spent.items()]
    unknown = sum(sent.values())
    for run, (quantity, currency, cents) in printing:
        if (copies := sent.get(run, 0)) and quantity:
            costs.append(Cost(copies, currency, (2 * cents * copies + quantity) // (2 * quantity)))
            unknown -= copies
    if len({cost.currency for cost in costs}) == 1:
        costs.append(Cost(unknown, costs[0].currency, 0))
    return together(costs)
