"""Import shipments, returns, hand-outs and counts: plain ones together, all others one by one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import NamedTuple

from tracker.errors import Refused, WrongUsage
from tracker.imports.corrections import CorrectedRow, correct
from tracker.imports.entry_columns import ColumnEntry, EntryColumns
from tracker.imports.entry_rows import (
    OF_SHIPMENTS,
    OPTIONAL,
    REQUIRED,
    SheetEntry,
    needed,
)
from tracker.imports.jobs import Done, EndOfDay, Flow, ImportContext, ImportTable, Job, Known, PutOff, Step
from tracker.imports.matching import Matcher, Turns, row_key
from tracker.imports.plain_entries import CHUNK, PlainEntries
from tracker.imports.rows import SourceRow
from tracker.imports.sources import require
from tracker.imports.wide import PROPOSED
from tracker.ledger.commands import Command
from tracker.ledger.counts import Count, log_count
from tracker.ledger.departures import Departure, log_handout, log_return
from tracker.ledger.lookup import find_store
from tracker.ledger.receipts import Arrival, log_receipt
from tracker.ledger.shipments import Shipment, log_shipment
from tracker.messages import Message
from tracker.model.codes import ItemCode
from tracker.model.entries import Entry, EntryType, Particulars
from tracker.model.quantities import Line, check_distinct
from tracker.model.text import match_key
from tracker.store import catalogue, entry_contents
from tracker.store.keys import RowKeys

_Log = Callable[[Command, SheetEntry, Particulars], list[Entry]]


class EntryImporter(NamedTuple):
    """An importer of one entry type: its logging function, and whether it has a store."""

    type: EntryType
    log: _Log
    has_store: bool = True


def _returns(context: ImportContext) -> Iterator[Step]:
    """Yield the steps for the returns of a sheet, oldest first."""
    return _many(context, AS_RETURN)


def _handouts(context: ImportContext) -> Iterator[Step]:
    """Yield the steps for the hand-outs of a sheet, oldest first."""
    return _many(context, EntryImporter(EntryType.HANDOUT, _log_handout, has_store=False))


def _shipments(context: ImportContext) -> Iterator[Step]:
    """Yield the steps for the shipments of a sheet, oldest first."""
    return _many(context, EntryImporter(EntryType.SHIP, _log_shipment))


def _counts(context: ImportContext) -> Iterator[Job]:
    """Yield a job for each count of a sheet, oldest first.

    Several of one day and item are not added up: only the last would be valid.
    """
    importer = EntryImporter(EntryType.COUNT, _log_count, has_store=False)
    sheet = context.cells.sheet
    require(sheet, needed(sheet))
    columns = EntryColumns(context)
    yield from (Job((sheet.rows[row],), skip_voided) for row in sorted(columns.voided))
    read = [event for entry in columns.entries(columns.order) if (event := columns.read(entry)) is not None]
    events = _told_apart(context, read)
    matcher = matcher_of(context, importer, events)
    correct(context, partial(_counts_of, matcher, events))
    for event in events:
        yield job_of(context, importer, matcher, event)


def _counts_of(matcher: Matcher, events: Sequence[SheetEntry]) -> Iterator[CorrectedRow]:
    for event in events:
        line, day = event.rows[0].line, event.day.isoformat()
        yield CorrectedRow(
            line, day, matcher.key(event), None, event.number, matcher, partial(lambda each: each, event)
        )


def _many(context: ImportContext, importer: EntryImporter) -> Iterator[Step]:
    """Yield the steps for a sheet's entries, oldest first: plain ones together, a job for each other one."""
    sheet = context.cells.sheet
    require(sheet, needed(sheet))
    columns = EntryColumns(context)
    yield from (Job((sheet.rows[row],), skip_voided) for row in sorted(columns.voided))
    entries = _Entries(context, columns, importer)
    for start in range(0, len(columns.order), CHUNK):
        yield from entries.become(columns.order[start : start + CHUNK])


