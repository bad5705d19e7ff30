"""Shipments: copies shipped to places, received, and lost in transit."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import groupby

from tracker.deferred import NamedTuple
from tracker.languages import worded
from tracker.ledger.lookup import find_item, find_place, find_shipment
from tracker.ledger.naming import find_number
from tracker.messages import Joined, Message
from tracker.model.as_of import AsOf
from tracker.model.codes import ItemCode
from tracker.model.dates import today
from tracker.model.entries import Entry, EntryType
from tracker.model.sentences import Destination, ParcelItem, Story
from tracker.model.table import Row, Table
from tracker.reports.lists import chosen_places
from tracker.reports.log import ALL, EntryFilter, FoundEntries, Portion, among, portion_of
from tracker.reports.queries import Database, Filter, Ledger, ask, reading, records
from tracker.store import entries
from tracker.store.dictionary import columns
from tracker.store.entries import corrections_chain

_COLUMNS = columns("shipments")
_MATTERS = "entry", "date", "name", "item", "quantity", "status", "received", "lost", "place"
_ONCE = "entry", "date", "place", "name", "kind", "country"

OPEN = "in-transit", "partly-received"
"""The statuses of shipments in transit."""

LATE = 30
"""A parcel in transit for more than this many days needs attention."""


@contextmanager
def shipments(ledger: Ledger, query: EntryFilter, when: AsOf, part: Portion = ALL) -> Iterator[Table]:
    """Yield the shipments, or a part of them, as a table whose rows stream from the open database.

    Raises as `listed` does.
    """
    with reading(ledger) as database:
        yield listed(database, query, when, part)


def listed(database: Database, query: EntryFilter, when: AsOf, part: Portion = ALL, *, is_whole: bool = False) -> Table:
    """Return the shipments by date, or a part of them, with rows that stream from the open database.

    There is a row for each item. If `is_whole`, the status filter keeps all rows of a shipment if its common status or
    that of an item matches. Raises Refused for an unknown place, kind, country, item or entry, and for an entry that is
    not a shipment.
    """
    filters, title = _filters(database, query)
    read = _read(database, query, when, is_whole=is_whole)
    if query.entry is None:
        found = FoundEntries(database, when, query._replace(type="ship"))
        rows: Iterable[Row] = found.read_rows(read, newest_first=part.is_from_end)
    else:
        number = find_number(database, query.entry, query.clerk, EntryType.SHIP)
        find_shipment(database, number)
        rows = read(among([number]), part.is_from_end)
    table = Table(
        Message("{shipments}, {as_of}", shipments=Joined(*title), as_of=when.message),
        _COLUMNS,
        rows,
        Message("No shipments. Log one with 'tracker ship PLACE ITEM=QTY'.")
        if not filters
        else Message("No shipments match. For the newest, run 'tracker shipments'."),
        ("quantity", "received", "lost"),
        lambda row: row[10] != "voided",
        matters=_MATTERS,
        once=_ONCE,
        alarms=_late_on(when.at or today()),
    )
    return portion_of(table, part, lambda row: (row[1], row[0]), "shipments.csv")


def _read(database: Database, query: EntryFilter, when: AsOf, *, is_whole: bool) -> Callable[[Filter, bool], list[Row]]:
    filters, _ = _filters(database, query._replace(status=None) if is_whole else query)

    def rows(entry: Filter, newest_first: bool) -> list[Row]:
        down = " DESC" if newest_first else ""
        found = list(ask(database, "shipments", when, [*filters, entry], f"date{down}, entry{down}, item"))
        if query.status is None or not is_whole:
            return found
        parcels = [list(items) for _, items in groupby(found, lambda row: row[0])]
        return [
            row for items in parcels if query.status in (status_of(items), *(row[10] for row in items)) for row in items
        ]

    return rows


class InTransit(NamedTuple):
    """A shipment with copies in transit."""

    entry: int
    date: str
    place: str
    name: str
    reference: str | None
    days: int
    """The days that it has been in transit."""
    left: dict[str, int]
    """The copies of each item neither received nor lost."""


def in_transit(ledger: Ledger) -> list[InTransit]:
    """Return the shipments with copies in transit, oldest first."""
    with reading(ledger) as database:
        tables = [listed(database, EntryFilter(status=status), AsOf()) for status in OPEN]
        rows = [row for table in tables for row in table.records()]
    found: dict[int, InTransit] = {}
    for row in sorted(rows, key=lambda row: (row["date"], row["entry"], row["item"])):
        about = InTransit(**{name: row[name] for name in InTransit._fields[:-1]}, left={})
        found.setdefault(about.entry, about).left[row["item"]] = row["quantity"] - row["received"] - row["lost"]
    return list(found.values())


def status_of(items: Iterable[Row]) -> str:
    """Return the common status of a shipment with these rows."""
    return entries.common_status({str(row[10]) for row in items})


def _filters(database: Database, query: EntryFilter) -> tuple[list[Filter], list[Message]]:
    filters: list[Filter] = []
    title = [Message("Shipments")]
    if query.place is not None:
        place = find_place(database, query.place)
        title.append(Message("to {place}", place=place.name))
        filters.append(("place = ?", place.code))
    chosen = chosen_places(database, query.kind, query.country)
    filters += chosen.filters
    title += query.period.messages
    filters += query.period.filters()
    if query.reference is not None:
        filters.append(("reference = ?", query.reference))
    if isinstance(query.item, ItemCode):
        filters.append(("item = ?", find_item(database, query.item)))
    if query.status is not None:
        filters.append(("status = ?", query.status))
    if words := [*chosen.words, *([worded("status", query.status)] if query.status else [])]:
        title.append(Message("({filters})", filters=", ".join(words)))
    return filters, title


def _late_on(day: date) -> Callable[[Row], tuple[str, ...]]:
    latest = (max(day, date.min + timedelta(LATE)) - timedelta(LATE)).isoformat()
    return lambda row: ("status",) if row[10] in OPEN and str(row[1]) < latest else ()


def story(ledger: Ledger, entry: Entry) -> Story | None:
    """Return the history of the parcel of a shipment or receipt, or None for any other entry."""
    shipment = entry.number if entry.type is EntryType.SHIP else entry.shipment
    if shipment is None or entry.type not in (EntryType.SHIP, EntryType.RECEIVE):
        return None
    with reading(ledger) as database:
        versions = [entries.read(database, number) for number in corrections_chain(database, shipment)]
        items = []
        for row in records(database, "shipments", [("entry = ?", shipment)], "item"):
            sent, received, lost = row["quantity"], row["received"], row["lost"]
            in_transit = 0 if row["status"] == "voided" else sent - received - lost
            items.append(ParcelItem(row["item"], sent, received, lost, in_transit))
        place = next(records(database, "places", [("code = ?", entry.place)]))
        destination = Destination(**{name: place[name] for name in Destination._fields})
        return Story(tuple(each for each in versions if each is not None), tuple(items), destination)
