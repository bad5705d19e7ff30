"""Which shipments of a sheet nothing limits but the stock of their stores, and which the ledger may have already."""

from collections.abc import Set

from tracker.imports.column_values import Alike
from tracker.imports.matching import Matcher
from tracker.imports.shipment_columns import NamedPlace, SheetShipment, ShipmentColumns
from tracker.ledger.commands import Command
from tracker.model.catalogue import DISTRIBUTION, Place
from tracker.store import catalogue
from tracker.store.bulk import limits
from tracker.store.catalogue import has_grants_for


class UnlimitedShipments:
    """Tells what concerns a shipment besides the stock of its store."""

    def __init__(self, command: Command, columns: ShipmentColumns, matcher: Matcher, of_known: Set[int]) -> None:
        """Read what concerns any shipment."""
        self._columns, self._first_entry = columns, command.first_entry
        database = command.database
        self.default = catalogue.default_store(database)
        """The store of the shipments that name none."""
        self.limits = limits(database)
        self._limited = self.limits.closed | self.limits.counted.keys()
        """The places that something besides their stock may concern."""
        self.of_known = of_known
        """The rows whose references the ledger has."""
        self._funds_pay = has_grants_for(database, DISTRIBUTION)
        self._free: set[NamedPlace] = set()
        """The places to which nothing but its stock concerns any shipment of the default store."""
        self._may_be_free = (
            self.default.is_store and self.default.id not in self._limited and isinstance(columns.numbers, Alike)
        )

    def is_free(self, shipment: SheetShipment, place: Place, store: Place) -> bool:
        """Tell whether nothing but its stock concerns the store, nothing the place, and the ledger has it not yet."""
        if shipment.first in self.of_known:
            return False
        if shipment.store is None and self.is_free_place(shipment.place):
            return True
        if not store.is_store or place.id == store.id or self.is_exported(shipment):
            return False
        if place.id in self._limited or store.id in self._limited:
            return self._may(shipment, place, store)
        return True

    def is_free_place(self, named: NamedPlace) -> bool:
        """Tell whether nothing but its stock concerns any shipment of the default store to a place.

        Those aside whose references the ledger has.
        """
        if named in self._free:
            return True
        place = self._columns.find(named)
        if place is None or place.is_store or place.id in self._limited or not self._may_be_free:
            return False
        self._free.add(named)
        return True

    def forget(self, named: NamedPlace) -> None:
        """Note that a place that was added is not to stay."""
        named.place = None
        self._free.discard(named)

    def is_exported(self, shipment: SheetShipment) -> bool:
        """Tell whether the ledger may have exported the row: the number that the sheet gives it is taken."""
        return shipment.number is not None and shipment.number < self._first_entry

    def is_one(self, shipment: SheetShipment) -> bool:
        """Tell whether the rows of a shipment contradict each other in nothing, and need not be added up."""
        first, further = shipment.first, self._columns.further
        return first not in further or self._columns.agree(self._columns.rows_of(first))

    def may_cost(self, shipment: SheetShipment) -> bool:
        """Tell whether nothing has to be asked about what sending it cost: its fund, or how its items share that."""
        costs = [said for said in shipment.costs if said is not None]
        if not costs:
            return True
        return self._columns.sheet.numbering.width == 1 and not (
            self._funds_pay and any(said.fund is None for said in costs)
        )

    def may_be_known(self, shipment: SheetShipment) -> bool:
        """Tell whether the ledger may have a shipment by its reference or number, and has all that it names."""
        if not (shipment.first in self.of_known or self.is_exported(shipment)) or not self.is_one(shipment):
            return False
        store = shipment.store
        has_store = store is None or (store.place and store.place.is_store and store.place.id not in self.limits.closed)
        return bool(has_store and self._columns.find(shipment.place)) and all(item.runs for item, _ in shipment.lines)

    def _may(self, shipment: SheetShipment, place: Place, store: Place) -> bool:
        """Tell whether neither store nor place was ever closed, and what arrives is not in a store with counts."""
        closed = self.limits.closed
        arrives_counted = shipment.arrival is not None and place.is_store and place.id in self.limits.counted
        return store.id not in closed and place.id not in closed and not arrives_counted
