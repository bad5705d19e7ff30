"""A sheet of shipments as columns of values: each distinct text is parsed once, and rows of one shipment are found."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NamedTuple

from tracker.errors import TrackerError
from tracker.imports.cells import in_one_line
from tracker.imports.entry_rows import named_by_unreadable, parse_number, parse_status
from tracker.imports.jobs import ImportContext
from tracker.imports.labels import LABELS
from tracker.imports.parsing import parse_sheet_date
from tracker.imports.rest import REST_OF, parse_rest_of
from tracker.imports.rows import text_of
from tracker.messages import Message
from tracker.model.catalogue import Place
from tracker.model.codes import RunCode
from tracker.model.dates import not_in_future
from tracker.model.text import clean, match_key
from tracker.store import catalogue


class _Invalid:
    """What stands for a cell that cannot be read; why is found out when its row is read by itself."""


INVALID: Final = _Invalid()


@dataclass(eq=False)
class NamedPlace:
    """A place as a sheet names it: by its code, or by a text that may be added; and the place, once it is there."""

    name: str
    place: Place | None


@dataclass(frozen=True, eq=False)
class NamedItem:
    """What is shipped: its name in the sheet, and the print runs it may be taken from, oldest first."""

    name: str
    """In lower case."""
    item: str
    """The code of the item in lower case, also when the sheet names a run."""
    runs: tuple[int, ...]


class SheetShipment(NamedTuple):
    """A shipment as the sheet has it: what its first row says of it, the lines of all its rows, and their notes."""

    first: int
    """Its first row."""
    day: str
    place: NamedPlace
    store: NamedPlace | None
    """None for the default store."""
    arrival: str | None
    key: str
    """The reference as a match_key."""
    number: int | None
    """Its entry number in the ledger that exported the sheet."""
    rest_of: tuple[int, ...]
    """The commands that recorded other rows of the same sheet."""
    texts: tuple[str, str, str]
    """Its reference, carrier and note, '' where there is none."""
    lines: tuple[tuple[NamedItem, int], ...]


class _Values(dict[str, Any]):
    """The values of the cells of a column, each parsed once; INVALID for one that cannot be."""

    def __init__(self, parse: Callable[[str], Any], *empty: Any) -> None:
        super().__init__()
        self._parse = parse
        self._empty = empty

    def __missing__(self, cell: str) -> Any:
        text = text_of(cell)
        try:
            value = self[cell] = self._parse(text) if text or not self._empty else self._empty[0]
        except TrackerError:
            value = self[cell] = INVALID
        return value


class _Beside(dict[str, _Values]):
    """The values of the cells of a column, by the cells of the one beside it, on which they depend."""

    def __init__(self, values: Callable[[str], _Values]) -> None:
        super().__init__()
        self._values = values

    def __missing__(self, cell: str) -> _Values:
        values = self[cell] = self._values(text_of(cell))
        return values


class ShipmentColumns:
    """The columns of a sheet of shipments. Rows are named by their index."""

    def __init__(self, context: ImportContext) -> None:
        """Parse all cells."""
        self.sheet, self._request, self._names = context.cells.sheet, context.request, context.names
        self.database = context.database
        self.count = len(self.sheet.rows)
        self.days = self._column("date", self._day)
        self.places = self._column("place", self._place)
        self.items = self._items()
        quantity = context.cells.signed if self._request.negative_as else context.cells.quantity
        self.quantities = self._column("quantity", quantity)
        self.stores = self._column("store", self._place, None)
        self.references = self._column("reference", lambda text: _text(text, LABELS["reference"]), "")
        self.carriers = self._column("carrier", lambda text: _text(text, LABELS["carrier"]), "")
        self.notes = self._column("note", lambda text: _text(text, LABELS["note"]), "")
        self.received = self._column("received_on", self._day, None)
        self.statuses = self._column("status", parse_status, None)
        self.numbers = self._column("entry", parse_number, None)
        self.rest_of = self._column(REST_OF, parse_rest_of, ())
        if self._request.received:
            self.received = [arrived or sent for arrived, sent in zip(self.received, self.days, strict=True)]
        self.keys = ["" if reference is INVALID else match_key(reference) for reference in self.references]
        """The reference of each row as a match_key."""
        self.returned = self._negative() if self._request.negative_as else set()
        """The rows of copies that came back."""
        self.voided = {row for row, status in enumerate(self.statuses) if status == "voided"}
        self._further: dict[int, list[int]] = {}
        self.rejected = self._find_rejected()
        """The rows with a cell that cannot be read, and all others of their shipments."""
        further = {row for rows in self._further.values() for row in rows}
        left_out = self.rejected | self.voided | further
        self.order = self._in_time(row for row in range(self.count) if row not in left_out)
        """The first row of each other shipment, by date, then in the order of the file."""

    def _column(self, name: str, parse: Callable[[str], Any], *empty: Any) -> list[Any]:
        """Return the value of each cell of a column; for an empty one `empty`, else INVALID."""
        if name not in self.sheet.columns:
            return [empty[0]] * self.count
        values = _Values(parse, *empty)
        return [values[cell] for cell in self.sheet.column(name)]

    def _negative(self) -> set[int]:
        return {row for row, copies in enumerate(self.quantities) if copies is not INVALID and copies < 0}

    def _day(self, text: str) -> str:
        return not_in_future(parse_sheet_date(text, self._request.date_formats)).isoformat()

    def _place(self, text: str) -> NamedPlace:
        name = self._names.resolve_place(in_one_line(text))
        return NamedPlace(name, catalogue.place(self.database, name))

    def _items(self) -> list[Any]:
        """Return the item of each row, which may stand in the column of its booklet, and its language beside it."""
        name = "item" if "item" in self.sheet.columns else "booklet"
        if "language" not in self.sheet.columns:
            return self._column(name, self._item)
        beside = _Beside(lambda language: _Values(partial(self._item, language=language or None)))
        cells = zip(self.sheet.column(name), self.sheet.column("language"), strict=True)
        return [beside[language][cell] for cell, language in cells]

    def _item(self, text: str, language: str | None = None) -> NamedItem:
        what = self._names.resolve_item(text, language)
        name = str(what).casefold()
        if isinstance(what, RunCode):
            run = catalogue.run(self.database, what)
            return NamedItem(name, str(what.item).casefold(), (run.id,) if run else ())
        return NamedItem(name, name, tuple(run.id for run in catalogue.runs_of(self.database, str(what))))

    def find(self, named: NamedPlace) -> Place | None:
        """Return a place that the sheet names; None while it is not there."""
        if named.place is None and (code := self._names.known_place(named.name)):
            named.place = catalogue.place(self.database, code)
        return named.place

    def shipments(self, firsts: Sequence[int]) -> list[SheetShipment]:
        """Return the shipments with these first rows."""

        def each(column: list[Any]) -> list[Any]:
            return [column[row] for row in firsts]

        # Column by column: in order of time the rows lie anywhere in memory, and reaching them takes most of the time.
        values = map(each, (self.days, self.places, self.stores, self.received, self.keys, self.numbers, self.rest_of))
        texts = zip(*map(each, (self.references, self.carriers, self.notes)), strict=True)
        lines = zip(zip(each(self.items), each(self.quantities), strict=True), strict=True)
        found = map(SheetShipment._make, zip(firsts, *values, texts, lines, strict=True))
        return [self._whole(shipment) for shipment in found] if self._further else list(found)

    def rows_of(self, first: int) -> tuple[int, ...]:
        """Return the rows of the shipment with that first row."""
        return (first, *self._further[first]) if first in self._further else (first,)

    def _whole(self, shipment: SheetShipment) -> SheetShipment:
        """Return a shipment with what its further rows say, given what its first row does."""
        if shipment.first not in self._further:
            return shipment
        rows = self.rows_of(shipment.first)
        lines = tuple((self.items[row], self.quantities[row]) for row in rows)
        notes = dict.fromkeys(self.notes[row] for row in rows if self.notes[row])
        return shipment._replace(lines=lines, texts=(*shipment.texts[:2], "; ".join(notes)))

    def _in_time(self, rows: Iterable[int]) -> list[int]:
        """Return the rows by date, those of a day as they come."""
        of_days: dict[str, list[int]] = {}
        for row in rows:
            of_days.setdefault(self.days[row], []).append(row)
        return [row for day in sorted(of_days) for row in of_days[day]]

    def agree(self, rows: tuple[int, ...]) -> bool:
        """Tell whether the rows of a shipment contradict each other in nothing, and need not be added up."""
        stores = {named and match_key(named.name) for named in (self.stores[row] for row in rows)}
        others = ({column[row] for row in rows} for column in (self.carriers, self.received))
        return len({self.items[row].item for row in rows}) == len(rows) and all(
            len(one) == 1 for one in (stores, *others)
        )

    def _find_rejected(self) -> set[int]:
        """Group the rows of each shipment, and return those of the shipments of which one cannot be read."""
        broken = self._broken() - self.voided
        incomplete = set(named_by_unreadable(self.sheet))
        for row in broken:
            if (key := self.keys[row]) and INVALID in (self.days[row], self.places[row]):
                incomplete.add(key)
        rejected = set(broken)
        for rows in self._group(broken):
            if not broken.isdisjoint(rows):
                rejected.update(rows)
            else:
                self._further[rows[0]] = rows[1:]
        if incomplete:
            rejected.update(row for row, key in enumerate(self.keys) if key and key in incomplete)
        return rejected - self.voided

    def _broken(self) -> set[int]:
        """Return the rows that have a cell which cannot be read, or contradict themselves."""
        columns = [self.days, self.places, self.items, self.quantities, self.stores, self.references, self.carriers]
        columns += [self.notes, self.received, self.statuses]
        broken = {
            row for column in columns if INVALID in column for row, value in enumerate(column) if value is INVALID
        }
        for row, (arrived, sent, status) in enumerate(zip(self.received, self.days, self.statuses, strict=True)):
            if (
                row not in broken
                and (status == "received" if arrived is None else arrived < sent)
                and row not in self.returned
            ):
                broken.add(row)
        return broken

    def _group(self, broken: set[int]) -> Iterable[list[int]]:
        """Return the rows of each shipment that has several: those with its reference, date and place.

        Without a reference, those with its number in the ledger that exported the sheet.
        """
        named = [key for key in self.keys if key]
        width = self.sheet.numbering.width
        if len(set(named)) == len(named) and not any(self.numbers) and width == 1:
            return ()
        groups: dict[tuple[object, ...], list[int]] = {}
        for row, (key, number) in enumerate(zip(self.keys, self.numbers, strict=True)):
            if (key or number is not None or width > 1) and row not in self.voided:
                day, place = self.days[row], self.places[row]
                if place is not INVALID and day is not INVALID:
                    together = key or (number if number is not None else ("line", self.sheet.rows[row].line // width))
                    group = together, day, match_key(place.name), row in self.returned
                    groups.setdefault(group, []).append(row)
        return (rows for rows in groups.values() if len(rows) > 1)


def _text(text: str, label: Message) -> str:
    """Return a text in one line. Raises WrongUsage for control characters."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return clean(in_one_line(text), label)
