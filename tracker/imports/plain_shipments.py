"""Recording the plain shipments of a sheet: decided by the rules of the ledger, in memory, and written many at once.

Plain is what nothing but the stock of its store limits: its places are known and were never closed, the ledger has not
its reference nor its content, and there are enough copies up to the next count. Any other shipment is logged by itself,
which also finds the sentence for what is wrong. A property test holds the two to the same result.

Shipments before a count change only its difference, so the counts are adjusted once for all that are written together.
"""

from array import array
from collections.abc import Sequence

from tracker.imports.jobs import ImportContext, Together
from tracker.imports.matching import Matcher, row_key
from tracker.imports.shipment_columns import SheetShipment, ShipmentColumns
from tracker.imports.shipment_contents import ShipmentContents
from tracker.imports.slips import RecordedTogether
from tracker.imports.stocks import CountedStock, Stock, Stocks
from tracker.imports.unlimited_shipments import UnlimitedShipments
from tracker.ledger.allocation import fill
from tracker.ledger.state import State
from tracker.model.catalogue import Place
from tracker.model.entries import TRANSIT, Move, Time
from tracker.model.text import match_key
from tracker.store import bulk, catalogue, entry_statements
from tracker.store.entries import POSITION_STEP

CHUNK = 2_000
"""How many shipments are looked at together, and written at once at most."""


