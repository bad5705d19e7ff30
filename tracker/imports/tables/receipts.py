"""Import receipts: copies that places received of shipments, identified by number or reference."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import islice, product
from typing import NamedTuple

from tracker.errors import AmbiguousName, NotOutstanding, Refused, UnknownName, WrongRow
from tracker.imports.cells import in_one_line
from tracker.imports.entry_columns import parse_number
from tracker.imports.jobs import Done, ImportContext, ImportTable, Job
from tracker.imports.matching import Match, Turns, content_key, row_key
from tracker.imports.names import read_item
from tracker.imports.rows import REST_OF, SourceRow, parse_rest_of
from tracker.imports.sources import require
from tracker.imports.totals import Summed, added_up
from tracker.ledger.receipts import Arrival, log_receipt, outstanding_of
from tracker.ledger.state import State
from tracker.messages import Message, both
from tracker.model.codes import ItemCode, RunCode, parse_item, parse_short_code, written_alike
from tracker.model.dates import today
from tracker.model.entries import EntryType, Particulars
from tracker.model.quantities import Line, numbered
from tracker.model.text import match_key
from tracker.store import catalogue, entries, entry_contents
from tracker.store.connection import Database
from tracker.store.entry_contents import EntryContent, received_by_item
from tracker.store.keys import RowKeys

# The content of receipt rows, and the rows imported before: a form may be returned twice.


_MOST_WAYS = 256
"""The maximum number of variants of a receipt's rows tried to identify its original rows."""


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


@dataclass
class ReceiptSheet:
    """The shared context of a sheet's jobs."""

    keys: RowKeys
    by_reference: dict[str, list[int]]
    """The valid shipments with references in the sheet, by match_key."""
    turns: Turns
    source: str | None
    _known: dict[tuple[int, ...], str] = field(default_factory=dict)
    """The keys by the lines of their rows."""

    def key(self, shipment: int, day: date | None, arrived: list[Acknowledged]) -> str:
        """Return the key of a receipt, never changing: a digest of its content, and its ordinal among equal ones."""
        rows = tuple(part.row.line for part in arrived)
        if rows not in self._known:
            self._known[rows] = self._key(shipment, day, arrived)
        return self._known[rows]

    def _key(self, shipment: int, day: date | None, arrived: list[Acknowledged]) -> str:
        digest = self.digest(shipment, day, (arrived[0].reference, note_of(arrived)), _keyed_lines(arrived))
        return row_key(digest, self.turns.next(digest, parse_rest_of(arrived[0].row.cells.get(REST_OF, ""))))

    def digest(
        self, shipment: int, day: date | None, texts: tuple[str | None, str | None], lines: Iterable[str]
    ) -> str:
        """Return a digest of the content of a receipt: `texts` are its reference and its note."""
        reference, note = texts
        named = str(shipment), reference, note
        return content_key("receive", str(day or ""), "", "", named, sorted(lines), self.source)

    def remember(self, arrived: Iterable[Acknowledged], key: str) -> None:
        """Remember that rows were recorded as part of the receipt with this key."""
        self._known[tuple(part.row.line for part in arrived)] = key


class Part(NamedTuple):
    """Rows that are a receipt of their own, or were imported as a part of one."""

    rows: list[Acknowledged]
    otherwise: EntryContent | None = None
    """The entry with a different number of copies, if the rows were corrected in the sheet since."""


def note_of(arrived: Iterable[Acknowledged]) -> str | None:
    """Return the combined notes of a receipt's rows, or None."""
    return "; ".join(dict.fromkeys(part.note for part in arrived if part.note)) or None


