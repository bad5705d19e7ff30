"""The order of time: the business date, then, within a day, the order of logging, or the place asked for."""

from datetime import date

from tracker.errors import Refused
from tracker.ledger.lookup import find_entry
from tracker.model.dates import not_in_future, today
from tracker.model.entries import Particulars, Time
from tracker.store import entries
from tracker.store.connection import Database
from tracker.store.entries import POSITION_STEP


def time_for(database: Database, particulars: Particulars, number: int) -> Time:
    """Return the place in time of the entry that gets that number.

    It is the one just before the entry named by `before`, else the one of the entry it replaces if
    that is of the same day, else the end of its day. Raises Refused for a future date, or a day that
    is not that of the entry it is to stand before.
    """
    if particulars.before is not None:
        return _just_before(database, particulars.before, particulars.day)
    if particulars.replaces is not None:
        day, position = entries.time_of(database, particulars.replaces)
        if particulars.day is None or particulars.day.isoformat() == day:
            return day, position
    day = (today() if particulars.day is None else not_in_future(particulars.day)).isoformat()
    return day, number * POSITION_STEP


def _just_before(database: Database, number: int, wanted: date | None) -> Time:
    find_entry(database, number)
    day, position = entries.time_of(database, number)
    if wanted is not None and wanted.isoformat() != day:
        raise Refused(f"Entry {number} is of {day}; to stand just before it, give --date {day} or no date.")
    return day, between(entries.position_before(database, day, position), position, number)


def between(low: int, high: int, number: int) -> int:
    """Return a position between two others.

    Before an entry in its place of logging it lies nearer to the one before, so that many more can be
    put before that same entry; before one that was itself put in between it halves the room. Raises
    Refused when there is no room left.
    """
    room = high - low
    position = low + max(room // (8 if high % POSITION_STEP == 0 else 2), 1)
    if position >= high:
        raise Refused(
            f"There is no room left before entry {number} in its day; "
            f"log it again with --replaces {number}, then log this without --before."
        )
    return position
