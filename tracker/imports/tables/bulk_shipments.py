"""Importing many shipments at once: the stock is allocated in memory, and the rows are written in bulk.

Only simple sheets are imported this way: every name in them is known, none of their shipments is recorded
yet, no count, closing, withdrawal or transfer affects them, and the stores have enough stock. Any other
sheet is imported row by row, which also finds the message for each fault. A property test holds the two
to the same result.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

from tracker.errors import TrackerError
from tracker.imports.cells import in_one_line
from tracker.imports.labels import LABELS
from tracker.imports.matching import content_key
from tracker.imports.names import Names
from tracker.imports.outcome import ImportRequest
from tracker.imports.parsing import parse_sheet_date, parse_sheet_quantity
from tracker.imports.rows import Sheet, text_of
from tracker.imports.tables.bulk_available import Available
from tracker.imports.tables.bulk_slips import Imported, describe_slips
from tracker.ledger.commands import Command
from tracker.messages import Message
from tracker.model.catalogue import Place
from tracker.model.codes import RunCode, parse_item_or_run
from tracker.model.dates import not_in_future
from tracker.model.entries import TRANSIT, EntryType
from tracker.model.quantities import Line
from tracker.model.text import clean, match_key
from tracker.store import bulk_loading, catalogue
from tracker.store.connection import BrokenRule, Database
from tracker.store.entries import POSITION_STEP

FEWEST = 1_000
"""The number of rows from which a bulk import is worthwhile."""

_Value = TypeVar("_Value")

_CHUNK = 20_000


class NotSimple(Exception):
    """The sheet has to be imported row by row."""


class _Values(dict[str, Any]):
    """The values of the cells of a column, each parsed once. Raises NotSimple for one that cannot be parsed."""

    def __init__(self, parse: Callable[[str], Any], *empty: Any) -> None:
        super().__init__()
        self._parse = parse
        self._empty = empty

    def __missing__(self, cell: str) -> Any:
        text = text_of(cell)
        if not text and self._empty:
            return self._empty[0]
        try:
            value = self[cell] = self._parse(text)
        except TrackerError as error:
            raise NotSimple from error
        return value


def record_at_once(
    command: Command, sheet: Sheet, request: ImportRequest, advance: Callable[[int], None]
) -> tuple[range, list[Message]]:
    """Record all shipments of the sheet, and return the numbers of the entries, and messages about possible slips.

    Raises NotSimple when they have to be recorded one by one; the transaction must then be rolled back.
    """
    unsupported = (name for name in ("status", "entry") if name in sheet.columns)
    if any(any(map(str.strip, sheet.column(name))) for name in unsupported):
        raise NotSimple
    database = command.database
    shipments = _Shipments(command, sheet, request)
    try:
        # Rebuilding the indexes is faster when more rows are added than there were.
        with bulk_loading.without_triggers(database, indexes=command.first_entry <= shipments.count):
            numbers = _record(command, shipments, advance)
        if bulk_loading.has_key_twice(database, command.first_entry):
            raise NotSimple
    except BrokenRule as broken:
        raise NotSimple from broken
    return numbers, list(describe_slips(command, shipments.imported(command.first_entry)))


@dataclass(frozen=True)
class _Item:
    """What is shipped: its name in the sheet, and the print runs it may be taken from, oldest first."""

    name: str
    """In lower case, as in the sheet."""
    item: str
    """The code of the item, also when the sheet names a run."""
    runs: tuple[int, ...]


class _Shipments:
    """The sheet as columns of parsed values; each distinct text is parsed once."""

    def __init__(self, command: Command, sheet: Sheet, request: ImportRequest) -> None:
        database = command.database
        self.database, self.sheet = database, sheet
        self.count = len(sheet.rows)
        names = Names(command, create=False)
        self.default = catalogue.default_store(database)
        self.ages = {run.id: age for age, run in enumerate(catalogue.runs(database))}
        """The rank of each print run by age, 0 for the oldest."""
        self._places: dict[int, Place] = {}

        def day(text: str) -> str:
            return not_in_future(parse_sheet_date(text, request.date_format)).isoformat()

        def place(text: str) -> Place:
            found = catalogue.place(database, names.resolve_place(in_one_line(text)))
            if found is None:
                raise NotSimple
            self._places[found.id] = found
            return found

        self.days = self._column("date", day)
        self.places = self._column("place", place)
        self.items = self._column("item", lambda text: self._item(names, text))
        self.quantities = self._column("quantity", parse_sheet_quantity)
        self.stores = self._column("store", place, None)
        self.references = self._column("reference", lambda text: _text(text, LABELS["reference"]), None)
        self.carriers = self._column("carrier", lambda text: _text(text, LABELS["carrier"]), None)
        self.notes = self._column("note", lambda text: _text(text, LABELS["note"]), None)
        received = self._column("received_on", day, None)
        if request.received:
            received = [received_on or sent_on for received_on, sent_on in zip(received, self.days, strict=True)]
        self.received = received
        self._places[self.default.id] = self.default
        self.keys = [reference and match_key(reference) for reference in self.references]
        self._check_simple()
        self.further_rows = self._group_rows()
        further = set(chain.from_iterable(self.further_rows.values()))
        self.order = sorted((row for row in range(self.count) if row not in further), key=self.days.__getitem__)

    def _column(self, name: str, parse: Callable[[str], Any], *empty: Any) -> list[Any]:
        """Return the value of each cell of a column; for an empty one `empty`, or raise NotSimple if there is none."""
        if name not in self.sheet.columns:
            if not empty:
                raise NotSimple
            return [empty[0]] * self.count
        values = _Values(parse, *empty)
        return [values[cell] for cell in self.sheet.column(name)]

    def _item(self, names: Names, text: str) -> _Item:
        what = names.resolve_item(text)
        name = str(what).casefold()
        if isinstance(what, RunCode):
            run = catalogue.run(self.database, what)
            return _Item(name, str(what.item).casefold(), (run.id,) if run else ())
        return _Item(name, name, tuple(run.id for run in catalogue.runs_of(self.database, str(what))))

    def _check_simple(self) -> None:
        """Raise NotSimple when something in the ledger affects the shipments, or they contradict themselves."""
        places, stores, items = map(_distinct, (self.places, self.stores, self.items))
        runs = {run for item in items for run in item.runs}
        if any(place.is_store for place in places) or not all(store.is_store for store in stores if store):
            raise NotSimple
        if any(on is not None and on < sent_on for on, sent_on in zip(self.received, self.days, strict=True)):
            raise NotSimple
        if bulk_loading.is_affected(
            self.database, set(self._places), runs, min(self.days)
        ) or bulk_loading.has_reference(self.database, EntryType.SHIP.value, set(filter(None, self.keys))):
            raise NotSimple

    def _group_rows(self) -> dict[int, list[int]]:
        """Return, by the first row of a shipment, its further rows: those with its reference, date and place."""
        if len(set(self.keys)) == self.count:
            return {}
        first_rows: dict[tuple[str, str, int], int] = {}
        further_rows: dict[int, list[int]] = {}
        for row, (key, day, place) in enumerate(zip(self.keys, self.days, self.places, strict=True)):
            if key:
                first = first_rows.setdefault((key, day, place.id), row)
                if first != row:
                    further_rows.setdefault(first, []).append(row)
        return further_rows

    def rows_of(self, first: int) -> tuple[int, ...]:
        """Return the rows of the shipment with that first row. Raises NotSimple when they contradict each other."""
        if first not in self.further_rows:
            return (first,)
        rows = (first, *self.further_rows[first])
        for column in (self.stores, self.carriers, self.received):
            if any(column[row] != column[first] for row in rows):
                raise NotSimple
        if len({self.items[row].item for row in rows}) < len(rows):
            raise NotSimple
        return rows

    def imported(self, number: int) -> Iterator[Imported]:
        """Yield every shipment; `number` is the entry of the first one."""
        for first in self.order:
            named = [(self.items[row].name, self.quantities[row]) for row in self.rows_of(first)]
            lines = tuple(Line(parse_item_or_run(name), quantity) for name, quantity in named)
            yield Imported(number, lines, self.sheet.rows[first].line)
            number += 1 if self.received[first] is None else 2

    def note_of(self, rows: tuple[int, ...]) -> str | None:
        """Return the distinct notes of a shipment's rows, joined."""
        return "; ".join(dict.fromkeys(self.notes[row] for row in rows if self.notes[row])) or None