def parts_of(
    database: Database, receipts: ReceiptSheet, group: ReceiptGroup, arrived: list[Acknowledged]
) -> Iterator[Part]:
    """Yield the rows of a receipt, separating those imported before as other receipts or parts of them.

    These have the same date, which is part of their keys; rows without a date match any.
    """
    shipment, day = int(group.shipment), group.day
    imported = entry_contents.imported_receipts(database, shipment, None if day is None else day.isoformat())
    if imported and receipts.keys.entry_of(receipts.key(shipment, group.day, arrived)) is not None:
        imported = []
    for number in imported:
        before = entry_contents.read_content(database, number)
        rows_of = _rows_of(before, arrived)
        key, written = _as_it_was(receipts, group, before, rows_of) or (None, {})
        if key is None:
            continue
        now = _as_it_is(database, receipts, before)
        known = [part for item, rows in rows_of.items() if _is_same(item, rows, written, now) for part in rows]
        if known:
            receipts.remember(known, key)
            yield Part(known)
        for rows in rows_of.values():
            if now is not None and rows and rows[0] not in known:
                yield Part(rows, now)
                known += rows
        arrived = [part for part in arrived if part not in known]
    if arrived:
        yield Part(arrived)


def copies_by_item(content: EntryContent) -> dict[str, dict[str, int]]:
    """Return the copies of a receipt by item and print run, in lower case."""
    copies: dict[str, dict[str, int]] = {}
    for run, quantity in content.quantities.items():
        key = run.casefold()
        copies.setdefault(key.rpartition("/")[0], {})[key] = quantity
    return copies


def _rows_of(content: EntryContent, arrived: Iterable[Acknowledged]) -> dict[str, list[Acknowledged]]:
    """Return the rows for each item of a receipt."""
    rows: dict[str, list[Acknowledged]] = {item: [] for item in copies_by_item(content)}
    for part in arrived:
        item = str(part.what.item if isinstance(part.what, RunCode) else part.what).casefold()
        if item in rows:
            rows[item].append(part)
    return rows


def _as_it_was(
    receipts: ReceiptSheet, group: ReceiptGroup, content: EntryContent, rows_of: Mapping[str, list[Acknowledged]]
) -> tuple[str, dict[str, tuple[str, ...]]] | None:
    """Return the key of a receipt, and the original lines of each item; or None if it has other rows.

    The key identifies it: the present rows are combined with the receipt's copies of other items.
    """
    present = [part for rows in rows_of.values() for part in rows]
    if not present:
        return None
    ways = []
    for item, runs in copies_by_item(content).items():
        typed = [_keyed_lines(rows_of[item])] if rows_of[item] else []
        by_run = tuple(f"{run}={copies}" for run, copies in runs.items())
        ways.append(dict.fromkeys([*typed, (f"{item}={sum(runs.values())}",), (f"{item}=",), by_run]))
    notes = dict.fromkeys((note_of(present), content.note))
    for written in islice(product(*ways), _MOST_WAYS):
        lines = [line for of_item in written for line in of_item]
        for note in notes:
            texts = present[0].reference, note
            key = row_key(receipts.digest(int(group.shipment), group.day, texts, lines), 1)
            if receipts.keys.entry_of(key) == content.number:
                return key, dict(zip(rows_of, written, strict=True))
    return None


def _as_it_is(database: Database, receipts: ReceiptSheet, content: EntryContent) -> EntryContent | None:
    """Return the current version of a receipt, or None if it is void."""
    if not content.voided:
        return content
    replacement = receipts.keys.replacement_of(content.number)
    return None if replacement is None else entry_contents.read_content(database, replacement)


def _is_same(
    item: str, rows: list[Acknowledged], written: Mapping[str, tuple[str, ...]], now: EntryContent | None
) -> bool:
    """Return whether rows repeat an item's original lines, or the receipt's corrected copies."""
    if _keyed_lines(rows) == written[item]:
        return True
    copies = {} if now is None else copies_by_item(now).get(item, {})
    return bool(copies) and sum(part.quantity or 0 for part in rows) == sum(copies.values())


def _keyed_lines(arrived: Iterable[Acknowledged]) -> tuple[str, ...]:
    return tuple(sorted(f"{part.what or ''}={part.quantity or ''}".casefold() for part in arrived))


_REQUIRED = ("shipment",)


