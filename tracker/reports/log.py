"""The ledger itself: every entry and movement as it was logged."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from tracker.ledger.lookup import find_entry, find_item, find_place, find_run
from tracker.ledger.naming import find_number
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.codes import ItemCode, RunCode
from tracker.model.entries import Entry, EntryName, EntryType
from tracker.model.table import Row, Table, Window
from tracker.reports.entry_windows import FoundEntries, among
from tracker.reports.queries import Database, Filter, Ledger, ask, reading
from tracker.store import commands
from tracker.store.dictionary import columns
from tracker.store.place_names import place_names

_COLUMNS = columns("movements")
_MATTERS = "entry", "type", "date", "place", "run", "quantity", "name"


class LogFilter(NamedTuple):
    """Which movements to list; None means no restriction."""

    place: str | None = None
    what: ItemCode | RunCode | None = None
    type: str | None = None
    since: date | None = None
    until: date | None = None
    reference: str | None = None
    command: int | None = None


@contextmanager
def log(ledger: Ledger, query: LogFilter, when: AsOf) -> Iterator[Table]:
    """Yield the log as a table whose rows stream from the open database.

    Raises Refused when the place, item or run is unknown.
    """
    with reading(ledger) as database:
        yield listed(database, query, when)


def last_command(database: Database) -> int:
    """Return the number of the last command, 0 when nothing was recorded yet."""
    return commands.last_number(database)


def listed(database: Database, query: LogFilter, when: AsOf) -> Table:
    """Return the log, with rows that stream from the open database. Raises what `log` does."""
    filters = _filters(database, query)
    title = Message("Log, {as_of}", as_of=when.message)
    if query.place is not None:
        place = find_place(database, query.place)
        title = Message("Log of {place}, {as_of}", place=place.name, as_of=when.message)
    return Table(
        title,
        _COLUMNS,
        ask(database, "log", when, filters),
        Message("No entries yet. Start with 'tracker print ITEM QTY'.")
        if not filters
        else Message("No entries match; 'tracker log' lists all of them."),
        matters=_MATTERS,
        names=dict(place_names(database)),
    )


def window(database: Database, query: LogFilter, when: AsOf) -> Window | None:
    """Return how the log is read a part at a time; None when it is short, so that all of it can be read at once."""
    found = FoundEntries(
        database, when, None if query.type is None else EntryType(query.type), query.place, is_log=True
    )
    found = found._replace(since=query.since, until=query.until, reference=query.reference, command=query.command)
    if found.few() is not None:
        return None
    filters = _filters(database, query)

    def rows(first: int, most: int, newest_first: bool) -> list[Row]:
        numbers = found.numbers(first, most, newest_first)
        there = list(ask(database, "log", when, [*filters, among(numbers)]))
        return sorted(there, key=lambda row: -int(row[0] or 0)) if newest_first else there

    return Window(rows, ("entry",))


def _filters(database: Database, query: LogFilter) -> list[Filter]:
    filters: list[Filter] = []
    if query.place is not None:
        filters.append(("? IN (place, source, destination)", find_place(database, query.place).code))
    if isinstance(query.what, RunCode):
        filters.append(("run = ?", find_run(database, query.what).code))
    elif query.what is not None:
        filters.append(("substr(run, 1, length(?)) = ?", find_item(database, query.what) + "/"))
    if query.type is not None:
        filters.append(("type = ?", query.type))
    if query.since is not None:
        filters.append(("date >= ?", query.since.isoformat()))
    if query.until is not None:
        filters.append(("date <= ?", query.until.isoformat()))
    if query.reference is not None:
        filters.append(("reference = ?", query.reference))
    if query.command is not None:
        filters.append(("command = ?", query.command))
    return filters


def entry(ledger: Ledger, name: EntryName, clerk: str) -> Entry:
    """Return the recorded entry that a clerk names. Raises Refused when there is none, or several."""
    with reading(ledger) as database:
        return find_entry(database, find_number(database, name, clerk))
