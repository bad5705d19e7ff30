"""The entries of a sheet of shipments, returns, handouts or counts, read column by column.

Each distinct text of a column is parsed once. Rows with the same reference, date and place are one entry.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

from tracker.errors import TrackerError, WrongUsage
from tracker.imports.cells import WrongCell, missing, parse_sheet_date, parse_word
from tracker.imports.jobs import ImportContext
from tracker.imports.names import OF_PLACES
from tracker.imports.rows import REST_OF, RestOf, Sheet, SourceRow, in_one_line, label, parse_rest_of, text_of
from tracker.imports.totals import Summed, added_up
from tracker.ledger.lookup import find_code
from tracker.ledger.shipments import over_items, with_wholes
from tracker.messages import Message
from tracker.model.catalogue import Place
from tracker.model.codes import ItemCode, RunCode
from tracker.model.dates import not_in_future
from tracker.model.entries import Audience, EntryType, ItemCost
from tracker.model.money import Money, parse_cents, parse_currency
from tracker.model.quantities import Line, parse_audience, parse_grant
from tracker.model.text import clean, match_key
from tracker.store import catalogue

REQUIRED = ("date", "place", "item", "quantity")
"""The columns that a sheet of shipments, returns, handouts or counts must have."""

OPTIONAL = ("booklet", "language", "store", "reference", "carrier", "note", "entry", *OF_PLACES)
"""The columns that any of these sheets may have."""

OF_COSTS = ("cost", "currency", "fund", "grant")
"""The columns of shipping costs: a row's cost is for its item or, in a wide line, for all items of the line."""

OF_SHIPMENTS = ("received_on", "status", *OF_COSTS)

_STATUSES = ("in-transit", "received", "voided", "partly-received", "closed")
_PARTLY_RECEIVED = ("partly-received", "closed")
_IN_PART = Message("A sheet cannot record a partial receipt; clear status and received_on, then run 'tracker receive'.")
_NO_COST = Message("A currency or fund requires a cost; enter a cost, or clear the cell.")

_CELL_BOUNDARY = re.compile(r'[,;\t"\r\n]')


def needed(sheet: Sheet, required: tuple[str, ...] = REQUIRED) -> tuple[str, ...]:
    """Return the required columns; booklets may replace items."""
    instead = "item" not in sheet.columns and "booklet" in sheet.columns
    return tuple("booklet" if instead and column == "item" else column for column in required)


def day_before(day: str) -> str:
    """Return the first day on which copies are examined for entries from a day on."""
    first = date.fromisoformat(day)
    return str(first - timedelta(days=first > date.min))


def parse_number(text: str) -> int | None:
    """Return the number of an entry, or None for any other text."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def written_cost(cost: ItemCost) -> str:
    """Return a cost in the form used in its row's key."""
    payer = f"{cost.fund or ''} {cost.grant}" if cost.grant else cost.fund or ""
    return f"{cost.item} {cost.cost} {payer}".casefold()


@dataclass
class NamedPlace:
    """A place named in a sheet: its code, or a name that may be added; and the place if it exists."""

    name: str
    place: Place | None = field(default=None, compare=False)

    @property
    def code(self) -> str:
        """The place's code, or its name in the sheet until it exists."""
        return self.name if self.place is None else self.place.code


@dataclass(frozen=True, eq=False)
class NamedItem:
    """An item named in a sheet, with the print runs that copies may be taken from, oldest first."""

    what: ItemCode | RunCode
    runs: tuple[int, ...] = ()
    name: str = ""
    """In lower case, as named."""
    item: str = ""
    """The code of the item in lower case, even if the sheet names a run."""


def named_item(what: ItemCode | RunCode, runs: Sequence[int] = ()) -> NamedItem:
    """Return an item or print run named in a sheet."""
    return NamedItem(what, tuple(runs), str(what).casefold(), str(Line(what, 0).item).casefold())