class _Entries:
    """Determines the steps for the entries of a sheet, in order."""

    def __init__(self, context: ImportContext, columns: EntryColumns, importer: EntryImporter) -> None:
        """Find the rejected rows, and the references that the ledger has."""
        self._context, self._columns, self._importer = context, columns, importer
        self._is_sent = importer.type is EntryType.SHIP
        of_known = self._with_known_reference()
        firsts = [row for row in columns.order if row in of_known and row not in columns.returned] if of_known else []
        events = self._read(firsts)
        self._of_known = of_known
        self._events: dict[int, SheetEntry | None] = {event.rows[0].line: event for event in events}
        self._matcher = matcher_of(context, importer, events)
        self._plain = PlainEntries(context, columns, self._matcher, of_known)
        returned = self._read([row for row in columns.order if row in columns.returned])
        self._returned = {event.rows[0].line: event for event in returned}
        """Among shipments: the returned copies."""
        self._returns = matcher_of(context, AS_RETURN, returned)
        corrected = correct(context, self._corrected_rows)
        self._events.update(corrected)
        of_known.update(row for row in columns.order if corrected and columns.sheet.rows[row].line in corrected)
        self._day = ""
        """The date of the last entry that was not plain."""
        context.afterwards.append(self._plain.describe_slips)

    def _read(self, firsts: Sequence[int]) -> list[SheetEntry]:
        """Return the entries with these first rows, except those whose rows contradict each other."""
        entries = self._columns.entries(firsts) if firsts else []
        return [event for entry in entries if (event := self._columns.read(entry)) is not None]

    def _corrected_rows(self) -> Iterator[CorrectedRow]:
        """Yield the entries of the sheet in order, with their keys."""
        columns, database = self._columns, self._context.database
        turns = {matcher.kind: Turns(RowKeys(database)) for matcher in (self._matcher, self._returns)}
        for entry in columns.entries(columns.order):
            line, matcher, read = columns.sheet.rows[entry.first].line, self._matcher, partial(columns.read, entry)
            if entry.first in columns.returned:
                matcher, read = self._returns, partial(self._returned.get, line)
            if self._plain.has_digest(entry) and matcher is self._matcher:
                digest = self._plain.computed[entry.first] = self._plain.digest(entry)
            else:
                event = self._events[line] = read()
                if event is None:
                    continue
                digest, read = matcher.digest(event), partial(self._events.__getitem__, line)
            key = row_key(digest, turns[matcher.kind].next(digest))
            yield CorrectedRow(line, entry.day, key, entry.arrival, entry.number, matcher, read)

    def _with_known_reference(self) -> set[int]:
        """Return the rows with the reference of a recorded entry that was not taken back."""
        database, columns = self._context.database, self._columns
        references, is_taken_back = filter(None, columns.keys()), RowKeys(database).is_taken_back
        known = entry_contents.numbers_by_reference(database, self._importer.type.value, references, is_taken_back)
        return {row for row, key in enumerate(columns.keys()) if key in known} if known else set()

    def become(self, firsts: Sequence[int]) -> Iterator[Step]:
        """Yield the steps for the next entries, given their first rows."""
        plain, day, returned = self._plain, self._context.day, self._columns.returned
        for entry in plain.read(firsts):
            if day.refused and entry.day != self._day:
                if day.replenished:
                    yield plain.write()
                yield EndOfDay()
            if entry.first in returned or not plain.record(entry):
                self._day = entry.day
                yield from self._by_itself(entry)
        yield plain.write()

    def _by_itself(self, entry: ColumnEntry) -> Iterator[Step]:
        """Yield the steps for an entry that is not plain."""
        plain, columns, first = self._plain, self._columns, entry.first
        row = columns.sheet.rows[first]
        if first in columns.returned:
            yield plain.write()
            if row.line in self._returned:
                yield self._job_of_return(self._returned[row.line])
            return
        is_read = first in self._of_known or row.line in self._events
        event = self._events.get(row.line) if is_read else columns.read(entry)
        if event is not None:
            job = self._job(event)
            settled = self._settled(entry, event, job)
            if settled is None:
                yield plain.write()
            yield settled or job

    def _settled(self, entry: ColumnEntry, event: SheetEntry, job: Job) -> Known | PutOff | None:
        """Return the result of an entry if it is known without its job, or None."""
        try:
            if self._plain.is_known or self._plain.may_be_known(entry):
                match = self._matcher.find(event, self._matcher.key(event))
                return None if match is None else Known(event.rows, match.done)
        except Refused as refused:
            return PutOff.of(job, refused) if self._is_sent else None
        return None

    def _job(self, event: SheetEntry) -> Job:
        """Return the job that logs an entry.

        A shipment is retried if others of its day bring copies to its store.
        """
        job = job_of(self._context, self._importer, self._matcher, event)
        if not self._is_sent:
            return job
        store, to = match_key(self._matcher.store(event)), match_key(event.place)
        flows = _flows(store, event, event.day, -1)
        if event.received_on is not None:
            flows += _flows(to, event, event.received_on, 1)
        brings_to = to if event.received_on == event.day else None
        return replace(job, takes_from=store, brings_to=brings_to, flows=tuple(flows))

    def _job_of_return(self, event: SheetEntry) -> Job:
        """Return the job that logs a return among shipments, retried if others bring copies to its place.

        The copies are returned to the row's store.
        """
        job = job_of(self._context, AS_RETURN, self._returns, event)
        store = match_key(self._returns.store(event))
        flows = tuple(_flows(store, event, event.day, 1))
        return replace(job, takes_from=match_key(event.place), brings_to=store, flows=flows)