def _distinct(values: Iterable[_Value]) -> Iterable[_Value]:
    """Return the distinct objects, by identity."""
    return {id(value): value for value in values}.values()


def _text(text: str, label: Message) -> str | None:
    """Return a text in one line, None when it is empty. Raises WrongUsage for control characters."""
    if text.isascii() and text.isprintable():
        return text.strip() or None
    return clean(in_one_line(text), label) or None


def _record(command: Command, shipments: _Shipments, advance: Callable[[int], None]) -> range:
    """Write all shipments, the oldest first, and their receipts, then close the command and add up the balances."""
    database, first = command.database, command.first_entry
    number, done = first, 0
    stock: dict[tuple[int, int], Available] = {}
    repeated: dict[str, int] = {}
    rows_made = bulk_loading.Rows()
    for first_row in shipments.order:
        rows = shipments.rows_of(first_row)
        place, day = shipments.places[first_row], shipments.days[first_row]
        store = shipments.stores[first_row] or shipments.default
        reference, carrier = shipments.references[first_row], shipments.carriers[first_row]
        note = shipments.notes[first_row] if len(rows) == 1 else shipments.note_of(rows)
        lines = sorted([f"{shipments.items[row].name}={shipments.quantities[row]}" for row in rows])
        digest = content_key("ship", day, place.code, store.code, (reference, carrier, note), lines)
        occurrence = repeated[digest] = repeated.get(digest, 0) + 1
        key = f"import-{digest}-{occurrence}"
        taken = [part for row in rows for part in _take(database, stock, shipments, row, store.id, day)]
        position = number * POSITION_STEP
        rows_made.entries.append((number, command.number, "ship", day, position, place.id, None, key))
        if reference or carrier or note:
            rows_made.texts.append((command.number, number, reference, carrier, note))
        for line, (run, copies) in enumerate(taken, 1):
            rows_made.movements.append((number, line, run, store.id, TRANSIT, copies, day, position, number))
        shipment, number = number, number + 1
        arrival = shipments.received[first_row]
        if arrival is not None:
            if arrival != day:
                carrier = note = None
                taken.sort(key=lambda part: shipments.ages[part[0]])
            position = number * POSITION_STEP
            rows_made.entries.append((number, command.number, "receive", arrival, position, place.id, shipment, None))
            if reference or carrier or note:
                rows_made.texts.append((command.number, number, reference, carrier, note))
            for line, (run, copies) in enumerate(taken, 1):
                rows_made.movements.append((number, line, run, TRANSIT, place.id, copies, arrival, position, shipment))
            number += 1
        done += len(rows)
        if len(rows_made.entries) >= _CHUNK:
            _insert(command, rows_made)
            advance(done)
            rows_made, done = bulk_loading.Rows(), 0
    _insert(command, rows_made)
    advance(done)
    command.close()
    bulk_loading.update_balances(database, first)
    return range(first, number)


def _insert(command: Command, rows: bulk_loading.Rows) -> None:
    bulk_loading.insert_entries(command.database, rows)
    command.note(len(rows.entries), len(rows.movements), len(rows.texts))


def _take(
    database: Database, stock: dict[tuple[int, int], Available], shipments: _Shipments, row: int, store: int, day: str
) -> list[tuple[int, int]]:
    """Return the runs that a row is filled from, with the copies of each. Raises NotSimple when there are too few."""
    taken, missing = [], shipments.quantities[row]
    for run in shipments.items[row].runs:
        available = stock.get((store, run))
        if available is None:
            available = stock[store, run] = Available(bulk_loading.daily_balances(database, store, run))
        copies = min(missing, available.on(day))
        if copies > 0:
            available.taken += copies
            taken.append((run, copies))
            missing -= copies
            if not missing:
                return taken
    raise NotSimple
