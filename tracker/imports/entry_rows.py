"""The rows of a sheet that tell of things that happened, read cell by cell and put together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from tracker.errors import WrongUsage
from tracker.imports.cell_values import parse_sheet_quantity
from tracker.imports.cells import Cells, in_one_line
from tracker.imports.names import Names
from tracker.imports.outcome import ImportRequest
from tracker.imports.rows import SourceRow
from tracker.model.quantities import Line
from tracker.model.text import match_key

NEEDED = ("date", "place", "item", "quantity")
"""The columns that a sheet of shipments, returns, handouts or counts must have."""

TAKEN = ("store", "reference", "carrier", "note")
"""The columns that it may have too."""

SHIPPED = ("received_on", "status", "entry")
"""What one of shipments may have besides."""

_STATUSES = ("in-transit", "received", "voided")
_PARTLY = ("partly-received", "closed")

_PARTLY_ARRIVED = (
    "Not all of this shipment arrived, and a sheet cannot say which copies did; empty its status and received_on, "
    "then log what arrived with 'tracker receive'."
)

_BETWEEN_CELLS = re.compile(r'[,;\t"\r\n]')


@dataclass(frozen=True)
class SheetEntry:
    """What the rows of a sheet tell of one thing that happened.

    `place` and `store` are codes, or, where they may yet be added, as the sheet names them.
    """

    rows: tuple[SourceRow, ...]
    day: date
    place: str
    lines: tuple[Line, ...]
    store: str | None = None
    reference: str | None = None
    carrier: str | None = None
    note: str | None = None
    received_on: date | None = None
    number: int | None = None
    """The entry that it was where the sheet was exported."""


@dataclass(frozen=True)
class _Part:
    """What a row tells: whose part it is, as far as that can be read, and all of it if the row is good."""

    row: SourceRow
    reference: str | None
    day: date | None
    place: str | None
    event: SheetEntry | None

    @property
    def thing(self) -> tuple[object, ...]:
        """What the rows of one thing share: a reference, else an entry; a row without either is one of its own."""
        if self.reference is None:
            number = _number(self.row)
            return (self.row.line,) if number is None else ("entry", number, self.day, self.place)
        return (match_key(self.reference), self.day, self.place and match_key(self.place))


def is_voided(row: SourceRow) -> bool:
    """Tell whether the sheet says of the row that it does not stand."""
    return row.cells.get("status", "").casefold() == "voided"


def read_events(cells: Cells, wanted: ImportRequest, names: Names) -> list[SheetEntry]:
    """Return what the rows tell of, in the order of their dates, then of the file; faults are noted in `cells`.

    Rows with the same reference, date and place are one thing; voided ones are left out. A row that
    cannot be read takes those it belongs to with it. What names a place or an item stays as it is when
    it may yet be added.
    """
    parts = [_read(cells, row, wanted, names) for row in cells.sheet.rows if not is_voided(row)]
    # A row without a day or a place may belong to any of its reference, and one that cannot be split to any it names.
    torn = {match_key(part.reference) for part in parts if part.reference and not (part.day and part.place)}
    torn |= {match_key(word) for broken in cells.sheet.faults for word in _words(broken.original)}
    together: dict[tuple[object, ...], list[_Part]] = {}
    for part in parts:
        together.setdefault(part.thing, []).append(part)
    events = [_joined(cells, whole) for thing, whole in together.items() if thing[0] not in torn]
    return sorted((event for event in events if event is not None), key=lambda event: event.day)


def _words(texts: tuple[str, ...]) -> Iterator[str]:
    """Yield what may be cells of a row that could not be split into them."""
    for text in texts:
        yield from (word.strip() for word in _BETWEEN_CELLS.split(text))


def _read(cells: Cells, row: SourceRow, wanted: ImportRequest, names: Names) -> _Part:
    """Return what a row tells; what it lacks and what cannot be read is noted."""
    before = len(cells.faults)
    cells.needed(row, NEEDED)
    zero = wanted.table == "counts"
    day = cells.day(row, "date", wanted.date_format)
    place = cells.given(row, "place", lambda text: names.spell_place(in_one_line(text)))
    what = cells.given(row, "item", names.spell_what)
    quantity = cells.given(row, "quantity", lambda text: parse_sheet_quantity(text, zero=zero))
    store = cells.given(row, "store", lambda text: names.spell_place(in_one_line(text)))
    reference, carrier, note = (cells.text(row, column) for column in TAKEN[1:])
    received_on = _received_on(cells, row, wanted, day)
    if len(cells.faults) > before or day is None or place is None:
        return _Part(row, reference, day, place, None)
    lines = (Line(what, quantity),)
    event = SheetEntry((row,), day, place, lines, store, reference, carrier, note, received_on, _number(row))
    return _Part(row, reference, day, place, event)


def _number(row: SourceRow) -> int | None:
    number = row.cells.get("entry", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else None


def _received_on(cells: Cells, row: SourceRow, wanted: ImportRequest, day: date | None) -> date | None:
    """Return when a shipment arrived, None while it has not; what its date and status contradict is noted."""
    status = cells.given(row, "status", _status)
    received_on = cells.day(row, "received_on", wanted.date_format)
    if received_on is not None and day is not None and received_on < day:
        cells.fault(row, "received_on", f"It cannot have arrived on {received_on}, before it left on {day}.")
    if row.cells.get("received_on"):
        return received_on
    if wanted.received:
        return day
    if status == "received":
        cells.fault(row, "received_on", "It is received, but not said when; write the date, or import with --received.")
    return None


def _status(text: str) -> str:
    status = text.casefold()
    if status in _PARTLY:
        raise WrongUsage(_PARTLY_ARRIVED)
    if status not in _STATUSES:
        raise WrongUsage(f"'{text}' is not a shipment's status; write {', '.join(_STATUSES)}, or nothing.")
    return status


def _joined(cells: Cells, parts: list[_Part]) -> SheetEntry | None:
    """Return the rows of one thing as one; None when one of them could not be read, or contradicts the first."""
    whole = [part.event for part in parts if part.event is not None]
    if len(whole) < len(parts):
        return None
    first, sound = whole[0], True
    for other in whole[1:]:
        for column in ("store", "carrier", "received_on"):
            if getattr(other, column) != getattr(first, column):
                where = f"line {first.rows[0].line}, which has the same reference, date and place"
                cells.fault(other.rows[0], column, f"It is not the same as in {where}.")
                sound = False
    notes = list(dict.fromkeys(part.note for part in whole if part.note))
    rows = tuple(row for part in whole for row in part.rows)
    lines = tuple(line for part in whole for line in part.lines)
    return replace(first, rows=rows, lines=lines, note="; ".join(notes) or None) if sound else None
