"""Funds, their grants and their spending."""

from pathlib import Path

from tracker.ledger.lookup import find_code
from tracker.messages import Message
from tracker.model.table import AsOf, Table
from tracker.reports.queries import ask, reading
from tracker.store.dictionary import columns

FUND = columns("funds-and-grants")
_FUNDING = columns("funding")


def funds(path: Path, code: str | None = None) -> Table:
    """Return the funds by code, one row per grant, oldest first. Raises Refused when a given code is unknown."""
    with reading(path) as database:
        filters = [] if code is None else [("code = ?", find_code(database, "fund", code))]
        rows = list(ask(database, "funds_and_grants", AsOf(), filters, "code, year, purpose"))
    return Table(
        Message("Funds and their grants"),
        FUND,
        rows,
        Message("No funds. Add one with 'tracker fund add CODE NAME'."),
        ("amount",),
    )


def funding(path: Path, when: AsOf) -> Table:
    """Return what each fund granted in a year for a purpose, and what was spent, in each currency."""
    held_by = when.as_of_today()
    with reading(path) as database:
        rows = list(ask(database, "funding", held_by, order="fund, year, purpose, currency"))
    return Table(
        Message("Funding, {as_of}", as_of=when.message),
        _FUNDING,
        rows,
        Message("No grants and no costs. Record a grant with 'tracker fund grant CODE YEAR AMOUNT'."),
        ("granted", "spent", "copies"),
    )
