"""A sheet of entries as columns of values: each distinct text is parsed once, and rows are grouped by entry."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import repeat
from operator import itemgetter
from typing import Any, NamedTuple, overload

from tracker.errors import TrackerError, WrongUsage
from tracker.imports.cells import in_one_line, may_be_date, may_be_quantity, parse_sheet_date
from tracker.imports.entry_rows import (
    IN_PART,
    INVALID,
    OF_COSTS,
    RowCost,
    SheetEntry,
    costs_of_rows,
    explain,
    named_by_unreadable,
    parse_number,
    parse_status,
)
from tracker.imports.faults import MOST_TOLD
from tracker.imports.jobs import ImportContext
from tracker.imports.rows import LABELS, REST_OF, parse_rest_of, text_of
from tracker.imports.totals import added_up
from tracker.ledger.lookup import find_code
from tracker.messages import Message
from tracker.model.catalogue import Place
from tracker.model.codes import ItemCode, RunCode
from tracker.model.dates import not_in_future
from tracker.model.entries import ItemCost
from tracker.model.money import Money, parse_cents, parse_currency
from tracker.model.quantities import Line, parse_audience, parse_grant
from tracker.model.text import clean, match_key
from tracker.store import catalogue


class Alike(Sequence[Any]):
    """A column with the same value in each row."""

    def __init__(self, value: Any, count: int) -> None:
        """Take the value and the number of rows."""
        self.value = value
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Any]:
        return repeat(self.value, self._count)

    @overload
    def __getitem__(self, index: int) -> Any: ...

    @overload
    def __getitem__(self, index: slice) -> "Alike": ...

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return Alike(self.value, len(range(*index.indices(self._count))))
        return self.value


def of_rows(column: Sequence[Any], rows: Sequence[int]) -> Iterable[Any]:
    """Return the values of a column in some rows, in their order."""
    if isinstance(column, Alike):
        return repeat(column.value, len(rows))
    return itemgetter(*rows)(column) if len(rows) > 1 else [column[row] for row in rows]


class Values(dict[str, Any]):
    """The parsed values of a column's cells, cached by text; INVALID if parsing failed."""

    def __init__(self, parse: Callable[[str], Any], *empty: Any) -> None:
        """Start with an empty cache. An empty cell has the value `empty`, if given.

        `parse` raises TrackerError for an invalid cell or, where that is faster, returns INVALID.
        """
        super().__init__()
        self._parse = parse
        self._empty = empty
        self.has_invalid = False

    def __missing__(self, cell: str) -> Any:
        text = text_of(cell)
        try:
            value = self[cell] = self._parse(text) if text or not self._empty else self._empty[0]
        except TrackerError:
            value = self[cell] = INVALID
        self.has_invalid = self.has_invalid or value is INVALID
        return value

    def of(self, cells: Iterable[str]) -> list[Any]:
        """Return the values of cells."""
        return list(map(self.__getitem__, cells))


class Beside(dict[str, Values]):
    """The parsed values of a column that depend on another column, by the other cell's text."""

    def __init__(self, values: Callable[[str], Values]) -> None:
        """Start with an empty cache; `values` returns the Values for a text in the other column."""
        super().__init__()
        self._values = values

    def __missing__(self, cell: str) -> Values:
        values = self[cell] = self._values(text_of(cell))
        return values

    @property
    def has_invalid(self) -> bool:
        """Whether any cell is invalid."""
        return any(values.has_invalid for values in self.values())


@dataclass(eq=False)
class NamedPlace:
    """A place named in a sheet: its code, or a name that may be added; and the place, if it exists."""

    name: str
    place: Place | None
    key: str = ""
    """The code of the place in lower case, if it exists."""

    @property
    def code(self) -> str:
        """The code of the place, or its name in the sheet until it exists."""
        return self.name if self.place is None else self.place.code

    def find(self, place: Place | None) -> None:
        """Set the place."""
        self.place, self.key = place, place.code.casefold() if place else ""


