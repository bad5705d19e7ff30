"""Which shipments a paper is about: those that are named, or all of a day."""

from collections.abc import Sequence
from datetime import date

from tracker.errors import Refused
from tracker.ledger.lookup import find_entry
from tracker.ledger.naming import find_number
from tracker.model.as_of import AsOf
from tracker.model.codes import TRANSIT
from tracker.model.entries import Entry, EntryName, EntryRange, EntryType, Movement
from tracker.reports.queries import Database, ask
from tracker.store import entries


def shipments_for(database: Database, asked: Sequence[EntryRange], day: date | None, clerk: str) -> list[Entry]:
    """Return the shipments that a clerk names, or all that stand of a day, by number.

    Raises Refused when there are none, and for an entry that is not a shipment that stands.
    """
    return _asked(database, asked, clerk) if day is None else _of_day(database, day)


def sent_in(shipment: Entry) -> list[Movement]:
    """Return what a shipment sent, without what its counts' differences moved."""
    return [movement for movement in shipment.movements if movement.destination == TRANSIT]


def _of_day(database: Database, day: date) -> list[Entry]:
    found = ask(database, "shipments", AsOf(), [("date = ?", day.isoformat()), ("status <> ?", "voided")], "entry")
    numbers = dict.fromkeys(int(str(row[0])) for row in found)
    if not numbers:
        raise Refused("Nothing was shipped on {day}.", day=day)
    return [find_entry(database, number) for number in numbers]


def _asked(database: Database, asked: Sequence[EntryRange], clerk: str) -> list[Entry]:
    """Return the shipments that are named; of several, written A..B, those that stand."""
    numbers: dict[int, None] = {}
    for first, last in asked:
        if first == last:
            numbers[find_number(database, first, clerk, EntryType.SHIP)] = None
        else:
            numbers |= dict.fromkeys(_between(database, first, last))
    return [_standing(find_entry(database, number)) for number in numbers]


def _between(database: Database, first: EntryName, last: EntryName) -> list[int]:
    found = entries.shipments_between(database, int(first), int(last))
    if not found:
        raise Refused("None of the entries {first} to {last} is a shipment that stands.", first=first, last=last)
    return found


def _standing(entry: Entry) -> Entry:
    if entry.type is not EntryType.SHIP:
        raise Refused("Entry {entry} is not a shipment; see 'tracker shipments'.", entry=entry.number)
    if entry.voided_by is not None:
        raise Refused("Shipment {entry} is voided by entry {void}.", entry=entry.number, void=entry.voided_by)
    return entry
