"""Coverage: what was last shipped to each place, what last arrived there, and when."""

from collections.abc import Sequence
from datetime import date

from tracker.deferred import NamedTuple
from tracker.languages import worded
from tracker.ledger.lookup import find_item, find_named
from tracker.messages import Joined, Message
from tracker.model.as_of import AsOf
from tracker.model.catalogue import SEMINAR
from tracker.model.codes import ItemCode
from tracker.model.table import Row, Table
from tracker.reports.queries import Ledger, ask, by_name, reading
from tracker.store.dictionary import columns

_COLUMNS = columns("coverage")
_MATTERS = "place", "name", "received", "last_received", "here"
_KIND, _LAST_RECEIVED = ([column.name for column in _COLUMNS].index(name) for name in ("kind", "last_received"))


class CoverageFilter(NamedTuple):
    """Which places to report, and for which item; nothing means no restriction."""

    kinds: tuple[str, ...] = ()
    item: ItemCode | None = None
    since: date | None = None
    """Only places at which nothing arrived from that day on."""


def coverage(ledger: Ledger, filters: CoverageFilter, when: AsOf) -> Table:
    """Return the open places: those at which nothing ever arrived first, then those that have waited longest.

    Seminars come last: they get copies once, for their day.

    Raises Refused when a kind or the item is unknown.
    """
    with reading(ledger) as database:
        kinds = [find_named(database, "kind", kind) for kind in filters.kinds]
        item = None if filters.item is None else find_item(database, filters.item)
        found = [row for row in ask(database, "coverage", when, item=item) if not kinds or row[_KIND] in kinds]
    since = None if filters.since is None else filters.since.isoformat()
    waiting = [row for row in found if since is None or _last_received(row) < since]
    return Table(
        Message("{title}, {as_of}", title=_subject(kinds, item, since), as_of=when.message),
        _COLUMNS,
        sorted(waiting, key=_longest_first),
        _none(kinds, since if found else None),
        matters=_MATTERS,
        alarms=lambda row: () if row[_LAST_RECEIVED] or row[_KIND] == SEMINAR else ("received",),
    )


def subject(ledger: Ledger, filters: CoverageFilter) -> Message:
    """Return what is reported on, without the day. Raises Refused when a kind or the item is unknown."""
    with reading(ledger) as database:
        kinds = [find_named(database, "kind", kind) for kind in filters.kinds]
        item = None if filters.item is None else find_item(database, filters.item)
    return _subject(kinds, item, None if filters.since is None else filters.since.isoformat())


def _subject(kinds: Sequence[str], item: str | None, since: str | None) -> Message:
    places = Message("Coverage of {kinds} places", kinds=_words(kinds)) if kinds else Message("Coverage of places")
    if item is not None:
        places = Joined(places, Message("with {item}", item=item))
    if since is None:
        return places
    return Message("{places}, nothing received since {day}", places=places, day=since)


def _none(kinds: Sequence[str], since: str | None) -> Message:
    """Return why there is no place to list; `since` is the day since which copies arrived at all of them."""
    named = _words(kinds)
    if since is None and kinds:
        return Message(
            "No {kinds} places were open on that date. Add one with 'tracker place add CODE NAME --kind {kind}'.",
            kinds=named,
            kind=kinds[0],
        )
    if since is None:
        return Message("No places were open on that date. Add one with 'tracker place add CODE NAME --kind KIND'.")
    if kinds:
        return Message(
            "All {kinds} places have received copies since {day}; to list them, leave out --since.",
            kinds=named,
            day=since,
        )
    return Message("All places have received copies since {day}; to list them, leave out --since.", day=since)


def _words(kinds: Sequence[str]) -> str:
    return ", ".join(worded("kind", kind) for kind in kinds)


def _last_received(row: Row) -> str:
    return str(row[_LAST_RECEIVED] or "")


def _longest_first(row: Row) -> tuple[bool, str, tuple[tuple[str, str, str], str]]:
    return row[_KIND] == SEMINAR, _last_received(row), by_name(row[1], row[0])