@dataclass(frozen=True, eq=False)
class NamedItem:
    """An item named in a sheet, with the print runs that copies may be taken from, oldest first."""

    name: str
    """The name in lower case."""
    item: str
    """The code of the item in lower case, even if the sheet names a run."""
    runs: tuple[int, ...]
    what: ItemCode | RunCode


class ColumnEntry(NamedTuple):
    """An entry in a sheet: the values of its first row, the lines of all its rows, and their notes."""

    first: int
    """The index of its first row."""
    day: str
    place: NamedPlace
    store: NamedPlace | None
    """None for the default store."""
    arrival: str | None
    number: int | None
    """Its entry number in the ledger that exported the sheet."""
    rest_of: tuple[int, ...]
    """The commands that recorded other rows of the same sheet."""
    texts: tuple[str, str, str]
    """Its reference, carrier and note, '' for missing ones."""
    lines: tuple[tuple[NamedItem, int], ...]
    costs: tuple[RowCost | None, ...]
    """The sending cost in each of its rows."""

    @property
    def key(self) -> str:
        """The reference as a match_key."""
        return match_key(self.texts[0])


class EntryColumns:
    """The columns of a sheet of shipments, returns or hand-outs. Rows are identified by index."""

    def __init__(self, context: ImportContext) -> None:
        """Parse all cells."""
        self._context = context
        self.sheet, self._request, self._names = context.cells.sheet, context.request, context.names
        self.database = context.database
        self.count = len(self.sheet.rows)
        self.unread: dict[str, Sequence[Any]] = {}
        """The columns with invalid cells, by name."""
        self.days = self._column("date", self._day)
        self.places = self._column("place", self._place)
        self.items = self._items()
        zero = partial(context.cells.quantity, zero=self._request.table == "counts")
        parse = context.cells.signed if self._request.negative_as else zero
        self.quantities = self._column("quantity", lambda text: parse(text) if may_be_quantity(text) else INVALID)
        self.stores = self._column("store", self._place, None)
        self.references, self.carriers, self.notes = map(self._texts, ("reference", "carrier", "note"))
        self.received = self._received()
        self.statuses = self._column("status", parse_status, None)
        self.numbers = self._column("entry", parse_number, None)
        self.audiences = self._column("audience", parse_audience, ())
        self.has_costs = not set(OF_COSTS).isdisjoint(self.sheet.columns)
        self.costs = self._costs()
        self.rest_of = self._column(REST_OF, parse_rest_of, ())
        self.returned = self._negative() if self._request.negative_as else set()
        """The rows of returned copies."""
        self.voided = {row for row, status in enumerate(self.statuses) if status == "voided"}
        self.further: dict[int, list[int]] = {}
        """The further rows of entries with several rows, by first row."""
        self.differ = self._have_other_references()
        """Whether all rows have different references."""
        self.rejected = self._find_rejected()
        """The rows with an invalid cell, and all others of their entries."""
        self._explain()
        further = {row for rows in self.further.values() for row in rows}
        left_out = self.rejected | self.voided | further
        rows = range(self.count)
        self.order = self._in_time((row for row in rows if row not in left_out) if left_out else rows)
        """The first row of each other entry, by date, then in file order."""

    def _column(self, name: str, parse: Callable[[str], Any], *empty: Any) -> Sequence[Any]:
        """Return the value of each cell in a column: `empty` for an empty cell, INVALID for an invalid one."""
        if name not in self.sheet.columns:
            return Alike(empty[0], self.count)
        values = Values(parse, *empty)
        return self._noting(name, values.of(self.sheet.column(name)), values)

    def _texts(self, name: str) -> Sequence[Any]:
        """Return the text of each cell in a column: '' for an empty cell, INVALID for an invalid one."""
        if name not in self.sheet.columns:
            return Alike("", self.count)
        values = Values(lambda text: clean(in_one_line(text), LABELS[name]), "")
        return self._noting(name, values.of(self.sheet.column(name)), values)

    def _noting(self, name: str, column: list[Any], values: Values | Beside) -> list[Any]:
        if values.has_invalid:
            self.unread[name] = column
        return column

    def _received(self) -> Sequence[Any]:
        """Return the receipt date of each row, or None."""
        received = self._column("received_on", self._day, None)
        if not self._request.received:
            return received
        if isinstance(received, Alike):
            return self.days
        return [arrived or sent for arrived, sent in zip(received, self.days, strict=True)]

    def key(self, row: int) -> str:
        """Return the reference of a row as a match_key, '' if it is invalid."""
        reference = self.references[row]
        return "" if reference is INVALID else match_key(reference)

    def keys(self) -> Iterator[str]:
        """Yield the reference of each row as a match_key, without storing a million of them."""
        if isinstance(self.references, Alike):
            return iter(self.references)
        return ("" if reference is INVALID else match_key(reference) for reference in self.references)

    def _have_other_references(self) -> bool:
        if isinstance(self.references, Alike):
            return self.count < 2 or not self.references.value
        named = list(map(hash, filter(None, self.keys())))  # equal keys have equal hashes, which take less memory
        return len(set(named)) == len(named)

    def _negative(self) -> set[int]:
        return {row for row, copies in enumerate(self.quantities) if copies is not INVALID and copies < 0}

    def _day(self, text: str) -> Any:
        if not may_be_date(text, self._request.dates):
            return INVALID
        return not_in_future(parse_sheet_date(text, self._request.dates)).isoformat()

    def _place(self, text: str) -> Any:
        name = self._names.place_of(in_one_line(text))
        if name is None:
            return INVALID
        named = NamedPlace(name, None)
        named.find(catalogue.place(self.database, name))
        return named

    def _items(self) -> Sequence[Any]:
        """Return the item of each row, from the item's or booklet's column, combined with that of the language."""
        name = "item" if "item" in self.sheet.columns else "booklet"
        if "language" not in self.sheet.columns:
            return self._column(name, self._item)
        beside = Beside(lambda language: Values(partial(self._item, language=language or None)))
        cells = zip(self.sheet.column(name), self.sheet.column("language"), strict=True)
        return self._noting(name, [beside[language][cell] for cell, language in cells], beside)

    def _item(self, text: str, language: str | None = None) -> NamedItem:
        what = self._names.resolve_item(text, language)
        name = str(what).casefold()
        if isinstance(what, RunCode):
            run = catalogue.run(self.database, what)
            return NamedItem(name, str(what.item).casefold(), (run.id,) if run else (), what)
        return NamedItem(name, name, tuple(run.id for run in catalogue.runs_of(self.database, str(what))), what)

    def _costs(self) -> Sequence[Any]:
        """Return the sending cost in each row, None if it has none, INVALID if it is invalid."""
        if not self.has_costs:
            return Alike(None, self.count)
        parsers: dict[str, Callable[[str], Any]] = {
            "cost": parse_cents,
            "currency": parse_currency,
            "fund": partial(find_code, self.database, "fund"),
            "grant": parse_grant,
        }
        known: dict[tuple[Any, ...], Any] = {(None,) * len(parsers): None}
        costs = []
        for said in zip(*(self._column(name, parse, None) for name, parse in parsers.items()), strict=True):
            if said not in known:
                cents, currency, fund, grant = said
                is_sound = cents is not None and INVALID not in said
                known[said] = RowCost(Money(cents, currency or "EUR"), fund, grant) if is_sound else INVALID
            costs.append(known[said])
        if INVALID in known.values():
            self.unread["cost"] = costs
        return costs

    def find(self, named: NamedPlace) -> Place | None:
        """Return a place named in the sheet, or None if it does not exist yet."""
        if named.place is None and (code := self._names.known_place(named.name)):
            named.find(catalogue.place(self.database, code))
        return named.place

    def entries(self, firsts: Sequence[int]) -> list[ColumnEntry]:
        """Return the entries with these first rows."""
        # Column by column: rows in order of time are scattered in memory, and reaching them takes most of the time.
        columns = (self.days, self.places, self.stores, self.received, self.numbers, self.rest_of)
        values = [of_rows(column, firsts) for column in columns]
        texts = zip(*(of_rows(column, firsts) for column in (self.references, self.carriers, self.notes)), strict=True)
        lines = zip(zip(of_rows(self.items, firsts), of_rows(self.quantities, firsts), strict=True), strict=True)
        costs = zip(of_rows(self.costs, firsts), strict=True)
        found = map(ColumnEntry._make, zip(firsts, *values, texts, lines, costs, strict=True))
        return [self._whole(entry) for entry in found] if self.further else list(found)

    def rows_of(self, first: int) -> tuple[int, ...]:
        """Return the rows of the entry with this first row."""
        return (first, *self.further[first]) if first in self.further else (first,)

    def _whole(self, entry: ColumnEntry) -> ColumnEntry:
        """Return an entry with the values of its further rows added."""
        if entry.first not in self.further:
            return entry
        rows = self.rows_of(entry.first)
        lines = tuple((self.items[row], self.quantities[row]) for row in rows)
        notes = dict.fromkeys(self.notes[row] for row in rows if self.notes[row])
        costs = tuple(self.costs[row] for row in rows)
        return entry._replace(lines=lines, texts=(*entry.texts[:2], "; ".join(notes)), costs=costs)

    def read(self, entry: ColumnEntry) -> SheetEntry | None:
        """Return an entry with the rows of the sheet; or None, adding faults, if these contradict each other."""
        cells, is_return = self._context.cells, entry.first in self.returned
        rows = tuple(self.sheet.rows[row] for row in self.rows_of(entry.first))
        lines: Sequence[Line] = [Line(item.what, abs(copies)) for item, copies in entry.lines]
        given, line_rows = list(zip(rows, lines, strict=True)), rows
        messages: tuple[Message, ...] = ()
        if len(rows) > 1:
            if not self._is_consistent(self.rows_of(entry.first), is_return=is_return):
                return None
            lines, line_rows, messages = added_up(given, self.sheet.numbering)
        costs: tuple[ItemCost, ...] = ()
        if self.has_costs and not is_return:
            said = [(*each, cost) for each, cost in zip(given, entry.costs, strict=True)]
            try:
                costs = costs_of_rows(said, self.sheet.numbering)
            except WrongUsage as refusal:
                cells.fault(rows[0], "cost", refusal.message)
                cells.refused_together.append([row.line for row in rows])
                return None
        reference, carrier, note = (text or None for text in entry.texts)
        return SheetEntry(
            rows,
            date.fromisoformat(entry.day),
            entry.place.code,
            tuple(lines),
            None if entry.store is None else entry.store.code,
            reference,
            carrier,
            note,
            None if entry.arrival is None or is_return else date.fromisoformat(entry.arrival),
            entry.number,
            line_rows,
            messages,
            entry.rest_of,
            costs,
            self.audiences[entry.first],
        )

    def _is_consistent(self, rows: Sequence[int], *, is_return: bool) -> bool:
        """Return whether the rows of an entry are consistent with its first; add faults if not."""
        cells, first = self._context.cells, rows[0]
        line = self.sheet.numbering.origin(self.sheet.rows[first].line).line
        message = Message("It differs from line {line}, which has the same reference, date and place.", line=line)
        columns = {
            "store": self.stores,
            "carrier": self.carriers,
            "received_on": self.received,
            "audience": self.audiences,
        }
        is_consistent = True
        for row in rows[1:]:
            for name, column in columns.items():
                if is_return and name == "received_on":
                    continue
                values = [
                    value.name if isinstance(value, NamedPlace) else value for value in (column[first], column[row])
                ]
                if values[0] != values[1]:
                    in_part = name == "received_on" and None in values
                    cells.fault(self.sheet.rows[row], name, IN_PART if in_part else message)
                    is_consistent = False
        if not is_consistent:
            cells.refused_together.append([self.sheet.rows[row].line for row in rows])
        return is_consistent

    def _in_time(self, rows: Iterable[int]) -> list[int]:
        """Return the rows by date, in file order within a day."""
        of_days: dict[str, list[int]] = {}
        for row in rows:
            of_days.setdefault(self.days[row], []).append(row)
        return [row for day in sorted(of_days) for row in of_days[day]]

    def agree(self, rows: tuple[int, ...]) -> bool:
        """Return whether the rows of an entry are consistent, and have different items."""
        stores = {named and match_key(named.name) for named in (self.stores[row] for row in rows)}
        others = ({column[row] for row in rows} for column in (self.carriers, self.received))
        return len({self.items[row].item for row in rows}) == len(rows) and all(
            len(one) == 1 for one in (stores, *others)
        )

    def _find_rejected(self) -> set[int]:
        """Group the rows of each entry, and return those of entries with an invalid row."""
        broken = self._broken() - self.voided
        # A row without date or place may belong to any entry with its reference, an unreadable one to any it mentions.
        incomplete = {key: [line] for key, line in named_by_unreadable(self.sheet).items() if key}
        for row in broken:
            if (key := self.key(row)) and INVALID in (self.days[row], self.places[row]):
                incomplete.setdefault(key, [])
        rejected, refused = set(broken), self._context.cells.refused_together
        for rows in self._group():
            if broken.isdisjoint(rows):
                self.further[rows[0]] = rows[1:]
                continue
            rejected.update(rows)
            if self.key(rows[0]) not in incomplete:
                refused.append([self.sheet.rows[row].line for row in sorted(rows, key=lambda row: row not in broken)])
        if incomplete:
            found = [row for row, key in enumerate(self.keys()) if key in incomplete and row not in self.voided]
            rejected.update(found)
            for row in sorted(found, key=lambda row: row not in broken):
                incomplete[self.key(row)].append(self.sheet.rows[row].line)
            refused += incomplete.values()
        return rejected

    def _explain(self) -> None:
        """Add the faults of the rejected rows; of many, the first are explained and the others counted."""
        cells, rejected = self._context.cells, sorted(self.rejected)
        for row in rejected[:MOST_TOLD]:
            explain(cells, self._request, self._names, self.sheet.rows[row])
        cells.faults.leave([self.sheet.rows[row].line for row in rejected[MOST_TOLD:]])

    def _broken(self) -> set[int]:
        """Return the rows that have an invalid cell, or contradict themselves."""
        broken = {row for column in self.unread.values() for row, value in enumerate(column) if value is INVALID}
        if self.received is self.days or (isinstance(self.received, Alike) and isinstance(self.statuses, Alike)):
            return broken
        broken.update(row for row in range(self.count) if row not in broken and self.contradicts(row))
        return broken

    def contradicts(self, row: int) -> bool:
        """Return whether a row was received before it was sent, or has no receipt date although received."""
        arrived, sent = self.received[row], self.days[row]
        if INVALID in (arrived, sent) or row in self.returned:
            return False
        return bool(self.statuses[row] == "received" if arrived is None else arrived < sent)

    def _group(self) -> Iterable[list[int]]:
        """Return the rows of each entry with several: those with the same reference, date and place.

        Without a reference, those with the same number in the exporting ledger.
        """
        width = self.sheet.numbering.width
        if self.differ and not any(self.numbers) and width == 1:
            return ()
        groups: dict[tuple[object, ...], list[int]] = {}
        for row, (key, number) in enumerate(zip(self.keys(), self.numbers, strict=True)):
            if (key or number is not None or width > 1) and row not in self.voided:
                day, place = self.days[row], self.places[row]
                if place is not INVALID and day is not INVALID:
                    together = key or (number if number is not None else ("line", self.sheet.rows[row].line // width))
                    group = together, day, match_key(place.name), row in self.returned
                    groups.setdefault(group, []).append(row)
        return (rows for rows in groups.values() if len(rows) > 1)