class PlainShipments:
    """Records the plain ones of a sheet's shipments, taken in their order."""

    def __init__(
        self, context: ImportContext, columns: ShipmentColumns, matcher: Matcher, unlimited: UnlimitedShipments
    ) -> None:
        """Read what concerns any shipment."""
        self.command, self.columns = context.command, columns
        database = self.command.database
        self._unlimited, self._default, self._limits = unlimited, unlimited.default, unlimited.limits
        self._further = columns.further
        self._ages = {run.id: age for age, run in enumerate(catalogue.runs(database))}
        self._rows, self._done = bulk.Rows(), array("q")
        self._digests: dict[int, str] = {}
        """By their first rows: the digests of their contents."""
        self._known: set[str] = set()
        """Those digests that the ledger had before."""
        self._contents = ShipmentContents(context, columns, matcher, self._default)
        self._day = context.day
        self.stocks, self._entries = Stocks(self.command.holdings, self._limits.counted), self.command.entries
        self._moved: dict[tuple[int, int, str], int] = {}
        """The copies not written yet that came to places with counts, or left them, by place, run and day."""
        self._next = self.command.next_entry
        self.recorded = RecordedTogether(columns)
        self.is_short = self.is_known = False
        """Whether what `record` was asked for last was not recorded for want of copies only, or as it may be there."""

    def read(self, firsts: Sequence[int]) -> Sequence[SheetShipment]:
        """Return the next shipments, given their first rows, after looking up which the ledger may have already."""
        self._digests, self._known = {}, set()
        shipments = self.columns.shipments(firsts)
        if self._limits.has_rows:
            self._look_ahead(shipments)
        return shipments

    def _look_ahead(self, shipments: Sequence[SheetShipment]) -> None:
        """Look up which shipments the ledger may have already."""
        find, default = self.columns.find, self._default
        for shipment in shipments:
            place = shipment.place.place or find(shipment.place)
            store = default if shipment.store is None else shipment.store.place
            if place is not None and store is not None:
                self._digests[shipment.first] = self._contents.digest(shipment)
        self._known = self._contents.find_known(self._digests.values())

    def record(self, shipment: SheetShipment) -> bool:
        """Record a shipment if it is plain, and tell whether it was."""
        self.is_short = self.is_known = False
        if self._entries != self.command.entries:
            self._heed_others()
        first, named, of_store = shipment.first, shipment.place, shipment.store
        place = named.place or self.columns.find(named)
        store = self._default if of_store is None else of_store.place
        if place is None or store is None or not self._unlimited.is_free(shipment, place, store):
            return False
        if not self._unlimited.is_one(shipment) or (self.columns.has_costs and not self._unlimited.may_cost(shipment)):
            return False
        digest = self._digests.get(first) or self._contents.digest(shipment)
        self.is_known = digest in self._known
        taken = None if self.is_known else self._take(shipment, store)
        if taken is None:
            self.is_short = not self.is_known
            return False
        self._add(shipment, place, store, taken, row_key(digest, self._contents.turn(shipment, digest)))
        self._done.append(first)
        self._done.extend(self._further.get(first, ()))
        return True

    def has(self, first: int) -> bool:
        """Tell whether the shipment with that first row is the last that was recorded."""
        return bool(self.recorded.firsts) and self.recorded.firsts[-1] == first

    def suffices(self, shipment: SheetShipment) -> bool:
        """Tell whether the store of a shipment has enough copies, so that it may be plain once its place is there."""
        store = self._default if shipment.store is None else shipment.store.place
        return store is not None and self._take(shipment, store) is not None

    def write(self) -> Together:
        """Write what is recorded so far, before anything else is recorded, and return which rows that is."""
        if self._entries != self.command.entries:
            self._heed_others()
        self._insert()
        done, self._done = self._done, array("q")
        return Together(done)

    def _insert(self) -> None:
        made, self._rows = self._rows, bulk.Rows()
        if made.entries:
            bulk.insert_entries(self.command.database, made)
            self.command.note(len(made.entries), len(made.movements), len(made.costs) + len(made.texts))
            self._adjust_counts(made)
            self._entries = self.command.entries

    def _adjust_counts(self, made: bulk.Rows) -> None:
        """Adjust the counts that the shipments concern, all at once; the last entry books the differences."""
        last = made.entries[-1][0]
        moves = [
            Move(
                run,
                *((place, TRANSIT) if copies < 0 else (TRANSIT, place)),
                abs(copies),
                Time(day, last * POSITION_STEP),
            )
            for (place, run, day), copies in self._moved.items()
            if copies
        ]
        self._moved.clear()
        if not moves:
            return
        command = self.command
        adjusted = State(command.database, command.holdings).adjust_counts(moves).moves
        lines = sum(entry == last for entry, *_ in made.movements)
        command.database.apply(entry_statements.movements(last, adjusted, lines + 1))
        command.note(0, len(adjusted), 0)
        command.holdings.keep()
        for stock in self.stocks.values():
            stock.heed_others()

    def _heed_others(self) -> None:
        """Look anew which runs are used up, as others than plain shipments were recorded."""
        self._entries, self._next = self.command.entries, self.command.next_entry
        for stock in self.stocks.values():
            stock.heed_others()

    def _stock(self, store: int, shipment: SheetShipment) -> Stock:
        """Return the stock of a store on the day of a shipment from it, with the counts before it adjusted."""
        stock = self.stocks[store]
        if isinstance(stock, CountedStock) and not stock.reaches(shipment.day, [item for item, _ in shipment.lines]):
            self._insert()
            stock.begin(shipment.day)
        return stock

    def _take(self, shipment: SheetShipment, store: Place) -> Sequence[tuple[int, int]] | None:
        """Return the runs that a shipment is filled from, the oldest first of each line; None when too few are left."""
        day, lines, withdrawn = shipment.day, shipment.lines, self._limits.withdrawn
        stock = self._stock(store.id, shipment)
        taken: list[tuple[int, int]] = []
        for item, quantity in lines:
            runs = stock.left(item)
            if withdrawn and not withdrawn.keys().isdisjoint(runs):
                runs = [run for run in runs if not self._limits.is_withdrawn(run, day)]
            if runs and stock[run := runs[0]].lowest(day) >= quantity:  # so it is mostly
                taken.append((run, quantity))
                continue
            parts, missing = fill(quantity, runs, lambda run: stock[run].lowest(day))
            if missing:
                return None
            taken += parts
        return taken

    def _add(
        self, shipment: SheetShipment, place: Place, store: Place, taken: Sequence[tuple[int, int]], key: str
    ) -> None:
        """Add the entry of a shipment, and its receipt if it arrived, to what is to be written."""
        first, day, _, _, arrival, _, _, (reference, carrier, note), _, _ = shipment
        made, command, stock, number = self._rows, self.command.number, self.stocks[store.id], self._next
        self._next = number + 1
        self.recorded.add(number, first)
        if self.columns.has_costs:
            made.costs += [
                (number, cost.item, cost.cost.cents, cost.whole, cost.cost.currency, cost.fund or "")
                for cost in self._contents.costs(shipment)
            ]
        made.entries.append((number, command, "ship", day, place.id, 0, key))
        if reference or carrier or note:
            made.texts.append((command, number, reference, carrier, note))
        for line, (run, copies) in enumerate(taken, 1):
            made.movements.append((number, line, run, store.id, TRANSIT, copies, day, number))
            stock.take(run, day, copies)
            self._move(store.id, run, day, -copies)
        if arrival is not None:
            self._arrive(number, shipment, arrival, place, taken)

    def _arrive(
        self, number: int, shipment: SheetShipment, arrival: str, place: Place, taken: Sequence[tuple[int, int]]
    ) -> None:
        """Add the receipt of the shipment with that number to what is to be written."""
        made, command, receipt = self._rows, self.command.number, number + 1
        self._next = receipt + 1
        made.entries.append((receipt, command, "receive", arrival, place.id, number, ""))
        reference, carrier, note = shipment.texts
        if arrival != shipment.day:
            carrier = note = ""
            taken = sorted(taken, key=lambda part: self._ages[part[0]])
        elif self._day.refused:
            self._day.bring(match_key(place.code))
        if reference or carrier or note:
            made.texts.append((command, receipt, reference, carrier, note))
        is_looked_at = place.is_store or self.columns.returned
        for line, (run, copies) in enumerate(taken, 1):
            made.movements.append((receipt, line, run, TRANSIT, place.id, copies, arrival, number))
            self._move(place.id, run, arrival, copies)
            if is_looked_at and place.id not in self._limits.counted:
                self.stocks[place.id].add(run, arrival, copies)
                self.command.holdings.arrived(place.id, run)

    def _move(self, place: int, run: int, day: str, copies: int) -> None:
        """Note that copies come to a place on a day, or leave it, if it has counts."""
        if place in self._limits.counted:
            self._moved[place, run, day] = self._moved.get((place, run, day), 0) + copies
