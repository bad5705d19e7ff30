"""Shipments: what was sent where, what of it arrived, and what was lost on the way."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tracker.ledger.lookup import find_code, find_place
from tracker.model.table import AsOf, Kind, Table, columns
from tracker.reports.queries import Filter, ask, reading

_COLUMNS = columns(
    "entry date place name kind country item quantity received lost status reference carrier note store received_on",
    entry=Kind.CODE,
    date=Kind.DATE,
    place=Kind.CODE,
    country=Kind.CODE,
    item=Kind.CODE,
    quantity=Kind.NUMBER,
    received=Kind.NUMBER,
    lost=Kind.NUMBER,
    store=Kind.CODE,
    received_on=Kind.DATE,
)


@dataclass(frozen=True)
class ShipmentFilter:
    """Which shipments are asked for; None asks for all."""

    place: str | None = None
    kind: str | None = None
    country: str | None = None
    since: date | None = None
    until: date | None = None
    status: str | None = None


def shipments(path: Path, wanted: ShipmentFilter, when: AsOf) -> Table:
    """Return the shipments, a row for each item of one, in order of their dates.

    Raises Refused when the place, kind or country is unknown.
    """
    with reading(path) as database:
        filters: list[Filter] = []
        title = "Shipments"
        if wanted.place is not None:
            place = find_place(database, wanted.place)
            title += f" to {place.name}"
            filters.append(("place = ?", place.code))
        if wanted.kind is not None:
            filters.append(("kind = ?", find_code(database, "kind", wanted.kind)))
        if wanted.country is not None:
            filters.append(("country = ?", find_code(database, "country", wanted.country)))
        if wanted.since is not None:
            title += f" since {wanted.since}"
            filters.append(("date >= ?", wanted.since.isoformat()))
        if wanted.until is not None:
            title += f" until {wanted.until}"
            filters.append(("date <= ?", wanted.until.isoformat()))
        if wanted.status is not None:
            filters.append(("status = ?", wanted.status))
        rows = list(ask(database, "shipments", when, filters, "date, entry, item"))
    chosen = [f"{value}" for value in (wanted.kind, wanted.country, wanted.status) if value]
    return Table(
        f"{title}{' (' + ', '.join(chosen) + ')' if chosen else ''}, {when}",
        _COLUMNS,
        rows,
        "No shipments. Log one with 'tracker ship PLACE ITEM=QTY'."
        if not filters
        else "No shipment matches; 'tracker shipments' shows them all.",
        ("quantity", "received", "lost"),
        lambda row: row[10] != "voided",
    )
