"""Lists of entries, read a part at a time: memory does not grow with the ledger, and the newest rows come at once."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice, zip_longest
from typing import NamedTuple

from tracker.ledger.lookup import find_named, find_place
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.entries import EntryType
from tracker.model.table import Row, Table, Value
from tracker.reports.queries import Database, Filter, conditions
from tracker.store import entry_windows

MOST_READ = 5_000
"""A page of the browser shows a list of more entries a part at a time."""

_AT_ONCE = 500
"""The number of entries whose rows are read together: SQLite looks each parameter up among all."""

NEWEST = 50
"""The number of rows that a list without a filter shows on the screen."""


class Portion(NamedTuple):
    """Which rows of a list are wanted, and in which order."""

    last: int | None = None
    """The number of the newest rows; None is all."""
    newest_first: bool = False


ALL = Portion()


class FoundEntries(NamedTuple):
    """The entries that a list is about: at least those; a row of the list may be of none of the kind after all."""

    database: Database
    when: AsOf
    type: EntryType | None = None
    place: str | None = None
    kind: str | None = None
    country: str | None = None
    since: date | None = None
    until: date | None = None
    reference: str | None = None
    status: str | None = None
    command: int | None = None
    is_log: bool = False
    """Whether it is a list of movements as they were logged: in the order of their entries' numbers, by their own dates
    and by all places that they came from or went to."""

    def few(self) -> list[int] | None:
        """Return the numbers of all of them, None if they are more than MOST_READ."""
        found = self.numbers(0, MOST_READ + 1, newest_first=True)
        return None if len(found) > MOST_READ else found

    def numbers(self, first: int, most: int, newest_first: bool) -> list[int]:
        """Return at most `most` numbers of entries in their order, from position `first` on, counted from 0."""
        return list(self._numbers(newest_first=newest_first, first=first, most=most))

    def read_rows(self, read: Callable[[Filter, bool], list[Row]], *, newest_first: bool) -> Iterator[Row]:
        """Yield the rows of the entries in their order.

        `read` returns the rows that match a filter by entry, the newest first if its second argument is true.
        """
        every = self._numbers(newest_first=newest_first)
        while some := list(islice(every, _AT_ONCE)):
            yield from read(among(some, _AT_ONCE), newest_first)

    def _numbers(self, *, newest_first: bool, first: int = 0, most: int = -1) -> Iterator[int]:
        where, values = conditions(list(self._filters()))
        order = ("id",) if self.is_log else ("date", "id")
        return entry_windows.numbers(
            self.database, self.when, where, values, order, newest_first=newest_first, first=first, most=most
        )

    def _filters(self) -> Iterator[Filter]:
        if self.type is not None:
            yield "type = ?", self.type.value
        if self.place is not None:
            place = find_place(self.database, self.place).id
            yield (_PLACE_OF_MOVEMENTS if self.is_log else "place = ?"), place
        for name in ("kind", "country"):
            if (value := getattr(self, name)) is not None and self.when.known_at is None:
                yield f"+place IN (SELECT id FROM _place WHERE {name} = ?)", find_named(self.database, name, value)
        for day, condition in ((self.since, "date >= ?"), (self.until, "date <= ?")):
            if day is not None:
                yield (_DAY_OF_MOVEMENTS[condition] if self.is_log else condition), day.isoformat()
        if self.reference is not None:
            yield "id IN (SELECT entry FROM text WHERE reference = ? COLLATE NOCASE)", self.reference
        if self.command is not None:
            yield "command = ?", self.command
        if self.status in _OF_STATUS and self.when == AsOf():
            yield _OF_STATUS[self.status], None


def among(numbers: Sequence[int], size: int | None = None) -> Filter:
    """Return the condition that an entry is one of these, with parameters for so many: SQLite looks for each of them.

    It keeps each statement that it has compiled, so parts of one `size` share one.
    """
    names = [f"entry{at}" for at in range(size or len(numbers))]
    values = dict(zip_longest(names, numbers))
    return f"entry IN ({', '.join(f':{name}' for name in names)})", values


def portion_of(table: Table, part: Portion, key: Callable[[Row], tuple[Value, ...]], note: Message) -> Table:
    """Return the part of a table whose rows come newest first; `key` sorts them by time.

    If rows are left out, there are no totals, and a table that lists the newest rows first gets the note.
    """
    if part.last is None:
        return table
    rows = list(islice(table.rows, part.last + 1))
    if len(rows) > part.last:
        del rows[part.last :]
        table = table._replace(totals=(), note=note if part.newest_first else None)
    return table._replace(rows=rows if part.newest_first else sorted(rows, key=key))


_PLACE_OF_MOVEMENTS = (
    "id IN (SELECT id FROM entry WHERE place = ? UNION ALL SELECT movement.entry FROM balance "
    "CROSS JOIN movement ON movement.date = balance.date AND movement.run = balance.run "
    "AND balance.place IN (source, destination) WHERE balance.place = ?)"
)
"""Movements have no index by place, but a place has a balance of each run on each day on which copies came or went."""

_DAY_OF_MOVEMENTS = {
    "date >= ?": "id IN (SELECT id FROM entry WHERE date >= ? UNION ALL SELECT entry FROM movement WHERE date >= ?)",
    "date <= ?": "id IN (SELECT id FROM entry WHERE date <= ? UNION ALL SELECT entry FROM movement WHERE date <= ?)",
}
"""What is true of an entry of which a movement has such a day, or that has it itself.

It is not said with OR: beside a type, whose entries have an index of their own, SQLite 3.46 then reports an internal
error.
"""

_OF_STATUS = {
    "in-transit": "id IN (SELECT shipment FROM _outstanding)",
    "partly-received": "id IN (SELECT shipment FROM _outstanding)",
    "closed": "id IN (SELECT shipment FROM movement WHERE shipment IS NOT NULL AND (source = 3 OR destination = 3))",
    "voided": "id IN (SELECT entry FROM voided)",
}
"""What is true of the shipments of a status, now."""
