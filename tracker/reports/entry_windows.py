"""The entries of which a list is about, a part of them at a time: of very many, not all are read to show some."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tracker.ledger.lookup import find_named, find_place
from tracker.model.entries import EntryType
from tracker.model.table import AsOf
from tracker.reports.queries import Database, Filter, conditions
from tracker.store.entry_windows import numbers

MOST_READ = 5_000
"""A list of more entries is read a part at a time."""


@dataclass(frozen=True)
class FoundEntries:
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

    def are_many(self) -> bool:
        """Return whether there are more than MOST_READ."""
        return len(self.numbers(0, MOST_READ + 1, newest_first=True)) > MOST_READ

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
                yield f"place IN (SELECT id FROM _place WHERE {name} = ?)", find_named(self.database, name, value)
        for day, condition in ((self.since, "date >= ?"), (self.until, "date <= ?")):
            if day is not None:
                moved = f" OR id IN (SELECT entry FROM movement WHERE {condition})"
                yield f"{condition}{moved if self.is_log else ''}", day.isoformat()
        if self.reference is not None:
            yield "id IN (SELECT entry FROM text WHERE reference = ?)", self.reference
        if self.command is not None:
            yield "command = ?", self.command
        if self.status in _OF_STATUS and self.when == AsOf():
            yield _OF_STATUS[self.status], None


_PLACE_OF_MOVEMENTS = "place = ? OR id IN (SELECT entry FROM movement WHERE source = ? OR destination = ?)"

_OF_STATUS = {
    "in-transit": "id IN (SELECT shipment FROM _outstanding)",
    "partly-received": "id IN (SELECT shipment FROM _outstanding)",
    "closed": "id IN (SELECT shipment FROM movement WHERE shipment IS NOT NULL AND (source = 3 OR destination = 3))",
    "voided": "id IN (SELECT entry FROM voided)",
}
"""What is true of the shipments of a status, now."""