class SheetEntry(NamedTuple):
    """An entry as described by the rows of a sheet."""

    kind: EntryType
    first: int
    """The index of its first row."""
    day: str
    place: NamedPlace
    store: NamedPlace | None
    """None means the default store."""
    arrival: str | None
    """The date of arrival of a shipment."""
    number: int | None
    """Its entry number in the ledger that exported the sheet."""
    rest_of: RestOf
    """The commands that recorded other rows of its sheet, or its key there."""
    texts: tuple[str, str, str]
    """Its reference, carrier and note; "" if missing."""
    lines: tuple[tuple[NamedItem, int], ...]
    costs: tuple[ItemCost, ...] = ()
    audience: Audience = ()

    @property
    def reference(self) -> str:
        """Its reference as a match_key."""
        return match_key(self.texts[0])

    @property
    def has_places(self) -> bool:
        """Whether its places exist."""
        return self.place.place is not None and (self.store is None or self.store.place is not None)


class _RowCost(NamedTuple):
    cost: Money
    fund: str | None
    grant: int | None


class _Values(dict[Any, Any]):
    """The parsed values of a column's cells; a WrongCell for each invalid one."""

    def __init__(self, parse: Callable[[Any], Any]) -> None:
        super().__init__()
        self._parse = parse
        self.has_wrong = False

    def __missing__(self, cell: Any) -> Any:
        try:
            value = self[cell] = self._parse(cell)
        except TrackerError as error:
            value = self[cell] = WrongCell(error.message)
            self.has_wrong = True
        return value


