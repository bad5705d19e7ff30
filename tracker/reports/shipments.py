"""Shipments: the copies shipped to places, received, and lost on the way."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from tracker.languages import worded
from tracker.ledger.lookup import find_place, find_shipment
from tracker.ledger.naming import find_number
from tracker.messages import Joined, Message
from tracker.model.as_of import AsOf
from tracker.model.dates import today
from tracker.model.entries import EntryName, EntryType
from tracker.model.table import Row, Table, Window
from tracker.reports.chosen_places import chosen_places
from tracker.reports.entry_windows import FoundEntries, among
from tracker.reports.queries import Database, Filter, Ledger, ask, reading
from tracker.store.dictionary import columns

_COLUMNS = columns("shipments")
_MATTERS = "entry", "date", "place", "name", "item", "quantity", "received", "status", "lost"
_ONCE = "entry", "date", "place", "name", "kind", "country"

OPEN = "in-transit", "partly-received"
"""The statuses of what is still on its way."""

LATE = 30
"""After so many days a parcel that is still on its way wants looking after."""


class ShipmentFilter(NamedTuple):
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


def shipments(ledger: Ledger, query: ShipmentFilter, when: AsOf) -> Table:
    """Return the shipments by date, one row per item.

    Raises Refused when the place, kind or country is unknown, or the entry is unknown or no shipment.
    """
    with reading(ledger) as database:
        return listed(database, query, when).read()


def listed(database: Database, query: ShipmentFilter, when: AsOf) -> Table:
    """Return the same, with rows that stream from the open database."""
    filters, title = _filters(database, query)
    asked = [*filters, *_narrowed(database, query, when)]
    return Table(
        Message("{shipments}, {as_of}", shipments=Joined(*title), as_of=when.message),
        _COLUMNS,
        ask(database, "shipments", when, asked, "date, entry, item"),
        Message("No shipments. Log one with 'tracker ship PLACE ITEM=QTY'.")
        if not filters
        else Message("No shipments match; 'tracker shipments' lists all of them."),
        ("quantity", "received", "lost"),
        lambda row: row[10] != "voided",
        matters=_MATTERS,
        once=_ONCE,
        alarms=_late_on(when.at or today()),
    )


def window(database: Database, query: ShipmentFilter, when: AsOf) -> Window | None:
    """Return how the shipments are read a part at a time; None when there are few, so that all can be read at once."""
    found = _found(database, query, when)
    if query.entry is not None or found.few() is not None:
        return None
    filters, _ = _filters(database, query)

    def rows(first: int, most: int, newest_first: bool) -> list[Row]:
        numbers = found.numbers(first, most, newest_first)
        asked = [*filters, among(numbers)]
        down = " DESC" if newest_first else ""
        return list(ask(database, "shipments", when, asked, f"date{down}, entry{down}, item"))

    return Window(rows, ("entry", "date"))


def _narrowed(database: Database, query: ShipmentFilter, when: AsOf) -> list[Filter]:
    """Return the condition that names the shipments, where there are few: of all others nothing is added up then."""
    if query.entry is not None or query == ShipmentFilter(clerk=query.clerk):
        return []
    numbers = _found(database, query, when).few()
    return [] if numbers is None else [among(numbers)]


def _found(database: Database, query: ShipmentFilter, when: AsOf) -> FoundEntries:
    found = FoundEntries(database, when, EntryType.SHIP, place=query.place, kind=query.kind, country=query.country)
    return found._replace(since=query.since, until=query.until, reference=query.reference, status=query.status)


def _filters(database: Database, query: ShipmentFilter) -> tuple[list[Filter], list[Message]]:
    """Return the conditions, and the parts of the title that say so."""
    filters: list[Filter] = []
    title = [Message("Shipments")]
    if query.place is not None:
        place = find_place(database, query.place)
        title.append(Message("to {place}", place=place.name))
        filters.append(("place = ?", place.code))
    chosen = chosen_places(database, query.kind, query.country)
    filters += chosen.filters
    if query.since is not None:
        title.append(Message("since {day}", day=query.since))
        filters.append(("date >= ?", query.since.isoformat()))
    if query.until is not None:
        title.append(Message("until {day}", day=query.until))
        filters.append(("date <= ?", query.until.isoformat()))
    if query.reference is not None:
        filters.append(("reference = ?", query.reference))
    if query.entry is not None:
        number = find_number(database, query.entry, query.clerk, EntryType.SHIP)
        filters.append(("entry = ?", find_shipment(database, number).number))
    if query.status is not None:
        filters.append(("status = ?", query.status))
    if words := [*chosen.words, *([worded("status", query.status)] if query.status else [])]:
        title.append(Message("({filters})", filters=", ".join(words)))
    return filters, title


def _late_on(day: date) -> Callable[[Row], tuple[str, ...]]:
    """Return what marks the status of a parcel that had been on its way for too long by that day."""
    latest = (max(day, date.min + timedelta(LATE)) - timedelta(LATE)).isoformat()
    return lambda row: ("status",) if row[10] in OPEN and str(row[1]) < latest else ()


def receipts_standing(ledger: Ledger, shipment: EntryName, clerk: str) -> list[int]:
    """Return the receipts that would be void with a shipment. Raises Refused as `find_number`."""
    from tracker.ledger.receipts_again import former_receipts

    with reading(ledger) as database:
        number = find_number(database, shipment, clerk, EntryType.SHIP)
        return [receipt.number for receipt in former_receipts(database, number)]
