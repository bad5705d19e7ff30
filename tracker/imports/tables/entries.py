"""Importing entries: shipments, returns, handouts and counts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from tracker.errors import Refused, WrongUsage
from tracker.imports.entry_rows import OF_SHIPMENTS, OPTIONAL, REQUIRED, SheetEntry, is_voided, read_events
from tracker.imports.jobs import Done, ImportContext, ImportTable, Job
from tracker.imports.matching import Matcher, voided_later
from tracker.imports.rows import SourceRow
from tracker.imports.sources import require
from tracker.ledger.commands import Command
from tracker.ledger.counts import Count, log_count
from tracker.ledger.departures import Departure, log_handout, log_return
from tracker.ledger.lookup import find_store
from tracker.ledger.receipts import Arrival, log_receipt
from tracker.ledger.shipments import Shipment, log_shipment
from tracker.messages import Joined, Message
from tracker.model.entries import Entry, EntryType, Particulars
from tracker.model.quantities import Line, check_distinct
from tracker.store import catalogue

_Log = Callable[[Command, SheetEntry, Particulars], list[Entry]]


@dataclass(frozen=True)
class _EntryImporter:
    """One type of entry: how it is logged, and whether it has a store."""

    type: EntryType
    log: _Log
    has_store: bool = True


def _shipments(context: ImportContext) -> Iterator[Job]:
    """Yield a job for each shipment of a sheet, with its receipt, the oldest first."""
    return _jobs(context, _EntryImporter(EntryType.SHIP, _log_shipment))


def _returns(context: ImportContext) -> Iterator[Job]:
    """Yield a job for each return of a sheet, the oldest first."""
    return _jobs(context, _EntryImporter(EntryType.RETURN, _log_return))


def _handouts(context: ImportContext) -> Iterator[Job]:
    """Yield a job for each handout of a sheet, the oldest first."""
    return _jobs(context, _EntryImporter(EntryType.HANDOUT, _log_handout, has_store=False))


def _counts(context: ImportContext) -> Iterator[Job]:
    """Yield a job for each count of a sheet, the oldest first."""
    return _jobs(context, _EntryImporter(EntryType.COUNT, _log_count, has_store=False))


def _jobs(context: ImportContext, importer: _EntryImporter) -> Iterator[Job]:
    require(context.cells.sheet, REQUIRED)
    for row in filter(is_voided, context.cells.sheet.rows):
        yield Job((row,), _skip_voided)
    events = read_events(context.cells, context.request, context.names)
    default = catalogue.default_store(context.database).code if importer.has_store else None
    columns = frozenset(context.cells.sheet.columns)
    matcher = Matcher(context.database, importer.type, events, default, columns)
    for event in events:
        lines = zip(event.lines, event.rows, strict=True)
        causes: dict[object, tuple[SourceRow, str]] = {line: (row, "quantity") for line, row in lines}
        yield Job(event.rows, partial(_record, context, importer, matcher, event), causes)


def _skip_voided() -> Done:
    return Done(False, messages=(Message("It is voided in the sheet and was skipped."),))


def _record(context: ImportContext, importer: _EntryImporter, matcher: Matcher, event: SheetEntry) -> Done | None:
    resolved = _resolve(context, importer, event)
    return None if resolved is None else _record_resolved(context, importer, matcher, resolved)


def _record_resolved(context: ImportContext, importer: _EntryImporter, matcher: Matcher, event: SheetEntry) -> Done:
    """Log an event whose names are known, unless it is already recorded."""
    key = matcher.key(event)
    match = matcher.find(event, key)
    if match is not None:
        return Done(False, messages=(voided_later(match.number),) if match.voided else ())
    particulars = Particulars(
        context.request.clerk,
        event.day,
        event.reference,
        event.note,
        row_key=key,
        carrier=event.carrier,
        quiet=True,
    )
    try:
        logged = importer.log(context.command, event, particulars)
    except Refused as refusal:
        warning = matcher.warn_of_equal(event)
        if warning is None:
            raise
        raise Refused.of(Joined(refusal.message, warning)).concerning(refusal.about) from refusal
    numbers = tuple(entry.number for entry in logged if entry.number)
    receipts = tuple(entry.receipt for entry in logged if entry.receipt)
    return Done(True, numbers + receipts, tuple(message for entry in logged for message in entry.messages))


def _resolve(context: ImportContext, importer: _EntryImporter, event: SheetEntry) -> SheetEntry | None:
    """Return the event with the codes of its places, and add the places and items that are missing and may be added.

    Returns None, with faults added, when a name is unknown.
    """
    names, cells = context.names, context.cells
    faults = len(cells.faults)
    first = event.rows[0]
    try:
        event = replace(event, place=names.find_or_add_place(event.place))
    except (Refused, WrongUsage) as refusal:
        cells.fault(first, "place", refusal.message)
    if event.store is not None and importer.has_store:
        try:
            event = replace(
                event, store=find_store(context.database, names.find_or_add_place(event.store), event.day).code
            )
        except (Refused, WrongUsage) as refusal:
            cells.fault(first, "store", refusal.message)
    for line, row in zip(event.lines, event.rows, strict=True):
        try:
            names.find_or_add_item(line.what)
        except (Refused, WrongUsage) as refusal:
            cells.fault(row, "item", refusal.message)
    try:
        check_distinct(event.lines)
    except WrongUsage as refusal:
        cells.fault(event.rows[_repeated(event.lines)], "item", refusal.message)
    return event if len(cells.faults) == faults else None


def _repeated(lines: tuple[Line, ...]) -> int:
    """Return the index of the first line that names the item of an earlier one."""
    for count in range(1, len(lines)):
        try:
            check_distinct(lines[:count])
        except WrongUsage:
            return count - 1
    return len(lines) - 1


def _log_shipment(command: Command, event: SheetEntry, particulars: Particulars) -> list[Entry]:
    same_day = event.received_on == event.day
    shipment = Shipment(event.place, event.lines, event.store, event.carrier, received=same_day)
    entry = log_shipment(command, shipment, particulars)
    if event.received_on is None or same_day or entry.number is None:
        return [entry]
    of_receipt = Particulars(particulars.clerk, event.received_on, event.reference, quiet=True)
    return [entry, log_receipt(command, Arrival(entry.number), of_receipt)]


def _log_return(command: Command, event: SheetEntry, particulars: Particulars) -> list[Entry]:
    return [log_return(command, Departure(event.place, event.lines, event.store), particulars)]


def _log_handout(command: Command, event: SheetEntry, particulars: Particulars) -> list[Entry]:
    return [log_handout(command, Departure(event.place, event.lines), particulars)]


def _log_count(command: Command, event: SheetEntry, particulars: Particulars) -> list[Entry]:
    return [log_count(command, Count(event.place, event.lines), particulars)]


SHIPMENTS = ImportTable(
    REQUIRED,
    optional=(*OPTIONAL, *OF_SHIPMENTS),
    ignored=("name", "kind", "country", "received", "lost"),
    jobs=_shipments,
)
RETURNS = ImportTable(REQUIRED, OPTIONAL, ignored=(), jobs=_returns)
HANDOUTS = ImportTable(REQUIRED, OPTIONAL, ignored=(), jobs=_handouts)
COUNTS = ImportTable(REQUIRED, OPTIONAL, ignored=(), jobs=_counts)