class EntryColumns:
    """The columns of a sheet of shipments, returns, handouts or counts. Rows are named by their index."""

    def __init__(self, context: ImportContext, kind: EntryType) -> None:
        self._context, self._kind = context, kind
        self.sheet, self._request, self._names = context.cells.sheet, context.request, context.names
        self.database = context.database
        self._empty: dict[Any, list[Any]] = {}
        self._wrong: dict[str, list[Any]] = {}
        self._days = self._column("date", self._day)
        self._places = self._column("place", self._place)
        self.items = self._items()
        quantity = partial(context.cells.quantity, zero=self._request.table == "counts")
        self.quantities = self._column("quantity", context.cells.signed if self._request.negative_as else quantity)
        self._stores = self._column("store", self._place, None)
        self._references, self._carriers, self._notes = map(self._texts, ("reference", "carrier", "note"))
        statuses = self._column("status", partial(parse_word, words=_STATUSES), None)
        self._in_part = {row for row, status in enumerate(statuses) if status in _PARTLY_RECEIVED}
        self.voided = {row for row, status in enumerate(statuses) if status == "voided"}
        self.returned = self._take_returned() if self._request.negative_as else set()
        self._arrivals = self._received(statuses)
        self._costs = self._row_costs()
        self._audiences = self._column("audience", parse_audience, ())
        self._numbers = self._column("entry", parse_number, None)
        self._rest_of = self._column(REST_OF, parse_rest_of, ())
        self.further: dict[int, list[int]] = {}
        """The further rows of entries with several rows, by first row."""
        rejected = self._find_rejected()
        for row in sorted(rejected):
            for name, column in self._wrong.items():
                if isinstance(column[row], WrongCell):
                    context.cells.fault(self.sheet.rows[row], name, column[row].message)
        left_out = rejected.union(self.voided, *self.further.values())
        rows = (row for row in range(len(self.sheet.rows)) if row not in left_out)
        self._order = sorted(rows, key=self._days.__getitem__)
        """The first row of each other entry, by date, then in file order."""
        self.first_day = day_before(self._days[self._order[0]]) if self._order else ""
        """The day before the first entry; "" without entries."""

    def _column(self, name: str, parse: Callable[[str], Any], *empty: Any) -> list[Any]:
        """Return the value of each cell of a column: `empty` for an empty cell, a WrongCell for an invalid one."""
        if name not in self.sheet.columns:
            return self._empty.setdefault(empty[0], [empty[0]] * len(self.sheet.rows))

        def read(cell: str) -> Any:
            text = text_of(cell)
            if not text and not empty:
                raise WrongUsage.from_message(missing(name))
            return parse(text) if text else empty[0]

        return self._values(name, read, self.sheet.column(name))

    def _values(self, name: str, read: Callable[[Any], Any], cells: Iterable[Any]) -> list[Any]:
        values = _Values(read)
        column = list(map(values.__getitem__, cells))
        if values.has_wrong:
            self._wrong[name] = column
        return column

    def _texts(self, name: str) -> list[Any]:
        return self._column(name, lambda text: clean(in_one_line(text), label(name)), "")

    def _day(self, text: str) -> str:
        return not_in_future(parse_sheet_date(text, self._request.dates)).isoformat()

    def _place(self, text: str) -> NamedPlace:
        name = self._names.resolve_place(text)
        return NamedPlace(name, catalogue.place(self.database, name))

    def _items(self) -> list[Any]:
        """Return the item of each row, which may be in the booklet's column with its language in another one."""
        name = "item" if "item" in self.sheet.columns else "booklet"
        if "language" not in self.sheet.columns:
            return self._column(name, self._item)

        def read(cells: tuple[str, str]) -> NamedItem:
            text, language = map(text_of, cells)
            if not text:
                raise WrongUsage.from_message(missing(name))
            return self._item(text, language or None)

        return self._values(name, read, zip(self.sheet.column(name), self.sheet.column("language"), strict=True))

    def _item(self, text: str, language: str | None = None) -> NamedItem:
        what = self._names.resolve_item(text, language)
        if isinstance(what, RunCode):
            run = catalogue.run(self.database, what)
            return named_item(what, [run.id] if run else [])
        return named_item(what, [run.id for run in catalogue.runs_of(self.database, str(what))])

    def _take_returned(self) -> set[int]:
        copies = self.quantities
        found = {row for row, number in enumerate(copies) if not isinstance(number, WrongCell) and number < 0}
        for row in found:
            copies[row] = -copies[row]
        return found

    def _received(self, statuses: Sequence[Any]) -> list[Any]:
        """Return the date of arrival of each row, or None; a WrongCell if it contradicts the row."""
        if self._request.received and "received_on" not in self.sheet.columns and not (self.returned or self._in_part):
            return self._days
        if not self._request.received and not {"received_on", "status"} & self.sheet.columns.keys():
            return self._column("received_on", self._day, None)
        arrivals = list(self._column("received_on", self._day, None))
        for row, (arrived, sent) in enumerate(zip(arrivals, self._days, strict=True)):
            if isinstance(arrived, WrongCell) or isinstance(sent, WrongCell):
                continue
            if row in self.returned or row in self._in_part:
                arrivals[row] = None
            elif arrived is None and self._request.received:
                arrivals[row] = sent
            elif arrived is None and statuses[row] == "received":
                arrivals[row] = WrongCell(
                    Message(
                        "The shipment is received but has no received_on; enter that date, or import with --received."
                    )
                )
            elif arrived is not None and arrived < sent:
                message = Message("The receipt date {arrived} is before the shipment date {left}.", left=sent)
                arrivals[row] = WrongCell(message.given(arrived=arrived))
        if any(isinstance(arrived, WrongCell) for arrived in arrivals):
            self._wrong["received_on"] = arrivals
        return arrivals

    def _row_costs(self) -> list[Any]:
        parsers: dict[str, Callable[[str], Any]] = {
            "cost": parse_cents,
            "currency": parse_currency,
            "fund": partial(find_code, self.database, "fund"),
            "grant": parse_grant,
        }
        columns = [self._column(name, parse, None) for name, parse in parsers.items()]
        self.has_costs = not parsers.keys().isdisjoint(self.sheet.columns)
        if not self.has_costs:
            return columns[0]
        costs: list[_RowCost | None] = []
        for row, (cents, currency, fund, grant) in enumerate(zip(*columns, strict=True)):
            is_sound = cents is not None and not any(isinstance(results[row], WrongCell) for results in columns)
            costs.append(_RowCost(Money(cents, currency or "EUR"), fund, grant) if is_sound else None)
            for name, column in zip(parsers, columns, strict=True) if cents is None else ():
                if column[row] is not None:
                    self._wrong.setdefault(name, column)
                    column[row] = column[row] if isinstance(column[row], WrongCell) else WrongCell(_NO_COST)
        return costs

    def _key(self, row: int) -> str:
        reference = self._references[row]
        return "" if isinstance(reference, WrongCell) else match_key(reference)

    def keys(self) -> Iterable[str]:
        """Return each row's reference as a match_key, computed on demand: a million would take much memory."""
        return map(self._key, range(len(self.sheet.rows))) if "reference" in self.sheet.columns else self._references

    def _find_rejected(self) -> set[int]:
        """Group the rows of each entry, and return the rows of entries with an invalid row."""
        broken = {
            row for column in self._wrong.values() for row, value in enumerate(column) if isinstance(value, WrongCell)
        } - self.voided
        # A row without a date or place may be of any entry of its reference, an unreadable one of any that it names.
        incomplete = {
            match_key(word.strip()): [unreadable.fault.line]
            for unreadable in self.sheet.faults
            for text in unreadable.original
            for word in _CELL_BOUNDARY.split(text)
            if word.strip()
        }
        for row in broken:
            if (key := self._key(row)) and any(
                isinstance(cells[row], WrongCell) for cells in (self._days, self._places)
            ):
                incomplete.setdefault(key, [])
        rejected, refused = set(broken), self._context.cells.refused_together
        for rows in self._group():
            if broken.isdisjoint(rows) and self._is_consistent(rows):
                self.further[rows[0]] = rows[1:]
                continue
            rejected.update(rows)
            if self._key(rows[0]) not in incomplete:
                refused.append([self._number(row) for row in sorted(rows, key=lambda row: row not in broken)])
        if incomplete:
            found = [row for row, key in enumerate(self.keys()) if key in incomplete and row not in self.voided]
            rejected.update(found)
            for row in sorted(found, key=lambda row: row not in broken):
                incomplete[self._key(row)].append(self._number(row))
            refused += incomplete.values()
        return rejected

    def _number(self, row: int) -> int:
        return self.sheet.rows[row].line

    def _group(self) -> Iterable[list[int]]:
        """Return the rows of each entry with several rows: those with the same reference, date and place.

        Without a reference, they have the same number in the exporting ledger.
        """
        width = self.sheet.numbering.width
        named = list(map(hash, filter(None, self.keys())))  # equal ones share one object, which saves memory
        if len(set(named)) == len(named) and not any(self._numbers) and width == 1:
            return ()
        groups: dict[tuple[object, ...], list[int]] = {}
        for row, (key, number) in enumerate(zip(self.keys(), self._numbers, strict=True)):
            if (key or number is not None or width > 1) and row not in self.voided:
                day, place = self._days[row], self._places[row]
                if not (isinstance(day, WrongCell) or isinstance(place, WrongCell)):
                    together = key or (number if number is not None else ("line", self._number(row) // width))
                    groups.setdefault((together, day, match_key(place.name), row in self.returned), []).append(row)
        return [rows for rows in groups.values() if len(rows) > 1]

    def _is_consistent(self, rows: Sequence[int]) -> bool:
        cells, first = self._context.cells, rows[0]
        line = self.sheet.numbering.origin(self._number(first)).line
        message = Message("The row differs from line {line}, which has the same reference, date and place.", line=line)
        faults = len(cells.faults)
        if not self._in_part.isdisjoint(rows):
            self._in_part.update(rows)
            for row in rows:
                self._arrivals[row] = None
        columns = {
            "store": self._stores,
            "carrier": self._carriers,
            "received_on": self._arrivals,
            "audience": self._audiences,
        }
        for row in rows[1:]:
            for name, column in columns.items():
                if column[first] != column[row]:
                    in_part = name == "received_on" and None in (column[first], column[row])
                    cells.fault(self.sheet.rows[row], name, _IN_PART if in_part else message)
        try:
            self._costs_of(rows)
        except WrongUsage as refusal:
            cells.fault(self.sheet.rows[first], "cost", refusal.message)
        return len(cells.faults) == faults

    def _costs_of(self, rows: Sequence[int]) -> tuple[ItemCost, ...]:
        """Return the shipping cost of each item of a shipment, from the costs in its rows."""
        width, lines = self.sheet.numbering.width, dict[int, list[int]]()
        for row in rows if self.has_costs and rows[0] not in self.returned else ():
            if self._costs[row] is not None:
                lines.setdefault(self._number(row) // width if width > 1 else row, []).append(row)
        costs: dict[str, ItemCost] = {}
        for made in lines.values():
            row_costs = self._costs[made[0]]
            copies = [(str(Line(self.items[row].what, 0).item), self.quantities[row]) for row in made]
            for each in over_items(row_costs.cost, row_costs.fund, row_costs.grant, copies):
                known = costs.get(key := each.item.casefold())
                costs[key] = each if known is None else _added(known, each)
        return with_wholes(list(costs.values())) if costs else ()

    def entries(self) -> list[SheetEntry]:
        """Return the entries in order of time."""
        # Column by column: in order of time the rows lie anywhere in memory, and reaching them takes most of the time.
        firsts = self._order
        kinds = [EntryType.RETURN if row in self.returned else self._kind for row in firsts]
        columns = (self._days, self._places, self._stores, self._arrivals, self._numbers, self._rest_of)
        values = [[column[row] for row in firsts] for column in columns]
        texts = [(self._references[row], self._carriers[row], self._notes[row]) for row in firsts]
        lines = [((self.items[row], self.quantities[row]),) for row in firsts]
        audiences = [self._audiences[row] for row in firsts]
        costs: Sequence[tuple[ItemCost, ...]] = [()] * len(firsts)
        found = map(SheetEntry._make, zip(kinds, firsts, *values, texts, lines, costs, audiences, strict=True))
        return [self._whole(entry) for entry in found] if self.further or self.has_costs else list(found)

    def _whole(self, entry: SheetEntry) -> SheetEntry:
        """Return an entry with its costs and the values of its further rows; `entry` has those of the first row."""
        rows = self.rows_of(entry.first)
        lines = entry.lines
        if len(rows) > 1:
            copies: dict[str, tuple[NamedItem, int]] = {}
            for row in rows:
                item = self.items[row]
                copies[item.name] = item, copies.get(item.name, (item, 0))[1] + self.quantities[row]
            lines = tuple(copies.values())
        notes = dict.fromkeys(self._notes[row] for row in rows if self._notes[row])
        return entry._replace(lines=lines, texts=(*entry.texts[:2], "; ".join(notes)), costs=self._costs_of(rows))

    def rows_of(self, first: int) -> tuple[int, ...]:
        """Return the rows of the entry with that first row."""
        return (first, *self.further[first]) if first in self.further else (first,)

    def source_rows(self, entry: SheetEntry) -> tuple[SourceRow, ...]:
        """Return the rows of an entry."""
        return tuple(self.sheet.rows[row] for row in self.rows_of(entry.first))

    def summed(self, entry: SheetEntry) -> Summed:
        """Return the lines of an entry, with the first row of each, and messages if copies are added up."""
        rows = self.rows_of(entry.first)
        lines = ((self.sheet.rows[row], Line(self.items[row].what, self.quantities[row])) for row in rows)
        return added_up(lines, self.sheet.numbering)

    def is_in_part(self, entry: SheetEntry) -> bool:
        """Return whether only a part of a shipment arrived."""
        return entry.first in self._in_part

    def refuse_in_part(self, entry: SheetEntry) -> None:
        """Add the fault of a shipment of which only a part arrived, and which is not recorded yet."""
        self._context.cells.fault(self.sheet.rows[entry.first], "status", _IN_PART)

    def find(self, named: NamedPlace) -> Place | None:
        """Return a place named in the sheet, or None if it does not exist yet."""
        if named.place is None and (code := self._names.known_place(named.name)):
            named.place = catalogue.place(self.database, code)
        return named.place


def _added(one: ItemCost, other: ItemCost) -> ItemCost:
    if (one.cost.currency, one.fund, one.grant) != (other.cost.currency, other.fund, other.grant):
        raise WrongUsage(
            "The shipping cost of {item} is in several currencies or from several funds; use different references "
            "for the rows.",
            item=one.item,
        )
    return one._replace(cost=Money(one.cost.cents + other.cost.cents, one.cost.currency))
