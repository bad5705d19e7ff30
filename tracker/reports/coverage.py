"""Coverage: the last shipment and the last receipt of each place."""

from collections.abc import Sequence
from datetime import date

from tracker.deferred import NamedTuple
from tracker.languages import worded
from tracker.ledger.lookup import find_item, find_named
from tracker.messages import Joined, Message
from tracker.model.as_of import AsOf
from tracker.model.catalogue import SEMINAR, STORE
from tracker.model.codes import ItemCode
from tracker.model.quantities import parse_audience
from tracker.model.table import Row, Table, Value
from tracker.model.text import match_key
from tracker.reports.queries import Database, Ledger, ask, by_name, reading
from tracker.store.dictionary import columns

_COLUMNS = columns("coverage")
_MATTERS = "place", "name", "received", "last_received", "here"
_KIND, _LAST_RECEIVED = ([column.name for column in _COLUMNS].index(name) for name in ("kind", "last_received"))
_REGION = [column.name for column in columns("places")].index("region")


class CoverageFilter(NamedTuple):
    """The places to report, and the item; empty means no restriction."""

    kinds: tuple[str, ...] = ()
    item: ItemCode | None = None
    since: date | None = None
    """Only places that received nothing since that date."""


def coverage(ledger: Ledger, filters: CoverageFilter, when: AsOf) -> Table:
    """Return the open places: first those that never received copies, then by the date of the last receipt.

    Seminars come last: they receive copies once.

    Raises Refused for an unknown kind or item.
    """
    with reading(ledger) as database:
        kinds, item, found = _found(database, filters, when)
    since = None if filters.since is None else filters.since.isoformat()
    waiting = [row for row in found if since is None or str(row[_LAST_RECEIVED] or "") < since]
    waiting.sort(key=lambda row: (row[_KIND] == SEMINAR, str(row[_LAST_RECEIVED] or ""), by_name(row[1], row[0])))
    none = Message(
        "No matching places were open on that date. Add one with 'tracker place add CODE NAME --kind {kind}'.",
        kind=kinds[0] if kinds else "KIND",
    )
    if found and since is not None:
        none = Message("All of them have received copies since {day}; to list them, omit --since.", day=since)
    return Table(
        Message("{title}, {as_of}", title=_subject(kinds, item, since), as_of=when.message),
        _COLUMNS,
        waiting,
        none,
        matters=_MATTERS,
        legend=Message(
            "Copies are those sent on the last day with a shipment; received copies are those of the last day with a "
            "receipt."
        ),
        alarms=lambda row: () if row[_LAST_RECEIVED] or row[_KIND] == SEMINAR else ("received",),
    )


def _found(database: Database, filters: CoverageFilter, when: AsOf) -> tuple[list[str], str | None, list[Row]]:
    kinds = [find_named(database, "kind", kind) for kind in filters.kinds]
    item = None if filters.item is None else find_item(database, filters.item)
    return kinds, item, [row for row in ask(database, "coverage", when, item=item) if not kinds or row[_KIND] in kinds]


def coverage_by_region(ledger: Ledger, filters: CoverageFilter, when: AsOf) -> Table:
    """Return the places and copies of each region: first regions without places, then those without copies.

    Stores and seminars are not included. Raises Refused for an unknown kind or item.
    """
    with reading(ledger) as database:
        kinds, item, found = _found(database, filters, when)
        of_places = {row[0]: row[_REGION] for row in ask(database, "places", when)}
        known = {match_key(str(row[0])): row for row in ask(database, "regions", when)}
    rows_by_region: dict[str, list[Row]] = {key: [] for key in known}
    named = {key: row[0] for key, row in known.items()}
    for row in found:
        if row[_KIND] not in (STORE, SEMINAR):
            key = match_key(str(of_places[row[0]] or ""))
            named.setdefault(key, of_places[row[0]])
            rows_by_region.setdefault(key, []).append(row)
    rows: list[Row] = []
    for key, places in rows_by_region.items():
        _, country, people, speakers = known.get(key, (None, None, None, None))
        copies = sum(int(row[8] or 0) for row in places)
        speaking = dict(parse_audience(str(speakers))).get(item.partition("/")[2]) if item and speakers else None
        served = sum(row[_LAST_RECEIVED] is not None for row in places)
        rates = _per_1000(copies, people), _per_1000(copies, speaking)
        rows.append((named[key], country, people, len(places), served, copies, *rates))
    rows.sort(key=lambda row: (row[0] is None, bool(row[3]), bool(row[5]), row[6] is None, row[6], by_name(row[0], "")))
    return Table(
        Message("{title} by region, {as_of}", title=_subject(kinds, item, None), as_of=when.message),
        columns("coverage-by-region"),
        rows,
        Message("No regions. Record one with 'tracker region set NAME --inhabitants N'."),
        ("places", "served", "copies"),
        alarms=lambda row: () if row[5] else ("copies",),
    )


def _per_1000(copies: int, people: Value) -> float | None:
    return round(copies * 1000 / people, 1) if isinstance(people, int) else None


def _subject(kinds: Sequence[str], item: str | None, since: str | None) -> Message:
    named = ", ".join(worded("kind", kind) for kind in kinds)
    places = Message("Coverage of places of kind {kinds}", kinds=named) if kinds else Message("Coverage of places")
    if item is not None:
        places = Joined(places, Message("with {item}", item=item))
    if since is None:
        return places
    return Message("{places}, nothing received since {day}", places=places, day=since)
