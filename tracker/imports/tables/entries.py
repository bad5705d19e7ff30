"""Importing returns, handouts and counts, and how any entry of a sheet is logged."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import NamedTuple

from tracker.errors import Refused, WrongUsage
from tracker.imports.entry_rows import OPTIONAL, REQUIRED, SheetEntry, is_voided, needed, read_events
from tracker.imports.jobs import Done, ImportContext, ImportTable, Job
from tracker.imports.matching import Matcher
from tracker.imports.rows import SourceRow
from tracker.imports.sources import require
from tracker.ledger.commands import Command
from tracker.ledger.counts import Count, log_count
from tracker.ledger.departures import Departure, log_handout, log_return
from tracker.ledger.lookup import find_store
from tracker.messages import Message
from tracker.model.entries import Entry, EntryType, Particulars
from tracker.model.quantities import Line, check_distinct
from tracker.model.text import match_key
from tracker.store import catalogue

_Log = Callable[[Command, SheetEntry, Particulars], list[Entry]]


class EntryImporter(NamedTuple):
    """One type of entry: how it is logged, and whether it has a store."""

    type: EntryType
    log: _Log
    has_store: bool = True
    adds_up: bool = True
    """Whether several of one day and item are as many; of counts, the last one alone would stand."""


def _returns(context: ImportContext) -> Iterator[Job]:
    """Yield a job for each return of a sheet, the oldest first."""
    return _jobs(context, AS_RETURN)


def _handouts(context: ImportContext) -> Iterator[Job]:
    """Yield a job for each handout of a sheet, the oldest first."""
    return _jobs(context, EntryImporter(EntryType.HANDOUT, _log_handout, has_store=False))


def _counts(context: ImportContext) -> Iterator[Job]:
    """Yield a job for each count of a sheet, the oldest first."""
    return _jobs(context, EntryImporter(EntryType.COUNT, _log_count, has_store=False, adds_up=False))


def _jobs(context: ImportContext, importer: EntryImporter) -> Iterator[Job]:
    require(context.cells.sheet, needed(context.cells.sheet))
    for row in filter(is_voided, context.cells.sheet.rows):
        yield Job((row,), skip_voided)
    events = read_events(context.cells, context.request, context.names)
    if not importer.adds_up:
        events = _told_apart(context, events)
    matcher = matcher_of(context, importer, events)
    for event in events:
        yield job_of(context, importer, matcher, event)


def _told_apart(context: ImportContext, events: list[SheetEntry]) -> list[SheetEntry]:
    """Return the events, less those that another may belong to, with a fault for each of their lines.

    They have no reference, and are of the same place, day and item: shelves to be added up, or a better count.
    """
    numbering = context.cells.sheet.numbering
    same: dict[tuple[str, date, str], list[SheetEntry]] = {}
    for event in events:
        if event.reference is None:
            for line in event.lines:
                same.setdefault((match_key(event.place), event.day, str(line.what).casefold()), []).append(event)
    doubtful: set[int] = set()
    for alike in same.values():
        for event, other in zip(alike, [*alike[1:], alike[0]], strict=True):
            if event is not other:
                message = Message(
                    "Line {line} counts the same item there on that day; give both the same reference if they are to "
                    "be added up, else leave one out.",
                    line=numbering.origin(other.rows[0].line).line,
                )
                context.cells.fault(event.rows[0], "quantity", message)
                doubtful.add(id(event))
    return [event for event in events if id(event) not in doubtful]


def matcher_of(context: ImportContext, importer: EntryImporter, events: list[SheetEntry]) -> Matcher:
    """Return what finds out whether an event of the sheet is recorded already."""
    default = catalogue.default_store(context.database).code if importer.has_store else None
    sheet, source = context.cells.sheet, context.request.source
    columns = frozenset(sheet.columns)
    return Matcher(context.database, importer.type, events, default, columns, source, sheet.keyed_days)


def job_of(context: ImportContext, importer: EntryImporter, matcher: Matcher, event: SheetEntry) -> Job:
    """Return the job that logs an event of the sheet, unless it is recorded already."""
    lines = zip(event.lines, event.line_rows, strict=True)
    causes: dict[object, tuple[SourceRow, str]] = {line: (row, "quantity") for line, row in lines}
    return Job(event.rows, partial(_record, context, importer, matcher, event), causes)


def skip_voided() -> Done:
    """Say of a row that it is voided."""
    return Done(False, messages=(Message("It is voided in the sheet and was skipped."),))


def _record(context: ImportContext, importer: EntryImporter, matcher: Matcher, event: SheetEntry) -> Done | None:
    resolved = _resolve(context, importer, event)
    return None if resolved is None else _record_resolved(context, importer, matcher, resolved)


def _record_resolved(context: ImportContext, importer: EntryImporter, matcher: Matcher, event: SheetEntry) -> Done:
    """Log an event whose names are known, unless it is already recorded."""
    key = matcher.key(event)
    match = matcher.find(event, key)
    if match is not None:
        return match.done
    particulars = Particulars(
        context.request.clerk,
        event.day,
        event.reference,
        event.note,
        row_key=key,
        carrier=event.carrier,
        quiet=True,
    )
    logged = importer.log(context.command, event, particulars)
    return Done(True, (*event.messages, *(message for entry in logged for message in entry.messages)))


def _resolve(context: ImportContext, importer: EntryImporter, event: SheetEntry) -> SheetEntry | None:
    """Return the event with the codes of its places, and add the places and items that are missing and may be added.

    Returns None, with faults added, when a name is unknown.
    """
    names, cells = context.names, context.cells
    faults = len(cells.faults)
    first = event.rows[0]
    try:
        event = event._replace(place=names.find_or_add_place(event.place))
    except (Refused, WrongUsage) as refusal:
        about = refusal.about if isinstance(refusal, Refused) else None
        cells.fault(first, str(about or "place"), refusal.message)
    if event.store is not None and importer.has_store:
        try:
            event = event._replace(
                store=find_store(context.database, names.find_or_add_place(event.store), event.day).code
            )
        except (Refused, WrongUsage) as refusal:
            cells.fault(first, "store", refusal.message)
    for line, row in zip(event.lines, event.line_rows, strict=True):
        try:
            names.find_or_add_item(line.what)
        except (Refused, WrongUsage) as refusal:
            cells.fault(row, "item", refusal.message)
    try:
        check_distinct(event.lines)
    except WrongUsage as refusal:
        cells.fault(event.line_rows[_repeated(event.lines)], "item", refusal.message)
    return event if len(cells.faults) == faults else None


def _repeated(lines: tuple[Line, ...]) -> int:
    """Return the index of the first line that names the item of an earlier one, or a run of it."""
    for count in range(1, len(lines)):
        try:
            check_distinct(lines[:count])
        except WrongUsage:
            return count - 1
    return len(lines) - 1


def _log_return(command: Command, event: SheetEntry, particulars: Particulars) -> list[Entry]:
    return [log_return(command, Departure(event.place, event.lines, event.store), particulars)]


def _log_handout(command: Command, event: SheetEntry, particulars: Particulars) -> list[Entry]:
    return [log_handout(command, Departure(event.place, event.lines), particulars)]


def _log_count(command: Command, event: SheetEntry, particulars: Particulars) -> list[Entry]:
    return [log_count(command, Count(event.place, event.lines), particulars)]


AS_RETURN = EntryImporter(EntryType.RETURN, _log_return)
"""How a return is logged, also one among shipments."""

RETURNS = ImportTable(REQUIRED, OPTIONAL, ignored=(), jobs=_returns, has_keys=True)
HANDOUTS = ImportTable(REQUIRED, OPTIONAL, ignored=(), jobs=_handouts, has_keys=True)
COUNTS = ImportTable(REQUIRED, OPTIONAL, ignored=("title",), jobs=_counts, has_keys=True)
