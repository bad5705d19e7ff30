"""Delivery notes: what goes into a parcel, for those who count what arrived, sign for it and write back."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from tracker.languages import speaking
from tracker.languages.dates import long_date
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.entries import Entry, EntryRange
from tracker.model.short_codes import short_code
from tracker.papers.addresses import address, for_others, reached_by
from tracker.papers.cartons import Packed, packed, total_of
from tracker.papers.directory import Directory
from tracker.papers.manuscripts import in_parts, manuscript, set_papers
from tracker.papers.shipments import sent_in, shipments_for
from tracker.papers.styles import Style
from tracker.reports.queries import Database, Ledger, ask, reading
from tracker.typesetting.codes import drawn, require_segno
from tracker.typesetting.setting import Typeset, require_typst


@dataclass(frozen=True)
class NoteLine:
    """Copies of a print run in a parcel."""

    title: str
    language: str
    run: str
    mark: str | None
    packed: Packed


@dataclass(frozen=True)
class ShelfLine:
    """Copies of an item that were on the recipient's shelf, by the ledger."""

    title: str
    language: str
    copies: int


@dataclass(frozen=True)
class DeliveryNote:
    """All that the note of one parcel says."""

    number: int
    code: str
    qr: str
    """The code as a picture, in SVG."""
    day: str
    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    reached_by: tuple[str, ...]
    reference: str | None
    carrier: str | None
    lines: tuple[NoteLine, ...]
    total: Packed
    shelf: tuple[ShelfLine, ...]
    reply: str | None
    """The email address to which the note comes back."""


def print_notes(ledger: Ledger, asked: Sequence[EntryRange], day: date | None, clerk: str, style: Style) -> Typeset:
    """Return the delivery notes of these shipments, or of all that stand of a day, each from a page of its own.

    Raises Refused when there are none, for an entry that is not a shipment that stands, and as `typeset`.
    """
    require_typst()
    require_segno()
    with reading(ledger) as database, speaking(style.language):
        shipments = shipments_for(database, asked, day, clerk)
        notes = list(_notes(database, shipments))
        words = _words()
        moment = max(str(shipment.recorded_at) for shipment in shipments)
        parts = in_parts(notes, lambda note: len(note.lines) + len(note.shelf))
        data = [{"title": words["title"], "notes": list(map(asdict, part)), "words": words} for part in parts]
        return set_papers([manuscript("note", each, style, moment) for each in data], style)


def _notes(database: Database, shipments: Sequence[Entry]) -> Iterable[DeliveryNote]:
    directory = Directory(database)
    directory.read_places(shipment.place for shipment in shipments)
    shelves: dict[tuple[str, str], list[ShelfLine]] = {}
    for day in sorted({shipment.date for shipment in shipments}):
        places = [shipment.place for shipment in shipments if shipment.date == day]
        for place, line in _shelf_lines(directory, places, day):
            shelves.setdefault((day, place), []).append(line)
    for shipment in shipments:
        yield _note(directory, shipment, tuple(shelves.get((shipment.date, shipment.place), ())))


def _shelf_lines(directory: Directory, places: Sequence[str], day: str) -> Iterable[tuple[str, ShelfLine]]:
    """Yield what these places held at the end of a day, each line with the place's code, by item."""
    held = [("copies > ?", 0), ("place IN (SELECT value FROM json_each(?))", json.dumps(places))]
    for row in ask(directory.database, "stock_by_place", AsOf(date.fromisoformat(day)), held, "item"):
        place, item, copies = str(row[0]), str(row[4]), int(str(row[5]))
        yield place, ShelfLine(directory.title(item), directory.language(item), copies)


def _note(directory: Directory, shipment: Entry, shelf: tuple[ShelfLine, ...]) -> DeliveryNote:
    sent = sent_in(shipment)
    to, store = directory.place(shipment.place), directory.place(sent[0].source)
    lines = []
    for movement in sent:
        run = directory.runs[movement.run]
        title, language = directory.title(run.item), directory.language(run.item)
        lines.append(NoteLine(title, language, run.run, run.mark, packed(movement.quantity, run)))
    code = short_code(int(shipment.number or 0))
    return DeliveryNote(
        int(shipment.number or 0),
        code,
        drawn(code),
        long_date(date.fromisoformat(shipment.date)),
        for_others(directory, store, to),
        address(directory, to, store),
        reached_by(to),
        shipment.reference,
        shipment.carrier,
        tuple(lines),
        total_of(line.packed for line in lines),
        shelf,
        None if store.is_discreet else store.email,
    )


def _words() -> dict[str, str]:
    """Return what the template says, in the language that is spoken."""
    words = {
        "title": Message("Delivery note"),
        "from": Message("From"),
        "to": Message("To"),
        "number": Message("Number"),
        "date": Message("Date"),
        "reference": Message("Reference"),
        "carrier": Message("Carrier"),
        "code": Message("Short code"),
        "booklet": Message("Booklet"),
        "language": Message("Language"),
        "run": Message("Print run"),
        "mark": Message("How to recognise it"),
        "copies": Message("Copies"),
        "cartons": Message("Cartons"),
        "weight": Message("Weight"),
        "kilograms": Message("{number} kg"),
        "arrived": Message("Arrived"),
        "total": Message("Total"),
        "check": Message("What arrived is to be counted, and written into the last column."),
        "shelf": Message("On the shelf, {day}"),
        "recorded": Message("By our records"),
        "counted": Message("Counted"),
        "count": Message("What is there is to be counted and written down."),
        "received": Message("Received on"),
        "name": Message("Full name"),
        "signature": Message("Signature"),
        "reply": Message("Signed, this page goes back to {address}."),
        "back": Message("Signed, this page goes back to the sender."),
        "page": Message("page {page} of {pages}"),
    }
    return {name: str(word) for name, word in words.items()}
