"""Importing shipments: the plain ones together, each of the others by itself, all in order of date."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial

from tracker.errors import Refused, WrongUsage
from tracker.imports.entry_rows import OF_SHIPMENTS, OPTIONAL, REQUIRED, SheetEntry, needed, read_events
from tracker.imports.jobs import Done, EndOfDay, Flow, ImportContext, ImportTable, Job, Together
from tracker.imports.matching import Matcher
from tracker.imports.plain_shipments import CHUNK, PlainShipments
from tracker.imports.rejected_shipments import read_rejected
from tracker.imports.shipment_columns import SheetShipment, ShipmentColumns
from tracker.imports.sources import require
from tracker.imports.standing_in import PROPOSED
from tracker.imports.tables.entries import AS_RETURN, EntryImporter, job_of, matcher_of, skip_voided
from tracker.ledger.commands import Command
from tracker.ledger.receipts import Arrival, log_receipt
from tracker.ledger.shipments import Shipment, log_shipment
from tracker.model.codes import ItemCode
from tracker.model.entries import Entry, EntryType, Particulars
from tracker.model.quantities import Line
from tracker.model.text import match_key
from tracker.store import entry_contents
from tracker.store.row_keys import RowKeys


def _log(command: Command, event: SheetEntry, particulars: Particulars) -> list[Entry]:
    same_day = event.received_on == event.day
    shipment = Shipment(event.place, event.lines, event.store, event.carrier, received=same_day, costs=event.costs)
    entry = log_shipment(command, shipment, particulars)
    if event.received_on is None or same_day or entry.number is None:
        return [entry]
    of_receipt = Particulars(particulars.clerk, event.received_on, event.reference, quiet=True)
    return [entry, log_receipt(command, Arrival(entry.number), of_receipt)]


_SHIPMENTS = EntryImporter(EntryType.SHIP, _log)


def _shipments(context: ImportContext) -> Iterator[Job | Together | EndOfDay]:
    """Yield the plain shipments of a sheet together, and a job for each of the others, the oldest first."""
    sheet = context.cells.sheet
    require(sheet, needed(sheet))
    columns = ShipmentColumns(context)
    yield from (Job((sheet.rows[row],), skip_voided) for row in sorted(columns.voided))
    read_rejected(context, columns, partial(_read, context, columns))
    is_taken_back = RowKeys(context.database).is_taken_back
    known = entry_contents.numbers_by_reference(context.database, "ship", filter(None, columns.keys()), is_taken_back)
    of_known = {row for row, key in enumerate(columns.keys()) if key in known} if known else set()
    read = _read(context, columns, of_known - columns.rejected - columns.returned)
    events = {event.rows[0].line: event for event in read}
    matcher = matcher_of(context, _SHIPMENTS, list(events.values()))
    returns = _Returns(context, columns)
    plain = PlainShipments(context, columns, matcher)
    context.afterwards.append(partial(plain.recorded.describe_slips, context.command))
    day, returned, current = "", columns.returned, context.day
    for start in range(0, len(columns.order), CHUNK):
        firsts = columns.order[start : start + CHUNK]
        shipments = columns.shipments(firsts[plain.record_alike(firsts) :])
        plain.look_ahead(shipments)
        for shipment in shipments:
            if current.refused and shipment.day != day:
                yield plain.write()
                yield EndOfDay()
            if not (returned and shipment.first in returned) and plain.record(shipment):
                continue
            day, first = shipment.day, shipment.first
            yield plain.write()
            if first in columns.returned:
                yield returns.job(first)
                continue
            if columns.find(shipment.place) is None:
                yield Job((sheet.rows[first],), partial(_at_new_place, context, columns, plain, shipment))
                if plain.has(first):
                    continue
            if columns.key(first) in known:
                found = [events[line]] if (line := sheet.rows[first].line) in events else []
            else:
                found = _read(context, columns, columns.rows_of(first))
            yield from (_job(context, matcher, event) for event in found)
        yield plain.write()


def _job(context: ImportContext, matcher: Matcher, event: SheetEntry) -> Job:
    """Return the job that logs a shipment, tried again when others of its day bring copies to its store."""
    job = job_of(context, _SHIPMENTS, matcher, event)
    to = event.place if event.received_on == event.day else None
    store = match_key(matcher.store(event))
    flows = [Flow(store, str(line.what), event.day, -line.quantity) for line in event.lines if _is_item(line)]
    if event.received_on is not None:
        place, arrival = match_key(event.place), event.received_on
        flows += [Flow(place, str(line.what), arrival, line.quantity) for line in event.lines if _is_item(line)]
    return replace(job, takes_from=store, brings_to=to and match_key(to), flows=tuple(flows))


def _is_item(line: Line) -> bool:
    """Tell whether a line names no print run: what is missing of one cannot have been in another."""
    return isinstance(line.what, ItemCode)


class _Returns:
    """The rows of a sheet of shipments whose copies came back."""

    def __init__(self, context: ImportContext, columns: ShipmentColumns) -> None:
        """Read them."""
        self._context, self._columns = context, columns
        events = _read(context, columns, columns.returned - columns.rejected) if columns.returned else []
        self._events = {event.rows[0].line: event for event in events}
        self._matcher = matcher_of(context, AS_RETURN, events)

    def job(self, first: int) -> Job:
        """Return the job that logs the return with that first row, tried again when others bring copies to its place.

        What comes back is in the store that the row names.
        """
        event = self._events[self._columns.sheet.rows[first].line]
        job = job_of(self._context, AS_RETURN, self._matcher, event)
        store = match_key(self._matcher.store(event))
        flows = [Flow(store, str(line.what), event.day, line.quantity) for line in event.lines if _is_item(line)]
        return replace(job, takes_from=match_key(event.place), brings_to=store, flows=tuple(flows))


def _at_new_place(
    context: ImportContext, columns: ShipmentColumns, plain: PlainShipments, shipment: SheetShipment
) -> Done | None:
    """Add the place of a shipment, which is plain then; None when it is not, and the place is not to stay."""
    if not plain.suffices(shipment):
        return None
    with suppress(Refused, WrongUsage):
        context.names.find_or_add_place(shipment.place.name)
        if plain.record(shipment):
            return Done(None)
    plain.forget(shipment.place)
    return None


def _read(context: ImportContext, columns: ShipmentColumns, rows: Iterable[int]) -> list[SheetEntry]:
    """Return what the rows describe, read by itself; faults are added for cells that cannot be read."""
    chosen = [columns.sheet.rows[row] for row in sorted(rows)]
    return read_events(context.cells, context.request, context.names, chosen)


SHIPMENTS = ImportTable(
    REQUIRED,
    optional=(*OPTIONAL, *OF_SHIPMENTS, PROPOSED),
    ignored=("received", "lost", "days", "here", "in_transit", "requested", "low", "high", "wanted"),
    jobs=_shipments,
    has_keys=True,
    in_sets=True,
)
