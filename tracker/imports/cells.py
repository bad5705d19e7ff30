"""Parse the cells of a sheet, and collect their faults."""

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from tracker.errors import TrackerError, WrongFile, WrongUsage
from tracker.imports.faults import Faults
from tracker.imports.rows import QUOTED, Fault, Sheet, SourceRow, in_one_line, label, quoted, text_of
from tracker.languages import in_english
from tracker.messages import Message, either, shortened
from tracker.model.dates import full_year, month_named, not_in_future, parse_date, read_day
from tracker.model.quantities import parse_quantity
from tracker.model.text import clean

# Quantities and dates as people and programs write them in sheets; ambiguous ones are refused.


_WHOLE = re.compile(r"([0-9]+|[0-9]{1,3}(?:[ \u00a0\u202f\u2009][0-9]{3})+)(?:[.,]0{1,2})?", re.ASCII)
_AMBIGUOUS = re.compile(r"([0-9]{1,3})([.,])([0-9]{3})", re.ASCII)
_GROUPED = re.compile(
    r"(?P<whole>[0-9]{1,3}(?P<mark>[.,'’])[0-9]{3}(?:(?P=mark)[0-9]{3})*)(?:(?!(?P=mark))(?P<decimal>[.,])[0-9]{1,2})?"
)
_DECIMAL = re.compile(r"[0-9]+([.,])(?:[0-9]{1,2}|[0-9]{4,})|0([.,])[0-9]{3}")
_NOISY = re.compile(r"[0-9]{1,9}[.,](?:0{6}|9{6})[0-9]*", re.ASCII)
"""289.99999999999994, as programs calculate 290: within a millionth of a whole number."""

_NEGATIVE = re.compile(r"[-−–]\s*(?P<after>.+)|\((?P<within>.+)\)|(?P<before>.*\S)\s*[-−–]")
_NUMBER = re.compile(r"[0-9]+", re.ASCII)

_TIMED = re.compile(r"(\S+)[T ]+(\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)", re.ASCII)
_THREE_PARTS = re.compile(r"(\d{1,4})([/.\-])(\d{1,2})\2(\d{1,4})", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4}", re.ASCII)
_SERIAL = re.compile(r"[1-9][0-9]{4}(?:\.[0-9]+)?", re.ASCII)
_SERIAL_EPOCH = date(1899, 12, 30)
"""The day with the serial number 0 in spreadsheets."""

_PROBES = (datetime(2016, 2, 29), datetime(2031, 12, 11))


DASHES = ("-", "–", "—")

_NO_COPIES = Message("'{text}' means no copies; to omit such rows, add --skip-zero.", option=("--skip-zero",))


class DateForms(NamedTuple):
    """The date formats of a sheet."""

    formats: tuple[str, ...] = ()
    """The only formats, if given with --date-format."""
    decided: tuple[str, ...] = ()
    """Formats found in columns, besides 2015-03-01, 1.3.2015 and months in words."""
    day: str | None = None
    """The day for dates without one: `first` or `last` of the month."""


def parse_sheet_quantity(text: str, *, zero: bool = False, marks: Iterable[str] = ()) -> int:
    """Return an integer number of copies from 1200, 1 200, 1'200, 1.200.000, 200.0 or 200,00.

    `marks` are the thousands separators of the column: with "." 1.200 is accepted too. Raises
    WrongUsage, with the reason and remedy, for anything that is not unambiguously an integer above zero (or zero, if
    allowed).
    """
    word = text.strip()
    if match := _WHOLE.fullmatch(word):
        digits = _digits(match.group(1))
        if not zero and not digits.strip("0"):
            raise WrongUsage.from_message(_NO_COPIES.given(text=word))
        return parse_quantity(digits, zero=zero)
    if word in DASHES:
        raise WrongUsage.from_message(_NO_COPIES.given(text=word))
    if whole := _without_marks(word, marks):
        return parse_quantity(whole, zero=zero)
    if _NOISY.fullmatch(word):
        return parse_sheet_quantity(str(round(float(word.replace(",", ".")))), zero=zero)
    if not word:
        least = 0 if zero else 1
        raise WrongUsage("The quantity is missing; enter a whole number of copies, {least} or more.", least=least)
    raise WrongUsage.from_message(_why_not_quantity(word, zero).given(text=word))


def without_sign(text: str) -> str | None:
    """Return a negative number without its sign, such as 5 for -5, (5) or 5-; or None for any other text."""
    match = _NEGATIVE.fullmatch(text.strip())
    rest = match.group(match.lastgroup or 0) if match else ""
    return rest if rest[:1].isdigit() else None


