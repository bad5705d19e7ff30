"""When places are closed."""

from datetime import date
from typing import NamedTuple

from tracker.store.connection import Database
from tracker.store.memory import remembered


class ClosedPeriod(NamedTuple):
    """The days on which a place is closed: from `since` to the day before `until`, None while it is closed."""

    since: str
    until: str | None


@remembered("closing")
def closed_periods(database: Database, place_id: int) -> list[ClosedPeriod]:
    """Return the days on which a place is closed."""
    rows = database.rows("SELECT date, closed FROM closing WHERE place = ? ORDER BY date, id", [place_id])
    by_day = dict(rows)  # the last one of a day applies
    if not by_day:
        return []
    turns = [
        (day, closed)
        for before, (day, closed) in zip((0, *by_day.values()), by_day.items(), strict=False)
        if closed != before
    ]
    following = [*(day for day, _ in turns[1:]), None]
    pairs = zip(turns, following, strict=False)  # without turns, there is one more that follows
    return [ClosedPeriod(since, until) for (since, closed), until in pairs if closed]


def closed_since(database: Database, place_id: int) -> str | None:
    """Return the date since which the place is closed now, None when it is open."""
    return next((period.since for period in closed_periods(database, place_id) if period.until is None), None)


def closed_on(database: Database, place_id: int, day: date) -> date | None:
    """Return the date since which the place is closed on that day, None when it is open."""
    row = database.row(
        "SELECT closed, date FROM closing WHERE place = ? AND date <= ? ORDER BY date DESC, id DESC LIMIT 1",
        [place_id, day.isoformat()],
    )
    return date.fromisoformat(row[1]) if row and row[0] else None


def last_closing(database: Database, place_id: int) -> date | None:
    """Return the day on which a place was last closed or reopened."""
    day = database.value("SELECT max(date) FROM closing WHERE place = ?", [place_id])
    return date.fromisoformat(day) if day else None
