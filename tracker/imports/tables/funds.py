"""Importing funds, and what they granted."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

from tracker.errors import WrongUsage
from tracker.imports.existing import find_existing, refuse_differences
from tracker.imports.jobs import Done, ImportContext, ImportTable, Job
from tracker.imports.rows import SourceRow
from tracker.imports.sources import require
from tracker.ledger.funds import add_fund, add_grant, find_purpose
from tracker.ledger.lookup import find_code
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.codes import parse_code
from tracker.model.money import Money, format_cents, parse_cents, parse_currency
from tracker.reports.queries import ask
from tracker.store.dictionary import columns

_FUND = ("code", "name")
_GRANT = ("fund", "year", "amount")


# Funds -----------------------------------------------------------------------------------------------


def _funds(context: ImportContext) -> Iterator[Job]:
    """Yield a job for each row of a sheet, in its order. Raises Refused when a column is missing."""
    require(context.cells.sheet, _FUND)
    for row in context.cells.sheet.rows:
        yield Job((row,), partial(_fund, context, row))


def _fund(context: ImportContext, row: SourceRow) -> Done | None:
    cells = context.cells
    if not cells.has_all(row, _FUND):
        return None
    code, name = cells.read(row, "code", parse_code), cells.text(row, "name")
    if code is None or name is None:
        return None
    existing = find_existing(context, "funds", columns("funds"), code)
    if existing is not None:
        refuse_differences(context, row, Message("Fund {code}", code=existing["code"]), {"name": name}, existing)
        return Done(False)
    add_fund(context.command, code, name, context.request.clerk)
    return Done(True)


# Grants ----------------------------------------------------------------------------------------------


def _grants(context: ImportContext) -> Iterator[Job]:
    """Yield a job for each row of a sheet, in its order. Raises Refused when a column is missing.

    Grants have no code: a row equals a grant of the same content, one for each equal row before it.
    """
    require(context.cells.sheet, _GRANT)
    recorded = [tuple(map(str, grant[:5])) for grant in ask(context.database, "grants", AsOf())]
    unmatched = Counter(recorded)
    others = {grant[:2] + grant[4:] for grant in recorded}
    for row in context.cells.sheet.rows:
        yield Job((row,), partial(_grant, context, row, unmatched, others))


def _grant(
    context: ImportContext, row: SourceRow, unmatched: Counter[tuple[str, ...]], others: set[tuple[str, ...]]
) -> Done | None:
    """Record a grant unless one of the same content is still unmatched; `others` are those recorded before."""
    cells, faults = context.cells, len(context.cells.faults)
    cells.has_all(row, _GRANT)
    fund = cells.optional(row, "fund", partial(find_code, context.database, "fund"))
    year, cents = cells.optional(row, "year", _year), cells.optional(row, "amount", parse_cents)
    currency, purpose = (
        cells.optional(row, "currency", parse_currency) or "EUR",
        find_purpose(cells.text(row, "purpose")),
    )
    if len(cells.faults) > faults:
        return None
    content: Any = tuple(map(str, (fund, year, format_cents(cents), currency, purpose)))
    if unmatched[content]:
        unmatched[content] -= 1
        return Done(False)
    add_grant(context.command, fund, year, Money(cents, currency), purpose, context.request.clerk)
    if content[:2] + content[4:] not in others:
        return Done(True)
    further = Message("{fund} has another grant for {year} and this purpose; both count.", fund=fund, year=year)
    return Done(True, messages=(further,))


def _year(text: str) -> int:
    if len(text) != 4 or not (text.isascii() and text.isdecimal()) or int(text) < 1900:
        raise WrongUsage("'{text}' is not a year; write one such as 2015.", text=text)
    return int(text)


FUNDS = ImportTable(_FUND, optional=(), ignored=(), jobs=_funds)
GRANTS = ImportTable(
    _GRANT, optional=("currency", "purpose"), ignored=("recorded_at", "recorded_by", "grant"), jobs=_grants
)