def thousands_marks(texts: Iterable[str]) -> frozenset[str]:
    """Return the separators used for thousands in a column, and never for decimals.

    Quantities are whole, so 31.200 is no fraction. But 12.000 may be 12 with three decimals, unless the column has a
    small whole number such as 950.
    """
    thousands: set[str] = set()
    decimals: set[str] = set()
    either_way: set[str] = set()
    has_small = False
    for word in {without_sign(text) or text.strip() for text in texts}:
        if match := _DECIMAL.fullmatch(word):
            decimals.add(match[1] or match[2])
        elif match := _GROUPED.fullmatch(word):
            is_clear = match["decimal"] or _groups(match) > 1 or not word.endswith("000")
            (thousands if is_clear else either_way).add(match["mark"])
            decimals.add(match["decimal"])
        else:
            has_small = has_small or (len(word) < 4 and word.isdecimal() and int(word) > 0)
    if has_small:
        thousands |= either_way
    return frozenset(() if thousands >= {".", ","} else thousands - decimals)


def _groups(match: re.Match[str]) -> int:
    return match["whole"].count(match["mark"])


def _without_marks(word: str, marks: Iterable[str]) -> str | None:
    match = _GROUPED.fullmatch(word)
    if match is None or word.startswith("0") or _digits(word[match.end("whole") :]).strip("0"):
        return None
    is_clear = match["decimal"] or _groups(match) > 1 or match["mark"] in {"'", "’", *marks}
    return _digits(match["whole"]) if is_clear else None


def _digits(text: str) -> str:
    return "".join(_NUMBER.findall(text))


def _why_not_quantity(word: str, zero: bool) -> Message:
    if match := _AMBIGUOUS.fullmatch(word):
        decimal = f"{int(match[1])}.{match[3]}".rstrip("0").rstrip(".")
        return Message(
            "'{text}' could be {whole} or {decimal}; enter it without a separator.",
            whole=int(match[1] + match[3]),
            decimal=decimal,
        )
    if not zero and without_sign(word) is not None:
        return Message(
            "'{text}' is negative; import it with 'tracker import returns' without its sign, or use --negative-as "
            "returns.",
            option=("--negative-as returns",),
        )
    return Message("'{text}' is not a whole number of copies; enter one such as 200 or 1200.")


def check_date_format(date_format: str) -> str:
    """Return the date format. Raises WrongUsage unless it contains day, month and year."""
    with suppress(ValueError):
        if all(datetime.strptime(day.strftime(date_format), date_format) == day for day in _PROBES):
            return date_format
    raise WrongUsage(
        "The date format '{date_format}' does not contain day, month and year; enter one such as %d/%m/%Y.",
        date_format=date_format,
    )


def parse_sheet_date(text: str, forms: DateForms = DateForms()) -> date:  # noqa: B008
    """Return the date of a text, in the `forms.formats` if set; a time of day is dropped.

    Without formats, 2015-03-01, 1.3.2015 and 3 March 2015 are read. Raises WrongUsage, with the remedy, for anything
    ambiguous.
    """
    word = text.strip()
    if not word:
        raise WrongUsage("The date is missing; enter one such as 2015-03-01.")
    if forms.formats:
        return _formatted_day(word, forms.formats)
    day = read_day(word) or _named_day(word)
    if day is not None:
        return day
    for date_format in forms.decided:
        with suppress(ValueError):
            return datetime.strptime(word, date_format).date()
    if forms.day and (month := month_of(word)):
        return month if forms.day == "first" else last_of_month(month)
    if (match := _TIMED.fullmatch(word)) and (day := read_day(match.group(1))) is not None:
        return day
    raise WrongUsage.from_message(_why_not_date(word).given(text=word))


_NAMED = re.compile(
    r"(?:(?P<before>\d{4})\.?\s*(?:g\.|gada)?\s*)?(?P<day>\d{1,2})(?:\.|st|nd|rd|th)?[\s/-]*(?P<month>[^\W\d_]{3,})\.?"
    r"(?:[\s/,-]*(?P<year>\d{4}|\d{2}))?\.?\s*(?:g\.|gad\w+|г\.?|год\w*)?"
)
"""3 March 2015, 02-Jun-06, 3. marts 2015, 2015. gada 3. marts, 3 марта 2015 г."""

_MONTH_FIRST = re.compile(r"(?P<month>[^\W\d_]{3,})\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})(?P<before>)")
_MONTH = re.compile(
    r"(?P<y1>\d{4})[-./](?P<m1>\d{1,2})|(?P<m2>\d{1,2})[-./](?P<y2>\d{4})|"
    r"(?P<name>[^\W\d_]{3,})\.?[\s-]+(?P<y3>\d{4})|(?P<y4>\d{4})\.?\s*(?:gada\s+)?(?P<named>[^\W\d_]{3,})"
)


def _named_day(word: str) -> date | None:
    match = _NAMED.fullmatch(word) or _MONTH_FIRST.fullmatch(word)
    month = month_named(match["month"]) if match else None
    year = match and (match["before"] or match["year"])
    if match is None or month is None or not year:
        return None
    return read_day(f"{match['day']}.{month}.{full_year(year)}")


