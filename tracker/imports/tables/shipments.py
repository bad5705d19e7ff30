"""Importing shipments: the plain ones together, each of the others by itself, all in order of date."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from tracker.errors import Refused, WrongUsage
from tracker.imports.column_values import INVALID
from tracker.imports.entry_rows import OF_SHIPMENTS, OPTIONAL, REQUIRED, SheetEntry, needed
from tracker.imports.faults import MOST_TOLD
from tracker.imports.jobs import Done, EndOfDay, Flow, ImportContext, ImportTable, Job, Known, PutOff, Step
from tracker.imports.matching import Matcher
from tracker.imports.plain_shipments import CHUNK, PlainShipments
from tracker.imports.shipment_columns import SheetShipment, ShipmentColumns
from tracker.imports.shipment_entries import ShipmentEntries
from tracker.imports.short_shipments import ShortShipments
from tracker.imports.sources import require
from tracker.imports.tables.entries import AS_RETURN, EntryImporter, job_of, matcher_of, skip_voided
from tracker.imports.unlimited_shipments import UnlimitedShipments
from tracker.imports.wide import PROPOSED
from tracker.ledger.commands import Command
from tracker.ledger.receipts import Arrival, log_receipt
from tracker.ledger.shipments import Shipment, log_shipment
from tracker.model.codes import ItemCode
from tracker.model.entries import Entry, EntryType, Particulars
from tracker.model.quantities import Line
from tracker.model.text import match_key
from tracker.store import entry_contents
from tracker.store.keys import RowKeys


def _log(command: Command, event: SheetEntry, particulars: Particulars) -> list[Entry]:
    same_day = event.received_on == event.day
    shipment = Shipment(event.place, event.lines, event.store, event.carrier, received=same_day, costs=event.costs)
    entry = log_shipment(command, shipment, particulars)
    if event.received_on is None or same_day or entry.number is None:
        return [entry]
    of_receipt = Particulars(particulars.clerk, event.received_on, event.reference, quiet=True)
    return [entry, log_receipt(command, Arrival(entry.number), of_receipt)]


_SHIPMENTS = EntryImporter(EntryType.SHIP, _log)


def _shipments(context: ImportContext) -> Iterator[Step]:
    """Yield the plain shipments of a sheet together, and a job for each of the others, the oldest first."""
    sheet = context.cells.sheet
    require(sheet, needed(sheet))
    columns = ShipmentColumns(context)
    yield from (Job((sheet.rows[row],), skip_voided) for row in sorted(columns.voided))
    shipments = _Shipments(context, columns)
    for start in range(0, len(columns.order), CHUNK):
        yield from shipments.of(columns.order[start : start + CHUNK])


class _Shipments:
    """What becomes of the shipments of a sheet, which are asked for in their order."""

    def __init__(self, context: ImportContext, columns: ShipmentColumns) -> None:
        """Find out why rows are rejected, and which references the ledger has."""
        self._context, self._columns, self._entries = context, columns, ShipmentEntries(context, columns)
        self._read_rejected(context, columns)
        of_known = _with_known_reference(context, columns)
        firsts = [row for row in columns.order if row in of_known and row not in columns.returned] if of_known else []
        events = self._entries.of(columns.shipments(firsts)) if firsts else []
        self._of_known, self._events = of_known, {event.rows[0].line: event for event in events}
        self._matcher = matcher_of(context, _SHIPMENTS, events)
        self._returns = _Returns(context, columns, self._entries)
        self._unlimited = UnlimitedShipments(context.command, columns, self._matcher, of_known)
        self._plain = PlainShipments(context, columns, self._matcher, self._unlimited)
        self._short = ShortShipments(context, self._unlimited, self._plain.stocks)
        self._day = ""
        """The day of the last shipment that was not plain."""
        context.afterwards.append(partial(self._plain.recorded.describe_slips, context.command))

    def _read_rejected(self, context: ImportContext, columns: ShipmentColumns) -> None:
        """Find out why rows are rejected; count the faults of those that come when no more are kept."""
        rows, faults = sorted(columns.rejected), context.cells.faults
        while rows and not faults.is_full:
            self._entries.read(rows[:MOST_TOLD])
            del rows[:MOST_TOLD]
        for row in rows:
            wrong = sum(column[row] is INVALID for column in columns.unread.values())
            faults.count(columns.sheet.rows[row].line, max(wrong, 1))

    def of(self, firsts: Sequence[int]) -> Iterator[Step]:
        """Yield what becomes of the next shipments, given their first rows."""
        plain, returned = self._plain, self._columns.returned
        for shipment in plain.read(firsts):
            yield from self._before(shipment)
            if shipment.first in returned or not plain.record(shipment):
                self._day = shipment.day
                yield from self._by_itself(shipment)
        yield plain.write()

    def _before(self, shipment: SheetShipment) -> Iterator[Step]:
        """Yield the end of the day of those that are refused, if a shipment is on a later one."""
        current = self._context.day
        if current.refused and shipment.day != self._day:
            if current.replenished:
                yield self._plain.write()
            yield EndOfDay()

    def _by_itself(self, shipment: SheetShipment) -> Iterator[Step]:
        """Yield what becomes of a shipment that is not plain."""
        plain, columns, first = self._plain, self._columns, shipment.first
        if first in columns.returned:
            yield plain.write()
            yield self._returns.job(first)
            return
        if columns.find(shipment.place) is None:
            yield plain.write()
            yield Job((columns.sheet.rows[first],), partial(self._at_new_place, shipment))
            if plain.has(first):
                return
        for event in self._read(shipment):
            job = _job(self._context, self._matcher, event)
            settled = self._settled(shipment, event, job)
            if settled is None:
                yield plain.write()
            yield settled or job

    def _at_new_place(self, shipment: SheetShipment) -> Done | None:
        """Add the place of a shipment, which is plain then; None when it is not, and the place is not to stay."""
        if not self._plain.suffices(shipment):
            return None
        with suppress(Refused, WrongUsage):
            self._context.names.find_or_add_place(shipment.place.name)
            if self._plain.record(shipment):
                return Done(None)
        self._unlimited.forget(shipment.place)
        return None

    def _read(self, shipment: SheetShipment) -> list[SheetEntry]:
        if shipment.first not in self._of_known:
            return self._entries.of([shipment])
        event = self._events.get(self._columns.sheet.rows[shipment.first].line)
        return [] if event is None else [event]

    def _settled(self, shipment: SheetShipment, event: SheetEntry, job: Job) -> Known | PutOff | None:
        """Return what becomes of a shipment if that is known without carrying out its job, None if it is not."""
        try:
            if self._plain.is_short:
                refusal = self._short.refusal(shipment)
                if refusal is None:
                    return None
                self._matcher.key(event)  # it has its turn, though it is refused
                raise refusal
            if self._plain.is_known or self._unlimited.may_be_known(shipment):
                match = self._matcher.find(event, self._matcher.key(event))
                return None if match is None else Known(event.rows, match.done)
        except Refused as refused:
            return PutOff.of(job, refused)
        return None


def _with_known_reference(context: ImportContext, columns: ShipmentColumns) -> set[int]:
    """Return the rows whose references shipments of the ledger have that were not taken back."""
    is_taken_back = RowKeys(context.database).is_taken_back
    known = entry_contents.numbers_by_reference(context.database, "ship", filter(None, columns.keys()), is_taken_back)
    return {row for row, key in enumerate(columns.keys()) if key in known} if known else set()


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

    def __init__(self, context: ImportContext, columns: ShipmentColumns, entries: ShipmentEntries) -> None:
        """Read them."""
        self._context, self._columns = context, columns
        events = entries.read(columns.returned - columns.rejected) if columns.returned else []
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


SHIPMENTS = ImportTable(
    REQUIRED,
    optional=(*OPTIONAL, *OF_SHIPMENTS, PROPOSED),
    ignored=("received", "lost", "days", "here", "in_transit", "requested", "low", "high", "wanted"),
    jobs=_shipments,
    has_keys=True,
    in_sets=True,
)