def _flows(place: str, event: SheetEntry, day: date, sign: int) -> list[Flow]:
    """Return the copies that come to a place, or leave it, in lines without a print run.

    Copies missing in one run cannot have come from another.
    """
    return [
        Flow(place, str(line.what), day, sign * line.quantity)
        for line in event.lines
        if isinstance(line.what, ItemCode)
    ]


def _told_apart(context: ImportContext, events: list[SheetEntry]) -> list[SheetEntry]:
    """Return the events, except ambiguous ones, and add a fault for each of their lines.

    These have no reference, and the same place, day and item: shelves to be added up, or a better count.
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
                    "Line {line} counts the same item there on that day; to add them up, give both the same reference, "
                    "otherwise leave out one.",
                    line=numbering.origin(other.rows[0].line).line,
                )
                context.cells.fault(event.rows[0], "quantity", message)
                doubtful.add(id(event))
    return [event for event in events if id(event) not in doubtful]


def matcher_of(context: ImportContext, importer: EntryImporter, events: list[SheetEntry]) -> Matcher:
    """Return the matcher that finds recorded entries for events of the sheet."""
    default = catalogue.default_store(context.database).code if importer.has_store else None
    sheet, source = context.cells.sheet, context.request.source
    columns = frozenset(sheet.columns)
    return Matcher(context.database, importer.type, events, default, columns, source, sheet.keyed_days)


def job_of(context: ImportContext, importer: EntryImporter, matcher: Matcher, event: SheetEntry) -> Job:
    """Return the job that logs an event of the sheet, unless it is already recorded."""
    lines = zip(event.lines, event.line_rows, strict=True)
    causes: dict[object, tuple[SourceRow, str]] = {line: (row, "quantity") for line, row in lines}
    return Job(event.rows, partial(_record, context, importer, matcher, event), causes)


def skip_voided() -> Done:
    """Return the result of a row marked as voided."""
    return Done(False, messages=(Message("It is voided in the sheet and was skipped."),))


def _record(context: ImportContext, importer: EntryImporter, matcher: Matcher, event: SheetEntry) -> Done | None:
    resolved = _resolve(context, importer, event)
    return None if resolved is None else _record_resolved(context, importer, matcher, resolved)


def _record_resolved(context: ImportContext, importer: EntryImporter, matcher: Matcher, event: SheetEntry) -> Done:
    """Log an event with known names, unless it is already recorded."""
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
        replaces=matcher.replaced_by(event),
        quiet=True,
    )
    logged = importer.log(context.command, event, particulars)
    return Done(True, (*event.messages, *(message for entry in logged for message in entry.messages)))


def _resolve(context: ImportContext, importer: EntryImporter, event: SheetEntry) -> SheetEntry | None:
    """Return the event with the codes of its places, adding missing places and items if allowed.

    Returns None, adding faults, for unknown names.
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
    """Return the index of the first line with the item of an earlier one, or a run of it."""
    for count in range(1, len(lines)):
        try:
            check_distinct(lines[:count])
        except WrongUsage:
            return count - 1
    return len(lines) - 1


def _log_shipment(command: Command, event: SheetEntry, particulars: Particulars) -> list[Entry]:
    same_day = event.received_on == event.day
    shipment = Shipment(event.place, event.lines, event.store, event.carrier, received=same_day, costs=event.costs)
    entry = log_shipment(command, shipment, particulars)
    if event.received_on is None or same_day or entry.number is None:
        return [entry]
    of_receipt = Particulars(particulars.clerk, event.received_on, event.reference, quiet=True)
    return [entry, log_receipt(command, Arrival(entry.number), of_receipt)]


def _log_return(command: Command, event: SheetEntry, particulars: Particulars) -> list[Entry]:
    return [log_return(command, Departure(event.place, event.lines, event.store), particulars)]


def _log_handout(command: Command, event: SheetEntry, particulars: Particulars) -> list[Entry]:
    return [log_handout(command, Departure(event.place, event.lines, audience=event.audience), particulars)]


def _log_count(command: Command, event: SheetEntry, particulars: Particulars) -> list[Entry]:
    return [log_count(command, Count(event.place, event.lines), particulars)]


AS_RETURN = EntryImporter(EntryType.RETURN, _log_return)
"""The importer of returns, including those among shipments."""

SHIPMENTS = ImportTable(
    REQUIRED,
    optional=(*OPTIONAL, *OF_SHIPMENTS, PROPOSED),
    ignored=("received", "lost", "days", "here", "in_transit", "requested", "low", "high", "wanted"),
    jobs=_shipments,
    has_keys=True,
    in_sets="ship",
)
RETURNS = ImportTable(REQUIRED, OPTIONAL, ignored=(), jobs=_returns, has_keys=True, in_sets="return")
HANDOUTS = ImportTable(REQUIRED, (*OPTIONAL, "audience"), ignored=(), jobs=_handouts, has_keys=True, in_sets="handout")
COUNTS = ImportTable(REQUIRED, OPTIONAL, ignored=("title",), jobs=_counts, has_keys=True)