def month_of(word: str) -> date | None:
    """Return the first day of a month, such as 2015-03, 03.2015 or March 2015; None for any other text."""
    match = _MONTH.fullmatch(word)
    if match is None:
        return None
    name = match["name"] or match["named"]
    month = month_named(name) if name else int(match["m1"] or match["m2"])
    year = int(match["y1"] or match["y2"] or match["y3"] or match["y4"])
    return date(year, month, 1) if month and 1 <= month <= 12 and year else None


def parse_day_or_month(text: str) -> date | str:
    """Return a date, or the text of a month without a day. Raises WrongUsage for anything else."""
    return text.strip() if month_of(text.strip()) else parse_date(text)


def last_of_month(month: date) -> date:
    """Return the last day of the month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


DATES = ("date", "printed_on", "received_on")


def date_forms(sheet: Sheet, formats: tuple[str, ...], day: str | None) -> DateForms:
    """Return the date formats of a sheet, as found in each column."""
    decided: list[str] = []
    for name in DATES if not formats else ():
        if name not in sheet.columns:
            continue
        separated: dict[str, list[str]] = {}
        for word in dict.fromkeys(map(text_of, sheet.column(name))):
            if day is None and month_of(word):
                raise WrongFile(
                    "{file}: '{text}' in {column} has no day; add --day first or --day last.",
                    file=sheet.file,
                    text=quoted(word),
                    column=sheet.columns[name],
                    option=("--day", "first", "last"),
                )
            if (match := _THREE_PARTS.fullmatch(word)) and not _DAY.fullmatch(word):
                separated.setdefault(match.group(2), []).append(word)
        for separator, words in separated.items():
            decided += _only_format(sheet, name, separator, words)
    return DateForms(formats, tuple(dict.fromkeys(decided)), day)


def _only_format(sheet: Sheet, name: str, separator: str, words: Sequence[str]) -> list[str]:
    """Return the only format that matches all words of a column, or an empty list."""
    found: dict[tuple[date, ...], str] = {}
    for each in _readings(words[0], separator):
        with suppress(ValueError):
            found.setdefault(tuple(datetime.strptime(word, each).date() for word in words), each)
    if separator == "." and (day_first := [each for each in found.values() if each.startswith("%d")]):
        return day_first
    if len(found) > 1:
        first = next(index for index in range(len(words)) if len({days[index] for days in found}) > 1)
        raise WrongFile(
            "{file}: '{text}' in {column} could be {days}; choose with --date-format {formats}.",
            file=sheet.file,
            text=words[first],
            column=sheet.columns[name],
            days=either(sorted({days[first] for days in found})),
            formats=either(f"'{each}'" for each in found.values()),
            option=("--date-format", *found.values()),
        )
    return list(found.values())


def _formatted_day(word: str, date_formats: Sequence[str]) -> date:
    """Return the date of a text in one of the formats. Raises WrongUsage if two give different dates."""
    days: dict[date, str] = {}
    for date_format in date_formats:
        with suppress(ValueError):
            days.setdefault(datetime.strptime(word, date_format).date(), date_format)
    if len(days) > 1:
        raise WrongUsage(
            "'{text}' could be {days} under --date-format {formats}; enter it as 2015-03-01.",
            text=word,
            days=either(days),
            formats=either(f"'{date_format}'" for date_format in days.values()),
        )
    if days:
        return next(iter(days))
    is_iso = any(date_format.startswith("%Y-") for date_format in date_formats)
    if word[4:5] == "-" and not is_iso and (day := read_day(word)) is not None:
        return day  # a workbook's date cells are read as ISO dates, whatever the format of text cells
    formats = either(f"'{date_format}'" for date_format in date_formats)
    raise WrongUsage("'{text}' does not match --date-format {formats}.", text=word, formats=formats)


def _why_not_date(word: str) -> Message:
    if _SERIAL.fullmatch(word):
        return Message(
            "'{text}' may be a spreadsheet's serial number for {day}; enter the date or format the cell as a date.",
            day=_SERIAL_EPOCH + timedelta(days=int(float(word))),
        )
    match = _THREE_PARTS.fullmatch(word)
    readings = _readings(word, match.group(2)) if match else {}
    if not readings:
        return Message(
            "'{text}' is not a date; enter 2015-03-01 or 1.3.2015, or use --date-format.",
            option=("--date-format", "%d/%m/%Y", "%m/%d/%Y"),
        )
    return Message(
        "'{text}' could be {days}; choose with --date-format {formats}.",
        days=either(sorted(set(readings.values()))),
        formats=either(f"'{date_format}'" for date_format in readings),
        option=("--date-format", *readings),
    )


def _readings(word: str, separator: str) -> dict[str, date]:
    found = {}
    for order in ("%d %m %Y", "%m %d %Y", "%Y %m %d", "%d %m %y", "%m %d %y"):
        date_format = order.replace(" ", separator)
        with suppress(ValueError):
            found[date_format] = datetime.strptime(word, date_format).date()
    return found


def parse_word(text: str, words: Sequence[str], sort: str = "status") -> str:
    """Return the one of `words` that a text means in any language. Raises WrongUsage if it is none of them.

    `sort` is their context in the catalogues.
    """
    word = in_english(sort, text, words)
    if word not in words:
        raise WrongUsage(
            "'{text}' is not {words}; enter one of these, leave the cell blank, or ignore the column with --map "
            '"Its name=".',
            text=text,
            words=either(words),
            option=("--map",),
        )
    return word


class WrongCell(NamedTuple):
    """Why a cell cannot be parsed."""

    message: Message


def missing(column: str) -> Message:
    """Return what is wrong with an empty cell of a column that needs a value."""
    if column == "quantity":
        return Message("The quantity is missing; to omit such rows, add --skip-zero.", option=("--skip-zero",))
    return Message("The {field} is missing.", field=label(column))


class Cells:
    """Parses cells and collects their faults. Repeated texts are parsed once per column."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.faults = Faults(sheet.numbering)
        for fault, _ in sheet.faults:
            self.faults.add(fault)
        self.refused_together: list[list[int]] = []
        """The lines of each refused entry's rows, and of the rows it was refused for."""
        self._parsed: dict[tuple[str, str, str], Any] = {}
        self._last: tuple[SourceRow | None, dict[str, str]] = None, {}
        """The last row requested, with its cells."""
        self._marks: dict[str, frozenset[str]] = {}
        """The thousands separators of columns."""

    def cells_of(self, row: SourceRow) -> dict[str, str]:
        """Return the cells of a row, cached for consecutive calls."""
        if self._last[0] is not row:
            self._last = row, row.cells
        return self._last[1]

    def fault(self, row: SourceRow, column: str | None, message: Message) -> None:
        """Add a fault of a cell in the row, or of the whole row."""
        name = row.layout.names.get(column, column) if column else None
        value = self.cells_of(row).get(column) if column else None
        if max(map(len, row.original), default=0) > QUOTED:
            for cell in self.cells_of(row).values():
                message = shortened(message, cell, QUOTED)
        self.faults.add(Fault(row.line, name, value, message))

    def read(self, row: SourceRow, column: str, parse: Callable[[str], Any], beside: str = "") -> Any:
        """Return the value of a cell; or None, adding a fault, if it cannot be parsed."""
        text = self.cells_of(row).get(column, "")
        key = (column, text, beside)
        if key in self._parsed:
            value = self._parsed[key]
        else:
            try:
                value = parse(text)
            except TrackerError as error:
                value = WrongCell(error.message)  # the error itself holds all that was going on then
            self._parsed[key] = value
        if isinstance(value, WrongCell):
            self.fault(row, column, value.message)
            return None
        return value

    def optional(self, row: SourceRow, column: str, parse: Callable[[str], Any], beside: str = "") -> Any:
        """Return the value of a cell; or None if it is empty or, adding a fault, if it cannot be parsed."""
        return self.read(row, column, parse, beside) if self.cells_of(row).get(column) else None

    def text(self, row: SourceRow, column: str) -> str | None:
        """Return optional text on one line; or None, adding a fault, if it has control characters."""
        text: str | None = self.optional(row, column, lambda text: clean(in_one_line(text), label(column)) or None)
        return text

    def quantity(self, text: str, *, zero: bool = False, column: str = "quantity") -> int:
        """Return an integer number of copies; the column's other cells determine the meaning of 1.200."""
        if column not in self._marks:
            self._marks[column] = thousands_marks(self.sheet.column(column))
        return parse_sheet_quantity(text, zero=zero, marks=self._marks[column])

    def signed(self, text: str) -> int:
        """Return an integer number of copies like `quantity`, below zero for a negative one."""
        rest = without_sign(text)
        return self.quantity(text) if rest is None else -self.quantity(rest)

    def day(self, row: SourceRow, column: str, forms: DateForms) -> date | None:
        """Return an optional date that is not in the future; or None, adding a fault, if it cannot be parsed."""
        day: date | None = self.optional(row, column, lambda text: not_in_future(parse_sheet_date(text, forms)))
        return day

    def has_all(self, row: SourceRow, columns: tuple[str, ...]) -> bool:
        """Return whether all of the row's cells in these columns have text; add a fault for each that is empty."""
        given = self.cells_of(row)
        empty = [column for column in columns if not given.get(column)]
        for column in empty:
            self.fault(row, column, missing(column))
        return not empty
