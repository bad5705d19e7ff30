"""Parsing the rows of shipments, returns, handouts and counts, and grouping those of one entry."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from itertools import repeat
from typing import Any, Final, NamedTuple

from tracker.errors import TrackerError, WrongUsage
from tracker.imports.cells import Cells, in_one_line, without_sign
from tracker.imports.jobs import ImportRequest
from tracker.imports.names import OF_PLACES, Names, read_item
from tracker.imports.rows import REST_OF, Numbering, Sheet, SourceRow, parse_rest_of, text_of
from tracker.imports.totals import added_up
from tracker.ledger.lookup import find_code
from tracker.ledger.shipments import over_items, with_wholes
from tracker.messages import Message
from tracker.model.entries import ItemCost
from tracker.model.money import Money, parse_cents, parse_currency
from tracker.model.quantities import Line
from tracker.model.text import match_key
from tracker.store.connection import Database

# What sending cost, in sheets of shipments: the cost of a row is that of its item, or of all items of a wide line.


class _Invalid:
    """What stands for a cell that cannot be read; why is found out when its row is read by itself."""


INVALID: Final = _Invalid()

OF_COSTS = ("cost", "currency", "fund")
"""The columns of what sending cost."""


class RowCost(NamedTuple):
    """What a row says that sending cost, and the fund that paid."""

    cost: Money
    fund: str | None


def parse_row_cost(database: Database, cost: str, currency: str, fund: str) -> RowCost | None:
    """Return what the three cells say, None for nothing.

    Raises WrongUsage for a cell that cannot be read, or without a cost, Refused for an unknown fund.
    """
    if not cost:
        if currency or fund:
            raise WrongUsage.of(_NO_COST)
        return None
    money = Money(parse_cents(cost), parse_currency(currency) if currency else "EUR")
    return RowCost(money, find_code(database, "fund", fund) if fund else None)


def costs_column(sheet: Sheet, database: Database) -> list[Any]:
    """Return what each row of a sheet says that sending cost, None for nothing, INVALID if that cannot be read."""
    columns = [sheet.column(name) if name in sheet.columns else repeat("", len(sheet.rows)) for name in OF_COSTS]
    values: dict[tuple[str, ...], Any] = {}
    found = []
    for cells in zip(*columns, strict=True):
        if cells not in values:
            try:
                values[cells] = parse_row_cost(database, *map(text_of, cells))
            except TrackerError:
                values[cells] = INVALID
        found.append(values[cells])
    return found


def read_row_cost(cells: Cells, row: SourceRow, database: Database) -> RowCost | None:
    """Return what a row says that sending cost; None, with a fault added, when it cannot be read."""
    given = cells.of(row)
    if not (given.get("cost") or given.get("currency") or given.get("fund")):
        return None
    cents = cells.optional(row, "cost", parse_cents)
    currency = cells.optional(row, "currency", parse_currency)
    fund = cells.optional(row, "fund", partial(find_code, database, "fund"))
    if not row.cell("cost"):
        for column in ("currency", "fund"):
            if row.cell(column):
                cells.fault(row, column, _NO_COST)
    return None if cents is None else RowCost(Money(cents, currency or "EUR"), fund)


_NO_COST = Message("It needs a cost that it is about; write the cost too, or clear it.")


def costs_of_rows(rows: Iterable[tuple[SourceRow, Line, RowCost | None]], numbering: Numbering) -> tuple[ItemCost, ...]:
    """Return what sending each item of a shipment cost, by what its rows say, the costs of an item added up.

    The rows that were made of one line of a wide sheet share its cost by their copies. Raises WrongUsage when the costs
    of an item are in several currencies, or of several funds.
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
    return over_items(said.cost, said.fund, [(str(line.item), abs(line.quantity)) for line, _ in made])


def _added(one: ItemCost, other: ItemCost) -> ItemCost:
    if (one.cost.currency, one.fund) != (other.cost.currency, other.fund):
        raise WrongUsage(
            "What sending {item} cost is given in several currencies, or of several funds; give the rows references of "
            "their own.",
            item=one.item,
        )
    return one._replace(cost=Money(one.cost.cents + other.cost.cents, one.cost.currency))


def written_cost(cost: ItemCost) -> str:
    """Return a cost as the text that it is in the key of its row."""
    return f"{cost.item} {cost.cost} {cost.fund or ''}".casefold()


REQUIRED = ("date", "place", "item", "quantity")
"""The columns that a sheet of shipments, returns, handouts or counts must have."""

OPTIONAL = ("booklet", "language", "store", "reference", "carrier", "note", *OF_PLACES)
"""The columns that any of them may have."""

