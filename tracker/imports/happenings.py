"""Importing what happened: shipments, returns, handouts and counts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from tracker.errors import Refused, WrongUsage
from tracker.imports.events import NEEDED, SHIPPED, TAKEN, Event, is_voided, read_events
from tracker.imports.job import Done, Importing, Job
from tracker.imports.recorded import Recorded
from tracker.imports.rows import SourceRow
from tracker.imports.sources import require
from tracker.ledger.counting import Count, log_count
from tracker.ledger.leaving import Leaving, log_handout, log_return
from tracker.ledger.lookup import find_store
from tracker.ledger.receiving import Arrival, log_receipt
from tracker.ledger.shipping import Shipment, log_shipment
from tracker.model.entries import Entry, EntryType, Particulars
from tracker.model.quantities import Line, check_distinct
from tracker.store import catalogue
from tracker.store.connection import Database

COLUMNS = (NEEDED, TAKEN, ())
"""What a sheet must have, may have, and may have without its being used."""

SHIPMENT_COLUMNS = (NEEDED, (*TAKEN, *SHIPPED), ("name", "kind", "country", "received", "lost"))

_Log = Callable[[Database, Event, Particulars], list[Entry]]


@dataclass(frozen=True)
class _Happening:
    """One type of thing that happens: how it is logged, and whether a store takes part in it."""

    type: EntryType
    log: _Log
    with_store: bool = True


def shipments(importing: Importing) -> Iterator[Job]:
    """Yield the shipments that a sheet tells of, with their receipts, the oldest first."""
    return _jobs(importing, _Happening(EntryType.SHIP, _log_shipment))


def returns(importing: Importing) -> Iterator[Job]:
    """Yield the returns that a sheet tells of, the oldest first."""
    return _jobs(importing, _Happening(EntryType.RETURN, _log_return))


def handouts(importing: Importing) -> Iterator[Job]:
    """Yield the handouts that a sheet tells of, the oldest first."""
    return _jobs(importing, _Happening(EntryType.HANDOUT, _log_handout, with_store=False))


def counts(importing: Importing) -> Iterator[Job]:
    """Yield the counts that a sheet tells of, the oldest first."""
    return _jobs(importing, _Happening(EntryType.COUNT, _log_count, with_store=False))


def _jobs(importing: Importing, happening: _Happening) -> Iterator[Job]:
    require(importing.cells.sheet, NEEDED)
    for row in filter(is_voided, importing.cells.sheet.rows):
        yield Job((row,), _leave_out)
    events = read_events(importing.cells, importing.wanted, importing.names)
    default = catalogue.default_store(importing.database).code if happening.with_store else None
    columns = frozenset(importing.cells.sheet.columns)
    recorded = Recorded(importing.database, happening.type, events, default, columns)
    for event in events:
        lines = zip(event.lines, event.rows, strict=True)
        culprits: dict[object, tuple[SourceRow, str]] = {line: (row, "quantity") for line, row in lines}
        yield Job(event.rows, partial(_record, importing, happening, recorded, event), culprits)


def _leave_out() -> Done:
    return Done(False, messages=("It is voided in the sheet, and was left out.",))


def _record(importing: Importing, happening: _Happening, recorded: Recorded, told: Event) -> Done | None:
    event = _found(importing, happening, told)
    if event is None:
        return None
    key = recorded.key(event)
    known = recorded.find(event, key)
    if known is not None:
        said = (f"It was recorded as entry {known.number}, and voided since; it is not recorded again.",)
        return Done(False, messages=said if known.voided else ())
    particulars = Particulars(
        importing.wanted.clerk,
        event.day,
        event.reference,
        event.note,
        key,
        carrier=event.carrier,
        brief=True,
    )
    try:
        made = happening.log(importing.database, event, particulars)
    except Refused as refusal:
        raise Refused(f"{refusal}{recorded.warn_of_equal(event)}", refusal.about) from refusal
    numbers = tuple(entry.number for entry in made if entry.number)
    receipts = tuple(entry.receipt for entry in made if entry.receipt)
    return Done(True, numbers + receipts, tuple(message for entry in made for message in entry.messages))


def _found(importing: Importing, happening: _Happening, event: Event) -> Event | None:
    """Return the event with its places by their codes, and all that it names found or added.

    None when something is unknown, which is noted as faults.
    """
    names, cells = importing.names, importing.cells
    faults = len(cells.faults)
    first = event.rows[0]
    try:
        event = replace(event, place=names.place(event.place))
    except (Refused, WrongUsage) as refusal:
        cells.fault(first, "place", str(refusal))
    if event.store is not None and happening.with_store:
        try:
            event = replace(event, store=find_store(importing.database, names.place(event.store), event.day).code)
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


def _log_shipment(database: Database, event: Event, particulars: Particulars) -> list[Entry]:
    same_day = event.received_on == event.day
    shipment = Shipment(event.place, event.lines, event.store, event.carrier, received=same_day)
    entry = log_shipment(database, shipment, particulars)
    if event.received_on is None or same_day or entry.number is None:
        return [entry]
    arrived = Particulars(particulars.clerk, event.received_on, event.reference, brief=True)
    return [entry, log_receipt(database, Arrival(entry.number), arrived)]


def _log_return(database: Database, event: Event, particulars: Particulars) -> list[Entry]:
    return [log_return(database, Leaving(event.place, event.lines, event.store), particulars)]


def _log_handout(database: Database, event: Event, particulars: Particulars) -> list[Entry]:
    return [log_handout(database, Leaving(event.place, event.lines), particulars)]


def _log_count(database: Database, event: Event, particulars: Particulars) -> list[Entry]:
    return [log_count(database, Count(event.place, event.lines), particulars)]
