"""Coverage: how many copies were shipped to each place, and when they last were."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tracker.ledger.lookup import find_code, find_item
from tracker.messages import Joined, Message
from tracker.model.codes import ItemCode
from tracker.model.table import AsOf, Row, Table
from tracker.reports.queries import ask, by_name, reading
from tracker.store.dictionary import columns

_COLUMNS = columns("coverage")


@dataclass(frozen=True)
class CoverageFilter:
    """Which places to report, and for which item; None means no restriction."""

    kind: str
    item: ItemCode | None = None
    since: date | None = None
    """Only places to which nothing was shipped from that day on."""


def coverage(path: Path, filters: CoverageFilter, when: AsOf) -> Table:
    """Return the open places of a kind: those never supplied first, then those that have waited longest.

    Raises Refused when the kind or the item is unknown.
    """
    with reading(path) as database:
        kind = find_code(database, "kind", filters.kind)
        item = None if filters.item is None else find_item(database, filters.item)
        found = list(ask(database, "coverage", when, [("kind = ?", kind)], item=item))
    since = None if filters.since is None else filters.since.isoformat()
    waiting = [row for row in found if since is None or row[5] is None or str(row[5]) < since]
    places = Message("Coverage of {kind} places", kind=kind)
    if item is not None:
        places = Joined(places, Message("with {item}", item=item))
    if since is None:
        title = Message("{places}, {as_of}", places=places, as_of=when.message)
    else:
        title = Message("{places}, nothing sent since {day}, {as_of}", places=places, day=since, as_of=when.message)
    return Table(title, _COLUMNS, sorted(waiting, key=_longest_first), _none(kind, since if found else None))


def _none(kind: str, since: str | None) -> Message:
    """Return why there is no place to list; `since` is the day since which all have been supplied."""
    if since is None:
        return Message(
            "No {kind} places were open on that date. Add one with 'tracker place add CODE NAME --kind {kind}'.",
            kind=kind,
        )
    return Message(
        "All {kind} places have received a shipment since {day}; without --since they are listed with their last one.",
        kind=kind,
        day=since,
    )


def _longest_first(row: Row) -> tuple[str, tuple[tuple[str, str], str]]:
    return str(row[5] or ""), by_name(row[1], row[0])