OF_SHIPMENTS = ("received_on", "status", "entry", *OF_COSTS)
"""The columns that a sheet of shipments may also have."""


def needed(sheet: Sheet, required: tuple[str, ...] = REQUIRED) -> tuple[str, ...]:
    """Return the columns that a sheet must have: instead of items it may have booklets."""
    instead = "item" not in sheet.columns and "booklet" in sheet.columns
    return tuple("booklet" if instead and column == "item" else column for column in required)


_STATUSES = ("in-transit", "received", "voided")
_PARTLY_RECEIVED = ("partly-received", "closed")
_IN_PART = Message(
    "This shipment arrived only in part, and a sheet cannot say which copies did; "
    "clear its status and received_on, then log what arrived with 'tracker receive'."
)

_CELL_BOUNDARY = re.compile(r'[,;\t"\r\n]')


class SheetEntry(NamedTuple):
    """An entry as the rows of a sheet describe it.

    `place` and `store` are codes or, when they are unknown but may be added, the names in the sheet.
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
    is_return: bool = False
    """Among shipments: whether the copies came back from the place."""
    line_rows: tuple[SourceRow, ...] = ()
    """The first row of each of its lines."""
    messages: tuple[Message, ...] = ()
    """What is said of it when it is recorded."""
    rest_of: tuple[int, ...] = ()
    """The commands that recorded other rows of its sheet."""
    said: RowCost | None = None
    """What its first row says that sending cost."""
    costs: tuple[ItemCost, ...] = ()
    """What sending each item cost."""


class _Part(NamedTuple):
    """One row of an entry: what identifies the entry, as far as it is valid, and the event of a valid row."""

    row: SourceRow
    is_return: bool
    reference: str | None
    day: date | None
    place: str | None
    event: SheetEntry | None

    def group(self, width: int) -> tuple[object, ...]:
        """Return the key that the rows of one entry share: by reference, else by entry number, else by line.

        In a wide sheet several rows are made of one line, which has `width` numbers.
        """
        if self.reference is None:
            number = _number(self.row)
            if number is None:
                line = self.row.line // width
                return (line,) if width == 1 else ("line", line, self.day, self.place, self.is_return)
            return ("entry", number, self.day, self.place, self.is_return)
        return (match_key(self.reference), self.day, self.place and match_key(self.place), self.is_return)


def is_voided(row: SourceRow) -> bool:
    """Tell whether the row has the status voided."""
    return row.cell("status").casefold() == "voided"


def read_events(
    cells: Cells, request: ImportRequest, names: Names, rows: Iterable[SourceRow] | None = None
) -> list[SheetEntry]:
    """Return the entries that the rows describe, by date, then in the order of the file; faults are added to `cells`.

    `rows` are all of the sheet, else all those of some of its entries. Rows with the same reference, date and place
    are one entry; voided ones are left out. An invalid row rejects the whole entry. Names of places and items that
    may be added are kept as they are.
    """
    rows = cells.sheet.rows if rows is None else rows
    needs = needed(cells.sheet)
    unreadable = named_by_unreadable(cells.sheet)
    # A row without a date or place may belong to any entry of its reference, an unreadable one to any that it names.
    incomplete = set(unreadable)
    groups: dict[tuple[object, ...], list[_Part]] = {}
    broken: dict[tuple[object, ...], list[int]] = {}
    for row in rows:
        if is_voided(row):
            continue
        part = _read(cells, row, request, names, needs)
        if part.reference and not (part.day and part.place):
            incomplete.add(match_key(part.reference))
        key = part.group(cells.sheet.numbering.width)
        if part.event is not None:
            groups.setdefault(key, []).append(part)
        elif len(key) > 1:  # else it has no other rows
            broken.setdefault(key, []).append(row.line)
    events = []
    refused: dict[object, list[int]] = {key: [line] for key, line in unreadable.items()}
    for key, lines in broken.items():
        refused.setdefault(key[0] if key[0] in incomplete else key, []).extend(lines)
    for key, group in groups.items():
        event = None if key in broken or key[0] in incomplete else _merge(cells, group)
        if event is not None:
            events.append(event)
            continue
        together = refused.setdefault(key[0] if key[0] in incomplete else key, [])
        together += (part.row.line for part in group)
    cells.refused_together += refused.values()
    return sorted(events, key=lambda event: event.day)


def named_by_unreadable(sheet: Sheet) -> dict[str, int]:
    """Return the references, as match_keys, that rows may have which could not be split, with their lines."""
    return {
        match_key(word.strip()): unreadable.fault.line
        for unreadable in sheet.faults
        for text in unreadable.original
        for word in _CELL_BOUNDARY.split(text)
    }


def _read(cells: Cells, row: SourceRow, request: ImportRequest, names: Names, needs: tuple[str, ...]) -> _Part:
    """Return what a row says; a fault is added for each cell that is invalid, or missing where one is needed."""
    before = len(cells.faults)
    cells.has_all(row, needs)
    zero = request.table == "counts"
    is_return = request.negative_as is not None and without_sign(row.cell("quantity")) is not None
    day = cells.day(row, "date", request.date_formats)
    place = cells.optional(row, "place", lambda text: names.resolve_place(in_one_line(text)))
    what = read_item(cells, names, row)
    parse = cells.signed if is_return else partial(cells.quantity, zero=zero)
    quantity = cells.optional(row, "quantity", parse)
    store = cells.optional(row, "store", lambda text: names.resolve_place(in_one_line(text)))
    reference, carrier, note = (cells.text(row, column) for column in ("reference", "carrier", "note"))
    received_on = _received_on(cells, row, request, None if is_return else day)
    said = read_row_cost(cells, row, names.database)
    if len(cells.faults) > before or day is None or place is None:
        return _Part(row, is_return, reference, day, place, None)
    lines = (Line(what, abs(quantity)),)
    event = SheetEntry((row,), day, place, lines, store, reference, carrier, note, received_on, _number(row), said=said)
    if is_return:
        event = event._replace(received_on=None, is_return=True, said=None)
    if rest_of := row.cell(REST_OF):
        event = event._replace(rest_of=parse_rest_of(rest_of))
    return _Part(row, is_return, reference, day, place, event)


def _number(row: SourceRow) -> int | None:
    return parse_number(row.cell("entry"))


def parse_number(text: str) -> int | None:
    """Return the number of an entry, None for any other text."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _received_on(cells: Cells, row: SourceRow, request: ImportRequest, day: date | None) -> date | None:
    """Return when a shipment that left that day arrived, None if it has not.

    A fault is added when that contradicts its date or status; nothing contradicts when there is no `day`.
    """
    status = cells.optional(row, "status", parse_status)
    received_on = cells.day(row, "received_on", request.date_formats)
    if received_on is not None and day is not None and received_on < day:
        message = Message(
            "It cannot have arrived on {arrived}, before it left on {left}.", arrived=received_on, left=day
        )
        cells.fault(row, "received_on", message)
    if row.cell("received_on"):
        return received_on
    if request.received:
        return day
    if status == "received" and day is not None:
        message = Message("It is received but has no received_on; write the date, or import with --received.")
        cells.fault(row, "received_on", message)
    return None


