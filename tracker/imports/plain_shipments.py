"""Recording the plain shipments of a sheet: decided by the rules of the ledger, in memory, and written many at once.

Plain is what nothing but the stock of its store limits: its places are known and were never closed, no count comes
after it there, the ledger has not its reference nor its content, and there are enough copies. Any other shipment is
logged by itself, which also finds the sentence for what is wrong. A property test holds the two to the same result.
"""

import json
from array import array

from tracker.imports.jobs import ImportContext, Together
from tracker.imports.matching import Matcher, content_key, row_key
from tracker.imports.shipment_columns import NamedItem, ShipmentColumns
from tracker.imports.slips import RecordedTogether
from tracker.ledger.allocation import fill
from tracker.ledger.daily_copies import DailyCopies
from tracker.ledger.holdings import Holdings
from tracker.model.catalogue import Place
from tracker.model.entries import TRANSIT
from tracker.model.text import match_key
from tracker.store import bulk_loading, catalogue
from tracker.store.entries import POSITION_STEP

CHUNK = 20_000
"""How many shipments are looked at together, and written at once at most."""


class _Stocks(dict[int, "_Stock"]):
    """The stock of each store."""

    def __init__(self, holdings: Holdings) -> None:
        super().__init__()
        self._holdings = holdings

    def __missing__(self, store: int) -> "_Stock":
        stock = self[store] = _Stock(self._holdings, store)
        return stock


class _Stock(dict[int, DailyCopies]):
    """The copies of each run in a store."""

    def __init__(self, holdings: Holdings, store: int) -> None:
        super().__init__()
        self._holdings, self._store = holdings, store

    def __missing__(self, run: int) -> DailyCopies:
        copies = self[run] = self._holdings.whole(self._store, run)
        return copies


