"""The ledger itself: every entry and movement as it was logged."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from tracker.ledger.lookup import find_entry, find_item, find_place, find_run
from tracker.ledger.naming import find_number
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.codes import ItemCode, RunCode
from tracker.model.entries import Correction, Entry, EntryName, EntryType
from tracker.model.table import Row, Table, Window
from tracker.reports.entry_windows import FoundEntries, Portion, among, portion_of
from tracker.reports.queries import Database, Filter, Ledger, ask, reading
from tracker.store import commands
from tracker.store.balances import corrections_of
from tracker.store.dictionary import columns
from tracker.store.entry_windows import count
from tracker.store.place_names import place_names

_COLUMNS = columns("movements")
_NEWEST = Message("Newest rows shown: {rows}. Entries in all: {count}. To see all, run 'tracker log -o log.csv'.")
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
def log(ledger: Ledger, query: LogFilter, when: AsOf, part: Portion) -> Iterator[Table]:
    """Yield the log, or a part of it, as a table whose rows stream from the open database.

    Raises Refused when the place, item or run is unknown.
    """
    with reading(ledger) as database:
        table = listed(database, query, when, newest_first=part.newest_first or part.last is not None)
        note = _NEWEST.given(rows=part.last, count=count(database, when, None))
        yield portion_of(table, part, lambda row: row[:1], note)


def last_command(database: Database) -> int:
    """Return the number of the last command, 0 when nothing was recorded yet."""
    return commands.last_number(database)


def listed(database: Database, query: LogFilter, when: AsOf, *, newest_first: bool = False) -> Table:
    """Return the log, with rows that stream from the open database. Raises what `log` does."""
    filters = _filters(database, query)
    rows = _found(database, query, when).read_rows(_read(database, when, filters), newest_first=newest_first)
    title = Message("Log, {as_of}", as_of=when.message)
    if query.place is not None:
        place = find_place(database, query.place)
        title = Message("Log of {place}, {as_of}", place=place.name, as_of=when.message)
    return Table(
        title,
        _COLUMNS,
        rows,
        Message("No entries yet. Start with 'tracker print ITEM QTY'.")
        if not filters
        else Message("No entries match. See the newest with 'tracker log'."),
        matters=_MATTERS,
        names=dict(place_names(database)),
    )


def window(database: Database, query: LogFilter, when: AsOf) -> Window | None:
    """Return how the log is read a part at a time; None when it is short, so that all of it can be read at once."""
    found = _found(database, query, when)
    if found.few() is not None:
        return None
    read = _read(database, when, _filters(database, query))

    def rows(first: int, most: int, newest_first: bool) -> list[Row]:
        return read(among(found.numbers(first, most, newest_first)), newest_first)

    return Window(rows, ("entry",))


def _found(database: Database, query: LogFilter, when: AsOf) -> FoundEntries:
    kind = None if query.type is None else EntryType(query.type)
    found = FoundEntries(database, when, kind, query.place, is_log=True)
    return found._replace(since=query.since, until=query.until, reference=query.reference, command=query.command)


def _read(database: Database, when: AsOf, filters: Sequence[Filter]) -> Callable[[Filter, bool], list[Row]]:
    """Return what reads the rows of some entries: by entry, those of each in the order of its lines."""

    def rows(entries: Filter, newest_first: bool) -> list[Row]:
        there = list(ask(database, "log", when, [*filters, entries]))
        return sorted(there, key=lambda row: -int(row[0] or 0)) if newest_first else there

    return rows


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


def corrections(ledger: Ledger, count: int) -> list[Correction]:
    """Return how commands after a count changed its difference, oldest first."""
    with reading(ledger) as database:
        return corrections_of(database, count)


def entry(ledger: Ledger, name: EntryName, clerk: str) -> Entry:
    """Return the recorded entry that a clerk names. Raises Refused when there is none, or several."""
    with reading(ledger) as database:
        return find_entry(database, find_number(database, name, clerk))
