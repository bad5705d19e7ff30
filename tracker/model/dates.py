"""The two clocks: business dates (no time zone) and UTC timestamps of recording."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache

from tracker.deferred import pattern
from tracker.errors import FutureDate, LedgerDamaged, WrongDate, WrongUsage
from tracker.languages import spoken
from tracker.model.text import folded

END_OF_TIME = "9999-12-31"
"""A date after all entries: the cutoff of reports without a date."""

CLOCK_TOLERANCE = timedelta(hours=1)
"""The maximum time that the clock may be behind the last timestamp before it counts as wrong."""

_ISO = pattern(r"(\d{4})-(\d{2})-(\d{2})")
_MOMENT = pattern(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:.+")
_DOTTED = pattern(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\.?")


def today() -> date:
    """Return the local date, the default business date."""
    return date.today()


class Today(date):
    """The date of a typed "today": with a key, it is the same request after midnight."""


def is_far_in_future(day: str) -> bool:
    """Return whether an ISO date is more than ten years after today."""
    now = today().isoformat()
    return day > f"{int(now[:4]) + 10:04}{now[4:]}"


def read_day(text: str) -> date | None:
    """Return the date 2015-03-01, 1.3.2015 or 1.3.2015., or None. Raises WrongUsage for dates that do not exist."""
    if match := _ISO.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _DOTTED.fullmatch(text):
        day, month, year = map(int, match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        raise _not_in_the_calendar(text) from None


def _not_in_the_calendar(text: str) -> WrongUsage:
    return WrongDate("'{text}' is not a valid date: there is no such day.", text=text)


def not_in_future(day: date) -> date:
    """Return the day. Raises Refused if it is after today."""
    if day > today():
        raise FutureDate(
            "{day} is in the future (today is {today}). Enter the date of the event.", day=day, today=today()
        ).concerning("date")
    return day


def day_of_opposite(day: date | None, undone: date | None) -> date:
    """Return the date, by default today, of undoing something that happened on `undone`.

    Raises Refused if it is after today, unless it equals `undone`, which a wrong clock may have set.
    """
    if day is not None and day == undone:
        return day
    return not_in_future(day) if day else today()


def parse_moment(text: str) -> str:
    """Return a UTC timestamp; a date alone means the end of that UTC day. Raises WrongUsage if it is neither."""
    word = text.strip()
    if _ISO.fullmatch(word) and (day := read_day(word)) is not None:
        return f"{day.isoformat()}T23:59:59.999999Z"
    try:
        if _MOMENT.fullmatch(word) is None:
            raise ValueError
        moment = datetime.fromisoformat(word)
        return format_moment(moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment)
    except (ValueError, OverflowError):
        raise WrongDate(
            "'{text}' is not a UTC timestamp; enter 2015-03-01T14:30:00Z, or 2015-03-01 for the end of that day.",
            text=text,
        ) from None


def format_moment(moment: datetime) -> str:
    """Return the timestamp in UTC, to the microsecond: 2015-03-01T14:30:00.000000Z."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def read_moment(text: str) -> datetime:
    """Return a timestamp read from the ledger. Raises Unusable unless it is in the format of `format_moment`."""
    try:
        moment = datetime.fromisoformat(text)
        if format_moment(moment) != text:
            raise ValueError
    except (ValueError, OverflowError):
        raise LedgerDamaged(
            "The database is damaged: invalid timestamp '{timestamp}'. Run 'tracker restore BACKUP'.", timestamp=text
        ) from None
    return moment


def current_moment() -> str:
    """Return the current time in UTC."""
    return format_moment(datetime.now(UTC))


def clock_time(moment: str) -> str:
    """Return a UTC timestamp in local time, such as `14:32`; with the date if it is not today."""
    here = read_moment(moment).astimezone()
    return f"{here:%H:%M}" if here.date() == date.today() else f"{here:%Y-%m-%d %H:%M}"


class WrongClock(Exception):
    """The clock is more than an hour behind the last timestamp; `now` is its time in UTC."""

    def __init__(self, now: str) -> None:
        super().__init__(now)
        self.now = now


def moment_after(last: str) -> str:
    """Return the timestamp a microsecond after `last`."""
    return format_moment(read_moment(last) + timedelta(microseconds=1))


def next_moment(last: str | None) -> str:
    """Return now in UTC, but at least a microsecond after `last`, so that timestamps always increase.

    Raises WrongClock if now is more than an hour before `last`.
    """
    now = datetime.now(UTC)
    if last is None:
        return format_moment(now)
    if now < read_moment(last) - CLOCK_TOLERANCE:
        raise WrongClock(format_moment(now))
    return max(format_moment(now), moment_after(last))


