"""Recording the plain shipments of a sheet: decided by the rules of the ledger, in memory, and written many at once.

Plain is what nothing but the stock of its store limits: its places are known and were never closed, no count comes
after it there, the ledger has not its reference nor its content, and there are enough copies. Any other shipment is
logged by itself, which also finds the sentence for what is wrong. A property test holds the two to the same result.
"""

import json
from array import array
from collections.abc import Iterable

from tracker.imports.jobs import ImportContext, Together
from tracker.imports.matching import Matcher, digest_of, from_source, row_key
from tracker.imports.sending_costs import written_cost
from tracker.imports.shipment_columns import NamedItem, SheetShipment, ShipmentColumns
from tracker.imports.slips import RecordedTogether
from tracker.ledger.allocation import fill
from tracker.ledger.daily_copies import DailyCopies
from tracker.ledger.holdings import Holdings
from tracker.model.catalogue import DISTRIBUTION, Place
from tracker.model.entries import TRANSIT, ItemCost
from tracker.model.text import match_key
from tracker.store import bulk_loading, catalogue
from tracker.store.grants import has_grants_for
from tracker.store.row_keys import IMPORTED

CHUNK = 2_000
"""How many shipments are looked at together, and written at once at most."""


_OF_ROWS = f"{IMPORTED}-"
"""What the keys of rows begin with, as `row_key` has them."""


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
        self._left: dict[NamedItem, list[int]] = {}

    def __missing__(self, run: int) -> DailyCopies:
        copies = self[run] = self._holdings.whole(self._store, run)
        return copies

    def add(self, run: int, day: str, copies: int) -> None:
        """Add copies of a run from that day on."""
        self[run].add(day, copies)
        self.look_again()

    def take(self, run: int, day: str, copies: int) -> None:
        """Take copies of a run from that day on."""
        if self[run].add(day, -copies) <= 0:
            self.look_again()

    def left(self, item: NamedItem) -> list[int]:
        """Return the runs of an item that are not used up: others cannot be taken from on any day."""
        runs = self._left.get(item)
        if runs is None:
            runs = self._left[item] = [run for run in item.runs if self[run].last > 0]
        return runs

    def look_again(self) -> None:
        """Let `left` look anew which runs are used up, because others may have changed the stock."""
        self._left.clear()


