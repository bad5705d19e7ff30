"""Shipments: the copies shipped to places, received, and lost on the way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from tracker.ledger.lookup import find_code, find_place
from tracker.ledger.naming import find_number
from tracker.messages import Joined, Message
from tracker.model.entries import EntryName, EntryType
from tracker.model.table import AsOf, Row, Table
from tracker.reports.queries import Filter, ask, reading
from tracker.store.dictionary import columns

_COLUMNS = columns("shipments")
_MATTERS = "entry", "date", "place", "name", "item", "quantity", "received", "status", "lost"
_ONCE = "entry", "date", "place", "name", "kind", "country"

OPEN = "in-transit", "partly-received"
"""The statuses of what is still on its way."""

LATE = 30
"""After so many days a parcel that is still on its way wants looking after."""


@dataclass(frozen=True)
class ShipmentFilter:
    """Which shipments to list; None means no restriction."""

    place: str | None = None
    kind: str | None = None
    country: str | None = None
    since: date | None = None
    until: date | None = None
    status: str | None = None
    reference: str | None = None
    entry: EntryName | None = None
    clerk: str = ""
    """Whose last entry is meant when the entry is called that."""


def shipments(path: Path, query: ShipmentFilter, when: AsOf) -> Table:
    """Return the shipments by date, one row per item.

    Raises Refused when the place, kind or country is unknown.
    """
    with reading(path) as database:
        filters: list[Filter] = []
        title = [Message("Shipments")]
        if query.place is not None:
            place = find_place(database, query.place)
            title.append(Message("to {place}", place=place.name))
            filters.append(("place = ?", place.code))
        if query.kind is not None:
            filters.append(("kind = ?", find_code(database, "kind", query.kind)))
        if query.country is not None:
            filters.append(("country = ?", find_code(database, "country", query.country)))
        if query.since is not None:
            title.append(Message("since {day}", day=query.since))
            filters.append(("date >= ?", query.since.isoformat()))
        if query.until is not None:
            title.append(Message("until {day}", day=query.until))
            filters.append(("date <= ?", query.until.isoformat()))
        if query.reference is not None:
            filters.append(("reference = ?", query.reference))
        if query.entry is not None:
            filters.append(("entry = ?", find_number(database, query.entry, query.clerk, EntryType.SHIP)))
        if query.status is not None:
            filters.append(("status = ?", query.status))
        rows = list(ask(database, "shipments", when, filters, "date, entry, item"))
    if chosen := [value for value in (query.kind, query.country, query.status) if value]:
        title.append(Message("({filters})", filters=", ".join(chosen)))
    return Table(
        Message("{shipments}, {as_of}", shipments=Joined(*title), as_of=when.message),
        _COLUMNS,
        rows,
        Message("No shipments. Log one with 'tracker ship PLACE ITEM=QTY'.")
        if not filters
        else Message("No shipments match; 'tracker shipments' lists all of them."),
        ("quantity", "received", "lost"),
        lambda row: row[10] != "voided",
        matters=_MATTERS,
        once=_ONCE,
        alarms=_late_on(when.at or date.today()),
    )


def _late_on(day: date) -> Callable[[Row], tuple[str, ...]]:
    """Return what marks the status of a parcel that had been on its way for too long by that day."""
    latest = (max(day, date.min + timedelta(LATE)) - timedelta(LATE)).isoformat()
    return lambda row: ("status",) if row[10] in OPEN and str(row[1]) < latest else ()


def receipts_standing(path: Path, shipment: EntryName, clerk: str) -> list[int]:
    """Return the receipts that would be void with a shipment. Raises Refused as `find_number`."""
    from tracker.ledger.receipts_again import former_receipts

    with reading(path) as database:
        number = find_number(database, shipment, clerk, EntryType.SHIP)
        return [receipt.number for receipt in former_receipts(database, number)]
