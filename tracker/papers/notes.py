"""Delivery notes: the contents of a parcel, to count, sign and return."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from tracker.errors import NothingToDo, WrongKind
from tracker.languages import grouped, speaking
from tracker.ledger.lookup import find_entry, find_shipment, refuse_void
from tracker.ledger.naming import find_number
from tracker.messages import Joined, Message, Plural
from tracker.model.answers import example
from tracker.model.as_of import AsOf
from tracker.model.codes import TRANSIT, short_code
from tracker.model.dates import long_date, on_date
from tracker.model.entries import Entry, EntryRange, EntryType, Movement
from tracker.papers.directory import ONLINE, Directory, PrintedRun, address, for_others, reached_by, tell
from tracker.papers.templates import Style, draft_mail, print_paper
from tracker.reports.queries import Database, Ledger, ask, reading
from tracker.store import entries
from tracker.typesetting.setting import drawn, require

# Packing: whole cartons, loose copies and weight in grams, as far as these are known for the print runs.


def _packed(copies: int, run: PrintedRun) -> dict[str, int | None]:
    cartons, loose = (None, None) if run.carton is None else divmod(copies, run.carton)
    return {"copies": copies, "cartons": cartons, "loose": loose, "grams": run.weight and copies * run.weight}


def _total(parts: Sequence[dict[str, int | None]]) -> dict[str, int | None]:
    """Return the total of all parts; a figure unknown for one part is unknown for all."""
    known = {name: [part[name] or 0 for part in parts if part[name] is not None] for name in parts[0]}
    return {name: sum(values) if len(values) == len(parts) else None for name, values in known.items()}


# The shipments of a paper: named ones, or all of a date.


def shipments_for(database: Database, ranges: Sequence[EntryRange], day: date | None, clerk: str) -> list[Entry]:
    """Return the shipments that a clerk names, or all valid ones of a date, by number.

    Raises Refused if there are none, and for an entry that is not a valid shipment.
    """
    if day is None:
        return _named_shipments(database, ranges, clerk)
    found = ask(database, "shipments", AsOf(), [("date = ?", day.isoformat()), ("status <> ?", "voided")], "entry")
    numbers = dict.fromkeys(int(str(row[0])) for row in found)
    if not numbers:
        raise NothingToDo("No shipments on {day}.", day=day)
    return [find_entry(database, number) for number in numbers]


def sent_in(shipment: Entry) -> list[Movement]:
    """Return the movements of a shipment into transit, without those of count differences."""
    return [movement for movement in shipment.movements if movement.destination == TRANSIT]


def _named_shipments(database: Database, ranges: Sequence[EntryRange], clerk: str) -> list[Entry]:
    numbers: dict[int, None] = {}
    for first, last in ranges:
        if first == last:
            numbers[find_number(database, first, clerk, EntryType.SHIP)] = None
            continue
        found = entries.shipments_between(database, int(first), int(last))
        if not found:
            raise NothingToDo("None of the entries {first} to {last} is a valid shipment.", first=first, last=last)
        numbers |= dict.fromkeys(found)
    shipments = [find_shipment(database, number) for number in numbers]
    for shipment in shipments:
        refuse_void(database, shipment)
    return shipments


Note = dict[str, Any]
"""The delivery note of one parcel in the form that the template reads."""


def print_notes(
    ledger: Ledger, ranges: Sequence[EntryRange], day: date | None, clerk: str, style: Style, *, as_mail: bool = False
) -> bytes:
    """Return the delivery notes of these shipments, or of all valid ones of a date, each starting a new page.

    As a mail, they are attached to one for the place. Raises Refused if there are none, an entry is not a valid
    shipment, or a mail would go to several places, and the same errors as `typeset`.
    """
    require("typst")
    require("segno")
    with reading(ledger) as database:
        shipments = shipments_for(database, ranges, day, clerk)
        moment = max(str(shipment.recorded_at) for shipment in shipments)
        with speaking(style.language):
            notes = list(_notes(database, shipments, style.public_url))
            pdf = print_paper("note", {"title": _WORDS["title"], "words": _WORDS, "notes": notes}, style, moment)
            return _mail(database, shipments, pdf, style) if as_mail else pdf


def _notes(database: Database, shipments: Sequence[Entry], base: str | None) -> Iterable[Note]:
    directory = Directory(database)
    directory.read_places(shipment.place for shipment in shipments)
    shelves: dict[tuple[str, str], list[dict[str, object]]] = {}
    for day in sorted({shipment.date for shipment in shipments}):
        places = [shipment.place for shipment in shipments if shipment.date == day]
        for place, line in _shelf_lines(directory, places, day):
            shelves.setdefault((day, place), []).append(line)
    for shipment in shipments:
        yield _note(directory, shipment, base) | {"shelf": shelves.get((shipment.date, shipment.place), [])}


def _shelf_lines(directory: Directory, places: Sequence[str], day: str) -> Iterable[tuple[str, dict[str, object]]]:
    """Yield the copies at these places at the end of a date, as lines by item with the place's code."""
    held = [("copies > ?", 0), ("place IN (SELECT value FROM json_each(?))", json.dumps(places))]
    for row in ask(directory.database, "stock_by_place", AsOf(date.fromisoformat(day)), held, "item"):
        item, copies = str(row[4]), int(str(row[5]))
        yield str(row[0]), {"title": directory.title(item), "language": directory.language(item), "copies": copies}


