"""The two clocks: business dates (no time zone) and UTC timestamps of recording."""

import re
from datetime import UTC, date, datetime, timedelta

from tracker.errors import Refused, Unusable, WrongUsage

END_OF_TIME = "9999-12-31"
"""A date after every entry: the cutoff of reports for which no date is given."""

CLOCK_TOLERANCE = timedelta(hours=1)
"""How far the clock may stand before the last timestamp: further, it is taken for wrong."""

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:.+", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\.?", re.ASCII)


def today() -> date:
    """Return the local date, which is the default business date."""
    return date.today()


class Today(date):
    """The date of `today` as a clerk wrote it: with a key, it is the same request after midnight."""


def is_far_ahead(day: str) -> bool:
    """Return whether an ISO date is more than ten years after today."""
    now = today().isoformat()
    return day > f"{int(now[:4]) + 10:04}{now[4:]}"


def read_day(text: str) -> date | None:
    """Return the date written as 2015-03-01, 1.3.2015 or, as in Latvian, 1.3.2015., None for any other format.

    Raises WrongUsage for dates that do not exist.
    """
    if match := _ISO.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _DOTTED.fullmatch(text):
        day, month, year = map(int, match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        raise not_in_the_calendar(text, month) from None


def not_in_the_calendar(text: str, month: int) -> WrongUsage:
    """Return the error that says of a date or a period whether there is no such month, or no such day."""
    if not 1 <= month <= _MONTHS:
        return WrongUsage("'{text}' is not a valid date: the calendar has no month {month}.", text=text, month=month)
    return WrongUsage("'{text}' is not a valid date: the calendar has no such day.", text=text)


_MONTHS = 12


def not_in_future(day: date) -> date:
    """Return the day. Raises Refused if it is after today."""
    if day > today():
        raise Refused(
            "{day} is in the future (today is {today}); "
            "log only what has already happened, under the date on which it happened.",
            day=day,
            today=today(),
        ).concerning("date")
    return day


def day_of_opposite(day: date | None, undone: date | None) -> date:
    """Return the day, today if none is given, on which something is undone that happened on the day `undone`.

    Raises Refused if it is after today, unless it is that very day, which a wrong clock gave.
    """
    if day is not None and day == undone:
        return day
    return not_in_future(day) if day else today()


def parse_moment(text: str) -> str:
    """Return a UTC timestamp in the format of recorded_at; a date alone means the end of that UTC day.

    Raises WrongUsage if the text is neither.
    """
    word = text.strip()
    if _ISO.fullmatch(word) and (day := read_day(word)) is not None:
        return f"{day.isoformat()}T23:59:59.999999Z"
    try:
        if _MOMENT.fullmatch(word) is None:
            raise ValueError
        moment = datetime.fromisoformat(word)
        return format_moment(moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment)
    except (ValueError, OverflowError):
        raise WrongUsage(
            "'{text}' is not a UTC timestamp; write 2015-03-01T14:30:00Z, or 2015-03-01 for the end of that day.",
            text=text,
        ) from None


def format_moment(moment: datetime) -> str:
    """Return the timestamp in UTC, to the microsecond: 2015-03-01T14:30:00.000000Z."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def read_moment(text: str) -> datetime:
    """Return a timestamp that was read from the ledger.

    Raises Unusable unless it is written as `format_moment` writes it.
    """
    try:
        moment = datetime.fromisoformat(text)
        if format_moment(moment) != text:
            raise ValueError
    except (ValueError, OverflowError):
        raise Unusable(
            "The database is damaged: it holds an invalid timestamp, '{timestamp}'; restore a backup.", timestamp=text
        ) from None
    return moment


def current_moment() -> str:
    """Return what the clock shows, in UTC."""
    return format_moment(datetime.now(UTC))


class WrongClock(Exception):
    """The clock stands more than an hour before the last timestamp; `now` is what it shows, in UTC."""

    def __init__(self, now: str) -> None:
        """Keep what the clock shows."""
        super().__init__(now)
        self.now = now


def next_moment(last: str | None) -> str:
    """Return now in UTC, but at least a microsecond after `last`, so that timestamps always increase.

    Raises WrongClock if now is more than an hour before `last`, Unusable if `last`, which was read from the
    ledger, is not a timestamp as `format_moment` writes it.
    """
    now = datetime.now(UTC)
    if last is None:
        return format_moment(now)
    moment = read_moment(last)
    if now < moment - CLOCK_TOLERANCE:
        raise WrongClock(format_moment(now))
    return format_moment(max(now, moment + timedelta(microseconds=1)))
