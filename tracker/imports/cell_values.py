"""Quantities and dates as sheets have them: written by people and programs, never guessed."""

import re
from contextlib import suppress
from datetime import date, datetime, timedelta

from tracker.errors import WrongUsage
from tracker.model.dates import read_day
from tracker.model.quantities import parse_quantity

_WHOLE = re.compile(r"([0-9]+|[0-9]{1,3}(?:[ \u00a0\u202f\u2009][0-9]{3})+)(?:[.,]0{1,2})?", re.ASCII)
_EITHER = re.compile(r"([0-9]{1,3})([.,])([0-9]{3})", re.ASCII)
_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,'’])[0-9]{3})(?:\1[0-9]{3})*", re.ASCII)
_FRACTION = re.compile(r"([0-9]{1,9}|[0-9]{1,3}(?:[ \u00a0\u202f\u2009][0-9]{3})+)[.,][0-9]+", re.ASCII)
_NEGATIVE = re.compile(r"[-−–]\s*(?P<after>.+)|\((?P<within>.+)\)|(?P<before>.+?)\s*[-−–]")
_NUMBER = re.compile(r"[0-9]+", re.ASCII)

_TIMED = re.compile(r"(\S+)[T ]+(\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)", re.ASCII)
_THREE_PARTS = re.compile(r"(\d{1,4})([/.\-])(\d{1,2})\2(\d{1,4})", re.ASCII)
_SERIAL = re.compile(r"[1-9][0-9]{4}(?:\.[0-9]+)?", re.ASCII)

_FIRST_OF_SPREADSHEETS = date(1899, 12, 30)
"""The day that spreadsheets number 0."""

_PROBES = (datetime(2016, 2, 29), datetime(2031, 12, 11))
"""Days that a date format must give back as they were."""


def parse_sheet_quantity(text: str, *, zero: bool = False) -> int:
    """Return a whole number of copies as sheets write it: 1200, 1 200, 200.0 or 200,00.

    Raises WrongUsage, saying why and what to write, for anything that is not certainly one whole
    number above zero (or zero, where that is allowed).
    """
    word = text.strip()
    if match := _WHOLE.fullmatch(word):
        return parse_quantity(_digits(match.group(1)), zero=zero)
    if not word:
        raise WrongUsage(f"The quantity is missing; write a whole number of copies, {'0' if zero else '1'} or more.")
    raise WrongUsage(f"'{word}' {_why_no_quantity(word, zero)}.")


def _digits(text: str) -> str:
    return "".join(_NUMBER.findall(text))


def _why_no_quantity(word: str, zero: bool) -> str:
    """Return what is wrong with a text that is no quantity, and what to write."""
    if match := _EITHER.fullmatch(word):
        whole, _, rest = match.groups()
        decimal = f"{int(whole)}.{rest}".rstrip("0").rstrip(".")
        write = f"{int(whole + rest)}" if "." in decimal else "the one that is meant, without a mark"
        return f"may be {int(whole + rest)} or {decimal}: write {write}"
    if _GROUPED.fullmatch(word):
        return f"groups its digits with marks; write {int(_digits(word))}"
    if match := _FRACTION.fullmatch(word):
        least = int(_digits(match.group(1)))
        return f"is no whole number, and there are no parts of a copy; write {least} or {least + 1}"
    if (match := _NEGATIVE.fullmatch(word)) and (whole := _WHOLE.fullmatch(match.group(match.lastgroup or 0))):
        return _why_no_less(_digits(whole.group(1)).lstrip("0") or "0", zero)
    numbers = _NUMBER.findall(word)
    if len(numbers) > 1:
        return f"is not one number; write one whole number, such as {numbers[0]}"
    if numbers:
        return f"is not only a number; write {numbers[0]}"
    return "is not a number; write a whole number of copies, such as 200"


def _why_no_less(digits: str, zero: bool) -> str:
    if zero:
        return "is negative: no place holds fewer than 0 copies"
    return f"is negative: copies that came back are imported with 'tracker import returns'; write {digits} there"


def check_date_format(written: str | None) -> str | None:
    """Return the format that says how dates are written. Raises WrongUsage unless it names day, month and year."""
    try:
        if written is None or all(datetime.strptime(day.strftime(written), written) == day for day in _PROBES):
            return written
        lacks = "does not say day, month and year"
    except ValueError:
        lacks = "is not one"
    raise WrongUsage(f"The date format '{written}' {lacks}; write one such as %d/%m/%Y.")


def parse_sheet_date(text: str, written: str | None = None) -> date:
    """Return the day written as 2015-03-01 or 1.3.2015, at midnight if a time is told; by the format if there is one.

    Raises WrongUsage, saying what to write, for anything that would have to be guessed.
    """
    word = text.strip()
    if not word:
        raise WrongUsage("The date is missing; write one such as 2015-03-01.")
    if written is not None:
        try:
            return datetime.strptime(word, written).date()
        except ValueError:
            if word[4:5] == "-" and not written.startswith("%Y-") and (day := read_day(word)) is not None:
                return day  # a workbook's own dates come as such, whatever is written in the others
            raise WrongUsage(f"'{word}' is not a date written as --date-format '{written}' says.") from None
    day = read_day(word)
    if day is not None:
        return day
    if (match := _TIMED.fullmatch(word)) and (day := read_day(match.group(1))) is not None:
        clock = match.group(2)
        if not any(map(int, _NUMBER.findall(clock))):
            return day
        raise WrongUsage(
            f"'{word}' tells a time, and copies move on a day: write {day.isoformat()}, "
            f"or take the day alone with --date-format '{_timed_format(word, clock)}'."
        )
    raise WrongUsage(f"'{word}' {_why_no_date(word)}.")


def _timed_format(word: str, clock: str) -> str:
    """Return the format in which a day with a time of day is written."""
    day = "%d.%m.%Y" if word[2] == "." or word[1] == "." else "%Y-%m-%d"
    seconds = "" if clock.count(":") == 1 else ":%S.%f" if "." in clock else ":%S"
    return f"{day}{'T' if 'T' in word else ' '}%H:%M{seconds}"


def _why_no_date(word: str) -> str:
    """Return what is wrong with a text that is no date, and what to write."""
    if word.casefold() in ("today", "yesterday"):
        return "is another day every day; write the date, such as 2015-03-01"
    if _SERIAL.fullmatch(word):
        day = _FIRST_OF_SPREADSHEETS + timedelta(days=int(float(word)))
        return f"may be a spreadsheet's number for {day.isoformat()}; write that, or make the cell a date"
    if match := _THREE_PARTS.fullmatch(word):
        ways = _ways(word, match.group(2))
        days = " or ".join(sorted({day.isoformat() for day in ways.values()}))
        formats = " or ".join(f"'{way}'" for way in ways)
        if " " in days:
            return f"could be {days}: say which with --date-format {formats}"
        if days:
            return f"is not written as 2015-03-01 or 1.3.2015: say with --date-format {formats} how to read it"
    return "is not a date; write 2015-03-01 or 1.3.2015, or say with --date-format how the file writes it"


def _ways(word: str, mark: str) -> dict[str, date]:
    """Return the formats that read the date, with the day that each makes of it."""
    found = {}
    for order in ("%d %m %Y", "%m %d %Y", "%Y %m %d", "%d %m %y", "%m %d %y"):
        way = order.replace(" ", mark)
        with suppress(ValueError):
            found[way] = datetime.strptime(word, way).date()
    return found