def _jobs(context: ImportContext) -> Iterator[Job]:
    """Yield a job for each receipt of a sheet, oldest first. Raises Refused if a column is missing.

    Rows with the same shipment and date are one receipt. An invalid row rejects its whole receipt, and one with an
    invalid date all of its shipment.
    """
    sheet = context.cells.sheet
    require(sheet, _REQUIRED)
    keys = RowKeys(context.database)
    named = (word for row in sheet.rows for word in _sought(_named(row)))
    by_reference = entry_contents.standing_by_reference(context.database, EntryType.SHIP.value, named)
    receipts = ReceiptSheet(keys, by_reference, Turns(keys), context.request.source)
    groups: dict[ReceiptGroup, list[Acknowledged | int]] = {}
    undated: set[int | str] = set()
    for row in sheet.rows:
        group, arrived = _read(context, receipts, row)
        groups.setdefault(group, []).append(row.line if arrived is None else arrived)
        if group.day is None and row.cell("date"):
            undated.add(group.shipment)
    together = context.cells.refused_together
    together += (
        _lines_of(group_rows)
        for group_rows in groups.values()
        if len(group_rows) > 1 and _whole(group_rows) != group_rows
    )
    its_lines: dict[int | str, list[int]] = {shipment: [] for shipment in undated}
    for group, group_rows in groups.items():
        if group.shipment in its_lines:
            its_lines[group.shipment] += _lines_of(group_rows)
    together += (group_rows for group_rows in its_lines.values() if len(group_rows) > 1)
    for group in sorted(groups, key=lambda group: group.day or today()):
        whole = _whole(groups[group])
        if not whole or group.shipment in undated:
            continue
        is_broken = len(whole) < len(groups[group])
        for part in [Part(whole)] if is_broken else parts_of(context.database, receipts, group, whole):
            rows = tuple(arrived.row for arrived in part.rows)
            do = _try_each if is_broken else _record if part.otherwise is None else _refuse
            yield Job(rows, partial(do, context, receipts, group, part))


def _whole(rows: Sequence[Acknowledged | int]) -> list[Acknowledged]:
    """Return the valid rows of a receipt; invalid ones are given as lines."""
    return [row for row in rows if isinstance(row, Acknowledged)]


def _lines_of(rows: Sequence[Acknowledged | int]) -> list[int]:
    return [row.row.line if isinstance(row, Acknowledged) else row for row in rows]


def _named(row: SourceRow) -> str:
    return in_one_line(row.cell("shipment"))


def _read(context: ImportContext, receipts: ReceiptSheet, row: SourceRow) -> tuple[ReceiptGroup, Acknowledged | None]:
    """Return a row with its group; the row is None, adding a fault, if a cell is missing or invalid."""
    cells, names, faults = context.cells, context.names, len(context.cells.faults)
    cells.has_all(row, _REQUIRED)
    day = cells.day(row, "date", context.request.dates)
    place = cells.optional(row, "place", lambda text: names.find_place(in_one_line(text)))
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
    """Return the only item of a shipment; or None, adding a fault, if it has several."""
    items = entry_contents.items_of(context.database, shipment)
    if len(items) == 1:
        return parse_item(items[0])
    message = Message("Shipment {shipment} has {items}; enter one of them.", shipment=shipment, items=both(items))
    context.cells.fault(row, "item", message)
    return None


def _record(context: ImportContext, receipts: ReceiptSheet, group: ReceiptGroup, part: Part) -> Done | None:
    """Log a receipt, unless it is already recorded; return None, adding a fault, for too many copies."""
    shipment, day, arrived = int(group.shipment), group.day, part.rows
    key = receipts.key(shipment, day, arrived)
    existing = receipts.keys.entry_of(key)
    if existing is not None:
        is_voided = entry_contents.read_content(context.database, existing).voided
        return Match(existing, is_voided, receipts.keys.replacement_of(existing) if is_voided else None).done
    summed = _lines(context, shipment, day or today(), arrived)
    if summed is None:
        return None
    clerk, reference = context.request.clerk, arrived[0].reference
    particulars = Particulars(clerk, day, reference, note_of(arrived), row_key=key, quiet=True)
    try:
        entry = log_receipt(context.command, Arrival(shipment, summed.lines), particulars)
    except Refused:
        if _are_logged(context, shipment, day, summed):
            raise
        return None
    undated = () if day else (_UNDATED.given(day=today()),)
    return Done(True, messages=(*undated, *summed.messages, *entry.messages))


