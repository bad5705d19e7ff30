"""Importing what happened: shipments, returns, handouts and counts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from tracker.errors import Refused, WrongUsage
from tracker.imports.entry_rows import NEEDED, SHIPPED, TAKEN, SheetEntry, is_voided, read_events
from tracker.imports.jobs import Done, ImportContext, Job
from tracker.imports.matching import Matcher
from tracker.imports.rows import SourceRow
from tracker.imports.sources import require
from tracker.ledger.counts import Count, log_count
from tracker.ledger.departures import Departure, log_handout, log_return
from tracker.ledger.lookup import find_store
from tracker.ledger.receipts import Arrival, log_receipt
from tracker.ledger.shipments import Shipment, log_shipment
from tracker.model.entries import Entry, EntryType, Particulars
from tracker.model.quantities import Line, check_distinct
from tracker.store import catalogue
from tracker.store.connection import Database

COLUMNS = (NEEDED, TAKEN, ())
"""What a sheet must have, may have, and may have without its being used."""

SHIPMENT_COLUMNS = (NEEDED, (*TAKEN, *SHIPPED), ("name", "kind", "country", "received", "lost"))

_Log = Callable[[Database, SheetEntry, Particulars], list[Entry]]


@dataclass(frozen=True)
class _EntryImporter:
    """One type of thing that happens: how it is logged, and whether a store takes part in it."""

    type: EntryType
    log: _Log
    with_store: bool = True


def shipments(context: ImportContext) -> Iterator[Job]:
    """Yield the shipments that a sheet tells of, with their receipts, the oldest first."""
    return _jobs(context, _EntryImporter(EntryType.SHIP, _log_shipment))


def returns(context: ImportContext) -> Iterator[Job]:
    """Yield the returns that a sheet tells of, the oldest first."""
    return _jobs(context, _EntryImporter(EntryType.RETURN, _log_return))


def handouts(context: ImportContext) -> Iterator[Job]:
    """Yield the handouts that a sheet tells of, the oldest first."""
    return _jobs(context, _EntryImporter(EntryType.HANDOUT, _log_handout, with_store=False))


def counts(context: ImportContext) -> Iterator[Job]:
    """Yield the counts that a sheet tells of, the oldest first."""
    return _jobs(context, _EntryImporter(EntryType.COUNT, _log_count, with_store=False))


def _jobs(context: ImportContext, importer: _EntryImporter) -> Iterator[Job]:
    require(context.cells.sheet, NEEDED)
    for row in filter(is_voided, context.cells.sheet.rows):
        yield Job((row,), _leave_out)
    events = read_events(context.cells, context.wanted, context.names)
    default = catalogue.default_store(context.database).code if importer.with_store else None
    columns = frozenset(context.cells.sheet.columns)
    matcher = Matcher(context.database, importer.type, events, default, columns)
    for event in events:
        lines = zip(event.lines, event.rows, strict=True)
        culprits: dict[object, tuple[SourceRow, str]] = {line: (row, "quantity") for line, row in lines}
        yield Job(event.rows, partial(_record, context, importer, matcher, event), culprits)


def _leave_out() -> Done:
    return Done(False, messages=("It is voided in the sheet, and was left out.",))


def _record(context: ImportContext, importer: _EntryImporter, matcher: Matcher, told: SheetEntry) -> Done | None:
    event = _found(context, importer, told)
    if event is None:
        return None
    key = matcher.key(event)
    known = matcher.find(event, key)
    if known is not None:
        said = (f"It was recorded as entry {known.number}, and voided since; it is not recorded again.",)
        return Done(False, messages=said if known.voided else ())
    particulars = Particulars(
        context.wanted.clerk,
        event.day,
        event.reference,
        event.note,
        key,
        carrier=event.carrier,
        brief=True,
    )
    try:
        made = importer.log(context.database, event, particulars)
    except Refused as refusal:
        raise Refused(f"{refusal}{matcher.warn_of_equal(event)}", refusal.about) from refusal
    numbers = tuple(entry.number for entry in made if entry.number)
    receipts = tuple(entry.receipt for entry in made if entry.receipt)
    return Done(True, numbers + receipts, tuple(message for entry in made for message in entry.messages))


def _found(context: ImportContext, importer: _EntryImporter, event: SheetEntry) -> SheetEntry | None:
    """Return the event with its places by their codes, and all that it names found or added.

    None when something is unknown, which is noted as faults.
    """
    names, cells = context.names, context.cells
    faults = len(cells.faults)
    first = event.rows[0]
    try:
        event = replace(event, place=names.place(event.place))
    except (Refused, WrongUsage) as refusal:
        cells.fault(first, "place", str(refusal))
    if event.store is not None and importer.with_store:
        try:
            event = replace(event, store=find_store(context.database, names.place(event.store), event.day).code)
        except (Refused, WrongUsage) as refusal:
            cells.fault(first, "store", str(refusal))
    for line, row in zip(event.lines, event.rows, strict=True):
        try:
            names.what(line.what)
        except (Refused, WrongUsage) as refusal:
            cells.fault(row, "item", str(refusal))
    try:
        check_distinct(event.lines)
    except WrongUsage as refusal:
        cells.fault(event.rows[_repeated(event.lines)], "item", str(refusal))
    return event if len(cells.faults) == faults else None


def _repeated(lines: tuple[Line, ...]) -> int:
    """Return which of the lines is the first to name what one before it names."""
    for number in range(1, len(lines)):
        try:
            check_distinct(lines[:number])
        except WrongUsage:
            return number - 1
    return len(lines) - 1


def _log_shipment(database: Database, event: SheetEntry, particulars: Particulars) -> list[Entry]:
    same_day = event.received_on == event.day
    shipment = Shipment(event.place, event.lines, event.store, event.carrier, received=same_day)
    entry = log_shipment(database, shipment, particulars)
    if event.received_on is None or same_day or entry.number is None:
        return [entry]
    arrived = Particulars(particulars.clerk, event.received_on, event.reference, brief=True)
    return [entry, log_receipt(database, Arrival(entry.number), arrived)]


def _log_return(database: Database, event: SheetEntry, particulars: Particulars) -> list[Entry]:
    return [log_return(database, Departure(event.place, event.lines, event.store), particulars)]


def _log_handout(database: Database, event: SheetEntry, particulars: Particulars) -> list[Entry]:
    return [log_handout(database, Departure(event.place, event.lines), particulars)]


def _log_count(database: Database, event: SheetEntry, particulars: Particulars) -> list[Entry]:
    return [log_count(database, Count(event.place, event.lines), particulars)]
