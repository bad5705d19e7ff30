"""Parse the rows of shipments, returns, hand-outs and counts, and group them by entry."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Final, NamedTuple

from tracker.errors import WrongUsage
from tracker.imports.cells import Cells, in_one_line, without_sign
from tracker.imports.jobs import ImportRequest
from tracker.imports.names import OF_PLACES, Names, read_item
from tracker.imports.rows import Numbering, Sheet, SourceRow
from tracker.ledger.lookup import find_code
from tracker.ledger.shipments import over_items, with_wholes
from tracker.messages import Message
from tracker.model.entries import Audience, ItemCost
from tracker.model.money import Money, parse_cents, parse_currency
from tracker.model.quantities import Line, parse_audience, parse_grant
from tracker.model.text import match_key

# Sending costs in sheets of shipments: a row's cost is for its item, or for all items of a wide line.


class _Invalid:
    """Marks an invalid cell; the reason is found when its row is read on its own."""


INVALID: Final = _Invalid()

OF_COSTS = ("cost", "currency", "fund", "grant")
"""The columns of sending costs."""


class RowCost(NamedTuple):
    """The sending cost in a row, with the fund that paid and its grant, if given."""

    cost: Money
    fund: str | None
    grant: int | None


_NO_COST = Message("A currency or fund needs a cost; write the cost, or clear the cell.")


def costs_of_rows(rows: Iterable[tuple[SourceRow, Line, RowCost | None]], numbering: Numbering) -> tuple[ItemCost, ...]:
    """Return the sending cost of each item of a shipment, adding up its rows.

    Rows made from one line of a wide sheet share its cost by copies. Raises WrongUsage if an item has costs in several
    currencies or of several funds.
    """
    lines: dict[int, list[tuple[Line, RowCost]]] = {}
    for row, line, said in rows:
        if said is not None:
            turn = row.line // numbering.width if numbering.width > 1 else row.line
            lines.setdefault(turn, []).append((line, said))
    costs: dict[str, ItemCost] = {}
    for made in lines.values():
        for each in _of_line(made):
            key = each.item.casefold()
            costs[key] = _added(costs[key], each) if key in costs else each
    return with_wholes(list(costs.values()))


def _of_line(made: Sequence[tuple[Line, RowCost]]) -> tuple[ItemCost, ...]:
    (_, said), *_ = made
    return over_items(said.cost, said.fund, said.grant, [(str(line.item), abs(line.quantity)) for line, _ in made])


def _added(one: ItemCost, other: ItemCost) -> ItemCost:
    if (one.cost.currency, one.fund, one.grant) != (other.cost.currency, other.fund, other.grant):
        raise WrongUsage(
            "The cost of sending {item} has several currencies or funds; give the rows different references.",
            item=one.item,
        )
    return one._replace(cost=Money(one.cost.cents + other.cost.cents, one.cost.currency))


def written_cost(cost: ItemCost) -> str:
    """Return a cost as text for the key of its row."""
    payer = f"{cost.fund or ''} {cost.grant}" if cost.grant else cost.fund or ""
    return f"{cost.item} {cost.cost} {payer}".casefold()


REQUIRED = ("date", "place", "item", "quantity")
"""The columns required in a sheet of shipments, returns, hand-outs or counts."""

OPTIONAL = ("booklet", "language", "store", "reference", "carrier", "note", "entry", *OF_PLACES)
"""The columns optional in all of these."""

OF_SHIPMENTS = ("received_on", "status", *OF_COSTS)
"""The further optional columns of shipments."""


def needed(sheet: Sheet, required: tuple[str, ...] = REQUIRED) -> tuple[str, ...]:
    """Return the required columns of a sheet, which may have booklets instead of items."""
    instead = "item" not in sheet.columns and "booklet" in sheet.columns
    return tuple("booklet" if instead and column == "item" else column for column in required)


_STATUSES = ("in-transit", "received", "voided")
_PARTLY_RECEIVED = ("partly-received", "closed")
IN_PART = Message("A sheet cannot record a partial receipt; clear status and received_on, then run 'tracker receive'.")

_CELL_BOUNDARY = re.compile(r'[,;\t"\r\n]')


class SheetEntry(NamedTuple):
    """An entry described by rows of a sheet.

    `place` and `store` are codes or, if they may be added, names in the sheet.
    """

    rows: tuple[SourceRow, ...]
    day: date
    place: str
    lines: tuple[Line, ...]
    store: str | None = None
    reference: str | None = None
    carrier: str | None = None
    note: str | None = None
    received_on: date | None = None
    number: int | None = None
    """Its entry number in the database that exported the sheet."""
    line_rows: tuple[SourceRow, ...] = ()
    """The first row of each of its lines."""
    messages: tuple[Message, ...] = ()
    """Messages to show when it is recorded."""
    rest_of: tuple[int, ...] = ()
    """The commands that recorded other rows of its sheet."""
    costs: tuple[ItemCost, ...] = ()
    """The sending cost of each item."""
    audience: Audience = ()
    """The people reached by a hand-out."""


def named_by_unreadable(sheet: Sheet) -> dict[str, int]:
    """Return the references that unreadable rows may have, as match_keys, with their lines."""
    return {
        match_key(word.strip()): unreadable.fault.line
        for unreadable in sheet.faults
        for text in unreadable.original
        for word in _CELL_BOUNDARY.split(text)
    }


def explain(cells: Cells, request: ImportRequest, names: Names, row: SourceRow) -> None:
    """Add a fault for each cell of a row that is invalid, or missing although required."""
    cells.has_all(row, needed(cells.sheet))
    is_return = request.negative_as is not None and without_sign(row.cell("quantity")) is not None
    day = cells.day(row, "date", request.dates)
    cells.optional(row, "place", lambda text: names.resolve_place(in_one_line(text)))
    read_item(cells, names, row)
    parse = cells.signed if is_return else partial(cells.quantity, zero=request.table == "counts")
    cells.optional(row, "quantity", parse)
    cells.optional(row, "store", lambda text: names.resolve_place(in_one_line(text)))
    for column in ("reference", "carrier", "note"):
        cells.text(row, column)
    _explain_arrival(cells, row, request, None if is_return else day)
    cells.optional(row, "cost", parse_cents)
    cells.optional(row, "currency", parse_currency)
    cells.optional(row, "fund", partial(find_code, names.database, "fund"))
    cells.optional(row, "grant", parse_grant)
    cells.optional(row, "audience", parse_audience)
    for column in OF_COSTS[1:]:
        if row.cell(column) and not row.cell("cost"):
            cells.fault(row, column, _NO_COST)


def parse_number(text: str) -> int | None:
    """Return the number of an entry, or None for any other text."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _explain_arrival(cells: Cells, row: SourceRow, request: ImportRequest, day: date | None) -> None:
    """Add a fault if the receipt of a shipment sent on `day` contradicts its date or status."""
    status = cells.optional(row, "status", parse_status)
    received_on = cells.day(row, "received_on", request.dates)
    if received_on is not None and day is not None and received_on < day:
        message = Message(
            "The receipt date {arrived} is before the shipment date {left}.", arrived=received_on, left=day
        )
        cells.fault(row, "received_on", message)
    if status == "received" and day is not None and not (row.cell("received_on") or request.received):
        message = Message("It is received but has no received_on; write that date, or import with --received.")
        cells.fault(row, "received_on", message)


def parse_status(text: str) -> str:
    """Return the shipment status in a sheet. Raises WrongUsage if it is unknown or needs quantities."""
    status = text.casefold()
    if status in _PARTLY_RECEIVED:
        raise WrongUsage.of(IN_PART)
    if status not in _STATUSES:
        raise WrongUsage(
            "'{text}' is not a shipment's status; write {statuses}, leave it blank, or ignore the column with "
            '--map "Its name=".',
            text=text,
            statuses=", ".join(_STATUSES),
        )
    return status