def _note(directory: Directory, shipment: Entry, base: str | None) -> Note:
    sent, number = sent_in(shipment), int(shipment.number or 0)
    recipient, store = directory.place(shipment.place), directory.place(sent[0].source)
    runs = [directory.runs[movement.run] for movement in sent]
    link, copies = directory.link(recipient.code, base), dict[str, int]()
    for movement, run in zip(sent, runs, strict=True):
        copies[run.item] = copies.get(run.item, 0) + movement.quantity
    parts = [_packed(movement.quantity, run) for movement, run in zip(sent, runs, strict=True)]
    return {
        "number": number,
        "code": short_code(number),
        "qr": drawn(link or short_code(number)),
        "tell": tell(_TELL, link, example(short_code(number), tuple(copies.items()))),
        "day": long_date(date.fromisoformat(shipment.date)),
        "on_day": on_date(date.fromisoformat(shipment.date)),
        "sender": for_others(directory, store, recipient),
        "recipient": address(directory, recipient, store),
        "reached_by": reached_by(recipient),
        "reference": shipment.reference,
        "carrier": shipment.carrier,
        "lines": [
            {
                "title": directory.title(run.item),
                "language": directory.language(run.item),
                "run": run.run,
                "mark": run.mark,
                "packed": part,
            }
            for run, part in zip(runs, parts, strict=True)
        ],
        "urls": list(dict.fromkeys(url for run in runs if (url := run.url or directory.url(run.item)))),
        "total": _total(parts),
        "reply": None if store.is_discreet else store.email,  # the address to return the note to
    }


_TELL = Message("Report the copies received: scan the QR code, or open {link}")

_WORDS = {
    "title": Message("Delivery note"),
    "from": Message("From"),
    "to": Message("To"),
    "number": Message("Note number"),
    "date": Message("Date"),
    "reference": Message("Reference"),
    "carrier": Message("Carrier"),
    "code": Message("Code for replies"),
    "booklet": Message("Booklet"),
    "language": Message("Language"),
    "run": Message("Print run"),
    "mark": Message("Identifying mark"),
    "copies": Message("Copies sent"),
    "cartons": Message("Cartons"),
    "weight": Message("Weight"),
    "kilograms": Message("{number} kg"),
    "arrived": Message("Copies received"),
    "total": Message("Total"),
    "check": Message("Count the copies received and enter the number in the last column."),
    "shelf": Message("Copies at your premises on {day}"),
    "recorded": Message("Our records"),
    "counted": Message("Counted"),
    "count": Message("Count the copies at your premises, including those in boxes and drawers, and enter the number."),
    "received": Message("Received on"),
    "name": Message("Full name"),
    "signature": Message("Signature"),
    "reply": Message("Please complete and sign this page, and return it to {address}."),
    "back": Message("Please complete and sign this page, and return it to the sender."),
    "online": Message("Read it online:"),
    "page": Message("Page {page} of {pages}"),
}
"""The template's texts."""


# A mail with the note, for the clerk's mail program.


def _mail(database: Database, shipments: Sequence[Entry], pdf: bytes, style: Style) -> bytes:
    places = dict.fromkeys(shipment.place for shipment in shipments)
    if len(places) > 1:
        raise WrongKind(
            "An e-mail goes to one place, and these shipments are for {places}; specify the shipments of one place.",
            places=", ".join(places),
        )
    directory = Directory(database)
    recipient = directory.place(shipments[0].place)
    codes = [short_code(int(each.number or 0)) for each in shipments]
    sent = [movement for shipment in shipments for movement in sent_in(shipment)]
    copies = sum(movement.quantity for movement in sent)
    titles = dict.fromkeys(directory.title(directory.runs[movement.run].item) for movement in sent)
    named = [Message("the booklet “{title}”", title=title) for title in titles]
    title = str(Message("Delivery note"))
    body = [
        Message("Hello,"),
        Plural(
            "{copies} copy of {titles} is on its way to you.",
            "{copies} copies of {titles} are on their way to you.",
            count=copies,
            copies=grouped(copies),
            titles=Joined(*named, separator=", "),
        ),
        Message(
            "Please count the copies when they arrive, enter the numbers on the attached delivery note, then "
            "sign it and return it."
        ),
        *tell(ONLINE, directory.link(recipient.code, style.public_url), None),
    ]
    file = f"{title.replace(' ', '-').lower()}-{'-'.join(codes)}.pdf"
    return draft_mail(f"{title} {', '.join(codes)}", recipient.email, body, pdf, file)
