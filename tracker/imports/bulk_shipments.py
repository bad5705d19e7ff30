"""Importing very many shipments at once: what recording them one by one comes to, decided in memory, written set-wise.

Only what is plain is done so: everything named is known, nothing of it is recorded, no count, closing,
withdrawal or transfer has a say, and the store has enough. Everything else is left to be recorded one
by one, which also finds the words for what is wrong; a property holds the two to the same result.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, TypeVar

from tracker.errors import TrackerError
from tracker.imports.cell_values import parse_sheet_date, parse_sheet_quantity
from tracker.imports.cells import in_one_line
from tracker.imports.matching import content_key
from tracker.imports.names import Names
from tracker.imports.outcome import ImportRequest
from tracker.imports.rows import Sheet, text_of
from tracker.model.catalogue import Place
from tracker.model.codes import RunCode
from tracker.model.dates import next_moment, not_in_future
from tracker.model.entries import TRANSIT, EntryType
from tracker.model.text import clean, match_key
from tracker.store import catalogue, entries, loading
from tracker.store.connection import BrokenRule, Database
from tracker.store.entries import POSITION_STEP

FEWEST = 1_000
"""The rows from which on it is worth while."""

_Value = TypeVar("_Value")

_CHUNK = 20_000


class NotPlain(Exception):
    """Something in the sheet has to be decided row by row."""


class _Meaning(dict[str, Any]):
    """What cells mean, each found out once. Raises NotPlain for one that means nothing."""

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
            raise NotPlain from error
        return value


def record_at_once(database: Database, sheet: Sheet, wanted: ImportRequest, advance: Callable[[int], None]) -> range:
    """Record all shipments of the sheet, and return the numbers of the entries.

    Raises NotPlain when they are to be recorded one by one; the transaction must then be given up.
    """
    unsupported = (name for name in ("status", "entry") if name in sheet.columns)
    if any(any(map(str.strip, sheet.column(name))) for name in unsupported):
        raise NotPlain
    shipments = _Shipments(database, sheet, wanted)
    last = entries.last_number(database)
    try:
        # Indexes are made anew where that is less than adding to them.
        with loading.triggers_aside(database, indexes=last < shipments.count):
            return _record(database, shipments, wanted.clerk, last + 1, advance)
    except BrokenRule as broken:
        raise NotPlain from broken


@dataclass(frozen=True)
class _Item:
    """What is shipped: how the sheet names it, and the runs it may be taken from, oldest first."""

    name: str
    """In lower case."""
    item: str
    """The item, also when a run is named."""
    runs: tuple[int, ...]


class _Shipments:
    """The sheet, column by column; what each text means is found out once."""

    def __init__(self, database: Database, sheet: Sheet, wanted: ImportRequest) -> None:
        self.database, self.sheet = database, sheet
        self.count = len(sheet.rows)
        names = Names(database, create=False)
        self.default = catalogue.default_store(database)
        self.ages = {run.id: age for age, run in enumerate(catalogue.runs(database))}
        """Of print runs: the oldest has the least."""
        self._places: dict[int, Place] = {}

        def day(text: str) -> str:
            return not_in_future(parse_sheet_date(text, wanted.date_format)).isoformat()

        def place(text: str) -> Place:
            found = catalogue.place(database, names.spell_place(in_one_line(text)))
            if found is None:
                raise NotPlain
            self._places[found.id] = found
            return found

        self.days = self._column("date", day)
        self.places = self._column("place", place)
        self.items = self._column("item", lambda text: self._item(names, text))
        self.quantities = self._column("quantity", parse_sheet_quantity)
        self.stores = self._column("store", place, None)
        self.references = self._column("reference", lambda text: _text(text, "reference"), None)
        self.carriers = self._column("carrier", lambda text: _text(text, "carrier"), None)
        self.notes = self._column("note", lambda text: _text(text, "note"), None)
        arrived = self._column("received_on", day, None)
        self.arrived = [on or left for on, left in zip(arrived, self.days, strict=True)] if wanted.received else arrived
        self._places[self.default.id] = self.default
        self.keys = [reference and match_key(reference) for reference in self.references]
        self._refuse_what_is_not_plain()
        self.others = self._others()
        followers = set(chain.from_iterable(self.others.values()))
        self.order = sorted((at for at in range(self.count) if at not in followers), key=self.days.__getitem__)

    def _column(self, name: str, parse: Callable[[str], Any], *empty: Any) -> list[Any]:
        """Return what each cell of a column means, `empty` where it is; NotPlain where it must not be."""
        if name not in self.sheet.columns:
            if not empty:
                raise NotPlain
            return [empty[0]] * self.count
        meaning = _Meaning(parse, *empty)
        return [meaning[cell] for cell in self.sheet.column(name)]

    def _item(self, names: Names, text: str) -> _Item:
        what = names.spell_what(text)
        name = str(what).casefold()
        if isinstance(what, RunCode):
            run = catalogue.run(self.database, what)
            return _Item(name, str(what.item).casefold(), (run.id,) if run else ())
        return _Item(name, name, tuple(run.id for run in catalogue.runs_of(self.database, str(what))))

    def _refuse_what_is_not_plain(self) -> None:
        places, stores, items = map(_distinct, (self.places, self.stores, self.items))
        runs = {run for item in items for run in item.runs}
        if any(place.is_store for place in places) or not all(store.is_store for store in stores if store):
            raise NotPlain
        if any(on is not None and on < left for on, left in zip(self.arrived, self.days, strict=True)):
            raise NotPlain
        if loading.is_spoken_for(self.database, set(self._places), runs, min(self.days)) or loading.knows_reference(
            self.database, EntryType.SHIP.value, set(filter(None, self.keys))
        ):
            raise NotPlain

    def _others(self) -> dict[int, list[int]]:
        """Return, by the first row of a shipment, the other rows of it: those with its reference, date and place."""
        if len(set(self.keys)) == self.count:
            return {}
        first: dict[tuple[str, str, int], int] = {}
        others: dict[int, list[int]] = {}
        for at, (key, day, place) in enumerate(zip(self.keys, self.days, self.places, strict=True)):
            if key:
                begun = first.setdefault((key, day, place.id), at)
                if begun != at:
                    others.setdefault(begun, []).append(at)
        return others

    def rows_of(self, at: int) -> tuple[int, ...]:
        """Return the rows of the shipment that begins with that one. Raises NotPlain when they contradict."""
        if at not in self.others:
            return (at,)
        rows = (at, *self.others[at])
        for column in (self.stores, self.carriers, self.arrived):
            if any(column[row] != column[at] for row in rows):
                raise NotPlain
        if len({self.items[row].item for row in rows}) < len(rows):
            raise NotPlain
        return rows

    def note_of(self, rows: tuple[int, ...]) -> str | None:
        """Return the notes of a shipment's rows, each once."""
        return "; ".join(dict.fromkeys(self.notes[row] for row in rows if self.notes[row])) or None


