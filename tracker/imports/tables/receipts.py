"""Import receipts: copies that places received of shipments, identified by number or reference."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import NamedTuple

from tracker.errors import AmbiguousName, NotOutstanding, Refused, UnknownName, WrongRow
from tracker.imports.entry_columns import parse_number
from tracker.imports.jobs import Done, ImportContext, ImportTable, Job, Known, Step
from tracker.imports.matching import Turns, content_key, known_row
from tracker.imports.names import read_item
from tracker.imports.rows import REST_OF, SourceRow, in_one_line, parse_rest_of
from tracker.imports.totals import Summed, added_up
from tracker.ledger.receipts import Arrival, log_receipt, outstanding_of
from tracker.ledger.state import State
from tracker.messages import Message, both
from tracker.model.codes import ItemCode, RunCode, parse_item, parse_short_code, written_alike
from tracker.model.dates import today
from tracker.model.entries import EntryType, Particulars
from tracker.model.quantities import Line
from tracker.model.text import match_key
from tracker.store import catalogue, entries, entry_contents
from tracker.store.connection import Database
from tracker.store.entry_contents import EntryContent, received_by_item
from tracker.store.keys import KnownEntry, RowKeys


class ReceiptGroup(NamedTuple):
    """The common values of a receipt's rows."""

    shipment: int | str
    """Its number or, for an unknown shipment, the text in the sheet."""
    day: date | None
    """None if the sheet has no date: it was received today."""


class Acknowledged(NamedTuple):
    """A row: the item and number of copies received. None means everything outstanding."""

    row: SourceRow
    what: ItemCode | RunCode | None
    quantity: int | None
    reference: str | None
    note: str | None

    @property
    def item(self) -> str:
        """The item in lower case."""
        return str(self.what.item if isinstance(self.what, RunCode) else self.what or "").casefold()


@dataclass
class ReceiptSheet:
    """The shared context of a sheet's jobs."""

    keys: RowKeys
    by_reference: dict[str, list[int]]
    """The valid shipments with references in the sheet, by match_key."""
    turns: Turns

    def key(self, context: ImportContext, group: ReceiptGroup, arrived: list[Acknowledged]) -> str:
        """Return the key of a receipt, never changing: a digest of its content, and its ordinal among equal ones."""
        texts = str(group.shipment), arrived[0].reference, note_of(arrived)
        lines = sorted(f"{part.what or ''}={part.quantity or ''}".casefold() for part in arrived)
        digest = content_key("receive", str(group.day or ""), "", "", texts, lines, context.request.source)
        return self.turns.key(digest, parse_rest_of(arrived[0].row.cell(REST_OF)))


def note_of(arrived: Iterable[Acknowledged]) -> str | None:
    """Return the combined notes of a receipt's rows, or None."""
    return "; ".join(dict.fromkeys(part.note for part in arrived if part.note)) or None


def _steps(
    context: ImportContext, receipts: ReceiptSheet, group: ReceiptGroup, arrived: list[Acknowledged]
) -> Iterator[Step]:
    """Yield the step for the rows of a receipt, after those for rows that an earlier import recorded with others."""
    database, shipment, source = context.database, int(group.shipment), context.request.source
    day, key, reference = group.day, receipts.key(context, group, arrived), arrived[0].reference
    imported = entry_contents.imported_receipts(
        database, shipment, None if day is None else str(day), source and match_key(source)
    )
    is_known = bool(receipts.keys.entries_of([key])[0])
    for number in imported if not is_known else ():
        first = entry_contents.read_content(database, number)
        replacement = receipts.keys.replacement_of(number) if first.voided else number
        now = None if replacement is None else entry_contents.read_content(database, replacement)
        for item, copies in _copies_by_item(first).items() if first.reference == reference else ():
            rows = [part for part in arrived if part.item == item]
            of_item = tuple(part.row for part in rows)
            if rows and _has_arrived(context, group, rows, {copies, now and _copies_by_item(now).get(item)}):
                yield Known(of_item, known_row(receipts.keys, KnownEntry(number, first.voided)))
            elif rows and now is not None:
                yield Job(of_item, partial(_refuse, rows[0], now))
            else:
                continue
            arrived = [part for part in arrived if part.item != item]
    if arrived:
        key = receipts.key(context, group, arrived) if imported and not is_known else key
        yield Job(tuple(part.row for part in arrived), partial(_record, context, receipts.keys, group, arrived, key))


