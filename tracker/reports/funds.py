"""Funds, their grants and their spending."""

from typing import Any

from tracker.ledger.lookup import find_code
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.table import Row, Table, Value
from tracker.model.text import sort_key
from tracker.reports.queries import Ledger, ask, by_code, reading
from tracker.store.dictionary import columns
from tracker.store.grants import Grant, grant_of

__all__ = ["FUND", "GRANT", "Grant", "fund", "funding", "funds", "grant", "grant_of"]

FUND = columns("funds-and-grants")
GRANT = columns("grants")
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


def fund(ledger: Ledger, code: str) -> Row:
    """Return the code and the name of a fund. Raises Refused when it is unknown."""
    with reading(ledger) as database:
        found = find_code(database, "fund", code)
        return next(ask(database, "funds_and_grants", AsOf(), [("code = ?", found)]))[:2]


def grant(ledger: Ledger, number: int) -> Row | None:
    """Return the row of a grant that stands, None when there is none."""
    with reading(ledger) as database:
        return next(ask(database, "grants", AsOf(), [('"grant" = ?', number)]), None)


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
