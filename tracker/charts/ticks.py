"""The values that an axis names: few, round, from no more than the least to no less than the most."""

from collections.abc import Sequence
from datetime import date

from tracker.model.charts import PeriodBar

_STEPS_OF_DAYS = (1, 7, 14)
_STEPS_OF_MONTHS = (1, 2, 3, 6)
_YEAR = 12
_MONTH = 31


def ticks(low: int, high: int, most: int) -> list[int]:
    """Return round values, at most `most` of them (at least 3), that enclose 0, `low` and `high`, at equal distances.

    The distance is 1, 2 or 5 times a power of ten; there are at least two.
    """
    low, high = min(low, 0), max(high, 0)
    if low == high:
        high = 1
    step = 1
    while _ceiling(high, step) - low // step + 1 > max(most, 3):
        step = _next(step)
    return [number * step for number in range(low // step, _ceiling(high, step) + 1)]


def _ceiling(value: int, step: int) -> int:
    return -(-value // step)


def _next(step: int) -> int:
    """Return the next of 1, 2, 5, 10, 20, 50 …."""
    return step * 5 // 2 if str(step).startswith("2") else step * 2


def date_ticks(first: date, last: date, most: int) -> list[tuple[date, str]]:
    """Return round days within both, at most `most` of them, each with its name: 2015, 2015-03 or 2015-03-01.

    They are the first days of years or months, or days. There is at least one.
    """
    span = (last - first).days + 1
    for months in _STEPS_OF_MONTHS:
        fits = most * _STEPS_OF_DAYS[-1] < span <= (most + 1) * months * _MONTH
        if fits and 1 <= len(found := _months(first, last, months)) <= most:
            return [(day, day.isoformat()[:7]) for day in found]
    for days in _STEPS_OF_DAYS:
        if span <= most * days:
            return [(day, day.isoformat()) for day in _days(first, last, days)]
    step = 1
    while last.year // step - first.year // step > most:
        step = _next(step)
    years = [date(year, 1, 1) for year in range(first.year, last.year + 1) if year % step == 0]
    return [(day, f"{day.year:04}") for day in years if day >= first][:most] or [(first, first.isoformat())]


def period_ticks(periods: Sequence[PeriodBar], most: int) -> dict[str, str]:
    """Return which months or quarters are named, at most `most` (at least 1), and how: the period, or only its year."""
    months = {period.name: period.day.year * 12 + period.day.month - 1 for period in periods}
    steps = iter(_STEPS_OF_MONTHS)
    step = next(steps)
    while len(named := [name for name, month in months.items() if month % step == 0]) > most:
        step = next(steps, 2 * step)
    return {name: name[:4] if step % _YEAR == 0 else name for name in named}


def _days(first: date, last: date, step: int) -> list[date]:
    return [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1, step)]


def _months(first: date, last: date, step: int) -> list[date]:
    """Return the first days of every `step`-th month within both; every 12 of them begin with January."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    days = [date(number // 12, number % 12 + 1, 1) for number in numbers if number % step == 0]
    return [day for day in days if day >= first]