def _has_arrived(
    context: ImportContext, group: ReceiptGroup, rows: list[Acknowledged], copies: set[int | None]
) -> bool:
    """Return whether an item's rows have one of these numbers of copies, or everything and nothing is outstanding."""
    if (what := rows[0].what) and rows[0].quantity is None:
        state = State(context.database, context.command.holdings)
        return outstanding_of(state, int(group.shipment), what, group.day or today()) == 0
    return sum(part.quantity or 0 for part in rows) in copies


def _copies_by_item(content: EntryContent) -> dict[str, int]:
    copies: dict[str, int] = {}
    for run, quantity in content.quantities.items():
        item = run.casefold().rpartition("/")[0]
        copies[item] = copies.get(item, 0) + quantity
    return copies


_REQUIRED = ("shipment",)


def _jobs(context: ImportContext) -> Iterator[Step]:
    """Yield the steps for each receipt of a sheet, oldest first."""
    sheet = context.cells.sheet
    keys = RowKeys(context.database)
    named = (word for row in sheet.rows for word in _sought(_named(row)))
    by_reference = entry_contents.standing_by_reference(context.database, EntryType.SHIP.value, named)
    receipts = ReceiptSheet(keys, by_reference, Turns(keys))
    groups: dict[ReceiptGroup, dict[int, Acknowledged | None]] = {}
    undated: set[int | str] = set()
    for row in sheet.rows:
        group, arrived = _read(context, receipts, row)
        groups.setdefault(group, {})[row.line] = arrived
        if group.day is None and row.cell("date"):
            undated.add(group.shipment)
    refused: dict[object, list[int]] = {}
    for group, rows in groups.items():
        if group.shipment in undated:
            refused.setdefault(group.shipment, []).extend(rows)
        elif None in rows.values():
            refused[group] = list(rows)
    context.cells.refused_together += refused.values()
    for group in sorted(groups, key=lambda group: group.day or today()):
        if not (group in refused or group.shipment in refused):
            yield from _steps(context, receipts, group, list(filter(None, groups[group].values())))


def _named(row: SourceRow) -> str:
    return in_one_line(row.cell("shipment"))


def _read(context: ImportContext, receipts: ReceiptSheet, row: SourceRow) -> tuple[ReceiptGroup, Acknowledged | None]:
    cells, names, faults = context.cells, context.names, len(context.cells.faults)
    cells.has_all(row, _REQUIRED)
    day = cells.day(row, "date", context.request.dates)
    place = cells.optional(row, "place", names.find_place)
    what = read_item(cells, names, row)
    quantity = cells.optional(row, "quantity", cells.quantity)
    reference, note = cells.text(row, "reference"), cells.text(row, "note")
    shipment = None
    if row.cell("shipment"):
        try:
            shipment = _find_shipment(context.database, receipts.by_reference, _named(row), place)
        except Refused as refusal:
            cells.fault(row, "shipment", refusal.message)
    names_item = row.cell("item") or row.cell("booklet")
    if shipment is not None and quantity is not None and not names_item:
        what = _only_item(context, row, shipment)
    group = ReceiptGroup(shipment or match_key(_named(row)), day)
    if shipment is None or len(cells.faults) > faults:
        return group, None
    return group, Acknowledged(row, what, quantity, reference, note)


def _only_item(context: ImportContext, row: SourceRow, shipment: int) -> ItemCode | None:
    items = entry_contents.items_of(context.database, shipment)
    if len(items) == 1:
        return parse_item(items[0])
    message = Message("Shipment {shipment} has {items}; enter one of them.", shipment=shipment, items=both(items))
    context.cells.fault(row, "item", message)
    return None


def _record(
    context: ImportContext, keys: RowKeys, group: ReceiptGroup, arrived: list[Acknowledged], key: str
) -> Done | None:
    """Log a receipt, unless it is already recorded; return None, adding a fault, for too many copies."""
    shipment, day = int(group.shipment), group.day
    if existing := keys.entries_of([key])[0].get(key):
        return known_row(keys, existing)
    summed = _lines(context, shipment, day or today(), arrived)
    clerk, reference = context.request.clerk, arrived[0].reference
    particulars = Particulars(clerk, day, reference, note_of(arrived), row_key=key, quiet=True)
    try:
        entry = log_receipt(context.command, Arrival(shipment, summed.lines), particulars)
    except Refused as refusal:
        if refusal.about not in summed.lines:
            raise
        context.cells.fault(summed.rows[summed.lines.index(refusal.about)], "quantity", refusal.message)
        return None
    undated = () if day else (_UNDATED.given(day=today()),)
    return Done(True, messages=(*undated, *summed.messages, *entry.messages))