# Dates and periods as typed.


@cache
def _numbered(lines: tuple[str, ...]) -> dict[str, int]:
    """Return the line number, from 0, of each word."""
    return {folded(word): number for number, line in enumerate(lines) for word in line.split()}


_DAYS_AGO = "today šodien сегодня", "yesterday vakar вчера"
_WEEKDAYS = (
    "Monday pirmdiena pirmdien pirmdienā понедельник",
    "Tuesday otrdiena otrdien otrdienā вторник",
    "Wednesday trešdiena trešdien trešdienā среда среду",
    "Thursday ceturtdiena ceturtdien ceturtdienā четверг",
    "Friday piektdiena piektdien piektdienā пятница пятницу",
    "Saturday sestdiena sestdien sestdienā суббота субботу",
    "Sunday svētdiena svētdien svētdienā воскресенье",
)
_MONTHS_IN_WORDS = (
    "January janvāris janvāra janvārī janvārim январь января",
    "February februāris februāra februārī februārim февраль февраля",
    "March marts marta martā martam март марта",
    "April aprīlis aprīļa aprīlī aprīlim апрель апреля",
    "May maijs maija maijā maijam май мая",
    "June jūnijs jūnija jūnijā jūnijam июнь июня",
    "July jūlijs jūlija jūlijā jūlijam июль июля",
    "August augusts augusta augustā augustam август августа",
    "September septembris septembra septembrī septembrim сентябрь сентября",
    "October oktobris oktobra oktobrī oktobrim октябрь октября",
    "November novembris novembra novembrī novembrim ноябрь ноября",
    "December decembris decembra decembrī decembrim декабрь декабря",
)
"""The months in the cases used in dates: `3. marts`, `3. marta`, `3. martā`, `3. martam`; `3 март`, `3 марта`.

Each line has the English name, four Latvian forms (nominative first, locative third), then the Russian nominative and
genitive.
"""

_IN_WORDS = pattern(
    r"(?:(?P<before>[0-9]{4})\.? ?(?:g\.|gada) ?)?(?P<day>[0-9]{1,2})\.? ?(?P<month>[^\W\d_]+)"
    r"(?:,? (?P<year>[0-9]{4})\.?(?: ?(?:g\.|gad\w+|г\.?|год\w*))?)?",
    re.UNICODE,
)
"""`2015. gada 3. marts`, `3 March 2015`, `3 марта 2015 г.`, and without the year."""

_SHORT = pattern(r"(\d{1,2})\.(\d{1,2})\.(\d{2})?")
_PERIOD = pattern(r"(\d{4})(?:-(?:(\d{2})|q([1-4])))?")


def full_year(year: str) -> int:
    """Return a year; two digits from 69 on belong to the last century, as in POSIX: 1.3.99 is in 1999."""
    return int(year) + (0 if len(year) > 2 else 1900 if int(year) >= 69 else 2000)


_LEAP_YEARS = 8  # the maximum number of years between 29 Februaries: 1900 was no leap year


def parse_date(text: str) -> date:
    """Return the date of 2015-03-01, 1.3.2015, 1.3.15, 1.3., 1 March 2015, 1 March, today, yesterday or monday.

    Words are English, Latvian or Russian. Without a year, or as a weekday, it is the latest such date, including today.
    A weekday and a comma may precede a date, as in prompts. Raises WrongUsage for anything else.
    """
    found = _read(text)
    if found is None:
        raise WrongDate(
            "'{text}' is not a date; enter 2015-03-01, 1.3.2015, 1.3.15, 1.3., 1 March, today, yesterday or monday.",
            text=text,
        )
    return found


def month_named(text: str) -> int | None:
    """Return the number of the month with this name or unique abbreviation: Jun, marts, Мар."""
    word, names = folded(text.strip(".")), _numbered(_MONTHS_IN_WORDS)
    found = {number for name, number in names.items() if name == word or (len(word) > 2 and name.startswith(word))}
    return found.pop() + 1 if len(found) == 1 else None


