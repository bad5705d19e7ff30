"""The log: all entries and movements as recorded."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice, zip_longest

from tracker.deferred import NamedTuple
from tracker.ledger.lookup import find_entry, find_item, find_named, find_place, find_run_known_at
from tracker.ledger.naming import find_number
from tracker.messages import Message, Plural
from tracker.model.as_of import AsOf
from tracker.model.codes import ItemCode, RunCode
from tracker.model.entries import Correction, Entry, EntryName
from tracker.model.table import Row, Table, Value
from tracker.reports.queries import Database, Filter, Ledger, Period, ask, conditions, reading
from tracker.store import commands, entries
from tracker.store.balances import corrections_of
from tracker.store.catalogue import place_names
from tracker.store.dictionary import columns

# Lists of entries, read in parts: memory does not grow with the ledger, and the newest rows come at once.


_AT_ONCE = 500
"""The number of entries read per query: SQLite searches all parameters for each one."""

NEWEST = 50
"""The number of entries that an unfiltered list shows on the screen."""


class Portion(NamedTuple):
    """The rows of a list to read, and their order."""

    last: int | None = None
    """The number of newest entries, each with all its rows; None means all."""
    newest_first: bool = False

    @property
    def is_from_end(self) -> bool:
        """Whether the list is read from its end."""
        return self.newest_first or self.last is not None


ALL = Portion()


class EntryFilter(NamedTuple):
    """Which entries to list; None means no restriction."""

    place: str | None = None
    kind: str | None = None
    country: str | None = None
    period: Period = Period()
    status: str | None = None
    reference: str | None = None
    entry: EntryName | None = None
    clerk: str = ""
    """The clerk whose last entry 'last' means."""
    item: ItemCode | RunCode | None = None
    type: str | None = None
    command: int | None = None


class FoundEntries(NamedTuple):
    """The entries of a list: a superset, as a row's own filters may still exclude it."""

    database: Database
    when: AsOf
    query: EntryFilter
    is_log: bool = False
    """Whether it is the log of movements: by entry number, with the movements' own dates and all their places."""

    def read_rows(self, read: Callable[[Filter, bool], list[Row]], *, newest_first: bool) -> Iterator[Row]:
        """Yield the rows of the entries in order.

        `read` returns the rows that match a filter by entry, newest first if its second argument is true.
        """
        where, values = conditions(list(self._filters()))
        order = ("id",) if self.is_log else ("date", "id")
        every = entries.numbers(self.database, self.when, where, values, order, newest_first=newest_first)
        while some := list(islice(every, _AT_ONCE)):
            yield from read(among(some, _AT_ONCE), newest_first)

    def _filters(self) -> Iterator[Filter]:
        query = self.query
        if query.type is not None:
            yield "type = ?", query.type
        if query.place is not None:
            place = find_place(self.database, query.place).id
            yield (_PLACE_OF_MOVEMENTS if self.is_log else "place = ?"), place
        for name in ("kind", "country"):
            if (value := getattr(query, name)) is not None and self.when.known_at is None:
                yield f"+place IN (SELECT id FROM _place WHERE {name} = ?)", find_named(self.database, name, value)
        for condition, day in query.period.filters():
            yield (_DAY_OF_MOVEMENTS[condition] if self.is_log else condition), day
        if query.reference is not None:
            yield "id IN (SELECT entry FROM text WHERE reference = ? COLLATE NOCASE)", query.reference
        if query.command is not None:
            yield "command = ?", query.command
        if query.status in _OF_STATUS and self.when == AsOf():
            yield _OF_STATUS[query.status], None


def among(numbers: Sequence[int], size: int | None = None) -> Filter:
    """Return the condition that an entry is one of these, with `size` parameters.

    SQLite caches compiled statements, so parts of the same size share one.
    """
    names = [f"entry{at}" for at in range(size or len(numbers))]
    values = dict(zip_longest(names, numbers))
    return f"entry IN ({', '.join(f':{name}' for name in names)})", values


def portion_of(table: Table, part: Portion, key: Callable[[Row], tuple[Value, ...]], file: str) -> Table:
    """Return the part of a table whose rows begin with their entry, newest first; `key` sorts them by time.

    If entries are left out, there are no totals, and a note says which file has them.
    """
    if part.last is None:
        return table
    rows: list[Row] = []
    entries: set[Value] = set()
    for row in table.rows:
        if row[0] not in entries and len(entries) == part.last:
            table = table._replace(totals=(), note=_NEWEST.given(count=part.last, file=file))
            break
        entries.add(row[0])
        rows.append(row)
    return table._replace(rows=rows if part.newest_first else sorted(rows, key=key))


_NEWEST = Plural(
    "Newest entry shown: {count}. To see all, add -o {file}.",
    "Newest entries shown: {count}. To see all, add -o {file}.",
)