class PlainShipments:
    """Records the plain ones of a sheet's shipments, taken in their order."""

    def __init__(self, context: ImportContext, columns: ShipmentColumns, matcher: Matcher) -> None:
        """Read what concerns any shipment."""
        self.command, self.columns, self._matcher = context.command, columns, matcher
        database = self.command.database
        self._default = catalogue.default_store(database)
        self._default_key = self._default.code.casefold()
        self._further = columns.further
        self._ages = {run.id: age for age, run in enumerate(catalogue.runs(database))}
        self._limits = bulk_loading.limits(database)
        self._rows, self._done = bulk_loading.Rows(), array("q")
        self._limited = self._limits.closed | self._limits.counted.keys()
        """The places that something besides their stock may concern."""
        self._digests: dict[int, str] = {}
        """Of the shipments that are looked at together, by their first rows: the digests of their contents."""
        self._known: set[str] = set()
        self._keyed_days = matcher.keyed_days
        self._from_source, self._differ = from_source(matcher.source), columns.differ
        self._codes: dict[str, str] = {}
        self._funds_pay = has_grants_for(database, DISTRIBUTION)
        self._day = context.day
        self._stocks, self._entries = _Stocks(self.command.holdings), self.command.entries
        self.recorded = RecordedTogether(columns)

    def record(self, shipment: SheetShipment) -> bool:
        """Record a shipment if it is plain, and tell whether it was."""
        first, named = shipment.first, shipment.place
        place = named.place or self.columns.find(named)
        store = self._default if shipment.store is None else shipment.store.place
        if place is None or store is None or not self._is_free(shipment, place, store):
            return False
        if (several := first in self._further) and not self.columns.agree(self.columns.rows_of(first)):
            return False
        if self.columns.has_costs and not self._may_cost(shipment):
            return False
        digest = self._digests.get(first) or self._digest(shipment)
        if digest in self._known:
            return False
        taken = self._take(shipment, store)
        if taken is None:
            return False
        self._add(shipment, place, store, taken, f"{_OF_ROWS}{digest}-{self._turn(shipment, digest)}")
        self._done.append(first)
        if several:
            self._done.extend(self._further[first])
        return True

    def has(self, first: int) -> bool:
        """Tell whether the shipment with that first row is the last that was recorded."""
        return bool(self.recorded.firsts) and self.recorded.firsts[-1] == first

    def suffices(self, shipment: SheetShipment) -> bool:
        """Tell whether the store of a shipment has enough copies, so that it may be plain once its place is there."""
        store = self._default if shipment.store is None else shipment.store.place
        return store is not None and self._take(shipment, store) is not None

    def look_ahead(self, shipments: Iterable[SheetShipment]) -> None:
        """Find out what the next shipments contain, and which of them the ledger may have already."""
        self._digests = {}
        find, default = self.columns.find, self._default
        for shipment in shipments:
            place = shipment.place.place or find(shipment.place)
            store = default if shipment.store is None else shipment.store.place
            if place is not None and store is not None:
                self._digests[shipment.first] = self._digest(shipment)
        self._known = set()
        if self._limits.has_rows:
            first_keys = {row_key(digest, 1): digest for digest in self._digests.values()}
            known = bulk_loading.known_keys(
                self.command.database, json.dumps(list(first_keys)), self.command.first_entry
            )
            self._known = {first_keys[key] for key in known}

    def write(self) -> Together:
        """Write what is recorded so far, before anything else is recorded, and return which rows that is."""
        self._heed_others()
        made, done = self._rows, self._done
        self._rows, self._done = bulk_loading.Rows(), array("q")
        if made.entries:
            bulk_loading.insert_entries(self.command.database, made)
            self.command.note(len(made.entries), len(made.movements), len(made.costs) + len(made.texts))
        self._entries = self.command.entries
        return Together(done)

    def _heed_others(self) -> None:
        """Look anew which runs are used up, if others than plain shipments were recorded."""
        if self._entries != self.command.entries:
            self._entries = self.command.entries
            for stock in self._stocks.values():
                stock.look_again()

    def _is_free(self, shipment: SheetShipment, place: Place, store: Place) -> bool:
        """Tell whether nothing but its stock concerns the store, nothing the place, and the ledger has it not yet."""
        known, number = self._matcher.known_references, shipment.number
        return (
            store.is_store
            and place.id != store.id
            and ((place.id not in self._limited and store.id not in self._limited) or self._may(shipment, place, store))
            and not (known and shipment.key in known)
            # The ledger may have exported the row: the number that the sheet gives it is taken.
            and (number is None or number >= self.command.first_entry)
        )

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

    def _digest(self, shipment: SheetShipment) -> str:
        """Return what `content_key` returns for a shipment whose place and store are there."""
        _, day, place, store, _, _, _, texts, lines, *_ = shipment
        if len(lines) == 1 and not self.columns.has_costs:
            ((item, quantity),) = lines
            of_lines = f"{item.name}={quantity}"
        else:
            said = [f"{item.name}={quantity}" for item, quantity in lines]
            of_lines = "\0".join(sorted([*said, *map(written_cost, self._costs(shipment))]))
        day = self._keyed_days.get(day, day)
        of_store = self._default_key if store is None else store.key
        return digest_of(("ship", day, place.key, of_store, *texts, of_lines, *self._from_source))

    def _turn(self, shipment: SheetShipment, digest: str) -> int:
        if self._differ and shipment.texts[0] and not shipment.rest_of:
            return 1  # no other row has its content
        return self._matcher.turn(digest, shipment.rest_of)

    def _costs(self, shipment: SheetShipment) -> list[ItemCost]:
        """Return what sending each item cost."""
        if not any(shipment.costs):
            return []
        return [
            ItemCost(self._item_code(item), *said)
            for (item, _), said in zip(shipment.lines, shipment.costs, strict=True)
            if said is not None
        ]

    def _item_code(self, named: NamedItem) -> str:
        """Return the code of an item as recorded."""
        if named.item not in self._codes:
            self._codes[named.item] = catalogue.code_of(self.command.database, "item", named.item) or named.item
        return self._codes[named.item]

    def _take(self, shipment: SheetShipment, store: Place) -> list[tuple[int, int]] | None:
        """Return the runs that a shipment is filled from, the oldest first of each line; None when too few are left."""
        self._heed_others()
        day, withdrawn, stock = shipment.day, self._limits.withdrawn, self._stocks[store.id]
        taken: list[tuple[int, int]] = []
        for item, quantity in shipment.lines:
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

    def _add(self, shipment: SheetShipment, place: Place, store: Place, taken: list[tuple[int, int]], key: str) -> None:
        """Add the entry of a shipment, and its receipt if it arrived, to what is to be written."""
        made, command, stock, day = self._rows, self.command.number, self._stocks[store.id], shipment.day
        number = self.command.next_entry + len(made.entries)
        self.recorded.add(number, shipment.first)
        if self.columns.has_costs:
            made.costs += [
                (number, cost.item, cost.cost.cents, cost.cost.currency, cost.fund or "")
                for cost in self._costs(shipment)
            ]
        made.entries.append((number, command, "ship", day, place.id, 0, key))
        texts = shipment.texts
        if any(texts):
            made.texts.append((command, number, *texts))
        for line, (run, copies) in enumerate(taken, 1):
            made.movements.append((number, line, run, store.id, TRANSIT, copies, day, number))
            stock.take(run, day, copies)
        if shipment.arrival is not None:
            self._arrive(number, shipment, shipment.arrival, place, taken)

    def _arrive(
        self, number: int, shipment: SheetShipment, arrival: str, place: Place, taken: list[tuple[int, int]]
    ) -> None:
        """Add the receipt of the shipment with that number to what is to be written."""
        made, command, receipt = self._rows, self.command.number, number + 1
        made.entries.append((receipt, command, "receive", arrival, place.id, number, ""))
        texts = shipment.texts
        if arrival != shipment.day:
            texts = texts[0], "", ""
            taken = sorted(taken, key=lambda part: self._ages[part[0]])
        elif self._day.refused:
            self._day.bring(match_key(place.code))
        if any(texts):
            made.texts.append((command, receipt, *texts))
        for line, (run, copies) in enumerate(taken, 1):
            made.movements.append((receipt, line, run, TRANSIT, place.id, copies, arrival, number))
            if place.is_store or self.columns.returned:
                self._stocks[place.id].add(run, arrival, copies)
                self.command.holdings.arrived(place.id, run)
