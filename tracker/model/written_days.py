"""Days and periods as people write them on a command line."""

import re
from datetime import date, timedelta

from tracker.errors import WrongUsage
from tracker.model.dates import Today, not_in_the_calendar, read_day, today

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_SHORT = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{2})?", re.ASCII)
_PERIOD = re.compile(r"(\d{4})(?:-(?:(\d{2})|q([1-4])))?", re.ASCII)

_FIRST_OF_LAST_CENTURY = 69
"""Two digits of a year from here on are of the last century, as POSIX has it: 1.3.99 is in 1999."""

_LEAP_YEARS = 8
"""A 29 February is at most so many years ago: 1900 was no leap year."""


def parse_date(text: str) -> date:
    """Return the date written as 2015-03-01, 1.3.2015, 1.3.15, 1.3., today, yesterday or monday.

    Without a year, and as a day of the week, it is the last such day, today included. Raises WrongUsage for
    anything else, and for dates that do not exist.
    """
    found = _read(text)
    if found is None:
        raise WrongUsage(
            "'{text}' is not a date; write 2015-03-01, 1.3.2015, 1.3.15, 1.3., today, yesterday or monday.", text=text
        )
    return found


def _read(text: str) -> date | None:
    word = text.strip().casefold()
    if word == "today":
        return Today.fromordinal(today().toordinal())
    if word == "yesterday":
        return today() - timedelta(days=1)
    if word in WEEKDAYS:
        return today() - timedelta(days=(today().weekday() - WEEKDAYS.index(word)) % 7)
    if match := _SHORT.fullmatch(word):
        day, month, year = match.groups()
        if year is None:
            return _last(text, int(day), int(month))
        century = 1900 if int(year) >= _FIRST_OF_LAST_CENTURY else 2000
        word = f"{day}.{month}.{century + int(year)}"
    return read_day(word)


def _last(text: str, day: int, month: int) -> date:
    """Return the last such day of a year, today included. Raises WrongUsage when no year has it."""
    for year in range(today().year, today().year - _LEAP_YEARS - 1, -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= today():
            return found
    raise not_in_the_calendar(text, month)


def parse_since(text: str) -> date:
    """Return the first day of a period, written 2015, 2015-03 or 2015-Q1, or the day itself.

    Raises WrongUsage for anything else.
    """
    return _period(text)[0]


def parse_until(text: str) -> date:
    """Return the last day of a period, written 2015, 2015-03 or 2015-Q1, or the day itself.

    Raises WrongUsage for anything else.
    """
    return _period(text)[1]


def _period(text: str) -> tuple[date, date]:
    match = _PERIOD.fullmatch(text.strip().casefold())
    if match is None:
        day = _read(text)
        if day is None:
            raise WrongUsage(
                "'{text}' is neither a date nor a period; write 2015-03-01, 1.3.2015, 1.3., today, monday, 2015, "
                "2015-03 or 2015-Q1.",
                text=text,
            )
        return day, day
    year, month, quarter = (int(part) if part else None for part in match.groups())
    first = month if month is not None else 3 * quarter - 2 if quarter else 1
    months = 1 if month is not None else 3 if quarter else 12
    try:
        since = date(year or 0, first, 1)
    except ValueError:
        raise not_in_the_calendar(text, first) from None
    return since, _end_of_month(since.year, first + months - 1)


def _end_of_month(year: int, month: int) -> date:
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)
