"""Recording the plain shipments of a sheet: decided by the rules of the ledger, in memory, and written many at once.

Plain is what nothing but the stock of its store limits: its places are known and were never closed, no count comes
after it there, the ledger has not its reference nor its content, and there are enough copies. Any other shipment is
logged by itself, which also finds the sentence for what is wrong. A property test holds the two to the same result.
"""

from array import array
from collections.abc import Iterable, Sequence

from tracker.imports.alike_shipments import AlikeShipments
from tracker.imports.column_values import Alike
from tracker.imports.jobs import ImportContext, Together
from tracker.imports.matching import Matcher, row_key
from tracker.imports.shipment_columns import NamedPlace, SheetShipment, ShipmentColumns
from tracker.imports.shipment_contents import ShipmentContents
from tracker.imports.slips import RecordedTogether
from tracker.imports.stocks import Stocks
from tracker.ledger.allocation import fill
from tracker.model.catalogue import DISTRIBUTION, Place
from tracker.model.entries import TRANSIT
from tracker.model.text import match_key
from tracker.store import bulk_loading, catalogue
from tracker.store.grants import has_grants_for

CHUNK = 2_000
"""How many shipments are looked at together, and written at once at most."""


class PlainShipments:
    """Records the plain ones of a sheet's shipments, taken in their order."""

    def __init__(self, context: ImportContext, columns: ShipmentColumns, matcher: Matcher) -> None:
        """Read what concerns any shipment."""
        self.command, self.columns, self._matcher = context.command, columns, matcher
        database = self.command.database
        self._default = catalogue.default_store(database)
        self._further = columns.further
        self._ages = {run.id: age for age, run in enumerate(catalogue.runs(database))}
        self._limits = bulk_loading.limits(database)
        self._rows, self._done = bulk_loading.Rows(), array("q")
        self._limited = self._limits.closed | self._limits.counted.keys()
        """The places that something besides their stock may concern."""
        self._digests: dict[int, str] = {}
        """Of the shipments that are looked at together, by their first rows: the digests of their contents."""
        self._known: set[str] = set()
        self._contents = ShipmentContents(context, columns, matcher, self._default)
        self._funds_pay = has_grants_for(database, DISTRIBUTION)
        self._day = context.day
        self._stocks, self._entries = Stocks(self.command.holdings), self.command.entries
        self._next = self.command.next_entry
        self._free: set[NamedPlace] = set()
        """The places to which nothing but its stock concerns any shipment of the default store."""
        self._may_be_free = (
            self._default.is_store
            and self._default.id not in self._limited
            and not matcher.known_references
            and isinstance(columns.numbers, Alike)
        )
        self._may_be_alike = (
            self._may_be_free
            and not (columns.has_costs or columns.returned or self._limits.withdrawn or matcher.keyed_days)
            and isinstance(columns.stores, Alike)
            and isinstance(columns.rest_of, Alike)
            and (columns.received is columns.days or isinstance(columns.received, Alike))
        )
        self.recorded = RecordedTogether(columns)

    def record(self, shipment: SheetShipment) -> bool:
        """Record a shipment if it is plain, and tell whether it was."""
        if self._entries != self.command.entries:
            self._heed_others()
        first, named, of_store = shipment.first, shipment.place, shipment.store
        place = named.place or self.columns.find(named)
        store = self._default if of_store is None else of_store.place
        if place is None or store is None:
            return False
        if not (of_store is None and self._is_free_place(named)) and not self._is_free(shipment, place, store):
            return False
        if (several := first in self._further) and not self.columns.agree(self.columns.rows_of(first)):
            return False
        if self.columns.has_costs and not self._may_cost(shipment):
            return False
        digest = self._digests.get(first) or self._contents.digest(shipment)
        if digest in self._known or (taken := self._take(shipment, store)) is None:
            return False
        self._add(shipment, place, store, taken, row_key(digest, self._contents.turn(shipment, digest)))
        self._done.append(first)
        if several:
            self._done.extend(self._further[first])
        return True

    def record_alike(self, firsts: Sequence[int]) -> int:
        """Record as many of the first of these shipments as are plain and alike, and return how many.

        They are of the default store, each of an item that one print run has, and have arrived on their day, or all of
        them not. Column by column that takes half of the time.
        """
        columns = self.columns
        if not self._may_be_alike or self._day.refused or not self._further.keys().isdisjoint(firsts):
            return 0
        if self._entries != self.command.entries:
            self._heed_others()
        alike = AlikeShipments.of_rows(columns, firsts)
        if not all(map(self._is_free_place, set(alike.places))):
            return 0
        digests = self._contents.digests_alike(alike)
        if self._limits.has_rows and self._contents.find_known(digests):
            return 0
        runs = alike.take(self._stocks[self._default.id])
        count = len(runs)
        keys = self._contents.keys_alike(alike, digests[:count])
        arrived = columns.received is columns.days
        numbers = range(self._next, self._next + count * (1 + arrived), 1 + arrived)
        alike.add_to(self._rows, self.command.number, numbers, self._default.id, runs, keys, arrived=arrived)
        self._next = numbers.stop
        self.recorded.extend(numbers, firsts[:count])
        self._done.extend(firsts[:count])
        return count

    def has(self, first: int) -> bool:
        """Tell whether the shipment with that first row is the last that was recorded."""
        return bool(self.recorded.firsts) and self.recorded.firsts[-1] == first

    def suffices(self, shipment: SheetShipment) -> bool:
        """Tell whether the store of a shipment has enough copies, so that it may be plain once its place is there."""
        store = self._default if shipment.store is None else shipment.store.place
        return store is not None and self._take(shipment, store) is not None

    def forget(self, named: NamedPlace) -> None:
        """Note that a place that was added is not to stay."""
        named.place = None
        self._free.discard(named)

    def look_ahead(self, shipments: Iterable[SheetShipment]) -> None:
        """Find out which of the next shipments the ledger may have already."""
        self._digests, self._known = {}, set()
        if not self._limits.has_rows:
            return
        find, default = self.columns.find, self._default
        for shipment in shipments:
            place = shipment.place.place or find(shipment.place)
            store = default if shipment.store is None else shipment.store.place
            if place is not None and store is not None:
                self._digests[shipment.first] = self._contents.digest(shipment)
        self._known = self._contents.find_known(self._digests.values())

    def write(self) -> Together:
        """Write what is recorded so far, before anything else is recorded, and return which rows that is."""
        made, done = self._rows, self._done
        if self._entries != self.command.entries:
            self._heed_others()
        if made.entries:
            self._rows, self._done = bulk_loading.Rows(), array("q")
            bulk_loading.insert_entries(self.command.database, made)
            self.command.note(len(made.entries), len(made.movements), len(made.costs) + len(made.texts))
            self._entries = self.command.entries
        return Together(done)

    def _heed_others(self) -> None:
        """Look anew which runs are used up, as others than plain shipments were recorded."""
        self._entries, self._next = self.command.entries, self.command.next_entry
        for stock in self._stocks.values():
            stock.look_again()

    def _is_free(self, shipment: SheetShipment, place: Place, store: Place) -> bool:
        """Tell whether nothing but its stock concerns the store, nothing the place, and the ledger has it not yet."""
        known, number = self._matcher.known_references, shipment.number
        if not store.is_store or place.id == store.id or (known and shipment.key in known):
            return False
        if number is not None and number < self.command.first_entry:
            return False  # the ledger may have exported the row: the number that the sheet gives it is taken
        if place.id in self._limited or store.id in self._limited:
            return self._may(shipment, place, store)
        return True

    def _is_free_place(self, named: NamedPlace) -> bool:
        """Tell whether nothing but its stock concerns any shipment of the default store to a place."""
        if named in self._free:
            return True
        place = self.columns.find(named)
        if place is None or place.is_store or place.id in self._limited or not self._may_be_free:
            return False
        self._free.add(named)
        return True

    def _may_cost(self, shipment: SheetShipment) -> bool:
        """Tell whether nothing has to be asked about what sending it cost: its fund, or how its items share that."""
        costs = [said for said in shipment.costs if said is not None]
        if not costs:
            return True
        return self.columns.sheet.numbering.width == 1 and not (
            self._funds_pay and any(said.fund is None for said in costs)
        )

    def _may(self, shipment: SheetShipment, place: Place, store: Place) -> bool:
        """Tell whether neither store nor place was ever closed, nor counted on the day or later."""
        closed, counted, arrival = self._limits.closed, self._limits.counted, shipment.arrival
        return (
            store.id not in closed
            and place.id not in closed
            and counted.get(store.id, "") < shipment.day
            and (arrival is None or counted.get(place.id, "") < arrival)
        )

    def _take(self, shipment: SheetShipment, store: Place) -> Sequence[tuple[int, int]] | None:
        """Return the runs that a shipment is filled from, the oldest first of each line; None when too few are left."""
        day, lines, withdrawn, stock = shipment.day, shipment.lines, self._limits.withdrawn, self._stocks[store.id]
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
        made, command, stock, number = self._rows, self.command.number, self._stocks[store.id], self._next
        self._next = number + 1
        self.recorded.add(number, first)
        if self.columns.has_costs:
            made.costs += [
                (number, cost.item, cost.cost.cents, cost.cost.currency, cost.fund or "")
                for cost in self._contents.costs(shipment)
            ]
        made.entries.append((number, command, "ship", day, place.id, 0, key))
        if reference or carrier or note:
            made.texts.append((command, number, reference, carrier, note))
        for line, (run, copies) in enumerate(taken, 1):
            made.movements.append((number, line, run, store.id, TRANSIT, copies, day, number))
            stock.take(run, day, copies)
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
            if is_looked_at:
                self._stocks[place.id].add(run, arrival, copies)
                self.command.holdings.arrived(place.id, run)