def _refuse(part: Acknowledged, now: EntryContent) -> None:
    """Raise Refused for rows of an item imported before, now with other copies, that would count twice."""
    raise WrongRow(
        "Entry {entry} of the same sheet has {copies} of {item}. Run 'tracker fix {entry}'; or, if more were "
        "received that day, import this row alone with --source NAME.",
        entry=now.number,
        copies=_copies_by_item(now).get(part.item, 0),
        item=part.what.item if isinstance(part.what, RunCode) else part.what,
    ).concerning("quantity")


_UNDATED = Message("The row has no date, so it is recorded as received today, {day}.")


def _lines(context: ImportContext, shipment: int, day: date, arrived: list[Acknowledged]) -> Summed:
    """Return the copies received of a shipment; no lines for everything outstanding."""
    some = [part for part in arrived if part.what is not None]
    if not some:
        return Summed((), (), ())
    if len(some) < len(arrived):
        raise WrongRow(
            "Shipment {shipment} has a row for everything and one for an item; remove one of them.", shipment=shipment
        )
    state = State(context.database, context.command.holdings)
    return added_up(((part.row, _line(state, shipment, day, part)) for part in some), context.cells.sheet.numbering)


def _line(state: State, shipment: int, day: date, part: Acknowledged) -> Line:
    """Return the copies received: by default all that were outstanding on the day."""
    assert part.what is not None  # noqa: S101  (checked before)
    if part.quantity is not None:
        return Line(part.what, part.quantity)
    copies = outstanding_of(state, shipment, part.what, day)
    if copies == 0:
        raise NotOutstanding(
            "Shipment {shipment} has no copies of {item} outstanding.", shipment=shipment, item=part.what
        )
    return Line(part.what, copies)


# The shipment of a row: by number, or by the reference of a valid one.


def _find_shipment(database: Database, by_reference: Mapping[str, Sequence[int]], text: str, place: str | None) -> int:
    """Return the shipment to the place with this number, short code or valid reference."""
    number = parse_number(text) or _coded(text, by_reference)
    is_number = number is not None and entry_contents.type_of(database, number) == EntryType.SHIP.value
    by_number = [number] if is_number and number is not None else []
    words = _sought(text) if is_number else (match_key(text),)
    found = list(dict.fromkeys([*by_number, *(each for word in words for each in by_reference.get(word, ()))]))
    matching = [each for each in found if place is None or _shipment_place(database, each) == place]
    if len(matching) == 1:
        return matching[0]
    if found and not matching:
        raise WrongRow(
            "Shipment {shipment} was sent to {other}, not {place}.",
            shipment=text,
            other=both(_shipment_place(database, each) for each in found),
            place=place,
        )
    if not matching:
        raise UnknownName(
            "No shipment has the number or reference '{shipment}'; see 'tracker shipments'.", shipment=text
        )
    if is_number:
        raise AmbiguousName(
            "'{text}' is shipment {number}, and the reference of shipment {others}; log the receipt with 'tracker "
            "receive'.",
            text=text,
            number=number,
            others=both(each for each in matching if each != number),
        )
    raise AmbiguousName(
        "Shipments {shipments} share the reference '{reference}'; enter a number, or the place in a column.",
        shipments=both(matching),
        reference=text,
    )


def _coded(text: str, by_reference: Mapping[str, Sequence[int]]) -> int | None:
    """Return the number in a short code such as 255-K. Raises Refused for a wrong letter, unless a reference."""
    code = parse_short_code(text)
    if code is not None and not code.is_right:
        if match_key(text) in by_reference:
            return None
        raise WrongRow(
            "'{code}' is neither a reference nor a short code: its letter does not match {number}. Check the paper.",
            code=text,
            number=code.number,
        )
    return None if code is None else code.number


def _sought(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(match_key, written_alike(text))))


def _shipment_place(database: Database, shipment: int) -> str:
    return catalogue.place_by_id(database, entries.place_of(database, shipment)).code


RECEIPTS = ImportTable(
    _REQUIRED,
    optional=("date", "item", "booklet", "language", "quantity", "place", "reference", "note"),
    ignored=("title", "sent", "entry"),
    jobs=_jobs,
    has_keys=True,
    copies=lambda context, first: received_by_item(context.database, first, context.command.next_entry - 1),
)
