"""Import shipments, returns, handouts and counts: plain ones together, all others one by one."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from tracker.errors import Refused, WrongUsage
from tracker.imports.corrections import KeyedEntry, correct
from tracker.imports.entry_columns import (
    OF_SHIPMENTS,
    OPTIONAL,
    REQUIRED,
    EntryColumns,
    NamedPlace,
    SheetEntry,
    needed,
)
from tracker.imports.jobs import Done, EndOfDay, Flow, ImportContext, ImportTable, Job, Known, Step
from tracker.imports.matching import Matcher
from tracker.imports.plain_entries import CHUNK, PlainEntries
from tracker.imports.rows import SourceRow
from tracker.imports.sources import require
from tracker.imports.totals import Summed
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
from tracker.store import bulk, catalogue, entry_contents
from tracker.store.entry_contents import arrived_on
from tracker.store.keys import RowKeys, entries_of

_Log = Callable[[Command, SheetEntry, tuple[Line, ...], Particulars], list[Entry]]


class EntryImporter(NamedTuple):
    """An importer of one entry type: its function, and whether it has a store."""

    type: EntryType
    log: _Log
    has_store: bool = True


def _returns(context: ImportContext) -> Iterator[Step]:
    """Yield the steps for the returns of a sheet, oldest first."""
    return _many(context, AS_RETURN)


def _handouts(context: ImportContext) -> Iterator[Step]:
    """Yield the steps for the handouts of a sheet, oldest first."""
    return _many(context, EntryImporter(EntryType.HANDOUT, _log_handout, has_store=False))


def _shipments(context: ImportContext) -> Iterator[Step]:
    """Yield the steps for the shipments of a sheet, oldest first."""
    return _many(context, EntryImporter(EntryType.SHIP, _log_shipment))


def _counts(context: ImportContext) -> Iterator[Step]:
    """Yield the steps for the counts of a sheet, oldest first. Several of one day and item are not added up: only the
    last would be valid.
    """
    return _many(context, EntryImporter(EntryType.COUNT, _log_count, has_store=False))


def _many(context: ImportContext, importer: EntryImporter) -> Iterator[Step]:
    """Yield the plain entries of a sheet together, and the steps for each of the others, oldest first."""
    sheet = context.cells.sheet
    require(sheet, needed(sheet))
    columns = EntryColumns(context)
    for row in sorted(columns.voided):
        yield Known((sheet.rows[row],), _VOIDED)
    order = columns.order
    if importer.type is EntryType.COUNT:
        order = _without_ambiguous(context, columns)
    entries = _Entries(context, columns, importer, order)
    for start in range(0, len(order), CHUNK):
        yield from entries.become(order[start : start + CHUNK])


_VOIDED = Done(False, messages=(Message("The entry is voided in the sheet and was skipped."),))


class _Entries:
    """Determines the steps for the entries of a sheet, in order."""

    def __init__(
        self, context: ImportContext, columns: EntryColumns, importer: EntryImporter, order: Sequence[int]
    ) -> None:
        """Find the entries that may already be in the ledger."""
        self._context, self._columns, self._importer = context, columns, importer
        self._is_sent = importer.type is EntryType.SHIP
        self._matcher, self._returns = self._matcher_of(importer), self._matcher_of(AS_RETURN)
        """The second one is for returned copies among shipments."""
        limits = bulk.limits(context.database, importer.type.value)
        found, sharing, keyed = dict[str, int | None](), set[int](), list[KeyedEntry]()
        if limits.has_rows or columns.returned:
            keyed = [self._keyed(entry) for entry in columns.entries(order)]
            found, sharing = entries_of(context.database, [each.key for each in keyed if each.key])
        self._standing = {each.entry.first: number for each in keyed if (number := found.get(each.key))}
        """The recorded entries found by key, by first row."""
        doubtful = {each.entry.first for each in keyed if each.key in found}
        named = self._with_known_reference().intersection(order)
        matched = set(self._standing.values())
        self._matcher.compare(columns.entries(sorted(named - self._standing.keys() - columns.returned)), matched)
        self._returns.compare(
            columns.entries(sorted(columns.returned.intersection(order) - self._standing.keys())), matched
        )
        standing = {each.key: number for each in keyed if (number := found.get(each.key))}
        changed = correct(context, keyed, standing, sharing)
        for first in changed:
            self._standing.pop(first, None)
        doubtful |= named | changed
        self._plain = PlainEntries(context, columns, self._matcher, limits, doubtful, has_store=importer.has_store)
        self._day = ""
        """The date of the last entry that was not plain."""
        context.afterwards.append(self._plain.describe_slips)

    def _matcher_of(self, importer: EntryImporter) -> Matcher:
        """Return the matcher that finds recorded entries."""
        database, sheet = self._context.database, self._context.cells.sheet
        default = catalogue.default_store(database).code if importer.has_store else None
        return Matcher(
            database, importer.type, default, sheet, self._context.request.source, differ=self._columns.differ
        )

    def _keyed(self, entry: SheetEntry) -> KeyedEntry:
        """Return an entry with its key, or "" while one of its places does not exist."""
        is_return = entry.first in self._columns.returned
        matcher = self._returns if is_return else self._matcher
        is_there = all(named is None or self._columns.find(named) for named in (entry.place, entry.store))
        return KeyedEntry(entry, matcher.key(entry) if is_there else "", matcher)

    def _with_known_reference(self) -> set[int]:
        """Return the rows with the reference of a recorded entry that has not been taken back."""
        database, columns = self._context.database, self._columns
        references, is_taken_back = filter(None, columns.keys()), RowKeys(database).is_taken_back
        known = entry_contents.numbers_by_reference(database, self._importer.type.value, references, is_taken_back)
        return {row for row, key in enumerate(columns.keys()) if key in known} if known else set()

    def become(self, firsts: Sequence[int]) -> Iterator[Step]:
        """Yield the steps for the next entries, given by first rows."""
        plain, day, returned = self._plain, self._context.day, self._columns.returned
        for entry in self._columns.entries(firsts):
            if day.refused and entry.day != self._day:
                if day.replenished:
                    yield plain.write()
                yield EndOfDay()
            known = self._known(entry)
            if known is not None:
                yield known
            elif self._importer.type is EntryType.COUNT or entry.first in returned or not plain.record(entry):
                self._day = entry.day
                yield plain.write()
                yield self._job(entry)
        yield plain.write()

    def _known(self, entry: SheetEntry) -> Known | None:
        """Return the step for an entry already in the ledger, or None for any other."""
        number = self._standing.get(entry.first)
        if number is None:
            return None
        if entry.arrival and self._is_sent and arrived_on(self._context.database, number) != entry.arrival:
            return None
        return Known(self._columns.source_rows(entry), Done(False, entry=number))

    def _job(self, entry: SheetEntry) -> Job:
        """Return the job that logs an entry.

        A shipment is retried if others of its day bring copies to its store, and a return among shipments if others
        bring copies to its place. `store` is that of the row.
        """
        columns, is_return = self._columns, entry.first in self._columns.returned
        matcher, importer = (self._returns, AS_RETURN) if is_return else (self._matcher, self._importer)
        rows, summed = columns.source_rows(entry), columns.summed(entry)
        causes: dict[object, tuple[SourceRow, str]] = {
            line: (row, "quantity") for line, row in zip(summed.lines, summed.rows, strict=True)
        }
        do = partial(_record, self._context, importer, matcher, entry, rows[0], summed)
        if not self._is_sent:
            return Job(rows, do, causes)
        store, to, day = match_key(matcher.store(entry)), match_key(entry.place.code), entry.day
        if is_return:
            return Job(rows, do, causes, takes_from=to, brings_to=store, flows=_flows(store, summed, day, 1))
        flows = _flows(store, summed, day, -1)
        if entry.arrival is not None:
            flows += _flows(to, summed, entry.arrival, 1)
        return Job(rows, do, causes, takes_from=store, brings_to=to if entry.arrival == day else None, flows=flows)


def _flows(place: str, summed: Summed, day: str, sign: int) -> tuple[Flow, ...]:
    """Return the copies entering or leaving a place, for lines without a print run. Copies missing of one run cannot
    have come from another.
    """
    on = date.fromisoformat(day)
    return tuple(
        Flow(place, str(line.what), on, sign * line.quantity)
        for line in summed.lines
        if isinstance(line.what, ItemCode)
    )


def _without_ambiguous(context: ImportContext, columns: EntryColumns) -> list[int]:
    """Return the counts without ambiguous ones, whose lines each get a fault.

    These have no reference, and the same place, day and item: shelves to add up, or a better count.
    """
    sheet = context.cells.sheet
    same: dict[tuple[str, str, str], list[int]] = {}
    for entry in columns.entries(columns.order):
        for item, _ in () if entry.texts[0] else entry.lines:
            same.setdefault((match_key(entry.place.code), entry.day, item.name), []).append(entry.first)
    doubtful: set[int] = set()
    for alike in same.values():
        for first, other in zip(alike, [*alike[1:], alike[0]], strict=True):
            if first != other:
                message = Message(
                    "Line {line} counts the same item there on that day; to add them up, give both the same "
                    "reference, otherwise remove one.",
                    line=sheet.numbering.origin(sheet.rows[other].line).line,
                )
                context.cells.fault(sheet.rows[first], "quantity", message)
                doubtful.add(first)
    return [first for first in columns.order if first not in doubtful]


def _record(
    context: ImportContext,
    importer: EntryImporter,
    matcher: Matcher,
    entry: SheetEntry,
    first: SourceRow,
    summed: Summed,
) -> Done | None:
    """Log an entry unless it is already recorded; return None, adding faults, for an unknown name."""
    if (resolved := _resolve(context, importer, entry, first, summed)) is None:
        return None
    key = matcher.key(resolved)
    match = matcher.find(resolved, key)
    if match is not None:
        return match.done
    reference, carrier, note = (text or None for text in entry.texts)
    particulars = Particulars(
        context.request.clerk,
        date.fromisoformat(entry.day),
        reference,
        note,
        row_key=key,
        carrier=carrier,
        replaces=matcher.replaced_by(entry),
        quiet=True,
    )
    logged = importer.log(context.command, resolved, summed.lines, particulars)
    return Done(True, (*summed.messages, *(message for each in logged for message in each.messages)))


def _resolve(
    context: ImportContext, importer: EntryImporter, entry: SheetEntry, first: SourceRow, summed: Summed
) -> SheetEntry | None:
    """Return the entry with its places, after adding missing places and items that may be added.

    Returns None, adding faults, for unknown names.
    """
    names, cells, database = context.names, context.cells, context.database
    faults = len(cells.faults)
    try:
        code = names.find_or_add_place(entry.place.code)
        entry = entry._replace(place=NamedPlace(code, catalogue.place(database, code)))
    except (Refused, WrongUsage) as refusal:
        about = refusal.about if isinstance(refusal, Refused) else None
        cells.fault(first, str(about or "place"), refusal.message)
    if entry.store is not None and importer.has_store:
        try:
            store = find_store(database, names.find_or_add_place(entry.store.code), date.fromisoformat(entry.day))
            entry = entry._replace(store=NamedPlace(store.code, store))
        except (Refused, WrongUsage) as refusal:
            cells.fault(first, "store", refusal.message)
    for line, row in zip(summed.lines, summed.rows, strict=True):
        try:
            names.find_or_add_item(line.what)
        except (Refused, WrongUsage) as refusal:
            cells.fault(row, "item", refusal.message)
    try:
        check_distinct(summed.lines)
    except WrongUsage as refusal:
        cells.fault(summed.rows[_repeated(summed.lines)], "item", refusal.message)
    return entry if len(cells.faults) == faults else None


def _repeated(lines: tuple[Line, ...]) -> int:
    """Return the index of the first line whose item or run is in an earlier line."""
    for count in range(1, len(lines)):
        try:
            check_distinct(lines[:count])
        except WrongUsage:
            return count - 1
    return len(lines) - 1


def _log_shipment(
    command: Command, entry: SheetEntry, lines: tuple[Line, ...], particulars: Particulars
) -> list[Entry]:
    same_day = entry.arrival == entry.day
    store = entry.store.code if entry.store else None
    shipment = Shipment(entry.place.code, lines, store, particulars.carrier, received=same_day, costs=entry.costs)
    sent = log_shipment(command, shipment, particulars)
    if entry.arrival is None or same_day or sent.number is None:
        return [sent]
    arrived = date.fromisoformat(entry.arrival)
    of_receipt = Particulars(particulars.clerk, arrived, particulars.reference, quiet=True)
    return [sent, log_receipt(command, Arrival(sent.number), of_receipt)]


def _log_return(command: Command, entry: SheetEntry, lines: tuple[Line, ...], particulars: Particulars) -> list[Entry]:
    store = entry.store.code if entry.store else None
    return [log_return(command, Departure(entry.place.code, lines, store), particulars)]


def _log_handout(command: Command, entry: SheetEntry, lines: tuple[Line, ...], particulars: Particulars) -> list[Entry]:
    return [log_handout(command, Departure(entry.place.code, lines, audience=entry.audience), particulars)]


def _log_count(command: Command, entry: SheetEntry, lines: tuple[Line, ...], particulars: Particulars) -> list[Entry]:
    return [log_count(command, Count(entry.place.code, lines), particulars)]


AS_RETURN = EntryImporter(EntryType.RETURN, _log_return)
"""The importer of returns, including those among shipments."""

SHIPMENTS = ImportTable(
    REQUIRED,
    optional=(*OPTIONAL, *OF_SHIPMENTS, PROPOSED),
    ignored=("received", "lost", "days", "here", "in_transit", "requested", "low", "high", "wanted"),
    jobs=_shipments,
    has_keys=True,
    in_sets=True,
)
RETURNS = ImportTable(REQUIRED, OPTIONAL, ignored=(), jobs=_returns, has_keys=True, in_sets=True)
HANDOUTS = ImportTable(REQUIRED, (*OPTIONAL, "audience"), ignored=(), jobs=_handouts, has_keys=True, in_sets=True)
COUNTS = ImportTable(REQUIRED, OPTIONAL, ignored=("title",), jobs=_counts, has_keys=True)
