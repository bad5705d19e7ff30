"""Dates written out as in CLDR: a small table, because no installed library has one."""

from datetime import date

from tracker.languages import spoken

_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "lv": ("pirmdiena", "otrdiena", "trešdiena", "ceturtdiena", "piektdiena", "sestdiena", "svētdiena"),
    "ru": ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
}

_MONTHS = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "lv": (
        *("janvāris", "februāris", "marts", "aprīlis", "maijs", "jūnijs"),
        *("jūlijs", "augusts", "septembris", "oktobris", "novembris", "decembris"),
    ),
    "ru": (
        *("января", "февраля", "марта", "апреля", "мая", "июня"),
        *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
    ),
}
"""The months as used in a date, in Russian in the genitive."""

_ON_MONTHS = {
    "lv": (
        *("janvārī", "februārī", "martā", "aprīlī", "maijā", "jūnijā"),
        *("jūlijā", "augustā", "septembrī", "oktobrī", "novembrī", "decembrī"),
    )
}
"""The months as used for the date of an event: in Latvian in the locative."""

_LONG = {
    "en": "{day} {month} {year}",
    "lv": "{year}. gada {day}. {month}",
    "ru": "{day} {month} {year}\N{NO-BREAK SPACE}г.",
}


def long_date(day: date) -> str:
    """Return a date with the name of its month: 1 March 2015, 2015. gada 1. marts, 1 марта 2015 г."""
    return _LONG[spoken.code].format(day=day.day, month=_MONTHS[spoken.code][day.month - 1], year=day.year)


def on_date(day: date) -> str:
    """Return the date of an event, "on …": 1 March 2015, 2015. gada 1. martā, 1 марта 2015 г."""
    months = _ON_MONTHS.get(spoken.code, _MONTHS[spoken.code])
    return _LONG[spoken.code].format(day=day.day, month=months[day.month - 1], year=day.year)


def full_date(day: date) -> str:
    """Return a date with its weekday and month name: Sunday, 1 March 2015."""
    return f"{_WEEKDAYS[spoken.code][day.weekday()]}, {long_date(day)}"
