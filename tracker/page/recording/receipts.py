"""The form of a receipt: all that is outstanding of a shipment, or part of it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from tracker.ledger.receipts import Arrival, log_receipt
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.entries import Particulars
from tracker.model.table import Row
from tracker.model.text import grouped
from tracker.page.content import Block, Tabled
from tracker.page.recording.entry_forms import Entered, EntryForm, Offer, made_of
from tracker.page.recording.filled import Filled
from tracker.page.recording.inputs import DAY, NOTE, REFERENCE, SHIPMENT, check
from tracker.page.recording.stocked import figures
from tracker.reports import shipments
from tracker.reports.queries import Database

_CLOSE = check("close", Message("No more will arrive: the rest is lost"), "--close")
_LATER = "kind", "country", "received", "lost", "status", "carrier", "note", "store", "cost", "currency", "fund"
"""Columns that nobody needs to find the parcel that arrived."""
_OUTSTANDING = Message("{count} on the way")


def _receive(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    arrival = Arrival(filled.of(SHIPMENT), filled.lines(zero=True), bool(filled.of(_CLOSE)))
    return made_of(log_receipt(path, arrival, particulars))


def _offers(database: Database, filled: Filled) -> Sequence[Offer]:
    table = shipments.listed(database, shipments.ShipmentFilter(entry=filled.of(SHIPMENT)), AsOf())
    rows = figures(table, "item", "quantity", "received", "lost")
    return [
        Offer(item, _OUTSTANDING.given(count=grouped(sent - received - lost))) for item, sent, received, lost in rows
    ]


def _waiting(database: Database) -> Iterator[Block]:
    table = shipments.listed(database, shipments.ShipmentFilter(status="in-transit"), AsOf())
    yield Tabled(table, links=_of_row, without=_LATER, file="in-transit")


def _of_row(row: Row) -> dict[str, str]:
    """Return where a parcel on its way leads: to its receipt."""
    return {"entry": f"{RECEIVE.address}?{SHIPMENT.name}={row[0]}"}


RECEIVE = EntryForm(
    "/receive",
    Message("Receive"),
    ("receive",),
    _receive,
    (_CLOSE, DAY, REFERENCE, NOTE),
    about=SHIPMENT,
    waiting=_waiting,
    offers=_offers,
    lines_hint=Message("Leave all empty if everything that is on the way arrived."),
)