def _distinct(values: Iterable[_Value]) -> Iterable[_Value]:
    """Return each object once."""
    return {id(value): value for value in values}.values()


def _text(text: str, what: str) -> str | None:
    if text.isascii() and text.isprintable():
        return text.strip() or None
    return clean(in_one_line(text), what) or None


class _Spare:
    """What a store has of a run to spare, day by day, less what was taken; days are asked for in their order."""

    def __init__(self, days: list[tuple[str, int]]) -> None:
        self.dates = [date for date, _ in days]
        self.floors = [copies for _, copies in days]
        for at in range(len(days) - 2, -1, -1):
            self.floors[at] = min(self.floors[at], self.floors[at + 1])
        self.taken = 0

    def spare(self, day: str) -> int:
        at = bisect_right(self.dates, day) - 1
        return self.floors[at] - self.taken if at >= 0 else 0


def _record(database: Database, shipments: _Shipments, clerk: str, first: int, advance: Callable[[int], None]) -> range:
    """Write all shipments, the oldest first, with their receipts, and then the balances."""
    number, done = first, 0
    moments = _moments(next_moment(entries.last_moment(database)))
    stores: dict[tuple[int, int], _Spare] = {}
    equal: dict[str, int] = {}
    made: list[tuple[Any, ...]] = []
    moved: list[tuple[Any, ...]] = []
    for at in shipments.order:
        rows = shipments.rows_of(at)
        place, store, day = shipments.places[at], shipments.stores[at] or shipments.default, shipments.days[at]
        reference, carrier = shipments.references[at], shipments.carriers[at]
        note = shipments.notes[at] if len(rows) == 1 else shipments.note_of(rows)
        lines = sorted([f"{shipments.items[row].name}={shipments.quantities[row]}" for row in rows])
        digest = content_key("ship", day, place.code, store.code, (reference, carrier, note), lines)
        turn = equal[digest] = equal.get(digest, 0) + 1
        key = f"import-{digest}-{turn}"
        taken = [each for row in rows for each in _take(database, stores, shipments, row, store.id, day)]
        told, recorded = (reference, carrier, note), (next(moments), clerk)
        position = number * POSITION_STEP
        made.append((number, "ship", day, position, place.id, None, *told, len(taken), key, *recorded))
        for line, (run, copies) in enumerate(taken, 1):
            moved.append((number, line, run, store.id, TRANSIT, copies, day, position, number))
        sent, number = number, number + 1
        arrived = shipments.arrived[at]
        if arrived is not None:
            if arrived != day:
                told = (reference, None, None)
                taken.sort(key=lambda each: shipments.ages[each[0]])
            position, recorded = number * POSITION_STEP, (next(moments), clerk)
            made.append(
                (number, "receive", arrived, position, place.id, sent, *told, len(taken), loading.new_key(), *recorded)
            )
            for line, (run, copies) in enumerate(taken, 1):
                moved.append((number, line, run, TRANSIT, place.id, copies, arrived, position, sent))
            number += 1
        done += len(rows)
        if len(made) >= _CHUNK:
            loading.add(database, made, moved)
            advance(done)
            made, moved, done = [], [], 0
    loading.add(database, made, moved)
    advance(done)
    loading.book(database, first)
    return range(first, number)


def _take(
    database: Database, stores: dict[tuple[int, int], _Spare], shipments: _Shipments, row: int, store: int, day: str
) -> list[tuple[int, int]]:
    """Return the runs that fill a row, with the copies of each. Raises NotPlain when there are too few."""
    taken, missing = [], shipments.quantities[row]
    for run in shipments.items[row].runs:
        there = stores.get((store, run))
        if there is None:
            there = stores[store, run] = _Spare(loading.days_of(database, store, run))
        copies = min(missing, there.spare(day))
        if copies > 0:
            there.taken += copies
            taken.append((run, copies))
            missing -= copies
            if not missing:
                return taken
    raise NotPlain


def _moments(first: str) -> Iterator[str]:
    """Yield moments that rise by a microsecond each."""
    moment = datetime.fromisoformat(first.removesuffix("Z"))
    while True:
        prefix, micro = moment.strftime("%Y-%m-%dT%H:%M:%S."), moment.microsecond
        for each in range(micro, 1_000_000):
            yield f"{prefix}{each:06d}Z"
        moment = moment.replace(microsecond=0) + timedelta(seconds=1)
