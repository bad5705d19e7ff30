"""What rows of receipts say has arrived, and which of them were imported before: a form may come home again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, product
from typing import NamedTuple

from tracker.imports.matching import Turns, content_key, row_key
from tracker.imports.rest import REST_OF, parse_rest_of
from tracker.imports.rows import SourceRow
from tracker.model.codes import ItemCode, RunCode
from tracker.store import entry_contents
from tracker.store.connection import Database
from tracker.store.entry_contents import EntryContent
from tracker.store.keys import RowKeys

_MOST_WAYS = 256
"""In how many ways a receipt is written as rows, to find out which rows it was made of."""


class ReceiptGroup(NamedTuple):
    """What the rows of one receipt share."""

    shipment: int | str
    """Its number or, when there is no such shipment, what the sheet calls it."""
    day: date | None
    """None when the sheet has none: then it arrived today."""


class Acknowledged(NamedTuple):
    """A row: what arrived, and how many copies. None stands for all that was outstanding."""

    row: SourceRow
    what: ItemCode | RunCode | None
    quantity: int | None
    reference: str | None
    note: str | None


@dataclass
class ReceiptSheet:
    """What the jobs of a sheet share."""

    keys: RowKeys
    by_reference: dict[str, list[int]]
    """The shipments that stand, by the references that the sheet names, as match_keys."""
    turns: Turns
    source: str | None
    _known: dict[tuple[int, ...], str] = field(default_factory=dict)
    """The keys, by the lines of the rows."""

    def key(self, shipment: int, day: date | None, arrived: list[Acknowledged]) -> str:
        """Return the key of a receipt, always the same: a digest of its content, and its turn among equal ones."""
        rows = tuple(part.row.line for part in arrived)
        if rows not in self._known:
            self._known[rows] = self._key(shipment, day, arrived)
        return self._known[rows]

    def _key(self, shipment: int, day: date | None, arrived: list[Acknowledged]) -> str:
        digest = self.digest(shipment, day, (arrived[0].reference, note_of(arrived)), _lines(arrived))
        return row_key(digest, self.turns.next(digest, parse_rest_of(arrived[0].row.cells.get(REST_OF, ""))))

    def digest(
        self, shipment: int, day: date | None, texts: tuple[str | None, str | None], lines: Iterable[str]
    ) -> str:
        """Return a digest of the content of a receipt: `texts` are its reference and its note."""
        reference, note = texts
        named = str(shipment), reference, note
        return content_key("receive", str(day or ""), "", "", named, sorted(lines), self.source)

    def remember(self, arrived: Iterable[Acknowledged], key: str) -> None:
        """Remember that rows were recorded under the key of a receipt of which they are a part."""
        self._known[tuple(part.row.line for part in arrived)] = key


class Part(NamedTuple):
    """Rows that are a receipt of their own, or were imported as a part of one."""

    rows: list[Acknowledged]
    otherwise: EntryContent | None = None
    """The entry that has other copies of their item, where they were corrected in the sheet since."""


def note_of(arrived: Iterable[Acknowledged]) -> str | None:
    """Return the notes of the rows of a receipt as one, None if there are none."""
    return "; ".join(dict.fromkeys(part.note for part in arrived if part.note)) or None


def parts_of(
    database: Database, receipts: ReceiptSheet, group: ReceiptGroup, arrived: list[Acknowledged]
) -> Iterator[Part]:
    """Yield the rows of a receipt, apart those that were imported before as other receipts, or as parts of them.

    Those have its day, which is a part of their keys; only of rows without one the day is not known.
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
    """Return the copies of a receipt by item and print run, in small letters."""
    copies: dict[str, dict[str, int]] = {}
    for run, quantity in content.quantities.items():
        key = run.casefold()
        copies.setdefault(key.rpartition("/")[0], {})[key] = quantity
    return copies


def _rows_of(content: EntryContent, arrived: Iterable[Acknowledged]) -> dict[str, list[Acknowledged]]:
    """Return the rows about each item of a receipt."""
    rows: dict[str, list[Acknowledged]] = {item: [] for item in copies_by_item(content)}
    for part in arrived:
        item = str(part.what.item if isinstance(part.what, RunCode) else part.what).casefold()
        if item in rows:
            rows[item].append(part)
    return rows


def _as_it_was(
    receipts: ReceiptSheet, group: ReceiptGroup, content: EntryContent, rows_of: Mapping[str, list[Acknowledged]]
) -> tuple[str, dict[str, tuple[str, ...]]] | None:
    """Return the key of a receipt, and how its rows were written for each item; None if it is of other rows.

    Its key tells: it is tried with the rows that are here, and with what the receipt has of the other items.
    """
    present = [part for rows in rows_of.values() for part in rows]
    if not present:
        return None
    ways = []
    for item, runs in copies_by_item(content).items():
        said = [_lines(rows_of[item])] if rows_of[item] else []
        by_run = tuple(f"{run}={copies}" for run, copies in runs.items())
        ways.append(dict.fromkeys([*said, (f"{item}={sum(runs.values())}",), (f"{item}=",), by_run]))
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
    """Return a receipt as it was corrected since; None if it is void."""
    if not content.voided:
        return content
    replacement = receipts.keys.replacement_of(content.number)
    return None if replacement is None else entry_contents.read_content(database, replacement)


def _is_same(
    item: str, rows: list[Acknowledged], written: Mapping[str, tuple[str, ...]], now: EntryContent | None
) -> bool:
    """Tell whether rows say of an item what they said before, or what the receipt was corrected to since."""
    if _lines(rows) == written[item]:
        return True
    copies = {} if now is None else copies_by_item(now).get(item, {})
    return bool(copies) and sum(part.quantity or 0 for part in rows) == sum(copies.values())


def _lines(arrived: Iterable[Acknowledged]) -> tuple[str, ...]:
    return tuple(sorted(f"{part.what or ''}={part.quantity or ''}".casefold() for part in arrived))