_PLACE_OF_MOVEMENTS = (
    "id IN (SELECT id FROM entry WHERE place = ? UNION ALL SELECT movement.entry FROM balance "
    "CROSS JOIN movement ON movement.date = balance.date AND movement.run = balance.run "
    "AND balance.place IN (source, destination) WHERE balance.place = ?)"
)
"""Movements have no index by place, but a place has a balance of each run on each day with a movement."""

_DAY_OF_MOVEMENTS = {
    "date >= ?": "id IN (SELECT id FROM entry WHERE date >= ? UNION ALL SELECT entry FROM movement WHERE date >= ?)",
    "date <= ?": "id IN (SELECT id FROM entry WHERE date <= ? UNION ALL SELECT entry FROM movement WHERE date <= ?)",
}
"""Conditions on entries with this date, or with a movement on this date.

Not written with OR: combined with a type, whose entries have an index, SQLite 3.46 reports an internal error.
"""

_OF_STATUS = {
    "in-transit": "id IN (SELECT shipment FROM _outstanding)",
    "partly-received": "id IN (SELECT shipment FROM _outstanding)",
    "closed": "id IN (SELECT shipment FROM movement WHERE shipment IS NOT NULL AND (source = 3 OR destination = 3))",
    "voided": "id IN (SELECT entry FROM voided)",
}
"""Conditions on shipments with a status, as of now."""


_COLUMNS = columns("movements")
_MATTERS = "entry", "type", "date", "name", "run", "quantity", "voided_by", "voids", "place"


@contextmanager
def log(ledger: Ledger, query: EntryFilter, when: AsOf, part: Portion) -> Iterator[Table]:
    """Yield the log, or a part of it, as a table whose rows stream from the open database. Raises as `listed` does."""
    with reading(ledger) as database:
        yield listed(database, query, when, part)


def last_command(database: Database) -> int:
    """Return the number of the last command, or 0 if nothing has been recorded."""
    return commands.last_number(database)


def listed(database: Database, query: EntryFilter, when: AsOf, part: Portion) -> Table:
    """Return the log, or a part of it, with rows that stream from the open database.

    Raises Refused for an unknown place, item or run.
    """
    filters = _filters(database, query, when)

    def read(entries: Filter, newest_first: bool) -> list[Row]:
        logged = list(ask(database, "log", when, [*filters, entries]))
        return sorted(logged, key=lambda row: -int(row[0] or 0)) if newest_first else logged

    found = FoundEntries(database, when, query, is_log=True)
    title = Message("Log, {as_of}", as_of=when.message)
    if query.place is not None:
        place = find_place(database, query.place)
        title = Message("Log of {place}, {as_of}", place=place.name, as_of=when.message)
    table = Table(
        title,
        _COLUMNS,
        found.read_rows(read, newest_first=part.is_from_end),
        Message("No entries yet. Start with 'tracker print ITEM QTY'.")
        if not filters
        else Message("No entries match. For the newest, run 'tracker log'."),
        matters=_MATTERS,
        names=dict(place_names(database)),
    )
    return portion_of(table, part, lambda row: row[:1], "log.csv")


def _filters(database: Database, query: EntryFilter, when: AsOf) -> list[Filter]:
    filters: list[Filter] = []
    if query.place is not None:
        filters.append(("? IN (place, source, destination)", find_place(database, query.place).code))
    if isinstance(query.item, RunCode):
        filters.append(("run = ?", find_run_known_at(database, query.item, when.known_at)))
    elif query.item is not None:
        filters.append(("substr(run, 1, length(?)) = ?", find_item(database, query.item) + "/"))
    if query.type is not None:
        filters.append(("type = ?", query.type))
    filters += query.period.filters()
    if query.reference is not None:
        filters.append(("reference = ?", query.reference))
    if query.command is not None:
        filters.append(("command = ?", query.command))
    return filters


def corrections(ledger: Ledger, count: int) -> list[Correction]:
    """Return the changes in a count's difference by later commands, oldest first."""
    with reading(ledger) as database:
        return corrections_of(database, count)


CORRECTIONS = Message("Changes in count differences")


def correction_lines(corrections: Iterable[Correction]) -> Iterator[Message]:
    """Yield a line for each of these changes."""
    for each in corrections:
        line = Message("  command {command}, {recorded_at}, {recorded_by}: {item} from {before} to {after}")
        yield line.given(**each._asdict() | {"before": f"{each.before:+d}", "after": f"{each.after:+d}"})


def entry(ledger: Ledger, name: EntryName, clerk: str) -> Entry:
    """Return the recorded entry that a clerk names. Raises Refused if none or several match."""
    with reading(ledger) as database:
        return find_entry(database, find_number(database, name, clerk))