class PlainShipments:
    """Records the plain ones of a sheet's shipments, taken in their order."""

    def __init__(self, context: ImportContext, columns: ShipmentColumns, matcher: Matcher) -> None:
        """Read what concerns any shipment."""
        self.command, self.columns, self._matcher = context.command, columns, matcher
        database = self.command.database
        self._default = catalogue.default_store(database)
        self._ages = {run.id: age for age, run in enumerate(catalogue.runs(database))}
        self._limits = bulk_loading.limits(database)
        self._rows, self._done = bulk_loading.Rows(), array("q")
        self._known: set[str] = set()
        self._day = context.day
        self._stocks = _Stocks(self.command.holdings)
        self.recorded = RecordedTogether(columns)

    def record(self, first: int) -> bool:
        """Record the shipment with that first row if it is plain, and tell whether it was."""
        columns, day = self.columns, self.columns.days[first]
        rows, place, store = columns.rows_of(first), columns.place_of(first), self._store(first)
        if place is None or store is None or not self._is_free(place, store, day, columns.received[first]):
            return False
        if columns.keys[first] in self._matcher.known_references or self._may_be_exported(first):
            return False
        if not columns.agree(rows):
            return False
        note = columns.notes[first] if len(rows) == 1 else columns.note_of(rows)
        digest = self._digest(rows, place, store, note)
        if digest in self._known:
            return False
        taken: list[tuple[int, int]] = []
        for row in rows:
            parts, missing = self._fill(columns.items[row], columns.quantities[row], store, day)
            if missing:
                return False
            taken += parts
        key = row_key(digest, self._matcher.turn(digest, columns.rest_of[first] if columns.rest_of else ()))
        self._add(rows, place, store, taken, key, note)
        return True

    def has(self, first: int) -> bool:
        """Tell whether the shipment with that first row is the last that was recorded."""
        return bool(self.recorded.firsts) and self.recorded.firsts[-1] == first

    def look_ahead(self, firsts: list[int]) -> None:
        """Find out which of the next shipments the ledger may have already: those of their content."""
        self._known = set()
        if not self._limits.has_rows:
            return
        digests = set()
        for first in firsts:
            place, store = self.columns.place_of(first), self._store(first)
            if place is not None and store is not None:
                rows = self.columns.rows_of(first)
                digests.add(self._digest(rows, place, store, self.columns.note_of(rows)))
        keys = json.dumps([row_key(digest, 1) for digest in digests])
        known = set(bulk_loading.known_keys(self.command.database, keys, self.command.first_entry))
        self._known = {digest for digest in digests if row_key(digest, 1) in known}

    def write(self) -> Together:
        """Write what is recorded so far, and return which rows that is."""
        made, done = self._rows, self._done
        self._rows, self._done = bulk_loading.Rows(), array("q")
        if made.entries:
            bulk_loading.insert_entries(self.command.database, made)
            self.command.note(len(made.entries), len(made.movements), len(made.texts))
        return Together(done)

    def _may_be_exported(self, first: int) -> bool:
        """Tell whether the ledger may have exported the row: the number that the sheet gives it is taken."""
        return (self.columns.numbers[first] or self.command.first_entry) < self.command.first_entry

    def _store(self, row: int) -> Place | None:
        named = self.columns.stores[row]
        return self._default if named is None else named.place

    def _is_free(self, place: Place, store: Place, day: str, arrival: str | None) -> bool:
        """Tell whether nothing but its stock concerns the store, and nothing at all the place."""
        limits = self._limits
        return (
            store.is_store
            and place.id != store.id
            and store.id not in limits.closed
            and place.id not in limits.closed
            and limits.counted.get(store.id, "") < day
            and (arrival is None or limits.counted.get(place.id, "") < arrival)
        )

    def _digest(self, rows: tuple[int, ...], place: Place, store: Place, note: str | None) -> str:
        columns, first = self.columns, rows[0]
        lines = sorted([f"{columns.items[row].name}={columns.quantities[row]}" for row in rows])
        texts = columns.references[first], columns.carriers[first], note
        return content_key("ship", columns.days[first], place.code, store.code, texts, lines, self._matcher.source)

    def _fill(self, item: NamedItem, quantity: int, store: Place, day: str) -> tuple[list[tuple[int, int]], int]:
        """Return the runs that a line is filled from, the oldest first, and how many copies are missing."""
        runs, withdrawn, stock = item.runs, self._limits.withdrawn, self._stocks[store.id]
        if withdrawn and not withdrawn.keys().isdisjoint(runs):
            runs = tuple(run for run in runs if not self._limits.is_withdrawn(run, day))
        return fill(quantity, runs, lambda run: stock[run].lowest(day))

    def _add(
        self,
        rows: tuple[int, ...],
        place: Place,
        store: Place,
        taken: list[tuple[int, int]],
        key: str,
        note: str | None,
    ) -> None:
        """Add the entry of a shipment, and its receipt if it arrived, to what is to be written."""
        columns, first, made = self.columns, rows[0], self._rows
        day, arrival = columns.days[first], columns.received[first]
        command, number = self.command.number, self.command.next_entry + len(made.entries)
        position = number * POSITION_STEP
        self.recorded.add(number, first)
        made.entries.append((number, command, "ship", day, position, place.id, None, key))
        texts = columns.references[first], columns.carriers[first], note
        if any(texts):
            made.texts.append((command, number, *texts))
        for line, (run, copies) in enumerate(taken, 1):
            made.movements.append((number, line, run, store.id, TRANSIT, copies, day, position, number))
            self._stocks[store.id][run].add(day, -copies)
        if arrival is not None:
            self._arrive(number, day, arrival, place, taken, texts)
        self._done.extend(rows)

    def _arrive(
        self,
        shipment: int,
        day: str,
        arrival: str,
        place: Place,
        taken: list[tuple[int, int]],
        texts: tuple[str | None, str | None, str | None],
    ) -> None:
        """Add the receipt of a shipment to what is to be written."""
        made, command, number = self._rows, self.command.number, shipment + 1
        position = number * POSITION_STEP
        made.entries.append((number, command, "receive", arrival, position, place.id, shipment, None))
        if arrival != day:
            texts = texts[0], None, None
            taken = sorted(taken, key=lambda part: self._ages[part[0]])
        elif self._day.refused:
            self._day.bring(match_key(place.code))
        if any(texts):
            made.texts.append((command, number, *texts))
        for line, (run, copies) in enumerate(taken, 1):
            made.movements.append((number, line, run, TRANSIT, place.id, copies, arrival, position, shipment))
            if place.is_store:
                self._stocks[place.id][run].add(arrival, copies)
                self.command.holdings.arrived(place.id, run)