def parse_status(text: str) -> str:
    """Return a shipment's status as a sheet may say it. Raises WrongUsage for one that says too little, or none."""
    status = text.casefold()
    if status in _PARTLY_RECEIVED:
        raise WrongUsage.of(_IN_PART)
    if status not in _STATUSES:
        raise WrongUsage(
            "'{text}' is not a shipment's status; write {statuses}, leave it empty, or leave out the column with "
            '--map "Its name=".',
            text=text,
            statuses=", ".join(_STATUSES),
        )
    return status


def _merge(cells: Cells, parts: list[_Part]) -> SheetEntry | None:
    """Return the rows of one entry as one event; None when one of them is invalid or contradicts the first."""
    events = [part.event for part in parts if part.event is not None]
    if len(events) < len(parts):
        return None
    first, consistent = events[0], True
    line = cells.sheet.numbering.origin(first.rows[0].line).line
    message = Message("It differs from line {line}, which has the same reference, date and place.", line=line)
    for other in events[1:]:
        for column in ("store", "carrier", "received_on"):
            values = getattr(first, column), getattr(other, column)
            if values[0] != values[1]:
                in_part = column == "received_on" and None in values
                cells.fault(other.rows[0], column, _IN_PART if in_part else message)
                consistent = False
    notes = list(dict.fromkeys(event.note for event in events if event.note))
    rows = tuple(row for event in events for row in event.rows)
    if not consistent:
        return None
    given = ((event.rows[0], line) for event in events for line in event.lines)
    lines, line_rows, messages = added_up(given, cells.sheet.numbering)
    note = "; ".join(notes) or None
    try:
        costs = costs_of_rows([(each.rows[0], each.lines[0], each.said) for each in events], cells.sheet.numbering)
    except WrongUsage as refusal:
        cells.fault(first.rows[0], "cost", refusal.message)
        return None
    return first._replace(rows=rows, lines=lines, note=note, line_rows=line_rows, messages=messages, costs=costs)
