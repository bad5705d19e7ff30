"""The entries of which a list is about, a part of them at a time: of very many, not all are read to show some."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from tracker.ledger.lookup import find_named, find_place
from tracker.model.as_of import AsOf
from tracker.model.entries import EntryType
from tracker.reports.queries import Database, Filter, conditions
from tracker.store.entry_windows import numbers

MOST_READ = 5_000
"""A list of more entries is read a part at a time."""


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
        """Return so many numbers of entries, in the order of time, from one on, counted from 0."""
        where, values = conditions(list(self._filters()))
        order = ("id",) if self.is_log else ("date", "position")
        return numbers(self.database, self.when, where, values, (first, most), order, newest_first=newest_first)

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
            yield "id IN (SELECT entry FROM text WHERE reference = ?)", self.reference
        if self.command is not None:
            yield "command = ?", self.command
        if self.status in _OF_STATUS and self.when == AsOf():
            yield _OF_STATUS[self.status], None


def among(numbers: Sequence[int]) -> Filter:
    """Return the condition that an entry is one of these; they are written out, as SQLite looks for such first."""
    return f"entry IN ({', '.join(map(str, numbers)) or 'NULL'})", None


_PLACE_OF_MOVEMENTS = (
    "id IN (SELECT id FROM entry WHERE place = ? "
    "UNION ALL SELECT entry FROM movement WHERE source = ? OR destination = ?)"
)

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