def _refuse(_context: ImportContext, _: ReceiptSheet, group: ReceiptGroup, part: Part) -> None:
    """Raise Refused for rows that were imported before with other copies, and would count twice."""
    assert part.otherwise is not None  # noqa: S101  (refused only then)
    what = part.rows[0].what
    item = str(what.item if isinstance(what, RunCode) else what)
    raise WrongRow(
        "Entry {entry} of the same sheet has {copies} of {item}. Run 'tracker fix {entry}'; or, if more were "
        "received that day, import this row alone with --source NAME.",
        entry=part.otherwise.number,
        copies=sum(copies_by_item(part.otherwise).get(item.casefold(), {}).values()),
        item=item,
    ).concerning("quantity")


def _try_each(context: ImportContext, _: ReceiptSheet, group: ReceiptGroup, part: Part) -> Done | None:
    """Find the errors in the rows of a receipt refused because of another, so that one correction is enough.

    Once a receipt of that day is recorded, they may be its rows, with nothing left outstanding.
    """
    shipment, day = int(group.shipment), group.day
    if not entry_contents.has_receipt(context.database, shipment, str(day or today())):
        with suppress(Refused):
            if summed := _lines(context, shipment, day or today(), part.rows):
                _are_logged(context, shipment, day, summed)
    return None


def _are_logged(context: ImportContext, shipment: int, day: date | None, summed: Summed) -> bool:
    """Log the lines of a receipt one by one, add a fault for each refused one, and return whether none was.

    The caller must roll them back.
    """
    faults = len(context.cells.faults)
    for row, line in zip(summed.rows, summed.lines, strict=True):
        particulars = Particulars(context.request.clerk, day, quiet=True)
        try:
            log_receipt(context.command, Arrival(shipment, (line,)), particulars)
        except Refused as refusal:
            context.cells.fault(row, "quantity" if refusal.about == line else None, refusal.message)
    return len(context.cells.faults) == faults


_UNDATED = Message("The row has no date, so it is recorded as received today, {day}.")


def _lines(context: ImportContext, shipment: int, day: date, arrived: list[Acknowledged]) -> Summed | None:
    """Return the copies received of a shipment; no lines for everything outstanding.

    None, adding a fault, if one row means everything and another a part. Raises Refused if nothing of an item is
    outstanding.
    """
    some = [part for part in arrived if part.what is not None]
    if not some:
        return Summed((), (), ())
    numbering = context.cells.sheet.numbering
    if len(some) < len(arrived):
        message = Message(
            "Shipment {shipment} is fully received in this row and partly received on line {line}; remove one of "
            "the rows.",
            shipment=shipment,
            line=numbering.origin(some[0].row.line).line,
        )
        for part in arrived:
            if part.what is None:
                context.cells.fault(part.row, None, message)
        return None
    state = State(context.database, context.command.holdings)
    return added_up(((part.row, _line(state, shipment, day, part)) for part in some), numbering)


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
    """Return the shipment to the place with this number, short code or valid reference.

    `by_reference` has the results for `_sought`. Raises Refused if none or several match.
    """
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
    if is_number and parse_number(text) is None:
        raise AmbiguousName(
            "'{code}' is the short code of shipment {number} and the reference of {entries}; enter the right number.",
            code=text,
            number=number,
            entries=numbered(each for each in matching if each != number),
        )
    if is_number:
        raise AmbiguousName(
            "{shipment} is both a shipment and the reference of shipment {others}; log the receipt with 'tracker "
            "receive'.",
            shipment=text,
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
    """Return the references that a cell may refer to, as match_keys."""
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
