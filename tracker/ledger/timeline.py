"""The order of entries in time: by business date and, within a day, by order of logging or as requested."""

from datetime import date, timedelta

from tracker.errors import Refused
from tracker.ledger.lookup import find_entry
from tracker.ledger.naming import Links
from tracker.model.dates import not_in_future, today
from tracker.model.entries import Time
from tracker.store import entries
from tracker.store.connection import Database
from tracker.store.entries import POSITION_STEP, Following


def time_for(database: Database, given: date | None, links: Links, number: int) -> Time:
    """Return the position in time of the entry that gets that number.

    `given` is the date that the clerk gives. The entry is just before the one that it is to precede, else in the place
    of the one it replaces if that has the same date, else at the end of its day. Raises Refused for a future date, or
    a date other than that of the entry it is to precede.
    """
    if links.before is not None:
        return _just_before(database, links.before, given)
    if links.replaces is not None:
        day, position = entries.time_of(database, links.replaces)
        if given is None or given.isoformat() == day:
            if date.fromisoformat(day) > today() + timedelta(days=1):  # of a wrong clock; tomorrow is today elsewhere
                not_in_future(date.fromisoformat(day))
            return Time(day, position)
    day = (today() if given is None else not_in_future(given)).isoformat()
    return Time(day, number * POSITION_STEP)


def _just_before(database: Database, number: int, given: date | None) -> Time:
    find_entry(database, number)
    day, position = entries.time_of(database, number)
    if given is not None and given.isoformat() != day:
        raise Refused(
            "Entry {entry} is dated {day}; to log an entry just before it, use --date {day} or no date.",
            entry=number,
            day=day,
        )
    return Time(day, _between(day, entries.position_before(database, day, position), Following(number, position)))


def right_after(database: Database, time: Time, number: int, replaced: int | None) -> Time:
    """Return the position right after a position in time, for the entry that gets that number.

    No entry that stands, leaving aside the one that is being `replaced`, has it or comes between the two.
    Raises Refused when there is no position left.
    """
    following = entries.next_standing(database, time, replaced)
    if following is None:
        return Time(time.date, number * POSITION_STEP)
    return Time(time.date, _between(time.date, time.position, following))


def _between(day: str, low: int, following: Following) -> int:
    """Return a position of the day between another one and that of the entry which follows.

    Before an entry in logging order, it is nearer to the preceding entry, so that many more can be inserted
    before that same entry; before an entry that was itself inserted, it is in the middle. Raises Refused
    when there is no position left.
    """
    high = following.position
    gap = high - low
    position = low + max(gap // (8 if high % POSITION_STEP == 0 else 2), 1)
    if position >= high:
        raise Refused(
            "No more entries can be inserted before entry {entry}; log this entry without --before, then void entry "
            "{entry} and each that follows it on {day}, and log them again in their order.",
            entry=following.number,
            day=day,
        )
    return position