def _read(text: str) -> date | None:
    word = folded(text.strip())
    if word in _numbered(_DAYS_AGO):
        ago = _numbered(_DAYS_AGO)[word]
        return today() - timedelta(days=ago) if ago else Today.fromordinal(today().toordinal())
    if word in _numbered(_WEEKDAYS):
        return today() - timedelta(days=(today().weekday() - _numbered(_WEEKDAYS)[word]) % 7)
    weekday, comma, rest = word.partition(",")
    if comma and weekday in _numbered(_WEEKDAYS):
        found = _read(rest)
        if found is not None and found.weekday() != _numbered(_WEEKDAYS)[weekday]:
            raise WrongDate(
                "'{text}' is not a valid date: {day} is a different weekday; if the date is right, enter {day}.",
                text=text,
                day=found,
            )
        return found
    if (words := _IN_WORDS.fullmatch(word)) and words["month"] in _numbered(_MONTHS_IN_WORDS):
        number, named = _numbered(_MONTHS_IN_WORDS)[words["month"]] + 1, words["before"] or words["year"]
        return read_day(f"{words['day']}.{number}.{named}") if named else _last(text, int(words["day"]), number)
    if match := _SHORT.fullmatch(word):
        day, month, year = match.groups()
        if year is None:
            return _last(text, int(day), int(month))
        word = f"{day}.{month}.{full_year(year)}"
    return read_day(word)


def _last(text: str, day: int, month: int) -> date:
    """Return the latest date with this day and month, including today. Raises WrongUsage if no year has it."""
    for year in range(today().year, today().year - _LEAP_YEARS - 1, -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= today():
            return found
    raise _not_in_the_calendar(text)


def parse_since(text: str) -> date:
    """Return the first day of a period (2015, 2015-03 or 2015-Q1), or a date. Raises WrongUsage."""
    return _period(text)[0]


def parse_years(text: str) -> tuple[int, int]:
    """Return the first and last year of 2010..2014, or a single year twice. Raises WrongUsage."""
    match = _YEARS.fullmatch(text.strip())
    if match is None:
        raise WrongUsage("'{text}' is not a year; enter one such as 2014, or several such as 2010..2014.", text=text)
    first, last = int(match[1]), int(match[2] or match[1])
    if last < first:
        raise WrongUsage("{text} ends before it begins; enter {last}..{first}.", text=text, first=first, last=last)
    return first, last


_YEARS = pattern(r"((?:19|[2-9][0-9])[0-9]{2})(?:\.\.((?:19|[2-9][0-9])[0-9]{2}))?")


def parse_until(text: str) -> date:
    """Return the last day of a period (2015, 2015-03 or 2015-Q1), or a date. Raises WrongUsage."""
    return _period(text)[1]


def _period(text: str) -> tuple[date, date]:
    match = _PERIOD.fullmatch(text.strip().casefold())
    if match is None:
        day = _read(text)
        if day is None:
            raise WrongDate(
                "'{text}' is neither a date nor a period; enter 2015-03-01, 1.3.2015, 1.3., today, monday, 2015, "
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
        raise WrongDate("'{text}' is not a valid period; enter 2015, 2015-03 or 2015-Q1.", text=text) from None
    return since, last_day(since, months)


def last_day(first: date, months: int) -> date:
    """Return the last day of the period of that many months, within one year, beginning on a day."""
    month = first.month + months - 1
    return date(first.year, 12, 31) if month == 12 else date(first.year, month + 1, 1) - timedelta(days=1)


# Dates written out, as in CLDR.


_LONG = {
    "en": "{day} {month} {year}",
    "lv": "{year}. gada {day}. {month}",
    "ru": "{day} {month} {year}\N{NO-BREAK SPACE}г.",
}

_MONTH_IN_DATE = {"en": 0, "lv": 1, "ru": 6}
_MONTH_OF_EVENT = _MONTH_IN_DATE | {"lv": 3}
_WEEKDAY = {"en": 0, "lv": 1, "ru": 4}
"""The positions of the words to show in the lines of _MONTHS_IN_WORDS and _WEEKDAYS."""


def long_date(day: date) -> str:
    """Return a date with the name of its month: 1 March 2015, 2015. gada 1. marts, 1 марта 2015 г."""
    return _written(day, _MONTH_IN_DATE)


def on_date(day: date) -> str:
    """Return the date of an event, "on …": 1 March 2015, 2015. gada 1. martā, 1 марта 2015 г."""
    return _written(day, _MONTH_OF_EVENT)


def full_date(day: date) -> str:
    """Return a date with its weekday and month name: Sunday, 1 March 2015."""
    return f"{_WEEKDAYS[day.weekday()].split()[_WEEKDAY[spoken.code]]}, {long_date(day)}"


def _written(day: date, form: Mapping[str, int]) -> str:
    month = _MONTHS_IN_WORDS[day.month - 1].split()[form[spoken.code]]
    return _LONG[spoken.code].format(day=day.day, month=month, year=day.year)
