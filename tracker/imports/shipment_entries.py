"""Shipments of a sheet as entries to be logged by themselves: made of its columns, or read from its rows."""

from collections.abc import Iterable
from datetime import date

from tracker.imports.entry_rows import SheetEntry, read_events
from tracker.imports.jobs import ImportContext
from tracker.imports.shipment_columns import NamedPlace, SheetShipment, ShipmentColumns
from tracker.model.quantities import Line


class ShipmentEntries:
    """Gives the shipments of a sheet as entries."""

    def __init__(self, context: ImportContext, columns: ShipmentColumns) -> None:
        """Give those of these columns."""
        self._context, self._columns = context, columns

    def of(self, shipments: Iterable[SheetShipment]) -> list[SheetEntry]:
        """Return the shipments as entries, in their order.

        Those are left out, with faults added, whose rows contradict each other.
        """
        return [entry for shipment in shipments for entry in self._one(shipment)]

    def read(self, rows: Iterable[int]) -> list[SheetEntry]:
        """Return what the rows describe, read by itself; faults are added for cells that cannot be read."""
        context, chosen = self._context, [self._columns.sheet.rows[row] for row in sorted(rows)]
        return read_events(context.cells, context.request, context.names, chosen)

    def _one(self, shipment: SheetShipment) -> list[SheetEntry]:
        rows = self._columns.rows_of(shipment.first)
        return [self._made(shipment, rows)] if self.may_be_made(rows) else self.read(rows)

    def may_be_made(self, rows: tuple[int, ...]) -> bool:
        """Tell whether the columns say all of the shipment that has these rows."""
        return not self._columns.has_costs and (len(rows) == 1 or self._columns.agree(rows))

    def _made(self, shipment: SheetShipment, rows: Iterable[int]) -> SheetEntry:
        """Return a shipment as `read` does, of what the columns say."""
        source = tuple(self._columns.sheet.rows[row] for row in rows)
        reference, carrier, note = (text or None for text in shipment.texts)
        return SheetEntry(
            source,
            date.fromisoformat(shipment.day),
            _code(shipment.place),
            tuple(Line(item.what, copies) for item, copies in shipment.lines),
            None if shipment.store is None else _code(shipment.store),
            reference,
            carrier,
            note,
            None if shipment.arrival is None else date.fromisoformat(shipment.arrival),
            shipment.number,
            line_rows=source,
            rest_of=shipment.rest_of,
        )


def _code(named: NamedPlace) -> str:
    return named.name if named.place is None else named.place.code
