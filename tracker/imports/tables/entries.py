"""Import shipments, returns, handouts and counts: plain ones together, all others one by one."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from tracker.errors import Refused, WrongUsage
from tracker.imports.corrections import correct
from tracker.imports.entry_columns import OF_SHIPMENTS, OPTIONAL, REQUIRED, EntryColumns, NamedPlace, SheetEntry
from tracker.imports.jobs import Done, EndOfDay, Flow, ImportContext, ImportTable, Job, Known, Step
from tracker.imports.matching import WITH_STORE, Matcher
from tracker.imports.plain_entries import PlainEntries
from tracker.imports.rows import SourceRow
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
from tracker.store import catalogue
from tracker.store.entry_contents import arrived_on


def _jobs(context: ImportContext, kind: EntryType) -> Iterator[Step]:
    """Yield the plain entries of a sheet together, and the steps for each of the others, oldest first."""
    sheet = context.cells.sheet
    columns = EntryColumns(context, kind)
    for row in sorted(columns.voided):
        yield Known((sheet.rows[row],), _VOIDED)
    entries = columns.entries()
    if kind is EntryType.COUNT:
        entries = _without_ambiguous(context, entries)
    matcher = Matcher(context, sheet.columns)
    matcher.look_up(entries)
    correct(context, entries, matcher)
    plain, day, last = PlainEntries(context, columns, matcher, kind), context.day, ""
    context.afterwards.append(plain.describe_slips)
    for entry in entries:
        if day.refused and entry.day != last:
            if day.replenished:
                yield plain.write()
            yield EndOfDay()
        if (known := _known(context, matcher, entry)) is not None:
            yield Known(columns.source_rows(entry), Done(False, entry=known))
        elif kind is EntryType.COUNT or entry.kind is not kind or columns.is_in_part(entry) or not plain.record(entry):
            last = entry.day
            yield plain.write()
            yield _job(context, columns, matcher, entry)
        elif plain.is_full:
            yield plain.write()
    yield plain.write()


_VOIDED = Done(False, messages=(Message("The entry is voided in the sheet and was skipped."),))


def _known(context: ImportContext, matcher: Matcher, entry: SheetEntry) -> int | None:
    """Return the recorded entry equal to one of the sheet, or None if there is none or it arrived on another date."""
    number = matcher.standing(entry)
    if number and entry.arrival and entry.kind is EntryType.SHIP:
        return number if arrived_on(context.database, number) == entry.arrival else None
    return number


def _job(context: ImportContext, columns: EntryColumns, matcher: Matcher, entry: SheetEntry) -> Job:
    """Return the job that logs an entry."""
    rows, summed = columns.source_rows(entry), columns.summed(entry)
    causes: dict[object, tuple[SourceRow, str]] = {
        line: (row, "quantity") for line, row in zip(summed.lines, summed.rows, strict=True)
    }
    do = partial(_record, context, columns, matcher, entry, rows[0], summed)
    if context.request.table != "shipments":
        return Job(rows, do, causes)
    store, to, day = match_key(matcher.store(entry)), match_key(entry.place.code), entry.day
    replaced = matcher.replaced_by(entry)
    before = replaced.quantities if replaced else {}
    if entry.kind is EntryType.RETURN:
        return Job(rows, do, causes, takes_from=to, brings_to=store, flows=_flows(store, summed, before, day, 1))
    flows = _flows(store, summed, before, day, -1)
    if entry.arrival is not None:
        flows += _flows(to, summed, before, entry.arrival, 1)
    return Job(rows, do, causes, takes_from=store, brings_to=to if entry.arrival == day else None, flows=flows)


def _flows(place: str, summed: Summed, before: Mapping[str, int], day: str, sign: int) -> tuple[Flow, ...]:
    """Return the copies entering or leaving a place beyond those of the replaced entry, given by run.

    Lines of a print run are left out: copies missing of one run cannot have come from another.
    """
    on, replaced = date.fromisoformat(day), Counter[str]()
    for run, copies in before.items():
        replaced[run.rpartition("/")[0].casefold()] += copies
    return tuple(
        Flow(place, str(line.what), on, sign * (line.quantity - replaced[str(line.what).casefold()]))
        for line in summed.lines
        if isinstance(line.what, ItemCode)
    )


def _without_ambiguous(context: ImportContext, entries: Sequence[SheetEntry]) -> list[SheetEntry]:
    """Return the counts without ambiguous ones, whose lines each get a fault.

    These have no reference, and the same place, day and item: shelves to add up, or a better count.
    """
    sheet = context.cells.sheet
    same: dict[tuple[str, str, str], list[int]] = {}
    for entry in entries:
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
    return [entry for entry in entries if entry.first not in doubtful]


def _record(
    context: ImportContext, columns: EntryColumns, matcher: Matcher, entry: SheetEntry, first: SourceRow, summed: Summed
) -> Done | None:
    """Log an entry unless it is already recorded; return None, adding faults, for an unknown name."""
    if (resolved := _resolve(context, entry, first, summed)) is None:
        return None
    if (known := matcher.find(resolved)) is not None:
        return known
    if columns.is_in_part(entry):
        columns.refuse_in_part(entry)
        return None
    reference, carrier, note = (text or None for text in entry.texts)
    replaced = matcher.replaced_by(entry)
    particulars = Particulars(
        context.request.clerk,
        date.fromisoformat(entry.day),
        reference,
        note,
        row_key=matcher.key(resolved),
        carrier=carrier,
        replaces=replaced and replaced.number,
        quiet=True,
    )
    logged = _LOGS[entry.kind](context.command, resolved, summed.lines, particulars)
    return Done(True, (*summed.messages, *(message for each in logged for message in each.messages)))


def _resolve(context: ImportContext, entry: SheetEntry, first: SourceRow, summed: Summed) -> SheetEntry | None:
    """Return the entry with its places, after adding missing places and items that may be added."""
    names, cells, database = context.names, context.cells, context.database
    faults = len(cells.faults)
    try:
        code = names.find_or_add_place(entry.place.code)
        entry = entry._replace(place=NamedPlace(code, catalogue.place(database, code)))
    except (Refused, WrongUsage) as refusal:
        about = refusal.about if isinstance(refusal, Refused) else None
        cells.fault(first, str(about or "place"), refusal.message)
    if entry.store is not None and entry.kind in WITH_STORE:
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
        cells.fault(first, None, refusal.message)
    return entry if len(cells.faults) == faults else None


def _log_shipment(
    command: Command, entry: SheetEntry, lines: tuple[Line, ...], particulars: Particulars
) -> list[Entry]:
    same_day = entry.arrival == entry.day
    store = entry.store.code if entry.store else None
    shipment = Shipment(entry.place.code, lines, store, particulars.carrier, received=same_day, costs=entry.costs)
    sent = log_shipment(command, shipment, particulars)
    if entry.arrival is None or same_day or sent.number is None:
        return [sent]
    if particulars.replaces is not None and arrived_on(command.database, sent.number) == entry.arrival:
        return [sent]  # its receipt was recorded again with it
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


_LOGS = {
    EntryType.SHIP: _log_shipment,
    EntryType.RETURN: _log_return,
    EntryType.HANDOUT: _log_handout,
    EntryType.COUNT: _log_count,
}


def _table(kind: EntryType, optional: tuple[str, ...] = (), ignored: tuple[str, ...] = ()) -> ImportTable:
    jobs, in_sets = partial(_jobs, kind=kind), "" if kind is EntryType.COUNT else kind.value
    return ImportTable(REQUIRED, (*OPTIONAL, *optional), ignored, jobs, has_keys=True, in_sets=in_sets)


SHIPMENTS = _table(
    EntryType.SHIP,
    (*OF_SHIPMENTS, PROPOSED),
    ignored=("received", "lost", "days", "here", "in_transit", "requested", "low", "high", "wanted"),
)
RETURNS = _table(EntryType.RETURN)
HANDOUTS = _table(EntryType.HANDOUT, ("audience",))
COUNTS = _table(EntryType.COUNT, ignored=("title",))
