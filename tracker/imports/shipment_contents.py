"""What the shipments of a sheet contain: their digests and turns, of which their keys are made, and what they cost."""

import json
from collections.abc import Iterable, Sequence

from tracker.imports.jobs import ImportContext
from tracker.imports.matching import Matcher, digest_of_text, from_source, row_key
from tracker.imports.sending_costs import written_cost
from tracker.imports.shipment_columns import NamedItem, SheetShipment, ShipmentColumns
from tracker.ledger.shipments import with_wholes
from tracker.model.catalogue import Place
from tracker.model.entries import ItemCost
from tracker.store import bulk, catalogue


class ShipmentContents:
    """Finds out what shipments contain."""

    def __init__(self, context: ImportContext, columns: ShipmentColumns, matcher: Matcher, default: Place) -> None:
        """Know of none yet; `default` is the store of those that name none."""
        self._columns, self._matcher = columns, matcher
        self._database, self._first_entry = context.database, context.command.first_entry
        self._default_key = default.code.casefold()
        self._keyed_days = matcher.keyed_days
        self._of_source = "".join(f"\0{part}" for part in from_source(matcher.source))
        self._differ = columns.differ
        self._codes: dict[str, str] = {}

    def digest(self, shipment: SheetShipment) -> str:
        """Return what `content_key` returns for a shipment whose place and store are there."""
        _, day, place, store, _, _, _, (reference, carrier, note), lines, _ = shipment
        if len(lines) == 1 and not self._columns.has_costs:
            ((item, quantity),) = lines
            of_lines = f"{item.name}={quantity}"
        else:
            said = [f"{item.name}={quantity}" for item, quantity in lines]
            of_lines = "\0".join(sorted([*said, *map(written_cost, self.costs(shipment))]))
        if self._keyed_days:
            day = self._keyed_days.get(day, day)
        of_store = self._default_key if store is None else store.key
        content = "\0".join(("ship", day, place.key, of_store, reference, carrier, note, of_lines))
        return digest_of_text(content + self._of_source)

    def turn(self, shipment: SheetShipment, digest: str) -> int:
        """Return the turn that a shipment takes among those of its content, by its digest."""
        if self._differ and shipment.texts[0] and not shipment.rest_of:
            return 1  # no other row has its content
        return self._matcher.turn(digest, shipment.rest_of)

    def find_known(self, digests: Iterable[str]) -> set[str]:
        """Return those of the digests that the ledger had before, each with the turn that comes first."""
        first_keys = {row_key(digest, 1): digest for digest in digests}
        known = bulk.known_keys(self._database, json.dumps(list(first_keys)), self._first_entry)
        return {first_keys[key] for key in known}

    def costs(self, shipment: SheetShipment) -> Sequence[ItemCost]:
        """Return what sending each item cost."""
        if not any(shipment.costs):
            return ()
        return with_wholes(
            [
                ItemCost(self._item_code(item), said.cost, said.fund, said.cost.cents)
                for (item, _), said in zip(shipment.lines, shipment.costs, strict=True)
                if said is not None
            ]
        )

    def _item_code(self, named: NamedItem) -> str:
        """Return the code of an item as recorded."""
        if named.item not in self._codes:
            self._codes[named.item] = catalogue.code_of(self._database, "item", named.item) or named.item
        return self._codes[named.item]
