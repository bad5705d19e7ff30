"""Importing receipts: what places say has arrived of shipments, which are named by number or by reference."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import NamedTuple

from tracker.errors import Refused
from tracker.imports.cells import in_one_line
from tracker.imports.entry_rows import parse_number
from tracker.imports.jobs import Done, ImportContext, ImportTable, Job
from tracker.imports.matching import content_key, row_key, voided_later
from tracker.imports.parsing import parse_sheet_quantity
from tracker.imports.rows import SourceRow
from tracker.imports.sources import require
from tracker.ledger.receipts import Arrival, log_receipt
from tracker.messages import Message, both
from tracker.model.codes import ItemCode, RunCode, parse_item
from tracker.model.dates import today
from tracker.model.entries import EntryType, Particulars
from tracker.model.quantities import Line
from tracker.model.text import match_key
from tracker.store import catalogue, entries, entry_contents
from tracker.store.row_keys import RowKeys

_REQUIRED = ("shipment",)


class _Group(NamedTuple):
    """What the rows of one receipt share."""

    shipment: str
    """The number or the reference that the sheet gives, as a match_key."""
    day: date | None
    """None when the sheet has none: then it arrived today."""
    place: str | None
    """The code of the place, when the sheet has it."""


@dataclass(frozen=True)
class _Arrived:
    """A row: what arrived, and how many copies. None stands for all that was outstanding."""

    row: SourceRow
    shipment: int
    what: ItemCode | RunCode | None
    quantity: int | None
    reference: str | None
    note: str | None


@dataclass
class _Receipts:
    """What the jobs of a sheet share."""

    keys: RowKeys
    by_reference: dict[str, list[int]] = field(default_factory=dict)
    """The shipments that stand, by the references that the sheet names."""
    occurrences: dict[str, int] = field(default_factory=dict)

    def key(self, group: _Group, place: str, arrived: list[_Arrived]) -> str:
        """Return the key of a receipt: a digest of its content, and how often that has occurred in the sheet."""
        first = arrived[0]
        lines = sorted(f"{part.what or ''}={part.quantity or ''}".casefold() for part in arrived)
        texts = str(first.shipment), first.reference, first.note
        digest = content_key("receive", str(group.day or ""), place, "", texts, lines)
        self.occurrences[digest] = self.occurrences.get(digest, 0) + 1
        return row_key(digest, self.occurrences[digest])


def _jobs(context: ImportContext) -> Iterator[Job]:
    """Yield a job for each receipt of a sheet, the oldest first. Raises Refused when a column is missing.

    Rows of one shipment and date are one receipt. An invalid row rejects its whole receipt.
    """
    sheet = context.cells.sheet
    require(sheet, _REQUIRED)
    receipts = _Receipts(RowKeys(context.database))
    named = [match_key(in_one_line(row.cells.get("shipment", ""))) for row in sheet.rows]
    found = entry_contents.numbers_by_reference(
        context.database, EntryType.SHIP.value, named, receipts.keys.is_taken_back
    )
    for reference, numbers in found.items():
        standing = [number for number in numbers if not entry_contents.is_voided(context.database, number)]
        receipts.by_reference[reference] = standing
    groups: dict[_Group, list[_Arrived | None]] = {}
    for row in sheet.rows:
        group, arrived = _read(context, receipts, row)
        groups.setdefault(group, []).append(arrived)
    for group in sorted(groups, key=lambda group: str(group.day or today())):
        whole = [arrived for arrived in groups[group] if arrived is not None]
        if len(whole) == len(groups[group]):
            rows = tuple(arrived.row for arrived in whole)
            yield Job(rows, partial(_record, context, receipts, group, whole), _causes(whole))


def _causes(arrived: list[_Arrived]) -> dict[object, tuple[SourceRow, str]]:
    lines = ((part, Line(part.what, part.quantity)) for part in arrived if part.what and part.quantity)
    return {line: (part.row, "quantity") for part, line in lines}


def _read(context: ImportContext, receipts: _Receipts, row: SourceRow) -> tuple[_Group, _Arrived | None]:
    """Return a row with its group; None, with a fault added, when a cell of it is missing or invalid."""
    cells, faults = context.cells, len(context.cells.faults)
    cells.has_all(row, _REQUIRED)
    day = cells.day(row, "date", context.request.date_format)
    place = cells.optional(row, "place", lambda text: context.names.find_or_add_place(in_one_line(text)))
    group = _Group(match_key(in_one_line(row.cells.get("shipment", ""))), day, place)
    what = cells.optional(row, "item", context.names.resolve_item)
    quantity = cells.optional(row, "quantity", parse_sheet_quantity)
    reference, note = cells.text(row, "reference"), cells.text(row, "note")
    shipment = None
    try:
        shipment = _shipment(context, receipts, in_one_line(row.cells.get("shipment", "")), place)
    except Refused as refusal:
        if row.cells.get("shipment"):
            cells.fault(row, "shipment", refusal.message)
    if shipment is None or len(cells.faults) > faults:
        return group, None
    if what is None and quantity is not None:
        items = entry_contents.items_of(context.database, shipment)
        if len(items) > 1:
            message = Message(
                "Shipment {shipment} has {items}; say which of them arrived.", shipment=shipment, items=both(items)
            )
            cells.fault(row, "item", message)
            return group, None
        what = parse_item(items[0])
    return group, _Arrived(row, shipment, what, quantity, reference, note)


# Which shipment --------------------------------------------------------------------------------------


def _shipment(context: ImportContext, receipts: _Receipts, text: str, place: str | None) -> int:
    """Return the shipment with that number, or the only one that stands with that reference, at that place.

    Raises Refused when there is none, or more than one.
    """
    database, number = context.database, parse_number(text)
    is_number = number is not None and entry_contents.type_of(database, number) == EntryType.SHIP.value
    named = receipts.by_reference.get(match_key(text), [])
    found = list(dict.fromkeys([number, *named] if is_number and number is not None else named))
    here = [each for each in found if place is None or _place_of(context, each) == place]
    if len(here) == 1:
        return here[0]
    if len(here) > 1 and is_number:
        raise Refused(
            "{shipment} is the number of a shipment, and the reference of shipment {other}; log its receipt with "
            "'tracker receive'.",
            shipment=text,
            other=next(each for each in here if each != number),
        )
    if len(here) > 1:
        raise Refused(
            "Shipments {shipments} have the reference '{reference}'; write the number of one, or its place in a column.",
            shipments=both(map(str, here)),
            reference=text,
        )
    if found:
        raise Refused(
            "Shipment {shipment} went to {other}, not to {place}.",
            shipment=text,
            other=_place_of(context, found[0]),
            place=place,
        )
    raise Refused(
        "There is no shipment with the number or the reference '{shipment}'; see 'tracker shipments'.", shipment=text
    )


def _place_of(context: ImportContext, shipment: int) -> str:
    return catalogue.place_by_id(context.database, entries.place_of(context.database, shipment)).code


# Its receipt -----------------------------------------------------------------------------------------


def _record(context: ImportContext, receipts: _Receipts, group: _Group, arrived: list[_Arrived]) -> Done:
    """Log a receipt, unless it is recorded already."""
    first = arrived[0]
    key = receipts.key(group, _place_of(context, first.shipment), arrived)
    existing = receipts.keys.entry_of(key)
    if existing is not None:
        is_voided = entry_contents.is_voided(context.database, existing)
        return Done(False, messages=(voided_later(existing),) if is_voided else ())
    notes = "; ".join(dict.fromkeys(part.note for part in arrived if part.note)) or None
    particulars = Particulars(context.request.clerk, group.day, first.reference, notes, row_key=key, quiet=True)
    entry = log_receipt(context.command, Arrival(first.shipment, _lines(context, arrived)), particulars)
    return Done(True, messages=entry.messages)


def _lines(context: ImportContext, arrived: list[_Arrived]) -> tuple[Line, ...]:
    """Return what arrived; none for all that is outstanding. Raises Refused when a row says all, and another less."""
    if all(part.what is None for part in arrived):
        return ()
    for part in arrived:
        if part.what is None:
            raise Refused(
                "It says that all of shipment {shipment} arrived, but line {line} how much of it did; leave out one.",
                shipment=part.shipment,
                line=next(other.row.line for other in arrived if other.what is not None),
            )
    ...
